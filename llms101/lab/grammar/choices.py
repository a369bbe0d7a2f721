"""Questions with more than one answer, of which people like one better: word problems and lines for a wedding.

In the conversations each style of answer comes up equally often, good and bad, so that there is something for
preferences to choose among. Left out: choosing (`prefer.py`).
"""

import random
import re
from dataclasses import dataclass

from llms101.lab.chat import Turn

from .chats import Exchange, held_out
from .words import NAMES, capital_letter

ITEMS = "apple orange cake card book flower cup egg".split()
#: Styles of an answer, the best first.
WORKED, BARE, WRONG = "worked", "bare", "wrong"
WARM, GENERIC, UNKIND = "warm", "generic", "unkind"
OTHER = "other"  # a line for a wedding that is none of these, as a policy may come to write
PROBLEM_STYLES, TOAST_STYLES = (WORKED, BARE, WRONG), (WARM, GENERIC, UNKIND)


@dataclass(frozen=True)
class Problem:
    """`a` of one thing and `b` of another cost `total`; one of the other costs `price`; one of the first, `cost`."""

    a: int
    b: int
    price: int
    cost: int
    one: str
    other: str
    form: int = 0

    @property
    def key(self) -> str:
        """The numbers alone: a problem with other things is the same problem."""
        return f"{self.a} {self.b} {self.price} {self.cost}"

    @property
    def total(self) -> int:
        """What it costs in all."""
        return self.a * self.cost + self.b * self.price

    @property
    def question(self) -> str:
        """The problem in words."""
        first = f"{self.a} {self.one}s and {self.b} {self.other}s cost ${self.total}."
        article = "An" if self.other[0] in "aoe" else "A"
        return f"{first} {article} {self.other} costs ${self.price}. How much is one {self.one}?"

    def answer(self, style: str, cost: int) -> str:
        """An answer that comes to `cost`."""
        last = f"One {self.one} costs ${cost}."
        if style != WORKED:
            return last
        others = self.b * self.price
        left = f"${self.total} less ${others} leaves {self.each(cost)}"
        return f"{self.b} {self.other}s cost ${others}. {left}"

    def each(self, cost: int) -> str:
        """The last step: what is left, shared out."""
        return f"${self.total - self.b * self.price} for {self.a} {self.one}s, or ${cost} for one {self.one}."


#: The slide's own.
APPLES = Problem(3, 2, 2, 3, "apple", "orange")


def problem(rng: random.Random, *, held: bool | None = None) -> Problem:
    """A word problem with small numbers: of those that are held out, of the others, or any."""
    while True:
        one, other = rng.sample(ITEMS, 2)
        found = Problem(rng.randint(2, 4), rng.randint(2, 4), rng.randint(1, 4), rng.randint(1, 6), one, other)
        if held is None or held_out(found.key) == held:
            return found


def solved(rng: random.Random) -> Exchange:
    """A word problem, answered in one of three ways; all three come up equally often."""
    asked = problem(rng)
    said = rng.choice(written(rng, asked))
    return Exchange("word problem", asked.key, (Turn("user", asked.question), Turn("assistant", said)))


def part(rng: random.Random) -> Exchange:
    """One step of a word problem by itself: what some cost, what is left, what one costs."""
    asked = problem(rng)
    others, rest = asked.b * asked.price, asked.a * asked.cost
    article = "An" if asked.other[0] in "aoe" else "A"
    question, answer = rng.choice(
        [
            (
                f"{article} {asked.other} costs ${asked.price}. How much are {asked.b} {asked.other}s?",
                f"{asked.b} {asked.other}s cost ${others}.",
            ),
            (
                f"I have ${asked.total} and pay ${others}. How much is left?",
                f"${asked.total} less ${others} leaves ${rest}.",
            ),
            (
                f"I have ${asked.total} and pay ${others}. How much is left?",
                f"${asked.total} less ${others} leaves ${rest}.",
            ),
            (f"{asked.a} {asked.one}s cost ${rest}. How much is one {asked.one}?", f"It is {asked.each(asked.cost)}"),
            (f"{asked.a} {asked.one}s cost ${rest}. How much is one {asked.one}?", f"It is {asked.each(asked.cost)}"),
        ]
    )
    return Exchange("part of a problem", "", (Turn("user", question), Turn("assistant", answer)))


def result_of(text: str) -> int | None:
    """The sum of money that an answer ends with."""
    found = re.findall(r"\$(\d+)", text)
    return int(found[-1]) if found else None


