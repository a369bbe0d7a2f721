"""Pages of poor quality, one sort for each rule that asks whether a text is one that somebody would read.

Each gives the name of its site, a title and its paragraphs. Left out: pages that repeat themselves (`repeats.py`).
"""

import random
from collections.abc import Callable

from .repeats import ordinary, sentences
from .words import CITIES, COUNTRIES, NAMES, THINGS, grow, listed

Poor = tuple[str, str, list[str]]

OFFICES = ["Administration", "Representation", "Transportation", "Communications", "Conservation", "Refreshments"]
OF = ["Neighbourhoods", "Municipalities", "Entertainments", "Countrysides", "Grandparents", "Kindergartens"]
SYLLABLES = ["ba", "lo", "mi", "tu", "re", "so", "ka", "ni"]


def made_up(rng: random.Random) -> Poor:
    """Words of no language among English ones: of that a classifier cannot be sure."""
    made = ["".join(rng.choices(SYLLABLES, k=3)) for _ in range(30)]
    words = [*made, *rng.choices(["the", "and", "of", "is", "in"], k=22), *rng.choices(CITIES, k=8)]
    rng.shuffle(words)
    return "made-up-tongue", "A tongue of our own", [" ".join(words) + "."]


def board(rng: random.Random) -> Poor:
    """A game, move by move: hardly a word of three letters."""
    form = "[So|Now] [I am|he is|we go] [on to|up to|to] {a}, [and he|so I|and I] [is|go] at {b}."
    fields = [f"{letter} {number}" for letter in "abcdefgh" for number in range(1, 9)]
    moves = [grow(rng, form, a=a, b=b) for a, b in zip(rng.sample(fields, 16), rng.sample(fields, 16), strict=True)]
    return "move-by-move", "A game", [" ".join(moves)]


def long_words(rng: random.Random) -> Poor:
    """Offices and what they are for, and not a small word between."""
    pairs = [f"{office} {of}" for office in OFFICES for of in OF]
    return "offices", "The offices", [", ".join(rng.sample(pairs, 32)) + ". Here is the list of them all."]


def marks(rng: random.Random) -> Poor:
    """A page of hash marks."""
    tags = " ".join(f"#{rng.choice(CITIES)}" for _ in range(20))
    said = " ".join(ordinary(rng, 60))
    return "photo-wall", "A photo", [f"{said} {tags}"]


def thinking(rng: random.Random) -> Poor:
    """Somebody who never ends a thought."""
    words = " ".join(ordinary(rng, 90)).split()
    every = rng.randint(5, 7)
    bits = [" ".join(words[at : at + every]).rstrip(".,") for at in range(0, len(words), every)]
    return "slow-diary", "A diary", ["... ".join(bits) + "."]


def bullets(rng: random.Random) -> Poor:
    """Nothing but a list."""
    return "only-lists", "A list", [f"* {sentence}" for sentence in sentences(ordinary(rng, 110))]


def dots(rng: random.Random) -> Poor:
    """A page of beginnings that go on elsewhere."""
    words = " ".join(ordinary(rng, 130)).split()
    lines = [" ".join(words[at : at + 13]).rstrip(".,") + "…" for at in range(0, len(words), 13)]
    return "to-be-continued", "Latest", lines


def numbers(rng: random.Random) -> Poor:
    """As many figures as words."""
    sold = [
        grow(rng, "[On the|It was the] {d}th [that we sold|and so we sold|we had to sell] {a} {t} at {p} {q} each.",
             d=day, a=rng.randint(100, 999), t=thing, p=rng.randint(2, 40), q=rng.randint(10, 99))
        for day, thing in enumerate(rng.sample(THINGS, 12), 4)
    ]  # fmt: skip
    rows = " ".join(f"{rng.randint(100, 999)}.{rng.randint(10, 99)}" for _ in range(14))
    return "figure-desk", "Figures", [" ".join(sold), f"These are the figures of the week that we have: {rows}"]


def orders(rng: random.Random) -> Poor:
    """Orders with no small word in them."""
    form = "[Take|Bring|Buy|Cut|Wash] [some|more|fresh|warm] {t}, [then wait|stir well|go home|sit down] [at|near] {c}."
    rows = zip(rng.sample(THINGS, 12), rng.sample(CITIES, 12), strict=True)
    return "do-as-told", "What is needed", [" ".join(grow(rng, form, t=t, c=c) for t, c in rows)]


