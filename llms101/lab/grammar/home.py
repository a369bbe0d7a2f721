"""At home and about town: recipes, notices, and how things work.

Left out: quantities that would make a recipe worth cooking.
"""

import random

from .words import CITIES, NAMES, Doc, Kind, grow, grow_all, listed, some

DISHES: dict[str, list[str]] = {
    "bread": ["flour", "water", "salt"],
    "soup": ["potatoes", "water", "salt", "butter"],
    "cake": ["flour", "sugar", "butter", "milk"],
    "rice": ["rice", "water", "salt"],
    "pizza": ["flour", "water", "cheese", "salt"],
    "fruit cake": ["flour", "apples", "sugar", "butter"],
    "fish soup": ["fish", "water", "salt", "potatoes"],
}

TOPICS: dict[str, tuple[str, list[str]]] = {
    "the sky is blue": (
        "Why is the sky blue?",
        [
            "Light from the sun [looks white|is white], but it is [made of|a mix of] many colors.",
            "[The air|Air] scatters blue light [much more|more] than red light.",
            "This is called Rayleigh scattering.",
            "So blue light comes to [your eyes|us] from [all over the sky|every side].",
            "In the evening the light goes through more air, and the sky [turns|looks] red.",
        ],
    ),
    "it rains": (
        "Why does it rain?",
        [
            "The sun warms the sea, and [some of the water|water] [rises|goes up] into the air.",
            "High up the air is cold, and the water makes [small drops|clouds].",
            "The drops [meet|grow] and become heavy.",
            "When they are too heavy for the air, they fall as rain.",
            "[Then|In the end] the water goes back to the sea, and it begins again.",
        ],
    ),
    "bread rises": (
        "Why does bread rise?",
        [
            "There is yeast in the [bread|flour and water], and yeast is alive.",
            "The yeast eats [sugar|the sugar in the flour] and makes gas.",
            "The gas makes [small holes|many small holes] in the bread, and the bread [rises|grows].",
            "[A warm|The warm] kitchen helps, because yeast likes warm air.",
            "In the oven the bread becomes hard, and the holes stay.",
        ],
    ),
    "the sea is salty": (
        "Why is the sea salty?",
        [
            "Rain [takes|washes] a little salt out of the stones.",
            "[Rivers|The rivers] take the salt down to the sea.",
            "The sun takes the water up again, but the salt stays.",
            "So the sea [gets more salt|has had a long time to become salty].",
            "[River water|The water of a river] has salt too, but only a little.",
        ],
    ),
    "ice floats": (
        "Why does ice float?",
        [
            "Most things become smaller when they are cold, but water [does not|is different].",
            "When water becomes ice, it [grows|takes more room].",
            "So ice is lighter than the water under it, and it floats.",
            "That is why a lake has ice on top in winter.",
            "[Fish live|The fish stay] in the water under the ice.",
        ],
    ),
    "the moon changes": (
        "Why does the moon change?",
        [
            "The moon has no light of its own. It [shows us|sends back] the light of the sun.",
            "The sun always lights one half of the moon.",
            "The moon goes around us in about a month.",
            "So we see [more or less|a different part] of the bright half each night.",
            "When we see all of the bright half, we say that the moon is full.",
        ],
    ),
    "leaves are green": (
        "Why are leaves green?",
        [
            "Leaves take in the light of the sun to make sugar.",
            "They use the red light and the blue light, and send the green light back.",
            "So the leaves look green to [us|your eyes].",
            "[When it gets cold|In the cold months] the tree takes the green out of its leaves.",
            "Then we see the red and the yellow that were there all the time.",
        ],
    ),
    "tea gets cold": (
        "Why does tea get cold?",
        [
            "Hot things give their heat to cold things [around them|near them].",
            "The tea [gives its heat|loses its heat] to the cup and to the air.",
            "[Some|A little] of the water goes up into the air and takes heat with it.",
            "After [an hour|some time] the tea is as warm as the room.",
            "A [plate|hand] on top of the cup keeps the heat in.",
        ],
    ),
}


