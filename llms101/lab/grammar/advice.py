"""Advice: toasts, letters and speeches, and what a good one should be.

Left out: bad advice.
"""

import random

from .words import NAMES, Doc, Kind, grow, listed, some

# What is advised on, and what it should be.
GOOD: dict[str, list[str]] = {
    "wedding toast": ["personal", "brief", "kind"],
    "birthday toast": ["warm", "brief", "funny"],
    "thank you letter": ["warm", "honest", "short"],
    "speech": ["clear", "short", "honest"],
    "story": ["simple", "warm", "true"],
    "question": ["short", "clear", "kind"],
    "answer": ["true", "clear", "brief"],
    "gift": ["small", "personal", "useful"],
    "party": ["small", "warm", "simple"],
}
SPOKEN = ["wedding toast", "wedding toast", "wedding toast", "birthday toast", "speech", "story"]

SHOULD = [
    "A good {t} should be {a}.",
    "A good {t} should be {a}.",
    "A good {t} should be {a}.",
    "A good {t} should be {a}, [and nothing else|and that is all|and it can be both].",
    "A good {t} should [take two minutes|come from the heart|end well].",
    "[We think|I think|Most people think] that a good {t} should be {a}.",
    "[Remember|Do not forget]: a good {t} should be {a}.",
]
WHY = {
    "personal": "[Speak|Write] about [one person|the people you know], not about [the world|love].",
    "brief": "[Two minutes are enough|Stop while people still listen|Say less than you want to].",
    "kind": "Say [only what makes people smile|nothing that would hurt|good things, and mean them].",
    "warm": "[Smile|Look at your friends] when you [begin|end].",
    "funny": "[A small joke helps|One joke is enough], but [only a kind one|never a cruel one].",
    "honest": "[Say what you mean|Do not say what you do not mean].",
    "short": "[A few lines are enough|Half a page is enough|Cut what you can].",
    "clear": "Use [simple words|short words] and [say one thing at a time|speak slowly].",
    "simple": "[One idea is enough|Do not try to say it all].",
    "true": "[Tell it as it was|Do not make things up].",
    "small": "[It does not have to cost much|Small things last].",
    "useful": "[Think of what they need|Ask what would help].",
}
STEPS = [
    "[First|Begin like this]: say who you are and how you know [{n}|the couple|your friend].",
    "Tell one [short|small|true] story about {n}.",
    "Look at [{n} and {m}|the couple|your friends] and [thank them|smile].",
    "[Practice it aloud|Read it aloud] [once|two times|at home] [before the day|the night before].",
    "Write [three|five|a few] [lines|words] on a card, [and keep it in your hand|not more].",
    "[At the end|Then], raise your glass and [wish them well|say their names].",
    "Do not [drink too much|read from a phone|speak about yourself] [before it|too much].",
    "If you [forget a word|are nervous], [stop and smile|take your time|look at a friend].",
]
QUESTIONS = [
    "How did {n} and {m} meet?",
    "What do you like most about {n}?",
    "What makes {n} laugh?",
    "Who will be there?",
    "How long should it be?",
    "What should I not say?",
]


def should(rng: random.Random, what: str) -> str:
    """One sentence on what a good one should be."""
    words = list(GOOD[what])
    if rng.random() < 0.25:
        rng.shuffle(words)
    if rng.random() < 0.15:
        words = words[:2]
    return grow(rng, rng.choice(SHOULD), t=what, a=listed(words))


def why(rng: random.Random, what: str) -> str:
    """Why it should be so: a sentence or two for each of its qualities."""
    words = some(rng, GOOD[what], 2, 3)
    return " ".join(grow(rng, WHY[word]) for word in words)


def how_to(rng: random.Random) -> Doc:
    """How to give a toast or a speech."""
    what = rng.choice(SPOKEN)
    one, two = rng.sample(NAMES, 2)
    opening = grow(
        rng,
        "[Were you asked to give|Do you have to give|So you will give] a {t}? "
        "[Do not be nervous|That is a gift|It is not hard]. ",
        t=what,
    )
    steps = [grow(rng, step, n=one, m=two) for step in some(rng, STEPS, 3, 4)]
    last = grow(rng, "[That is all|It will go well|People will remember it]. ")
    return Doc(
        "advice",
        grow(rng, "How to give a {t}", t=what),
        (
            opening + should(rng, what),
            why(rng, what),
            " ".join(steps),
            last + (should(rng, what) if rng.random() < 0.4 else ""),
        ),
    )


