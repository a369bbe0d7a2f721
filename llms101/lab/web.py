"""Stage 1: grow a toy web.

A few thousand pages from one seed: several sites with their own markup, menus and advertising, two
pages written by hand, and what any crawl also brings home: spam, files nobody can read, thin pages,
pages in other languages and copies of copies.

Left out: links, time, and everything that makes real people write. A page is an address and its
HTML, no more.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from .grammar import advice, context, home, places, talk, unwanted
from .grammar.words import Doc, Kind

HAND_WRITTEN = {
    "https://travel-notes.example/europe/capitals": "travel-notes.html",
    "https://small-events.example/blog/wedding-toast": "wedding-toast.html",
}
HAND_FOLDER = Path(__file__).parents[2] / "slides" / "web"


@dataclass(frozen=True)
class Page:
    """One address of the toy web, and what a crawler would get from it."""

    url: str
    html: str


@dataclass(frozen=True)
class Site:
    """A site: which kinds of document it carries, and the markup around them."""

    domain: str
    name: str
    folder: str
    kinds: list[tuple[Kind, float]]
    menu: tuple[str, ...]
    advert: str
    shape: str = "main"


SITES = [
    Site("travel-notes.example", "Travel Notes", "places", places.KINDS,
         ("Home", "Europe", "Asia", "Tickets"), "Night trains from 9 coins! Book now."),
    Site("small-events.example", "Small Events", "blog", advice.KINDS,
         ("Home", "Blog", "Shop", "Contact"), "50 paper hearts for the price of 40.", "article"),
    Site("plain-home.example", "Plain Home", "notes", home.KINDS,
         ("Start", "Kitchen", "Town", "Archive"), "The last spoon you will ever need.", "div"),
    Site("round-table.example", "Round Table", "evenings", context.KINDS,
         ("Home", "Evenings", "People"), "Chairs, now with four legs.", "main"),
    Site("ask-and-tell.example", "Ask and Tell", "pages", talk.KINDS,
         ("Home", "Questions", "Words", "Sums"), "Our quiz book: half price this week.", "article"),
]  # fmt: skip


def dress(site: Site, doc: Doc, rng: random.Random) -> str:
    """The document as that site would serve it: text and clutter, all mixed."""
    menu = " ".join(f'<a href="/{item.lower()}">{item}</a>' for item in site.menu)
    body = "\n".join(paragraph(text) for text in doc.paragraphs)
    advert = f'<div class="ad">Advertisement: {escape(site.advert)} <a href="/buy">Buy</a></div>'
    related = "".join(f"<li><a href='/r/{rng.randint(1, 999)}'>Read more</a></li>" for _ in range(3))
    inner = f"<h1>{escape(doc.title)}</h1>\n{body}"
    text = {
        "main": f"<main><article>\n{inner}\n</article></main>",
        "article": f'<article class="post">\n{inner}\n</article>',
        "div": f'<div id="content" class="entry-content">\n{inner}\n</div>',
    }[site.shape]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(doc.title)} | {site.name}</title></head>\n<body>\n"
        f'<header class="top"><b>{site.name}</b><nav>{menu}</nav></header>\n'
        f"{advert if rng.random() < 0.7 else ''}\n{text}\n"
        f'<aside class="sidebar"><h3>Related</h3><ul>{related}</ul></aside>\n'
        f'<footer>© {site.name}. All rights reserved. <a href="/privacy">Privacy policy</a> '
        "We use cookies.</footer>\n</body></html>\n"
    )


def paragraph(text: str) -> str:
    """One paragraph as HTML; a newline becomes a line break, lines that all start with `* ` a list."""
    lines = text.split("\n")
    if all(line.startswith("* ") for line in lines):
        return "<ul>" + "".join(f"<li>{escape(line[2:])}</li>" for line in lines) + "</ul>"
    return "<p>" + "<br>\n".join(escape(line, quote=False) for line in lines) + "</p>"


def slug(title: str) -> str:
    """The title as the last part of an address."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def pick(rng: random.Random, kinds: list[tuple[Kind, float]]) -> Kind:
    """One kind of document, by its weight."""
    return rng.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])[0]


def wanted(rng: random.Random, count: int) -> Iterator[Page]:
    """Pages of the ordinary sites."""
    weights = [sum(weight for _, weight in site.kinds) for site in SITES]
    for number in range(count):
        site = rng.choices(SITES, weights)[0]
        doc = pick(rng, site.kinds)(rng)
        url = f"https://{site.domain}/{site.folder}/{number}/{slug(doc.title)}"
        yield Page(url, dress(site, doc, rng))


def grow_web(seed: int, pages: int = 5200, hand_folder: Path = HAND_FOLDER) -> list[Page]:
    """Grow the whole web from a seed. The same seed gives the same pages, in the same order."""
    rng = random.Random(seed)
    out = [Page(url, (hand_folder / name).read_text("utf-8")) for url, name in HAND_WRITTEN.items()]
    out += wanted(rng, pages)
    copied = unwanted.copies(rng, [(p.url, p.html) for p in out], pages // 16)
    bad = unwanted.pages(rng, pages // 6)
    out += [Page(url, html) for url, html in [*copied, *bad]]
    rng.shuffle(out)
    return out
