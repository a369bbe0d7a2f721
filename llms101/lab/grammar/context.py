"""Text dense in copies: random pairings that are said once and needed again later.

Nothing here can be known by heart, since every page pairs people, cities and things anew. The only
way to predict the second mention is to look back at the first. Left out: forgetting and lying.
"""

import random

from .words import CITIES, NAMES, THINGS, Doc, Kind, grow, listed

FIRST = ["{n} lives in {c}.", "{n} lives in {c}.", "{n} lives in {c} and brought {t}."]
BROUGHT = ["{n} brought {t}.", "{n} came with {t}."]
AGAIN_CITY = [
    "{n} lives in {c}.",
    "Where does {n} live? {n} lives in {c}.",
    "Where does {n} live? {n} lives in {c}.",
    "{n} went back to {c}.",
    "We will see {n} in {c}.",
]
AGAIN_THING = [
    "What did {n} bring? {n} brought {t}.",
    "Who brought {t}? {n} brought {t}.",
    "{n} brought {t}.",
    "The {t} from {n} was [very good|gone in a minute].",
]
TEMPERATURES = [40, 45, 50, 54, 58, 60, 64, 68, 70, 72, 75, 80, 85]
FILLER = [
    "[It was the end of a warm day|It rained, and we were happy to be at home|The room was full].",
    "[We ate and laughed|There was music|Nobody was late].",
    "[The table was big|The house was small], [and all was well|but there was room for all].",
    "[Then we drank tea|After that we walked to the river].",
]


def guests(rng: random.Random) -> Doc:
    """Who came, where they live, what they brought; then the same again in another order."""
    count = rng.randint(3, 5)
    names, cities = rng.sample(NAMES, count), rng.sample(CITIES, count)
    things = rng.sample(THINGS, count)
    rows = list(zip(names, cities, things, strict=True))

    def tell(templates: list[str], chance: float = 1.0) -> str:
        rng.shuffle(rows)
        said = [grow(rng, rng.choice(templates), n=n, c=c, t=t) for n, c, t in rows if rng.random() < chance]
        return " ".join(said)

    opening = grow(
        rng,
        "[These people came to|Here is who came to|Let me tell you about] [the dinner|the party|our table]: {w}.",
        w=listed(names),
    )
    parts = [opening, tell(FIRST) + " " + tell(BROUGHT)]
    if rng.random() < 0.5:
        parts.append(grow(rng, rng.choice(FILLER)))
    parts.append((tell(AGAIN_CITY) + " " + tell(AGAIN_THING, 0.7)).strip())
    if rng.random() < 0.5:
        parts.append(tell(AGAIN_CITY))
    return Doc("guests", grow(rng, "[The guests|Who came to dinner|A list of guests]"), tuple(parts))


def meeting(rng: random.Random) -> Doc:
    """A short story of people, that says who lives where and asks again at once."""
    parts = [
        grow(
            rng,
            "[These are the friends of the house|Here are people that we met|I have friends in many "
            "cities], and [this is where they live|where each of them lives|you will meet them all].",
        )
    ]
    for _ in range(rng.randint(4, 6)):
        one, two = rng.sample(NAMES, 2)
        here, there = rng.sample(CITIES, 2)
        parts.append(
            grow(
                rng,
                rng.choice(
                    [
                        "{n} lives in {c}. {m} lives in {d}. Where does {n} live? {n} lives in {c}.",
                        "{n} lives in {c}. {m} lives in {d}. Where does {m} live? {m} lives in {d}.",
                        "{n} lives in {c}. Where does {n} live? {n} lives in {c}.",
                        "{n} met {m} in {c}. Where did they meet? They met in {c}.",
                        "{n} lives in {c}, and {m} lives in {d}. [In the summer|Once a year] {m} [takes "
                        "the train|goes] to {c}, and {n} [takes the train|goes] to {d}.",
                    ]
                ),
                n=one,
                m=two,
                c=here,
                d=there,
            )
        )
    return Doc("meeting", grow(rng, "[Friends in many cities|Who lives where]"), tuple(parts))