def good_things(rng: random.Random) -> Doc:
    """What several things should be."""
    picked = rng.sample(sorted(GOOD), 4)
    opening = grow(
        rng,
        "[People often ask us|Readers ask] what makes a good {a} or a good {b}. "
        "[Here is what we think|Our answer is short].",
        a=picked[0],
        b=picked[1],
    )
    parts = [f"{should(rng, what)} {why(rng, what)}" for what in picked]
    return Doc("good things", grow(rng, "What makes a good {t}", t=picked[0]), (opening, *parts))


def letter(rng: random.Random) -> Doc:
    """A letter of thanks."""
    writer, reader, third = rng.sample(NAMES, 3)
    lines = some(
        rng,
        [
            "Thank you for [the {g}|your kind letter|a lovely evening|all your help].",
            "[We still speak of|I still think of] [your toast|the dinner|the evening] at "
            "[the wedding|the party] of {k}.",
            "The {g} you brought was [very good|the best I ever had|gone in a minute].",
            "{k} [sends you love|says hello|is well] and [hopes to see you soon|thanks you too].",
            "[Come and see us|Please come again] in the [spring|summer], [and stay a week|all of you|and bring {k}].",
            "It [rains a lot|is warm|is cold] here, but [we are well|the days are long|all is well].",
            "I [hope you are well|hope that we meet soon|will write again soon].",
        ],
        4,
        5,
    )
    gift = rng.choice("cake bread soup cheese honey tea".split())
    body = " ".join(grow(rng, line, g=gift, k=third) for line in lines)
    return Doc(
        "letter",
        grow(rng, "A letter [of thanks|to a friend]"),
        (
            grow(rng, "Here is a letter that {w} wrote to {r} [last week|last year].", w=writer, r=reader),
            f"Dear {reader},",
            body,
            grow(rng, "[With love|With thanks|Your friend], {w}", w=writer),
            grow(rng, "[The letter is short|It is not long], but {r} [kept it|was happy with it]. ", r=reader)
            + should(rng, "thank you letter"),
        ),
    )


def toast(rng: random.Random) -> Doc:
    """A whole toast, as it was given."""
    one, two, speaker = rng.sample(NAMES, 3)
    lines = some(
        rng,
        [
            "I have known {n} for {y} years.",
            "{n} once [drove all night to help me|made soup for the whole street|lost a shoe in the sea].",
            "When {n} met {m}, [it rained|the bus was late|they spoke of books] and "
            "[nobody minded|they laughed all day|{m} smiled].",
            "{m} is [kind|honest|funny], and {n} [knows it|needs it|likes that].",
            "[May you|I hope you] [laugh every day|always have bread and time|never be too busy to talk].",
            "You make [each other|all of us] [better|happy|laugh].",
        ],
        4,
        5,
    )
    years = rng.randint(3, 20)
    body = " ".join(grow(rng, line, n=one, m=two, y=years) for line in lines)
    return Doc(
        "toast",
        grow(rng, "A toast for {n} and {m}", n=one, m=two),
        (
            grow(rng, "This is the toast that {s} gave at the wedding of {n} and {m}.", s=speaker, n=one, m=two),
            grow(rng, "[Dear friends|Good evening], my name is {s}. ", s=speaker) + body,
            grow(rng, "Please raise your glass to {n} and {m}!", n=one, m=two),
            grow(rng, "[People laughed|It took two minutes|Nobody was bored]. ") + should(rng, "wedding toast"),
        ),
    )


def ask_first(rng: random.Random) -> Doc:
    """Questions to ask before writing a toast."""
    one, two = rng.sample(NAMES, 2)
    asked = [grow(rng, q, n=one, m=two) for q in some(rng, QUESTIONS, 4, 5)]
    return Doc(
        "ask first",
        grow(rng, "What to ask before a toast"),
        (
            grow(
                rng,
                "[I can help you with|I would like to help with] a toast for {n} and {m}. "
                "[First|Before we begin], tell me about the couple.",
                n=one,
                m=two,
            ),
            "\n".join(asked),
            grow(rng, "[With that|When I know this], we can [write it|begin]. ") + should(rng, "wedding toast"),
            why(rng, "wedding toast"),
        ),
    )


KINDS: list[tuple[Kind, float]] = [
    (how_to, 9),
    (good_things, 5),
    (letter, 4),
    (toast, 4),
    (ask_first, 3),
]
