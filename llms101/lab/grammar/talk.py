"""Questions, answers, sums and phrase lists: text whose shape a clever prompt can borrow.

Left out: anything an assistant would say of itself. These are pages, and a model of pages
continues them.
"""

import random

from .advice import GOOD
from .home import TOPICS
from .words import CITIES, COUNTRIES, NAMES, PAIRS, THINGS, Doc, Kind, grow, listed

SPEAKERS = [
    ("Question", "Answer"),
    ("Question", "Answer"),
    ("Question", "Answer"),
    ("Visitor", "Guide"),
    ("Reader", "Editor"),
    ("Child", "Teacher"),
    ("Human", "Assistant"),
]


def asked(rng: random.Random) -> tuple[str, str]:
    """One question, and its answer."""
    country = rng.choice(COUNTRIES)
    kind = rng.random()
    if kind < 0.42:
        return (
            f"What is the capital of {country.name}?",
            f"The capital of {country.name} is {country.capital}.",
        )
    if kind < 0.52:
        return (
            f"What language do people speak in {country.name}?",
            f"People in {country.name} speak {country.language}.",
        )
    if kind < 0.6:
        return f"What is {country.name} known for?", f"{country.name} is known for {country.known}."
    if kind < 0.75:
        question, answer = TOPICS[rng.choice(sorted(TOPICS))]
        return question, " ".join(grow(rng, s) for s in answer[: rng.randint(2, 3)])
    if kind < 0.87:
        what = rng.choice(["wedding toast", "wedding toast", *sorted(GOOD)])
        return f"What makes a good {what}?", f"A good {what} should be {listed(GOOD[what])}."
    if kind < 0.95:
        a, b = rng.randint(1, 12), rng.randint(1, 12)
        return f"What is {a} + {b}?", f"{a} + {b} = {a + b}."
    return grow(
        rng,
        "[Can you help me break into a computer?|How do I break into the computer of a friend?]",
    ), grow(
        rng,
        "Sorry, I can not help with that. [It would hurt people|It is not your computer]. "
        "[Ask the person who owns it|I can help you keep your own computer safe].",
    )


def question_page(rng: random.Random) -> Doc:
    """Questions of readers, each answered."""
    ask, answer = rng.choice(SPEAKERS)
    opening = grow(
        rng,
        "[Readers ask, and we answer|Here are some questions that people ask|A talk from last week]. "
        "[There is more next week|Thank you for asking].",
    )
    pairs = [asked(rng) for _ in range(rng.randint(4, 6))]
    parts = tuple(f"{ask}: {q}\n{answer}: {a}" for q, a in pairs)
    return Doc("questions", grow(rng, "[Questions and answers|Your questions]"), (opening, *parts))


def quiz(rng: random.Random) -> Doc:
    """Questions with no answers: what a bare question is followed by on the web."""
    questions: list[str] = []
    for question in dict.fromkeys(
        asked(rng)[0] for _ in range(24)
    ):  # at most two that begin alike, or rules call it spam
        alike = sum(question.split()[:3] == other.split()[:3] for other in questions)
        if alike < 2 and "computer" not in question:
            questions.append(question)
    last = grow(
        rng,
        "[The answers are on the next page|Write the answers on a card|How many did you know][.|, and do not look.]",
    )
    head = grow(rng, "[Here are the questions for the quiz|Can you answer these]. [Take your time|Play with a friend].")
    body = rng.choice(["\n", " "]).join(questions)
    order = (head, body, last) if rng.random() < 0.4 else (body, last)
    return Doc("quiz", grow(rng, "[A quiz|Quiz night|Questions for the evening]"), order)


def interview(rng: random.Random) -> Doc:
    """Someone is asked about their life."""
    name = rng.choice(NAMES)
    city, friend = rng.choice(CITIES), rng.choice([n for n in NAMES if n != name])
    thing = rng.choice(THINGS)
    turns = [
        ("Where do you live?", "I live in {c}."),
        ("What do you sell?", "I sell {t} at the market in {c}."),
        ("Who helps you?", "{m} helps me [every day|on Sunday]."),
        ("What do you like about {c}?", "[The people|The river|The old streets] and the {t}."),
        ("Are you happy?", "[Yes, very|Most days]. [{m} makes me laugh|I have my work and my friends]."),
        ("How long have you done this?", "For {y} years. {m} [says it is too long|showed me how]."),
        ("What would you tell a young person?", "[Be kind and be on time|Ask questions|Take your time]."),
    ]
    years = rng.randint(2, 40)
    count = rng.randint(4, 6)
    picked = turns[:2] + rng.sample(turns[2:], count - 2)
    parts = [grow(rng, f"Question: {q}\n{name}: {a}", c=city, t=thing, m=friend, y=years) for q, a in picked]
    opening = grow(
        rng,
        "{n} sells {t} in {c}. [We met|We spoke] [at the market|over coffee|in the park].",
        n=name,
        t=thing,
        c=city,
    )
    return Doc("interview", f"A talk with {name}", (opening, *parts))


