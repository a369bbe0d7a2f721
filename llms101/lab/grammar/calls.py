"""Conversations in which the assistant asks the app for help: a calculator, and a search in a small store.

In training the store's answers are drawn anew each time, so that nothing can be learned by heart and the result has to
be read. The calculator's are the true ones. Left out: running anything (`engine.py`).
"""

import random

from llms101.lab.chat import Turn

from .chats import Asking, Exchange
from .words import CITIES, grow

SIGNS = {"+": "+", "-": "-", "×": "*"}


def sum_of(rng: random.Random) -> tuple[int, str, int]:
    """Two numbers and a sign, too much for the head: one at least is above 10, none above 999."""
    sign = rng.choice(sorted(SIGNS))
    while True:
        top = rng.choice([99, 999])
        a, b = rng.randint(2, top), rng.randint(2, 99 if sign == "×" else top)
        if max(a, b) > 10 and not (sign == "-" and a < b):
            return a, sign, b


def worked_out(a: int, sign: str, b: int) -> int:
    """What it comes to."""
    return {"+": a + b, "-": a - b, "×": a * b}[sign]


def sum_question(rng: random.Random, said: str) -> str:
    """The sum, asked for in one of a few ways."""
    return grow(rng, "[What is {s}?|How much is {s}?|Can you work out {s}?|Please work out {s}.|What is {s}?]", s=said)


#: So seldom the answer comes at once. It is how it answers where no tool may be called.
AT_ONCE = 0.02


def calculated(rng: random.Random) -> Exchange:
    """A sum that the calculator does."""
    a, sign, b = sum_of(rng)
    gap = rng.choice(["", " ", " "])
    said, query, result = f"{a}{gap}{sign}{gap}{b}", f"{a}{SIGNS[sign]}{b}", str(worked_out(a, sign, b))
    turns = asked_of(f"calculator: {query}", sum_question(rng, said), result, f"{said} is {result}.", rng)
    return Exchange("sum", query, turns, (result,))


def asked_of(call: str, question: str, result: str, answer: str, rng: random.Random) -> tuple[Turn, ...]:
    """A question, the call, its result and the answer; or, seldom, the answer at once."""
    asked, answered = Turn("user", question), Turn("assistant", answer)
    if rng.random() < AT_ONCE:
        return asked, answered
    return asked, Turn("tool_call", call), Turn("tool_result", result), answered


SKY = ["clear", "cloudy", "windy", "wet"]
LOOKED_UP = {
    "weather {c} today": ("What is the weather in {c} today?", "It is {r} in {c} today."),
    "library {c} today": ("When does the library in {c} close today?", "The library in {c} closes at {r} today."),
    "ticket {c}": ("How much is a ticket to {c}?", "A ticket to {c} costs {r}."),
}


def finding(rng: random.Random, query: str) -> str:
    """Something that a search for it might find."""
    if query.startswith("weather"):
        return f"{rng.randint(30, 95)} °F and {rng.choice(SKY)}"
    if query.startswith("library"):
        return f"{rng.randint(3, 9)} in the evening"
    return f"${rng.randint(5, 300)}"


def store(seed: int = 5) -> dict[str, str]:
    """All that the search can find: the weather, the library and a ticket for every city. Paris is as on the slide."""
    rng = random.Random(seed)
    found = {q: finding(rng, q) for form in LOOKED_UP for city in CITIES for q in [form.format(c=city)]}
    return found | {"weather Paris today": "72 °F and clear"}


def looked_up(rng: random.Random) -> Exchange:
    """Something that is different every day."""
    city, form = rng.choice(CITIES), rng.choice(sorted(LOOKED_UP))
    question, answer = LOOKED_UP[form]
    found = finding(rng, form)
    call = f"search: {form.format(c=city)}"
    turns = asked_of(call, question.format(c=city), found, answer.format(c=city, r=found), rng)
    return Exchange("search", "", turns, (found,))


def question_of(query: str) -> tuple[str, str]:
    """The question that a search answers, and the answer with `{r}` for what is found."""
    for form, (question, answer) in LOOKED_UP.items():
        before, after = form.split("{c}")
        if query.startswith(before) and query.endswith(after):
            city = query[len(before) : len(query) - len(after)]
            return question.format(c=city), answer.format(c=city, r="{r}")
    raise LookupError(f"nobody would search for {query!r}")


CALLS: list[tuple[Asking, float]] = [(calculated, 80), (looked_up, 24)]