def prices(rng: random.Random) -> Doc:
    """What things cost at the market, asked again at once and again at the end."""
    things = rng.sample(THINGS, 5)
    costs = [rng.randint(1, 40) for _ in things]
    rows = list(zip(things, costs, strict=True))
    opening = grow(
        rng,
        "[Here is what|This is the money that] {n} [paid|asked for] at the market in {c} today.",
        n=rng.choice(NAMES),
        c=rng.choice(CITIES),
    )
    first = " ".join(grow(rng, "The {t} [cost|was] ${p}.", t=t, p=p) for t, p in rows)
    rng.shuffle(rows)
    again = " ".join(grow(rng, "How much was the {t}? [The {t} was|It was] ${p}.", t=t, p=p) for t, p in rows[:4])
    top = max(rows, key=lambda row: row[1])
    last = grow(rng, "The {t} [cost the most|was not cheap], at ${p}.", t=top[0], p=top[1])
    return Doc("prices", grow(rng, "[Market prices|What things cost]"), (opening, first, again, last))


def weather(rng: random.Random) -> Doc:
    """The weather in a few cities today, and again."""
    cities = rng.sample(CITIES, rng.randint(3, 4))
    rows = [(c, rng.choice(TEMPERATURES), rng.choice(["clear", "cloudy", "windy", "wet"])) for c in cities]
    first = " ".join(grow(rng, "The weather in {c} today is {d} °F and {s}.", c=c, d=d, s=s) for c, d, s in rows)
    rng.shuffle(rows)
    again = " ".join(
        grow(
            rng,
            "[What is the weather in {c} today? It is {d} °F and {s}.|In {c} it is {d} °F and {s}.]",
            c=c,
            d=d,
            s=s,
        )
        for c, d, s in rows
    )
    last = grow(
        rng,
        "[Take a coat with you|Take your time|Stay warm|Have a good day to come], [and look again in the evening|and "
        "thank you for reading].",
    )
    return Doc("weather", "The weather today", (first, again, last))


def code_words(rng: random.Random) -> Doc:
    """A game of random words that have to be said back."""
    one, two = rng.sample(NAMES, 2)
    words = rng.sample([*THINGS, "red", "green", "blue", "moon", "sun", "sea"], 3)
    rooms = rng.sample(range(1, 60), 2)
    parts = [
        grow(
            rng,
            "[We played a game|Here is a game] [in the evening|for two]. {n} says some words, and {m} says them again.",
            n=one,
            m=two,
        )
    ]
    for _ in range(3):
        said = rng.sample(words, 3)
        parts.append(grow(rng, "{n} said: {w}. {m} said: {w}.", n=one, m=two, w=", ".join(said)))
    parts.append(
        grow(
            rng,
            "The number of {n} is {a}. The number of {m} is {b}. [What is the number of {n}? It is {a}.|"
            "What is the number of {m}? It is {b}.]",
            n=one,
            m=two,
            a=rooms[0],
            b=rooms[1],
        )
    )
    return Doc("code words", "A game of words", tuple(parts))


def register(rng: random.Random) -> Doc:
    """A list of who lives where, read out two or three times in other orders."""
    count = rng.randint(4, 8)
    pairs = list(zip(rng.sample(NAMES, count), rng.sample(CITIES, count), strict=True))
    form = rng.choice(["{n} in {c}", "{n}, {c}", "{n} lives in {c}", "{n} from {c}"])
    mark = rng.choice([", ", "; "]) if "," not in form else "; "
    parts = [
        grow(
            rng,
            "[This is the list of the people that|Here are all the people that] "
            "[came to the house|we have to write to|the bus will bring].",
        )
    ]
    for again in ["", "[Once more|And again|Here is the list again]: ", "[And once more|The same again]: "]:
        said = mark.join(grow(rng, form, n=n, c=c) for n, c in pairs)
        parts.append(grow(rng, again or "[The list|Here it is]: ") + said + ".")
        if rng.random() < 0.6:
            rng.shuffle(pairs)
    return Doc("register", grow(rng, "[The list of the house|A list to read aloud]"), tuple(parts))