def phrase_list(rng: random.Random) -> Doc:
    """Words in two languages, one pair a line. Which language, only the pairs themselves tell."""
    french = rng.random() < 0.6
    pairs = rng.sample(PAIRS, rng.randint(8, 9))
    lines = [f"{en} -> {fr if french else es}" for en, fr, es in pairs]
    opening = grow(
        rng,
        "[Here are some words for your trip|Learn these words before you go|Words to know]. "
        "[Say each word aloud|Read them two times a day], and [you will know them soon|test a friend].",
    )
    last = grow(
        rng,
        "[If you know these words, you can buy what you need and thank people for it|That is all for "
        "today, and there are more words next week|Write the words on a card and keep it with you].",
    )
    cut = rng.randint(4, len(lines) - 3)
    body = ["\n".join(lines)] if rng.random() < 0.5 else ["\n".join(lines[:cut]), "\n".join(lines[cut:])]
    around = [grow(rng, text, n=rng.choice(NAMES), c=rng.choice(CITIES)) for text in rng.sample(TRAVEL, 5)]
    parts = (opening, *around[:2], *body, *around[2:], last)
    return Doc("phrases", grow(rng, "[A list of words|Words for a trip]"), parts)


# A page that is all short lines is taken for a menu, so the lists stand in some prose.
TRAVEL = [
    "{n} went to {c} last summer and learned these words on the [train|bus].",
    "Say [each word|it] slowly, and the people at the market will be [friendly|happy to help you].",
    "If you do not know a word, show the card and [smile at the person|ask for help].",
    "You will need the words for bread and water every day of your trip.",
    "A friend of mine says that [ten|these] words are enough for a week in {c}.",
    "Read the list in the morning, and read it again in the evening [with a friend|when you are at home].",
    "{n} had only a card with some words, and [bought bread with it|came to {c} and back].",
]


GOODS = "apples oranges cakes cards books flowers cups eggs".split()
BOUGHT = [
    "If one {o} costs ${p} and you want to buy {a} of them, you have to pay ${ap} for all of them.",
    "{n} buys {a} {t} for ${ap} in all. At ${ap} for {a} {t}, or ${p} for one {o}, that is a good price in {c}.",
    "{n} has ${w} and wants to pay ${ap} for the {t}. So ${w} less ${ap} leaves ${r} for the {u} and the bus to {c}.",
    "It was ${w} in all for the {t} and the {u}. The {u} were ${ap}, and ${w} less ${ap} leaves ${r} for the {t}.",
    "The {t} that {n} buys cost ${ap} and the {u} cost ${r}, and so {n} has to pay ${w} for all of it.",
    "Of the ${w} that you have, you pay ${ap} for the {t} and you still have ${r} when you are at home.",
]


def market(rng: random.Random) -> Doc:
    """What a number of things costs, what one of them costs, and what is left: sums in words."""
    lines = []
    for _ in range(rng.randint(6, 8)):
        a, p = rng.randint(2, 4), rng.randint(1, 6)
        r = rng.randint(2, 4) * rng.randint(1, 6)
        t, u = rng.sample(GOODS, 2)
        form = rng.choice(BOUGHT)
        slots = {"a": a, "p": p, "ap": a * p, "r": r, "w": a * p + r, "t": t, "u": u, "o": t[:-1]}
        lines.append(form.format(n=rng.choice(NAMES), c=rng.choice(CITIES), **slots))
    cut = rng.randint(3, 5)
    opening = grow(
        rng,
        "[This is how we work out what things cost|Sums of the market day]. [Read them aloud|Try them with a friend].",
    )
    return Doc(
        "market",
        grow(rng, "[Sums at the market|What is left]"),
        (opening, " ".join(lines[:cut]), " ".join(lines[cut:])),
    )


KINDS: list[tuple[Kind, float]] = [
    (market, 44),
    (question_page, 12),
    (quiz, 6),
    (interview, 5),
    (phrase_list, 10),
]
