"""The word stock, and how a sentence is grown.

A sentence is a template: `[a|b]` picks one of the alternatives, `{name}` is filled in.

    >>> grow(random.Random(1), "[Soup|Bread] is {how}.", how="good")
    'Soup is good.'

Left out: grammar in the linguist's sense. Agreement and sense are up to whoever writes a template.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

CHOICE = re.compile(r"\[([^\[\]]*)\]")  # the innermost [a|b]


@dataclass(frozen=True)
class Doc:
    """One document before it becomes a web page: plain paragraphs, a newline is a line break."""

    kind: str
    title: str
    paragraphs: tuple[str, ...]


Kind = Callable[[random.Random], Doc]


def grow(rng: random.Random, template: str, **slots: object) -> str:
    """Pick one alternative in every `[a|b]`, innermost first, then fill in the `{slots}`."""
    while found := CHOICE.search(template):
        picked = rng.choice(found[1].split("|"))
        template = template[: found.start()] + picked + template[found.end() :]
    return template.format(**slots)


def grow_all(rng: random.Random, templates: list[str], **slots: object) -> str:
    """Several sentences, grown with the same slots and set one after another."""
    return " ".join(grow(rng, template, **slots) for template in templates)


def opening(rng: random.Random, sentences: list[str]) -> str:
    """The sentences in a random order, one that may open a paragraph first."""
    rng.shuffle(sentences)
    sentences.sort(key=lambda sentence: sentence.startswith(SPLIT))  # stable: only moves those back
    if sentences[0].startswith(SPLIT):
        sentences[0] = "And " + sentences[0]
    return " ".join(sentences)


def some(rng: random.Random, options: list[str], low: int, high: int) -> list[str]:
    """Between `low` and `high` of the options, each at most once, in a random order."""
    return rng.sample(options, rng.randint(low, high))


def capital_letter(text: str) -> str:
    """The text with its first letter raised."""
    return text[:1].upper() + text[1:]


def listed(words: list[str]) -> str:
    """Words in a row: `a`, `a and b`, `a, b, and c`."""
    if len(words) < 3:
        return " and ".join(words)
    return ", ".join(words[:-1]) + ", and " + words[-1]


@dataclass(frozen=True)
class Country:
    """A country and a few plain facts about it."""

    name: str
    capital: str
    part: str  # of the world
    language: str
    known: str  # for what


COUNTRIES = [
    Country("France", "Paris", "Europe", "French", "bread and cheese"),
    Country("Italy", "Rome", "Europe", "Italian", "pizza and art"),
    Country("Spain", "Madrid", "Europe", "Spanish", "music and oranges"),
    Country("Germany", "Berlin", "Europe", "German", "music and bread"),
    Country("Japan", "Tokyo", "Asia", "Japanese", "tea and fast trains"),
    Country("Russia", "Moscow", "Europe", "Russian", "long winters"),
    Country("Austria", "Vienna", "Europe", "German", "music and cake"),
    Country("Greece", "Athens", "Europe", "Greek", "old stones and the sea"),
    Country("Ireland", "Dublin", "Europe", "English", "green hills and rain"),
    Country("Portugal", "Lisbon", "Europe", "Portuguese", "fish and the sea"),
    Country("Norway", "Oslo", "Europe", "Norwegian", "mountains and snow"),
    Country("Sweden", "Stockholm", "Europe", "Swedish", "lakes and forests"),
    Country("Denmark", "Copenhagen", "Europe", "Danish", "butter and flat fields"),
    Country("Poland", "Warsaw", "Europe", "Polish", "soup and apples"),
    Country("Hungary", "Budapest", "Europe", "Hungarian", "soup and warm baths"),
    Country("Belgium", "Brussels", "Europe", "French", "chocolate"),
    Country("Egypt", "Cairo", "Africa", "Arabic", "old stones and a long river"),
    Country("China", "Beijing", "Asia", "Chinese", "tea and rice"),
    Country("Canada", "Ottawa", "America", "English", "lakes and snow"),
    Country("Cuba", "Havana", "America", "Spanish", "music and sugar"),
    Country("Peru", "Lima", "America", "Spanish", "mountains and potatoes"),
    Country("Kenya", "Nairobi", "Africa", "English", "coffee and lions"),
    Country("Finland", "Helsinki", "Europe", "Finnish", "lakes and warm baths"),
    Country("England", "London", "Europe", "English", "tea and rain"),
    Country("Turkey", "Ankara", "Asia", "Turkish", "coffee and tea"),
    Country("Thailand", "Bangkok", "Asia", "Thai", "rice and fruit"),
    Country("Chile", "Santiago", "America", "Spanish", "mountains and the sea"),
    Country("Bulgaria", "Sofia", "Europe", "Bulgarian", "roses"),
    Country("Australia", "Canberra", "Australia", "English", "sun and sand"),
    Country("Jamaica", "Kingston", "America", "English", "music and fruit"),
]
CITIES = [country.capital for country in COUNTRIES]
# Names that are one piece even with no space before them; only these may open a paragraph, or the
# vocabulary would fill up with halves of names.
OPENERS = set("France Italy Spain Germany Japan Russia China Canada England Paris London Berlin Rome".split())
SPLIT = tuple(sorted(({c.name for c in COUNTRIES} | set(CITIES)) - OPENERS))

NAMES = (
    "Anna Ben Clara David Emma Frank Grace Henry Ivan Jack Kate Leo Maria Nick Oscar Paul "
    "Rosa Sam Tom Victor Nora Lucy Peter Mary"
).split()

# What people bring, buy and lose: all of them one piece long after a space.
THINGS = (
    "bread cheese soup cake tea coffee fruit rice fish butter honey salt flowers apples oranges "
    "potatoes chocolate pizza milk water music books"
).split()

# English, French, Spanish. One pair a line makes a phrase list.
PAIRS = [
    ("bread", "pain", "pan"),
    ("water", "eau", "agua"),
    ("cat", "chat", "gato"),
    ("house", "maison", "casa"),
    ("book", "livre", "libro"),
    ("red", "rouge", "rojo"),
    ("green", "vert", "verde"),
    ("day", "jour", "dia"),
    ("night", "nuit", "noche"),
    ("friend", "ami", "amigo"),
    ("sun", "soleil", "sol"),
    ("moon", "lune", "luna"),
    ("sea", "mer", "mar"),
    ("salt", "sel", "sal"),
    ("cheese", "fromage", "queso"),
    ("hand", "main", "mano"),
    ("table", "table", "mesa"),
    ("city", "ville", "ciudad"),
    ("one", "un", "uno"),
    ("two", "deux", "dos"),
    ("thanks", "merci", "gracias"),
    ("hello", "bonjour", "hola"),
]