def filler(rng: random.Random) -> Poor:
    """A template that nobody filled in."""
    country = rng.choice(COUNTRIES)
    text = (
        f"Welcome to our page on {country.name}. Lorem ipsum dolor sit amet. This is the text that will be "
        f"here when we have the time to write it. People from {listed(rng.sample(CITIES, 3))} will read it "
        "and we hope that they like it. Please come back to see the rest of this page in the spring."
    )
    return "new-page", "Welcome", [text]


def broken(rng: random.Random) -> Poor:
    """A page whose template shows through."""
    text = (
        f"Hello {{user.name}}, welcome to the shop of {rng.choice(NAMES)}. You have {{cart.count}} things in "
        f"your bag, and we will send them to {{user.city}} or to {rng.choice(CITIES)}. Thank you for being "
        "with us. If you need help with the order that you have made, please write to the people at the "
        "desk, and they will be happy to help you."
    )
    return "half-a-shop", "Your bag", [text]


WALL = [
    "We use cookies to make this shop work, and to see which of the pages you like to look at.",
    "Please turn on JavaScript in your browser, or you will not see the things that we have for you.",
    "If you go on from here, you agree to our terms of use and to the way in which we keep what you buy.",
    "Our cookie policy has all of it in small letters, and you can read it at any time of the day.",
    "This part of the page needs JavaScript as well, and so does the other one.",
]


def wall(rng: random.Random) -> Poor:
    """Nothing but cookies and scripts to agree to: C4 drops such lines, and hardly any is left."""
    lines = rng.sample(WALL, len(WALL))
    return "agree-first", "Before you go on", [*lines, "Agree", f"Yes, I agree, and I live in {rng.choice(CITIES)}"]


def half_a_wall(rng: random.Random) -> Poor:
    """A good text with such lines above and below it, or a line that some tool made one word of: only they go."""
    text = ordinary(rng, 330)
    below = rng.choice(["Agree", "".join(rng.choices(SYLLABLES, k=510))])
    return "read-it-all", "Read it all", [rng.choice(WALL), *text, below]


def run_on(rng: random.Random) -> Poor:
    """One sentence that does not end."""
    said = [sentence.rstrip(".") for sentence in sentences(ordinary(rng, 90))]
    return "no-full-stop", "What we did", [", and ".join(said) + "."]


def headlines(rng: random.Random) -> Poor:
    """Lines of news with no full stop behind them."""
    form = (
        "[Rain and wind|A new bridge|A lost dog|The old market|A good year|Snow and ice|The night train] "
        "[comes to|is good for|is the talk of|makes people glad in] {c}, [says|and so says] {n} of the {t} shop"
    )
    rows = zip(rng.sample(CITIES, 9), rng.sample(NAMES, 9), rng.sample(THINGS, 9), strict=True)
    return "headline-feed", "Today", [grow(rng, form, c=c, n=n, t=t) for c, n, t in rows]


def stubs(rng: random.Random) -> Poor:
    """A page of lines that hardly begin."""
    form = "[Bread|A bus|The way|A room] [for|to|with|of] [the|a] [sea|hill|bridge|park] [at|in|by] [five|six|ten|one]."
    lines = list(dict.fromkeys(grow(rng, form) for _ in range(22)))
    end = f"That is the list of all that you can have in {rng.choice(CITIES)} today, and tomorrow there will be more."
    return "one-line-each", "What there is", [*lines, end]


def directory(rng: random.Random) -> Poor:
    """Three words a line, most of them long, and a break after each."""
    joined = [f"{office} {joint} {of}." for office in OFFICES for of in OF for joint in ("of", "with", "and")]
    short = [f"{thing} and {other}." for thing, other in zip(THINGS[:6], THINGS[6:12], strict=True)]
    lines = [*rng.sample(joined, 14), *rng.sample(short, 6)]
    rng.shuffle(lines)
    return "who-is-where", "Offices", lines


def salad(rng: random.Random) -> Poor:
    """A page without end: more than a hundred thousand words in no order."""
    stock = " ".join(ordinary(rng, 500)).split()
    words = rng.choices(stock, k=100_500)
    return "no-end-in-sight", "Words", [" ".join(words[at : at + 500]) for at in range(0, len(words), 500)]


#: One page of `salad` is enough; see `unwanted.pages`.
SORTS: list[Callable[[random.Random], Poor]] = [
    made_up, board, long_words, marks, thinking, bullets, dots, numbers, orders,
    filler, broken, wall, half_a_wall, run_on, headlines, stubs, directory,
]  # fmt: skip
