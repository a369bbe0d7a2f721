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
    questions = list(dict.fromkeys(asked(rng)[0] for _ in range(10)))
    questions = [q for q in questions if "computer" not in q]
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
    pairs = rng.sample(PAIRS, rng.randint(10, 14))
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
    shape = rng.random()
    if shape < 0.5:
        body: tuple[str, ...] = ("\n".join(lines),)
    else:
        body = ("\n".join(lines[:cut]), "\n".join(lines[cut:]))
    return Doc("phrases", grow(rng, "[A list of words|Words for a trip]"), (opening, *body, last))


def sums(rng: random.Random) -> Doc:
    """Small sums, worked out."""
    one, two = rng.sample(NAMES, 2)
    parts = []
    for _ in range(rng.randint(3, 4)):
        a, b = rng.randint(1, 20), rng.randint(1, 20)
        name = rng.choice([one, two])
        thing = rng.choice(["apples", "oranges", "potatoes", "books", "flowers"])
        parts.append(
            rng.choice(
                [
                    f"{name} has {a} {thing} and gets {b} more. {a} + {b} = {a + b}. So {name} has {a + b} {thing}.",
                    f"{name} had {a + b} {thing} and gave {b} away. {a + b} - {b} = {a}. So {name} has {a} {thing}.",
                    f"What is {a} + {b}? {a} + {b} = {a + b}.",
                ]
            )
        )
    count, others, price, cost = rng.randint(2, 5), rng.randint(2, 4), rng.randint(1, 5), rng.randint(2, 5)
    total = count * cost + others * price
    parts.append(
        f"{one} buys {count} apples and {others} oranges for ${total} in all. An orange costs ${price}. "
        f"The oranges cost {others} * {price} = {others * price}. That leaves "
        f"{total} - {others * price} = {total - others * price} for the apples. "
        f"{total - others * price} / {count} = {cost}. So an apple costs ${cost}."
    )
    rng.shuffle(parts)
    opening = grow(
        rng,
        "[Let us work out some sums|Here are some small sums] with {n} and {m}. [Take your time|Do one "
        "step at a time].",
        n=one,
        m=two,
    )
    return Doc("sums", grow(rng, "[Small sums|Sums at home]"), (opening, *parts))


KINDS: list[tuple[Kind, float]] = [
    (question_page, 12),
    (quiz, 6),
    (interview, 5),
    (phrase_list, 10),
    (sums, 6),
]