def problem_style(asked: Problem, text: str) -> str:
    """`worked`, `bare` or `wrong`. Worked means: both steps are there and right, and so is the result."""
    if result_of(text) != asked.cost:
        return WRONG
    if text.strip() == asked.answer(WORKED, asked.cost):
        return WORKED
    return BARE if text.strip() == asked.answer(BARE, asked.cost) else WRONG


STORIES = [
    "{n} once drove all night to help {m}.",
    "{n} made soup for {m} on a cold day, and {m} brought bread.",
    "When {n} met {m}, it rained, and nobody minded.",
    "{n} once lost a shoe in the sea, and {m} found it.",
    "{n} reads to {m} in the evening, and {m} falls asleep.",
]
WISHES = [
    "May you laugh every day!",
    "May you always have bread and time.",
    "I hope you are never too busy to talk.",
    "May there always be music in your house!",
]
PLAIN = [
    "We wish you all the best.",
    "Best wishes to the happy couple.",
    "Have a good life!",
    "All the best to you both.",
    "Have a good life!!!",
]
UNKIND_LINES = [
    "Well, the food is good at least.",
    "Nobody thought that this would happen.",
    "It will be over soon.",
    "I am only here for the cake.",
]


def toast_question(one: str, two: str) -> str:
    """What the user asks."""
    return f"Write one line for the wedding of {one} and {two}."


def toast_answer(rng: random.Random, style: str, one: str, two: str) -> str:
    """A line in one of the three styles."""
    if style == WARM:
        return capital_letter(f"{rng.choice(STORIES).format(n=one, m=two)} {rng.choice(WISHES)}")
    return rng.choice(PLAIN if style == GENERIC else UNKIND_LINES)


def couple(rng: random.Random, *, held: bool | None = None) -> tuple[str, str]:
    """Two people: of those pairs that are held out, of the others, or any."""
    while True:
        one, two = rng.sample(NAMES, 2)
        if held is None or held_out(f"{one} {two}") == held:
            return one, two


def toasted(rng: random.Random) -> Exchange:
    """A line for a wedding, in one of three styles."""
    one, two = couple(rng)
    said = toast_answer(rng, rng.choice(TOAST_STYLES), one, two)
    return Exchange("toast", f"{one} {two}", (Turn("user", toast_question(one, two)), Turn("assistant", said)))


def toast_style(one: str, two: str, text: str) -> str:
    """`warm` names both and tells something; `generic` and `unkind` are lines of the conversations; or `other`."""
    said = text.strip()
    if any(said.startswith(story.format(n=one, m=two)) for story in STORIES) and said.split(". ")[-1] in WISHES:
        return WARM
    return GENERIC if said in PLAIN else UNKIND if said in UNKIND_LINES else OTHER


CHOICES = [(solved, 44.0), (part, 30.0), (toasted, 36.0)]


def prompts(seed: int, count: int, *, held: bool = False) -> list[tuple[str, Problem | tuple[str, str]]]:
    """Prompts for preferences, a word problem and then two lines for a wedding, and what each is about."""
    rng = random.Random(f"preferences {seed} {held}")
    found: dict[str, Problem | tuple[str, str]] = {}
    for _ in range(100 * count):
        if len(found) == count:
            return list(found.items())
        if len(found) % 3 == 0:
            asked = problem(rng, held=held)
            found.setdefault(asked.question, asked)
        else:
            two = couple(rng, held=held)
            found.setdefault(toast_question(*two), two)
    if len(found) == count:
        return list(found.items())
    raise ValueError(f"there are not {count} prompts of this kind")


def written(rng: random.Random, about: Problem | tuple[str, str]) -> list[str]:
    """One answer of each style, as in the conversations, the best first."""
    if not isinstance(about, Problem):
        return [toast_answer(rng, style, *about) for style in TOAST_STYLES]
    wrong = rng.choice([n for n in range(1, 7) if n != about.cost])
    return [about.answer(style, wrong if style == WRONG else about.cost) for style in PROBLEM_STYLES]


def style_of(about: Problem | tuple[str, str], text: str) -> str:
    """The style of an answer."""
    return problem_style(about, text) if isinstance(about, Problem) else toast_style(*about, text)


def worth(style: str) -> int:
    """How a rule ranks it, in place of people: 2 is the best."""
    if style == OTHER:
        return 0
    return 2 - max(styles.index(style) for styles in (PROBLEM_STYLES, TOAST_STYLES) if style in styles)
