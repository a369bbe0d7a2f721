"""Runs every widget and every figure of a checked talk, holds its claims against them, and lays out its moments.

Pure but for the tools it is given. It leaves out HTML around the blocks (`render`).
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from typing import Any

from llms101 import figures, prose
from llms101.check import Checked, CheckedProse, CheckedSlide, CheckedWidget, FigureUse, widget_module
from llms101.errors import AuthorError, Place, Problem, did_you_mean
from llms101.figures import Figure
from llms101.talk import Slide, Talk
from llms101.tools import life_error
from llms101.widgets.base import FieldProblem, Source, Tools

#: A fragment: an element of class `step`.
_STEP = re.compile(r"""<[a-zA-Z][^<>]*\sclass\s*=\s*(?:"(?:[^"]*\s)?step[\s"]|'(?:[^']*\s)?step[\s']|step[\s>])""")
_FIGURE = re.compile(prose.SLOT.format("f", r"(\d+)"))
#: A tag with a figure in one of its attributes, where no other tag can stand.
_TAG = re.compile("<[^<>\ue000]*\ue000[^<>]*>")


@dataclass(frozen=True)
class ProseView:
    """Prose as HTML, the number of its fragments, and the sources of its figures."""

    html: str
    fragments: int
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class WidgetView:
    """A widget's data, and how many presses it takes."""

    id: str
    name: str
    data: Any
    steps: int


@dataclass(frozen=True)
class SlideView:
    """A slide with all that is shown on it; `plan` has one moment more than the slide has presses."""

    slide: Slide
    parts: tuple[ProseView | WidgetView, ...]
    notes: str
    plan: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Computed:
    """A talk, computed."""

    talk: Talk
    slides: tuple[SlideView, ...]
    media: tuple[str, ...]
    url: str
    parcels: dict[str, bytes | str]  # what the page may ask for later, by name


#: What `compute` keeps between builds of the same tools: results by what they were made from.
Cache = dict[Any, Any]


def compute(checked: Checked, tools: Tools, cache: Cache | None = None) -> Computed:
    """Compute the whole talk. Raises `AuthorError` with every claim that fails and every value that does not fit."""
    problems: list[Problem] = []
    kept: Cache = {} if cache is None else cache
    context = repr((tools.examples, tools.url, tools.slides, tools.encoding.name))
    slides = [_slide(slide, tools, problems, kept, context) for slide in checked.slides]
    if problems:
        raise AuthorError(problems)
    return Computed(checked.talk, tuple(slides), checked.media, tools.url, _parcels(slides, tools))


def _parcels(slides: list[SlideView], tools: Tools) -> dict[str, bytes | str]:
    """What the widgets used may ask for (`LIVE` in their modules), as far as it is there."""
    used = {part.name for slide in slides for part in slide.parts if isinstance(part, WidgetView)}
    wanted = sorted({name for widget in used for name in getattr(widget_module(widget), "LIVE", ())})
    return {name: content for name in wanted if (content := tools.parcel(name)) is not None}


def _slide(checked: CheckedSlide, tools: Tools, problems: list[Problem], kept: Cache, context: str) -> SlideView:
    parts: list[ProseView | WidgetView] = []
    for part in checked.parts:
        if isinstance(part, CheckedProse):
            parts.append(_prose(part, tools, problems))
        elif view := _widget(part, tools, problems, kept, context):
            parts.append(view)
    notes = _prose(checked.notes, tools, problems)
    for use, claim in checked.claims:
        if figure := _figure(use, tools, problems):
            _hold(use.place, use.text, claim, figure.value, problems)
    plan = _plan(checked.slide, parts, problems)
    return SlideView(checked.slide, tuple(parts), notes.html, plan)


def _figure(use: FigureUse, tools: Tools, problems: list[Problem]) -> Figure | None:
    try:
        return figures.evaluate(use.call, tools)
    except FieldProblem as wrong:
        problems.append(Problem(use.place, wrong.message, wrong.expected, wrong.hint))
    except life_error() as error:
        problems.append(Problem(use.place, str(error)))
    return None


