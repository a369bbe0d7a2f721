"""Pages that say things again: what search engines were to be impressed with, and what a template prints twice.

Each takes an ordinary text and puts the repetition in. Left out: copies of a whole page (`unwanted.copies`).
"""

import random

from . import advice, home, places
from .words import CITIES, Doc, Kind

ORDINARY: list[Kind] = [advice.how_to, home.how_it_works, home.recipe, places.trip, places.country_page]
THINGS = ["bread", "coffee", "flowers", "shoes", "soup", "tea"]


def ordinary(rng: random.Random, words: int) -> list[str]:
    """Paragraphs with nothing wrong with them, of at least so many words, from documents of different kinds."""
    parts = list[str]()
    for kind in rng.sample(ORDINARY, len(ORDINARY)):
        doc: Doc = kind(rng)
        parts += [part for part in doc.paragraphs if "\n" not in part]
        if sum(len(part.split()) for part in parts) >= words:
            break
    return parts


def stuffed(rng: random.Random, phrase: str, every: int) -> list[str]:
    """An ordinary text with a phrase put in behind every so many words."""
    words = " ".join(ordinary(rng, 90)).split()
    stops = range(0, len(words), every)
    text = " ".join(f"{' '.join(words[at : at + every])} {phrase}" for at in stops)
    return [text + "."]


def best_buy(rng: random.Random) -> list[str]:
    """Two, three or four words that stand everywhere."""
    thing = rng.choice(THINGS)
    phrase, every = rng.choice(
        [(f"best {thing}", 4), (f"buy best {thing}", 7), (f"come and buy {thing}", 11), (f"so go for {thing}", 11)]
    )
    return stuffed(rng, phrase, every)


def said_twice(rng: random.Random) -> list[str]:
    """An ordinary text with a passage that the template printed at the top and again at the foot."""
    text = ordinary(rng, 110)
    size = len(" ".join(text))
    share = rng.uniform(0.10, 0.165)  # of all characters, less the spaces: that much is said again
    again = cut(ordinary(rng, 60), int(share * size / (0.82 - 2 * share)))
    return [again, *text, again]


def long_notice(rng: random.Random) -> list[str]:
    """One long notice, three times on the page."""
    text = ordinary(rng, 110)
    notice = cut(ordinary(rng, 60), rng.randint(230, 300))
    return [notice, *text[:4], notice, *text[4:], notice]


def cut(parts: list[str], characters: int) -> str:
    """The beginning of a text, up to where a word ends."""
    return " ".join(parts)[: characters + 1].rpartition(" ")[0].rstrip(".,") + "."


def broken_record(rng: random.Random) -> list[str]:
    """The same few lines over and over."""
    lines = [f"The bus to {city} is late, and we are sorry for that." for city in rng.sample(CITIES, 4)]
    return [rng.choice(lines) for _ in range(rng.randint(12, 18))]


def buttons(rng: random.Random) -> list[str]:
    """A text between whose paragraphs the same small line stands."""
    label = rng.choice(["Read more of this here.", "Send it to a friend.", "Tell us what you think."])
    out = list[str]()
    for number, part in enumerate(sentences(ordinary(rng, 110))[:13]):
        out += [part, label] if number % 2 else [part]
    return out


def sentences(parts: list[str]) -> list[str]:
    """Every sentence on a line of its own."""
    return [sentence.rstrip(".") + "." for part in parts for sentence in part.split(". ")]
