"""Geography: countries and their capitals, the same facts in ever different words.

What recurs here ends up in the model's parameters. Left out: anything that people argue about.
"""

import random

from .words import COUNTRIES, Country, Doc, Kind, capital_letter, grow, listed, opening, some

CAPITAL = [
    "The capital of {n} is {c}.",
    "The capital of {n} is {c}.",
    "The capital of {n} is {c}.",
    "{c} is the capital of {n}.",
    "{c} is the capital of {n}.",
    "In {n}, the capital is {c}.",
    "{n} has its capital in {c}.",
    "The capital city of {n} is {c}.",
    "As [you may know|every child there knows], the capital of {n} is {c}.",
    "{n} is a country in {p}, and its capital is {c}.",
    "The government of {n} sits in {c}, the capital.",
    "[Many|Most] trains in {n} go to {c}, which is the capital.",
]
ABOUT = [
    "[People|Most people] in {n} speak {l}.",
    "The people of {n} speak {l}.",
    "The language of {n} is {l}.",
    "{n} is [a country in|part of] {p}.",
    "{n} is known for {k}.",
    "[Many|Most] people think of {k} when they hear of {n}.",
    "{n} has [a long history|many old towns|a long coast|good trains|friendly people].",
    "[Visitors|Travelers] come to {n} for {k}.",
    "[In the|Every] [spring|summer|winter] [many|a lot of] [visitors|travelers] come to {n}.",
]
CITY = [
    "In {c} there [is a big market|are many small shops|is an old bridge|is a good library] "
    "[near the river|near the station|in the middle of the city|on the hill].",
    "A walk in {c} [is free|takes an hour|is best in the morning|is best in the evening].",
    "The [streets|parks|markets] of {c} are [full of people|quiet in the morning|clean and safe].",
    "You can [drink coffee|eat well|hear music|buy bread|buy flowers] in {c} "
    "[at any hour|every day|near the station|for a few dollars].",
    "The [train|bus] to {c} is [fast|slow but cheap|often full|cheap].",
    "[We went|A friend of mine went] to {c} [last summer|in the spring|by bus] and "
    "[liked it|stayed for a week|walked a lot|ate too much].",
]
OPENING = [
    "[Here is|This is] a [short|small] note on {n}.",
    "This page is about {n}.",
    "[Are you going|Do you want to go] to {n}? [Read this first|Here is what to know].",
    "[Every|Each] [week|month] we write about one country. This time it is {n}.",
]


def fact(rng: random.Random, country: Country, templates: list[str] = CAPITAL) -> str:
    """One sentence about a country."""
    return grow(
        rng,
        rng.choice(templates),
        n=country.name,
        c=country.capital,
        p=country.part,
        l=country.language,
        k=country.known,
    )


def said(rng: random.Random, country: Country, templates: list[str]) -> str:
    """These sentences about a country, one after another."""
    return opening(rng, [fact(rng, country, [template]) for template in templates])


def country_page(rng: random.Random) -> Doc:
    """A page on one country."""
    country = rng.choice(COUNTRIES)
    first = f"{fact(rng, country, OPENING)} {fact(rng, country)}"
    second = said(rng, country, some(rng, ABOUT, 3, 4))
    third = said(rng, country, some(rng, CITY, 2, 4))
    last = grow(rng, "[To sum up|In short|Remember this], ") + rng.choice(
        [
            f"the capital of {country.name} is {country.capital}.",
            f"{country.capital} is the capital of {country.name}.",
            f"{country.name} is known for {country.known}.",
        ]
    )
    body = [first, second, third]
    if rng.random() < 0.6:
        body.append(last)
    return Doc("country", f"A note on {country.name}", tuple(body))


def capital_list(rng: random.Random) -> Doc:
    """A page that goes through several capitals."""
    picked = rng.sample(COUNTRIES, rng.randint(6, 9))
    where = rng.choice(["the world", "the world", "many lands"])
    first = grow(
        rng,
        "[Here are|This page has] some capitals of {w}. [Read them aloud|Learn one a day], "
        "[and you will know them soon|and ask a friend to test you].",
        w=where,
    )
    one_form = rng.random() < 0.4
    form = rng.choice(CAPITAL[:6])
    lines = [fact(rng, c, [form] if one_form else CAPITAL) for c in picked]
    half = len(lines) // 2
    again = " ".join(fact(rng, c) for c in rng.sample(picked, 2))
    return Doc(
        "capitals",
        f"Capitals of {where}",
        (first, opening(rng, lines[:half]), opening(rng, lines[half:]), f"Once more: {again}"),
    )


def trip(rng: random.Random) -> Doc:
    """Notes from a journey through a few capitals."""
    stops = rng.sample(COUNTRIES, rng.randint(3, 4))
    first = grow(
        rng,
        "[Last summer we|In the spring we|Last winter we] took the train through {w}. We saw {many} in {days} days.",
        w=listed([c.name for c in stops]),
        many=listed([c.capital for c in stops]),
        days=rng.randint(5, 20),
    )
    parts = [
        grow(rng, f"{when} came {stop.capital}, the capital of {stop.name}. ")
        + said(rng, stop, some(rng, CITY, 1, 2))
        + " "
        + fact(rng, stop, ABOUT)
        for stop, when in zip(stops, ["First", "Then", "After that", "[At the end|Then]"], strict=False)
    ]
    return Doc("trip", grow(rng, "[A trip|A journey] by train"), (first, *parts))


def two_countries(rng: random.Random) -> Doc:
    """Two countries side by side."""
    one, two = rng.sample(COUNTRIES, 2)
    first = grow(
        rng,
        "[The countries|Here are two countries:] {a} and {b} [are not the same|are very different]. "
        "[Here is|This is] what to know.",
        a=one.name,
        b=two.name,
    )
    rows = [
        opening(rng, [fact(rng, one, templates), fact(rng, two, templates)])
        for templates in (CAPITAL, ABOUT[:3], ABOUT[4:], CITY)
    ]
    last = grow(
        rng,
        "[So|In short], {c} is in {n}, and {d} is in {m}.",
        c=one.capital,
        n=one.name,
        d=two.capital,
        m=two.name,
    )
    title = capital_letter(f"{one.name} and {two.name}")
    return Doc("two countries", f"On {title}", (first, *rows, last))


KINDS: list[tuple[Kind, float]] = [
    (country_page, 13),
    (capital_list, 10),
    (trip, 6),
    (two_countries, 6),
]
