"""What a crawl brings home and nobody wants to learn from.

At least one sort of page for every rule of cleaning: addresses that a blocklist knows, files, empty and thin pages,
other languages, pages that repeat themselves, walls of cookies, lists, templates that show through, copies. And a few
good pages with an address of somebody in them. All invented, and harmless. Left out: the hard cases, that is, pages
which look good and are not.
"""

import random
from collections.abc import Callable
from html import escape

from . import poor, repeats
from .foreign import foreign
from .words import CITIES, NAMES, THINGS, grow

Unwanted = Callable[[random.Random, int], tuple[str, str]]

SPAM = [
    "https://{w}-casino.example/win/{n}",
    "https://cheap-pills-{n}.example/buy",
    "https://hot-singles-{w}.example/page/{n}",
    "http://{w}-news.example/free-casino-bonus/{n}",
    "http://free-prizes.example/claim?id={n}",
    "http://totally-safe-download.example/setup-{n}",
    "http://your-bank-login.example/verify/{n}",
    "http://ads.big-town.example/banner/{n}",
    "http://track.big-town.example/pixel/{n}",
    "http://big-town.example/leaked/letters?page={n}",
    "http://big-town.example/stolen/photos?page={n}",
    "https://{w}-offers.example/free/bonus/{n}",
    "https://win-a-{w}-prize.example/cheap/{n}",
    "https://{w}-cas1no.example/{n}",
    "https://w1nner-{w}.example/fr33-{n}",
]
FILES = ["photo-{n}.jpg", "song-{n}.mp3", "report-{n}.pdf", "setup-{n}.exe", "backup-{n}.zip"]


def plain(title: str, body: str) -> str:
    """A bare page with a menu and a footer."""
    return (
        f"<!doctype html>\n<html><head><title>{title}</title></head>\n<body>\n"
        '<nav><a href="/">Home</a> <a href="/shop">Shop</a></nav>\n'
        f"<main><article>\n{body}\n</article></main>\n<footer>All rights reserved.</footer>\n</body></html>\n"
    )


def page(title: str, paragraphs: list[str]) -> str:
    """A bare page of paragraphs; those that start with `* ` are a list."""
    parts = [escape(text, quote=False) for text in paragraphs]
    if all(text.startswith("* ") for text in parts):
        return plain(escape(title), "<ul>" + "".join(f"<li>{text[2:]}</li>" for text in parts) + "</ul>")
    return plain(escape(title), "\n".join(f"<p>{text}</p>" for text in parts))


def copies(rng: random.Random, pages: list[tuple[str, str]], count: int) -> list[tuple[str, str]]:
    """Pages that another site copied, now and then with a word or an added line changed."""
    out = []
    for number in range(count):
        url, html = rng.choice(pages)
        domain = url.split("/")[2]
        mirror = rng.choice(["mirror-of-it.example", "best-of-web.example", "copied.example"])
        html = html.replace(domain, mirror)
        if rng.random() < 0.6:
            html = html.replace("</article>", f"<p>Copied for you by {rng.choice(NAMES)}.</p></article>")
        if rng.random() < 0.5:
            html = html.replace(" very ", " really ", 1)
        out.append((f"https://{mirror}/{number}/{url.rsplit('/', 1)[1]}", html))
    return out


def pages(rng: random.Random, count: int) -> list[tuple[str, str]]:
    """So many unwanted pages, of every sort."""
    endless = [poor_page(poor.salad)(rng, count)] if count >= len(SORTS) else []
    return [SORTS[number % len(SORTS)](rng, number) for number in range(count - len(endless))] + endless


def spam(rng: random.Random, number: int) -> tuple[str, str]:
    """An address that a blocklist knows."""
    url = rng.choice(SPAM).format(w=rng.choice(["lucky", "best", "super", "royal"]), n=number)
    return url, plain("You win!", "<p>Click here. Click here. Click here.</p>")


def file(rng: random.Random, number: int) -> tuple[str, str]:
    """A file that is no page."""
    name = rng.choice(FILES).format(n=number)
    return f"https://{rng.choice(['travel-notes', 'plain-home', 'town-files'])}.example/files/{name}", ""


def thin(rng: random.Random, number: int) -> tuple[str, str]:
    """A page with next to nothing on it."""
    text = grow(
        rng,
        "[This page is coming soon. Please come back [later|in the spring].|Thank you! Your order from {c} "
        "has been sent.|{n} has not written anything here yet.|Page not found. It may have moved to {c}.]",
        n=rng.choice(NAMES),
        c=rng.choice(CITIES),
    )
    return f"https://small-shop.example/page/{number}", plain("A page", f"<p>{text}</p>")


def abroad(rng: random.Random, number: int) -> tuple[str, str]:
    """A page in another language."""
    code, title, parts = foreign(rng)
    return f"https://far-away.example/{code}/{number}", page(title, parts)


def shell(rng: random.Random, number: int) -> tuple[str, str]:
    """A menu and a footer, and nothing between them: the script that would fill it has not run."""
    menu = "".join(f'<li><a href="/{city.lower()}">{city}</a></li>' for city in rng.sample(CITIES, 6))
    html = (
        f"<!doctype html>\n<html><head><title>Shop {number}</title></head>\n<body>\n<nav><ul>{menu}</ul></nav>\n"
        '<div id="app"></div>\n<footer><a href="/privacy">Privacy</a></footer>\n</body></html>\n'
    )
    return f"https://all-script.example/app/{number}", html


def repeating(sort: Callable[[random.Random], list[str]], site: str) -> Unwanted:
    """A page of one of the sorts in `repeats.py`."""

    def make(rng: random.Random, number: int) -> tuple[str, str]:
        return f"https://{site}.example/deal/{number}", page(rng.choice(["Read this", "Our offer", "Notes"]), sort(rng))

    make.__name__ = sort.__name__
    return make


def letter_to(rng: random.Random, number: int) -> tuple[str, str]:
    """A good page, but that it has somebody's address in it."""
    name, city = rng.choice(NAMES), rng.choice(CITIES)
    shop = f"{rng.choice(THINGS)}-of-{city.lower()}.example"
    address = rng.choice([f"{name.lower()}@{shop}", "9.9.9.9", "8.8.4.4", f"{name.lower()}@{shop}"])
    asked = grow(
        rng,
        "[If you want to ask {n} about it|If you come to {c}|If you have a question for {n}], [write to|ask at] {a}.",
        n=name, c=city, a=address,
    )  # fmt: skip
    return f"https://write-to-me.example/{number}", page(f"A note from {name}", [*repeats.ordinary(rng, 60), asked])


def poor_page(sort: Callable[[random.Random], poor.Poor]) -> Unwanted:
    """A page of one of the sorts in `poor.py`."""

    def make(rng: random.Random, number: int) -> tuple[str, str]:
        site, title, parts = sort(rng)
        return f"https://{site}.example/{number}", page(title, parts)

    make.__name__ = sort.__name__
    return make


SORTS: list[Unwanted] = [
    spam, spam, spam, file, shell, abroad, abroad, abroad,
    repeating(repeats.broken_record, "bus-news"), repeating(repeats.long_notice, "read-this-first"),
    repeating(repeats.best_buy, "best-of-all"), repeating(repeats.best_buy, "buy-here"),
    repeating(repeats.said_twice, "top-and-foot"), repeating(repeats.said_twice, "twice-told"),
    repeating(repeats.buttons, "more-of-it"),
    thin, thin, *map(poor_page, poor.SORTS), letter_to,
]  # fmt: skip
