"""Computed talk and templates to `{path: bytes}`. The one importer of jinja2; nothing is computed here or in it.

It leaves out where CSS, JavaScript and fonts come from (`assets`) and writing (`build`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from llms101 import formats
from llms101.assets import Assets
from llms101.compute import Computed, ProseView, SlideView, WidgetView
from llms101.parcels import pack
from llms101.talk import STAGES, Deck, Link, Stage

TEMPLATES = Path(__file__).parents[1] / "templates"

#: The names of the pipeline's stations on its map.
LABELS = {stage: stage.replace("-", " ") for stage in STAGES}


@dataclass(frozen=True)
class View:
    """A slide as the templates get it."""

    id: str
    title: str
    phase: str
    stage: str
    layout: str
    body: Markup
    notes: Markup
    links: tuple[Link, ...]
    number: int
    total: int
    minutes: float | None
    plan: str


@cache
def environment(folder: Path = TEMPLATES) -> jinja2.Environment:
    """Jinja with autoescape, in which an unknown name is an error."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {"percent": formats.percent, "number": formats.number}
    return env


Stations = list[tuple[Stage, str]]

#: Rendered slides by what they were made from; whoever builds again passes the same one.
Cache = dict[Any, Markup]


def render(computed: Computed, assets: Assets, kept: Cache | None = None) -> dict[str, bytes]:
    """All files of the site, by their path in it."""
    env, deck = environment(), computed.talk.deck
    kept = {} if kept is None else kept
    stations: Stations = [(stage, LABELS[stage]) for stage in STAGES]
    homes = {stage: _home(stage, computed) for stage in STAGES}
    total = len(computed.slides)
    views = [_view(slide, number, total, kept) for number, slide in enumerate(computed.slides, 1)]
    names = sorted({part.name for slide in computed.slides for part in slide.parts if isinstance(part, WidgetView)})
    css_path, css = assets.css(names)
    parcels = {name: pack(name, content) for name, content in computed.parcels.items()}
    parcels["code"] = pack("code", assets.code())
    slides = [_slide(view, stations, homes, deck, kept) for view in views]
    page = env.get_template("deck.html").render(
        deck=deck,
        slides=slides,
        views=views,
        stages=stations,
        homes=homes,
        css=css_path,
        import_map=Markup(embed(assets.import_map(names))),  # noqa: S704  # `embed` escapes it
        parcels=Markup(embed({name: parcel.entry for name, parcel in parcels.items()})),  # noqa: S704
        entry=Markup(assets.entry(names)),  # noqa: S704  # our own widgets' names
        favicon=assets.favicon,
        og_image="",
        site_url=computed.url,
        build_id=assets.build_id(css, *slides),
    )
    lost = env.get_template("404.html").render(deck=deck, home=computed.url or "./", favicon=assets.favicon)
    return {
        "index.html": page.encode(),
        "404.html": lost.encode(),
        css_path: css,
        **assets.files(),
        **{path: content for parcel in parcels.values() for path, content in parcel.files.items()},
        **{path: (computed.talk.folder / path).read_bytes() for path in computed.media},
    }


def _home(stage: Stage, computed: Computed) -> str:
    """The id of the slide at which a station of the pipeline is explained: the first one at that stage."""
    return next((slide.slide.id for slide in computed.slides if slide.slide.front.stage == stage), "")


def _view(slide: SlideView, number: int, total: int, kept: Cache) -> View:
    front = slide.slide.front
    return View(
        id=slide.slide.id,
        title=front.title,
        phase=front.phase,
        stage=front.stage,
        layout=front.layout,
        body=Markup("\n").join(_part(part, kept) for part in slide.parts),
        notes=Markup(slide.notes),  # noqa: S704  # the author's own Markdown
        links=front.links,
        number=number,
        total=total,
        minutes=front.minutes,
        plan=json.dumps(slide.plan, separators=(",", ":")),
    )


def _slide(view: View, stations: Stations, homes: dict[Stage, str], deck: Deck, kept: Cache) -> Markup:
    key = (view, tuple(homes.items()), deck.title)
    if key not in kept:
        template = environment().get_template("slide.html")
        kept[key] = Markup(template.render(slide=view, stages=stations, homes=homes, deck=deck))  # noqa: S704
    return kept[key]


def _part(part: ProseView | WidgetView, kept: Cache) -> Markup:
    if isinstance(part, ProseView):
        return Markup(f'<div class="prose">\n{part.html}\n</div>')  # noqa: S704  # the author's own Markdown
    key = (part.id, part.name, id(part.data))
    if key not in kept:
        inner = environment().get_template(f"widgets/{part.name}.html").render(data=part.data, id=part.id)
        kept[key] = Markup(  # noqa: S704  # made by a template with autoescape
            f'<{part.name} id="{part.id}" class="widget" data-widget="{part.name}" data-steps="{part.steps}">\n'
            f'{inner}\n<script type="application/json">{embed(plain(part.data))}</script>\n</{part.name}>'
        )
        kept[("keeps", *key)] = part.data  # so that no other data gets this id
    return kept[key]


def embed(value: Any) -> str:
    r"""JSON that may stand inside a `<script>`: no text in it can end the script or start a comment.

    >>> embed("</script><!-- & ")
    '"\\u003c/script>\\u003c!-- & "'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char in "<\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def plain(value: Any, *, whole: bool = False) -> Any:
    """A widget's data as dicts and lists, ready for JSON: what the browser gets, or `whole`, what the template gets."""
    if is_dataclass(value):
        return {name: plain(getattr(value, name), whole=whole) for name in _names(value.__class__, whole)}
    if isinstance(value, tuple | list):
        return [plain(item, whole=whole) for item in value]
    if isinstance(value, dict):
        return {key: plain(item, whole=whole) for key, item in value.items()}
    return value


@cache
def _names(cls: Any, whole: bool) -> tuple[str, ...]:
    return tuple(f.name for f in fields(cls) if whole or not f.metadata.get("markup"))