ECHOES = [
    "{n} lives in {c}. In {c}? Yes, in {c}.",
    "{n} came from {c}. From {c}? Yes, from {c}, says {n}.",
    "Is {n} in {c}? Yes, {n} is in {c}.",
    "Where is {n}? In {c}. So {n} is in {c}.",
    "Is {n} in {c} or in {d}? In {c}. Not in {d}? No, in {c}.",
    "{n} brought {t}. Did you say {t}? Yes, {t}, and it was good.",
    "Do you want {t} or {u}? The {t}, please. Here is the {t}.",
    "{n} and {m} are here. Who? {n} and {m}. Ah, {n} and {m}!",
    "Please say {t}. You say {t}. Now say {u}. You say {u}.",
    "First {t}, then {u}. So it is {t} and then {u}.",
    "It cost ${p}. How much? It was ${p}, not ${q}.",
]


def echo(rng: random.Random) -> Doc:
    """Talk at the door, where everything is said twice: the copies are near."""
    parts = [
        grow(
            rng,
            "[This is how we talk at the door|My friend does not hear well], [and we say it all two "
            "times|so I have to say things again].",
        )
    ]
    for _ in range(rng.randint(3, 4)):
        said = []
        for form in rng.sample(ECHOES, 2):
            (n, m), (c, d), (t, u) = rng.sample(NAMES, 2), rng.sample(CITIES, 2), rng.sample(THINGS, 2)
            said.append(form.format(n=n, m=m, c=c, d=d, t=t, u=u, p=rng.randint(1, 20), q=rng.randint(21, 40)))
        parts.append(" ".join(said))
    return Doc("echo", grow(rng, "[A talk at the door|Say it again]"), tuple(parts))


NUMBERED = [
    "{n} has a ticket with the number {a} on it. Which number is on the ticket of {n}? The number on it is {a}.",
    "{n} sleeps in room {a} of the house, and {m} sleeps in room {b} near the kitchen. Where do we find {m}? We find "
    "{m} in room {b}. And where do we find {n}? In room {a}.",
    "Please write the number {a} on a card for me. So I have to write {a} on the card? Yes, write {a}, please.",
    "{n} paid ${a} for the {t}, and {m} paid ${b} for the same. How much did {n} have to pay? {n} paid ${a}. And how "
    "much did {m} pay? {m} paid ${b}.",
    "The bus with the number {a} goes to the market in {c}. Which bus goes to {c}? You have to take the bus with the "
    "number {a}.",
    "First say {a}, then say {b}, and then say it all again from the beginning: first {a}, then {b}.",
]


def numbered(rng: random.Random) -> Doc:
    """Rooms, tickets and telephones: numbers that are said, and said again."""
    parts = [
        grow(
            rng,
            "[At the desk we say each number two times|Numbers are easy to get wrong], "
            "[so listen well|and it is good to ask again].",
        )
    ]
    for _ in range(rng.randint(3, 4)):
        said = []
        for form in rng.sample(NUMBERED, 2):
            (n, m), (a, b) = rng.sample(NAMES, 2), rng.sample(range(2, rng.choice([100, 1000, 1000])), 2)
            said.append(form.format(n=n, m=m, a=a, b=b, t=rng.choice(THINGS), c=rng.choice(CITIES)))
        parts.append(" ".join(said))
    return Doc("numbered", grow(rng, "[Numbers at the desk|What number was it]"), tuple(parts))


KINDS: list[tuple[Kind, float]] = [
    (numbered, 30),
    (guests, 14),
    (meeting, 26),
    (register, 14),
    (echo, 30),
    (prices, 6),
    (weather, 6),
    (code_words, 6),
]
