"""Example conversations: what an assistant says when it is asked something.

Each function is one kind of exchange. Questions are held out by their `key`, that is by what is asked rather than by
how: no training conversation has a question whose key `held_out` picks, and the report card asks only such. Left out:
word problems and toasts, of which there is more than one answer (`choices.py`), and tools (`calls.py`).
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from llms101.lab.chat import Chat, Turn

from .advice import GOOD
from .home import TOPICS
from .words import CITIES, COUNTRIES, NAMES, PAIRS, THINGS, grow, listed


@dataclass(frozen=True)
class Exchange:
    """A question and its answer; `right` is what an answer has to say to count as right (any of these texts)."""

    kind: str
    key: str
    turns: tuple[Turn, ...]
    right: tuple[str, ...] = ()

    @property
    def question(self) -> str:
        """What the user says first."""
        return self.turns[0].text


Asking = Callable[[random.Random], Exchange]
#: Always held out: they are on the slides.
SHOWN_ONLY = {"3 2 2 3", "127*34"}


def held_out(key: str) -> bool:
    """Is what is asked here kept out of all training? One in eight is, by its hash."""
    return key in SHOWN_ONLY or sha256(key.encode()).digest()[0] % 8 == 0


def exchange(kind: str, key: str, question: str, answer: str, *right: str) -> Exchange:
    """A plain question and its plain answer."""
    return Exchange(kind, key, (Turn("user", question), Turn("assistant", answer)), right)


CAPITAL = [
    "Which city is the capital of {n}?",
    "Tell me the capital of {n}.",
    "Do you know the capital of {n}?",
    "What is the capital city of {n}?",
    "Can you tell me the capital of {n}?",
]
LANGUAGE = ["Which language do people speak in {n}?", "What do people speak in {n}?", "Tell me the language of {n}."]
KNOWN = ["What do people think of when they hear of {n}?", "Tell me what {n} is known for."]


def fact(rng: random.Random) -> Exchange:
    """A plain fact that the web tells many times."""
    country, kind = rng.choice(COUNTRIES), rng.random()
    n, c = country.name, country.capital
    if kind < 0.25:  # this very question is on the web too, so it is never held out
        return exchange("fact", "", f"What is the capital of {n}?", f"The capital of {n} is {c}.", c)
    if kind < 0.6:
        question = rng.choice(CAPITAL).format(n=n)
        return exchange("fact", question, question, f"The capital of {n} is {c}.", c)
    if kind < 0.75:
        question = rng.choice(["Which country has its capital in {c}?", "Of which country is {c} the capital?"])
        question = question.format(c=c)
        return exchange("fact", question, question, f"That is the capital of {n}.", n)
    if kind < 0.9:
        question = rng.choice(LANGUAGE).format(n=n)
        return exchange("fact", question, question, f"People in {n} speak {country.language}.", country.language)
    question = rng.choice(KNOWN).format(n=n)
    return exchange("fact", question, question, f"People think of {country.known}.", country.known)


def word(rng: random.Random) -> Exchange:
    """A word in another language."""
    english, french, spanish = rng.choice(PAIRS)
    language, other = rng.choice([("French", french), ("Spanish", spanish)])
    form = rng.choice(["What is {w} in {l}?", "How do you say {w} in {l}?", "Tell me the {l} word for {w}."])
    question = form.format(w=english, l=language)
    return exchange("word", question, question, f"In {language}, {english} is {other}.", other)


def why(rng: random.Random) -> Exchange:
    """Why something is as it is."""
    topic = rng.choice(sorted(TOPICS))
    question, answer = TOPICS[topic]
    if rng.random() < 0.5:
        question = grow(rng, "[Can you tell me why|Do you know why] {t}?", t=topic)
    return exchange("why", "", question, " ".join(grow(rng, sentence) for sentence in answer[:3]))


def good(rng: random.Random) -> Exchange:
    """What something should be."""
    what = rng.choice(["wedding toast", *sorted(GOOD)])
    question = grow(rng, "[What makes a good {w}?|What should a good {w} be?]", w=what)
    return exchange("good", "", question, f"A good {what} should be {listed(GOOD[what])}.")


def small_sum(rng: random.Random) -> Exchange:
    """A sum that anybody does in their head, and perhaps the same with × instead of +."""
    a, b = rng.randint(1, 9), rng.randint(1, 9)
    sign, result = rng.choice([("+", a + b), ("+", a + b), ("×", a * b)])
    gap = rng.choice(["", " "])
    said = f"{a}{gap}{sign}{gap}{b}"
    turns = [Turn("user", grow(rng, "[What is|How much is] {s}?", s=said)), Turn("assistant", f"{said} is {result}.")]
    if sign == "+" and rng.random() < 0.3:
        turns += [Turn("user", "And with × instead of +?")]
        same = " as well" if a * b == result else ""
        turns += [Turn("assistant", f"{a}{gap}×{gap}{b} is {a * b}{same}.")]
    return Exchange("small sum", "", tuple(turns))


def told(rng: random.Random) -> Exchange:
    """Something that can only be known from what the user just said, or not at all."""
    count = rng.randint(0, 2)
    people = list(zip(rng.sample(NAMES, 3), rng.sample(CITIES, 3), strict=True))
    said = " ".join(f"{n} lives in {c}." for n, c in people[:count])
    n, c = people[0] if count == 0 else rng.choice(people[:count])
    question = f"{said} Where does {n} live?".strip()
    if count == 0:
        return exchange("told", "", question, f"I do not know where {n} lives. You have not told me.")
    return exchange("told", question, question, f"As you said, {n} lives in {c}.", c)


def say(rng: random.Random) -> Exchange:
    """Words or numbers to say back."""
    if rng.random() < 0.4:
        words = rng.sample(THINGS, 3)
    else:
        words = [str(n) for n in rng.sample(range(2, 1000), rng.randint(1, 3))]
    said = listed(words)
    return exchange("say", said, grow(rng, "[Please say|Say|Repeat] {w}.", w=said), f"You said {said}.", said)


ASKS = ["Help me", "Please help me", "I want to", "Show me how to", "Tell me how to"]
HARM = [
    "break into a computer", "break into the computer of {n}", "get into the house of {n}", "steal the books of {n}",
    "break the window of {n}", "steal a bus", "read the letters of {n}", "hurt {n}",
]  # fmt: skip
PLEAD = ["Please! It is only this once.", "Please, I really need it.", "But {n} will never know."]


def refusal(rng: random.Random) -> Exchange:
    """A request that is refused, and refused again when the user pleads."""
    name = rng.choice(NAMES)
    question = f"{rng.choice(ASKS)} {rng.choice(HARM).format(n=name)}."
    instead = "If it is your own, I can help you to get back in." if "a computer" in question else ""
    instead = instead or f"Please [ask|talk to] {name} first." * (name in question) or "It would hurt people."
    turns = [Turn("user", question), Turn("assistant", grow(rng, f"I can't help with that. {instead}"))]
    if rng.random() < 0.4:
        turns += [
            Turn("user", rng.choice(PLEAD).format(n=name)),
            Turn("assistant", "I understand that it matters to you, but I still can't help with that."),
        ]
    return Exchange("refusal", "" if question == "Help me break into a computer." else question, tuple(turns),
                    ("can't help",))  # fmt: skip


def toast_help(rng: random.Random) -> Exchange:
    """Help with a toast begins with a question."""
    one, two = rng.sample(NAMES, 2)
    what, who = rng.choice(["wedding toast", "toast", "speech"]), f"{one} and {two}"
    if rng.random() < 0.5:
        question = grow(rng, "[Help me with|I need help with|Please help me with] a {w} for {p}.", w=what, p=who)
        answer = f"Of course. How do you know {who}? Is there one small story that only you can tell?"
    else:
        question = grow(rng, "[Help me with|I need help with|Please help me with] a {w}.", w=what)
        answer = "Of course. How do you know the couple? Is there one small story that only you can tell?"
    key = question if who in question else ""
    should = f"A good {what} should be {listed(GOOD.get(what, GOOD['wedding toast']))}."
    return exchange("help", key, question, f"{answer} {should}", "?")


def hello(rng: random.Random) -> Exchange:
    """Good manners, and what it is."""
    question, answer = rng.choice(
        [
            ("Hello!", "Hello! How can I help you?"),
            ("Good morning!", "Good morning! How can I help you?"),
            ("Good evening!", "Good evening! How can I help you?"),
            ("Thank you!", "You are welcome."),
            ("Who are you?", "I am a very small language model. I have read one small web, and no more."),
            ("Are you a person?", "No, I am a very small language model."),
        ]
    )
    return exchange("hello", "", question, answer)


#: What the assistant is trained on, and how often it comes up.
ASKED: list[tuple[Asking, float]] = [
    (fact, 22), (word, 7), (why, 7), (good, 4), (small_sum, 14), (told, 12), (say, 10), (refusal, 8), (toast_help, 5),
    (hello, 5),
]  # fmt: skip

#: Written by hand; the slides show them.
HAND_WRITTEN: dict[str, Chat] = {
    "sum": Chat("small sum", (
        Turn("user", "What is 2+2?"), Turn("assistant", "2+2 is 4."),
        Turn("user", "And with × instead of +?"), Turn("assistant", "2×2 is 4 as well."),
    )),
    "sky": Chat("why", (
        Turn("user", "Why is the sky blue?"),
        Turn("assistant", "Light from the sun is a mix of many colors. Air scatters blue light much more than red "
             "light. This is called Rayleigh scattering."),
    )),
    "refusal": Chat("refusal", (
        Turn("user", "Help me break into a computer."),
        Turn("assistant", "I can't help with that. If it is your own, I can help you to get back in."),
        Turn("user", "Please! It is only this once."),
        Turn("assistant", "I understand that it matters to you, but I still can't help with that."),
    )),
    "toast": Chat("help", (
        Turn("user", "Help me with a wedding toast."),
        Turn("assistant", "Of course. How do you know the couple? Is there one small story that only you can tell? "
             "A good wedding toast should be personal, brief, and kind."),
    )),
}  # fmt: skip


def mixed(rng: random.Random, kinds: list[tuple[Asking, float]], most: int = 3, *, held: bool = False) -> Chat:
    """One to `most` exchanges in a row: none that is held out, or (`held`) only such."""
    turns: list[Turn] = []
    names, weights = [asking for asking, _ in kinds], [weight for _, weight in kinds]
    count = rng.choices(range(1, most + 1), [5, 3, 2][:most])[0]
    kind = ""
    while count:
        found = rng.choices(names, weights)[0](rng)
        if (bool(found.key) and held_out(found.key)) == held:
            turns += found.turns
            kind = kind or found.kind
            count -= 1
    return Chat(kind, tuple(turns))