def _prose(part: CheckedProse, tools: Tools, problems: list[Problem]) -> ProseView:
    made = part.html
    fragments = len(_STEP.findall(made)) if "step" in made else 0
    if not part.figures:
        return ProseView(made, fragments, ())
    found = [_figure(use, tools, problems) for use in part.figures]
    plain = [html.escape(figure.shown) if figure else "" for figure in found]
    made = _TAG.sub(lambda tag: _FIGURE.sub(lambda match: plain[int(match[1])], tag[0]), made)
    made = _FIGURE.sub(lambda match: _shown(found[int(match[1])]), made)
    return ProseView(made, fragments, tuple(figure.source for figure in found if figure))


def _shown(figure: Figure | None) -> str:
    """A figure in prose. `data` carries the exact value; its source is in the title, and is listed by the key I."""
    if figure is None:
        return ""
    source = " · ".join(filter(None, (figure.source.what, figure.source.file, figure.source.command)))
    value, title = html.escape(str(figure.value)), html.escape(source)
    return f'<data class="figure" value="{value}" title="{title}">{html.escape(figure.shown)}</data>'


def _widget(part: CheckedWidget, tools: Tools, problems: list[Problem], kept: Cache, context: str) -> WidgetView | None:
    module = widget_module(part.name)
    assert module is not None  # `check` saw to it
    key = (part.name, repr(part.props), context)
    if key not in kept:
        try:
            data = module.compute(part.props, tools)
        except FieldProblem as wrong:
            place = part.places.get(wrong.field, part.places[""])
            problems.append(Problem(place, wrong.message, wrong.expected, wrong.hint))
            return None
        except life_error() as error:
            problems.append(Problem(part.places[""], str(error)))
            return None
        kept[key] = (data, module.steps(data))
    data, steps = kept[key]
    known = module.figures(data) if part.expect and hasattr(module, "figures") else {}
    if known is not None:  # else what is claimed is still to come, and the claim waits
        for name, claim in part.expect.items():
            if name not in known:
                wanted = "one of " + ", ".join(known) if known else "no claims: it has no figures"
                hint = did_you_mean(name, known)
                problems.append(
                    Problem(part.places[f"expect.{name}:"], f"{part.name} has no figure '{name}'", wanted, hint)
                )
            else:
                _hold(part.places[f"expect.{name}"], name, claim, known[name], problems)
    return WidgetView(part.id, part.name, data, steps)


def _hold(place: Place, name: str, claim: Any, found: Any, problems: list[Problem]) -> None:
    if not figures.holds(claim, found):
        shown = json.dumps(found, ensure_ascii=False, default=str)
        message = f"this claim no longer holds: {name} is {shown}"
        problems.append(Problem(place, message, str(claim), "mend the claim or the slide"))


def _plan(slide: Slide, parts: list[ProseView | WidgetView], problems: list[Problem]) -> tuple[dict[str, Any], ...]:
    """The slide's moments: as its author lists them, or all fragments and all steps of all widgets, in their order."""
    reveal, widgets = 0, {part.id: 0 for part in parts if isinstance(part, WidgetView)}
    plan = [{"reveal": reveal, "widgets": dict(widgets)}]
    if slide.front.steps is None:
        for part in parts:
            for _ in range(part.fragments if isinstance(part, ProseView) else part.steps):
                if isinstance(part, ProseView):
                    reveal += 1
                else:
                    widgets[part.id] += 1
                plan.append({"reveal": reveal, "widgets": dict(widgets)})
        return tuple(plan)
    most = {part.id: part.steps for part in parts if isinstance(part, WidgetView)}
    fragments = sum(part.fragments for part in parts if isinstance(part, ProseView))
    for i, moment in enumerate(slide.front.steps):
        for key, step in moment.items():
            id, last = f"{slide.id}.{key}", fragments if key == "reveal" else most.get(f"{slide.id}.{key}", step)
            if not 0 <= step <= last:
                place = slide.places[f"steps[{i}].{key}"]
                hint = "a fragment is marked {.step}" if key == "reveal" else ""
                problems.append(Problem(place, f"{key} has no step {step}", f"0 to {last}", hint))
            elif key == "reveal":
                reveal = step
            else:
                widgets[id] = step
        plan.append({"reveal": reveal, "widgets": dict(widgets)})
    return tuple(plan)