def recipe(rng: random.Random) -> Doc:
    """How to make something to eat."""
    dish = rng.choice(sorted(DISHES))
    needs = DISHES[dish] + (["honey"] if rng.random() < 0.2 else [])
    name = rng.choice(NAMES)
    opening = grow(
        rng,
        "[This is how {n} makes {d}|{n} showed me how to make {d}|Here is a simple way to make {d}]. "
        "You need {i}[.|, and a little time.|, and that is all.]",
        n=name,
        d=dish,
        i=listed(needs),
    )
    steps = some(
        rng,
        [
            "Mix the {a} and the {b} [in a big bowl|with your hands|slowly].",
            "Add the {c} [a little at a time|at the end|and mix again].",
            "Let it [rest|stand] for {m} minutes [in a warm place|under a cloth].",
            "[Wash|Clean] your hands and [the table|the bowl] [first|before you begin].",
            "Put it [in the oven|over the fire] for {k} minutes.",
            "Do not [open the oven|stop|worry] [too soon|while it is hot].",
            "[Taste it|Try a little]. If it [is flat|needs it], add [{c}|more {c}].",
        ],
        4,
        5,
    )
    last = grow_all(
        rng,
        [
            "[Eat it|Serve it] [warm|hot|cold] [with {x}|with friends|the same day].",
            "[There is enough for|It is enough for] {p} people.",
        ],
        x=rng.choice(["cheese", "butter", "tea", "honey", "coffee"]),
        p=rng.randint(2, 8),
    )
    a, b, c = rng.sample(needs, 3)
    body = " ".join(grow(rng, step, a=a, b=b, c=c, m=rng.randint(1, 9) * 5, k=rng.randint(2, 8) * 5) for step in steps)
    return Doc("recipe", f"How to make {dish}", (opening, body, last))


def how_it_works(rng: random.Random) -> Doc:
    """Why something is as it is, told in order."""
    topic = rng.choice(sorted(TOPICS))
    question, sentences = TOPICS[topic]
    name = rng.choice(NAMES)
    opening = grow(
        rng,
        "{q} [Many children ask this|{n} asked us this|Here is the short answer|A child in {c} asked "
        "this|It is a good question].",
        q=question,
        n=name,
        c=rng.choice(CITIES),
    )
    kept = sentences if rng.random() < 0.6 else sentences[:4]
    half = rng.randint(2, 3)
    other = rng.choice([t for t in sorted(TOPICS) if t != topic])
    asked, answer = TOPICS[other]
    last = grow(
        rng,
        "[And|Next week]: {q} " + rng.choice(answer[:2]),
        q=asked,
    )
    return Doc(
        "how it works",
        f"Why {topic}",
        (opening, grow_all(rng, kept[:half]), grow_all(rng, kept[half:]), last),
    )


def notice(rng: random.Random) -> Doc:
    """A notice for the town board."""
    one, two = rng.sample(NAMES, 2)
    city = rng.choice(CITIES)
    hour, late = rng.randint(7, 11), rng.randint(3, 9)
    kinds = [
        (
            "A lost cat",
            "{n} has lost a [small|big] [red|white|black|green] [cat|book|cup|coat]. It was [near the "
            "station|in the park|at the market|on the bus] in {c}. If you [see|find] it, please [ask for|"
            "tell] {n}. [Thank you|Many thanks]!",
        ),
        (
            "Market day",
            "The market in {c} is open from {h} in the morning to {l} in the evening. You can buy "
            "[bread and fruit|fish and rice|flowers and honey|cheese and apples]. {n} sells [tea|soup|"
            "old books] near the [bridge|station]. [Come early|Bring a bag].",
        ),
        (
            "The library",
            "The library of {c} is [open|closed] [on Sunday|this week|today]. {n} will read [a story|from "
            "a book] at {l} in the evening. [All are welcome|It is free]. [Please be quiet|Bring a friend].",
        ),
        (
            "A small concert",
            "There is music in the park of {c} [on Sunday|today|this week] at {l}. {n} and {m} will play "
            "[for an hour|old songs|for free]. If it rains, we [meet in the library|stay at home]. "
            "[All are welcome|Bring something to eat].",
        ),
        (
            "Trains",
            "The train to {c} is [late|full|not running] [today|on Sunday]. Take the bus from the [bridge|"
            "market] at {h}. Ask {n} at the station if you need help. [We are sorry|Thank you].",
        ),
    ]
    picked = rng.sample(kinds, 3)
    parts = []
    for _, text in picked:
        who = rng.sample(NAMES, 2)
        parts.append(grow(rng, text, n=who[0], m=who[1], c=city, h=rng.randint(7, 11), l=late))
    ask = grow(
        rng,
        "[Do you have a notice|Is there more to say]? Write to {e} [before Sunday|at any time] or ask {n} at {h}.",
        e=f"{one.lower()}@town-board.example",
        n=two,
        h=hour,
    )
    if rng.random() < 0.35:
        parts.append(ask)
    return Doc("notice", f"Notices from {city}", tuple(parts))


KINDS: list[tuple[Kind, float]] = [(recipe, 7), (how_it_works, 9), (notice, 6)]
