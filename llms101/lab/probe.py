"""Stage 7: ask the trained model, and write down what it answers.

Everything a slide shows of the base model is measured here: the maps at each step of training, the
nudges, the knobs, the recorded draws, what it recalls and what it copies. Left out: drawing any of it.
"""

import random
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from .gpt import GPT, Config, Weights
from .grammar.words import CITIES, COUNTRIES, NAMES, PAIRS
from .mind import Model
from .shapes import (
    Continuation,
    Drawn,
    Equation,
    Example,
    Knob,
    KnobPosition,
    Map,
    Memory,
    Nudges,
    Press,
    Run,
    SampledRun,
    Sampling,
    Wall,
    Watched,
)
from .train import nudge, slope
from .vocab import END

SENTENCES = {
    "capital": ("The capital of France is Paris.", "The capital of France is", " Paris"),
    "toast": ("A good wedding toast should be personal, brief, and kind.", "A good wedding toast should", " be"),
}
PROMPTS = {
    "capital": "The capital of France is",
    "toast": "A good wedding toast should",
    "question": "What is the capital of France?",
    "few-shot": "bread -> pain\nwater -> eau\nhouse -> maison\ncheese ->",
    "conversation": "Question: What is the capital of Spain?\nAnswer: The capital of Spain is Madrid.\n"
    "Question: Why is the sky blue?\nAnswer:",
    "document": "How to make bread\n",
    "far-outside": "The computer brought two oranges to the moon because",
}
SETTINGS: list[tuple[float, int | None, float | None]] = [
    (0.2, None, None), (0.7, None, None), (1.0, None, None), (1.5, None, None), (1.0, 5, None), (1.0, None, 0.9),
]  # fmt: skip


def examples(model: Model) -> dict[str, Example]:
    """The two running examples, in ids."""
    return {
        name: Example(sentence, context, model.encode(context), model.encode(right)[0])
        for name, (sentence, context, right) in SENTENCES.items()
    }


def maps(model: Model, known: dict[str, Example], top: int = 10) -> dict[str, Map]:
    """The map after each running example's context."""
    return {name: model.bars(example.ids, top, example.right) for name, example in known.items()}


def samples(model: Model, known: dict[str, Example], seed: int = 1) -> dict[str, list[int]]:
    """What the model says after each context, and with nothing before."""
    out = {
        name: [token for token, _, _ in model.draws(example.ids, seed=seed, temperature=0.8, max_tokens=24)]
        for name, example in known.items()
    }
    out["free"] = [token for token, _, _ in model.draws([END], seed=seed, temperature=0.8, max_tokens=64)]
    return out


def continuations(model: Model, prompts: dict[str, str]) -> list[Continuation]:
    """Each prompt continued with three seeds."""
    out = []
    for name, prompt in prompts.items():
        runs = []
        for seed in (1, 2, 3):
            tokens = model.generate(prompt, seed, 0.8, max_tokens=60)
            runs.append(Run(seed, tokens, model.text(tokens)))
        out.append(Continuation(name, prompt, model.encode(prompt), 0.8, runs))
    return out


def sampling(model: Model, known: dict[str, Example]) -> Sampling:
    """The sampling loop, draw by draw, for five seeds and six settings."""
    runs = []
    for name, example in known.items():
        for temperature, top_k, top_p in SETTINGS:
            for seed in range(1, 6):
                tokens = [
                    Drawn(token, model.token_text(token), d.p, d.share, d.u, model.map_of(probs, 6))
                    for token, d, probs in model.draws(
                        example.ids, seed=seed, temperature=temperature, top_k=top_k, top_p=top_p, max_tokens=12
                    )
                ]
                text = model.text([t.id for t in tokens])
                runs.append(SampledRun(name, seed, temperature, top_k, top_p, tokens, text))
    logits = {name: [round(x, 4) for x in model.logits(example.ids)] for name, example in known.items()}
    return Sampling(logits, runs)


RATES = (0.03, 0.02, 0.01, 0.005, 0.003, 0.001)


def gentle(model: Model, known: dict[str, Example], early: Weights, from_step: int, seed: int) -> dict[str, Nudges]:
    """The nudges of all examples at the largest of `RATES` at which every press helps: steps that are too
    large leap over the valley that they go down into.
    """
    for rate in RATES:
        pressed = {name: nudged(model, example, early, from_step, seed, rate) for name, example in known.items()}
        shares = [[press.map.p for press in nudges.presses] for nudges in pressed.values()]
        if all(a < b for share in shares for a, b in pairwise(share)):
            break
    return pressed


def nudged(model: Model, example: Example, early: Weights, from_step: int, seed: int, rate: float) -> Nudges:
    """Twelve real gradient steps on one sentence, from an early checkpoint."""
    config, vocab = model.gpt.config, model.vocab
    ids = vocab.local(model.encode(example.sentence))
    first, right = ids[len(example.ids) - 1], vocab.index[example.right]
    last = config.layers - 1
    watched = [
        Watched("wte", [right, 0]),
        Watched("wte", [first, 1]),
        Watched("h0.k", [0, 1]),
        Watched("h0.q", [0, 0]),
        Watched(f"h{last}.v", [1, 2]),
        Watched("h0.up", [3, 5]),
        Watched(f"h{last}.down", [8, 13]),
    ]

    def entry(number: int, loss: float, moved: int, largest: float, weights: Weights) -> Press:
        shown = Model(GPT(config, weights), vocab).bars(example.ids, 10, example.right)
        values = [float(weights[w.tensor][w.index[0], w.index[1]]) for w in watched]
        return Press(number, loss, shown, moved, largest, values)

    pressed = nudge(config, early, ids, 12, rate)
    start = entry(0, nudge(config, early, ids, 1, 0.0)[0].loss, 0, 0.0, early)
    rest = [entry(i, p.loss, p.moved, p.largest, p.weights) for i, p in enumerate(pressed, 1)]
    return Nudges(from_step, "plain gradient descent", rate, seed, watched, [start, *rest])


KNOBS = [
    ("capital", "wte", "one of the {c} numbers that say what {token} means"),
    ("capital", "h0.v", "one of the numbers that decide what a word hands on to later words, in the first layer"),
    ("capital", "h{last}.q", "one of the numbers that decide what a word looks back for, in the last layer"),
    ("capital", "h{last}.down", "one of the numbers that say what a found pattern adds, in the last layer"),
    ("toast", "h0.k", "one of the numbers that decide what a word can be found by, in the first layer"),
    ("toast", "h0.up", "one of the numbers that a pattern is recognized by, in the first layer"),
]


def turn(model: Model, known: dict[str, Example], tensor: str, row: int, column: int) -> list[KnobPosition]:
    """Eleven positions of one weight, the sixth as trained. How far it turns depends on the weight: to
    where some right answer has moved by half, or to 64 times what is usual in its matrix.
    """
    weights = model.gpt.w
    value, usual = float(weights[tensor][row, column]), float(weights[tensor].std())

    def at(new: float) -> dict[str, Map]:
        turned = dict(weights)
        turned[tensor] = weights[tensor].copy()
        turned[tensor][row, column] = new
        return maps(Model(GPT(model.gpt.config, turned), model.vocab), known, 6)

    for times in (4, 8, 16, 32, 64):
        reach = times * usual
        positions = [KnobPosition(value + reach * i / 5, at(value + reach * i / 5)) for i in range(-5, 6)]
        shares = [[position.maps[name].p for position in positions] for name in known]
        if max(max(share) - min(share) for share in shares) > 0.5:
            break
    return positions


def knobs(model: Model, known: dict[str, Example]) -> list[Knob]:
    """Six single weights, each chosen in its matrix for moving the right answer the most."""
    config, vocab = model.gpt.config, model.vocab
    out = []
    for name, pattern, words in KNOBS:
        example = known[name]
        tensor = pattern.format(last=config.layers - 1)
        weights = model.gpt.w
        pull = slope(config, weights, vocab.local(example.ids), vocab.index[example.right])[tensor]
        if tensor == "wte":  # of the context's words, not of the answer: that would be too easy
            others = np.setdiff1d(np.arange(len(pull)), vocab.local(example.ids))
            pull[others] = 0
        row, column = (int(i) for i in np.unravel_index(np.abs(pull).argmax(), pull.shape))
        value = float(weights[tensor][row, column])
        positions = turn(model, known, tensor, row, column)
        token = repr(model.token_text(vocab.ids[row])) if tensor == "wte" else ""
        label = words.format(c=config.width, token=token)
        chosen = f"of all in {tensor}, the one with the largest slope of ln P(right) on {name}"
        out.append(Knob(tensor, [row, column], value, label, chosen, positions))
    return out


def recall_cases(seed: int, count: int, people: int = 1) -> list[tuple[str, str, str]]:
    """Facts that nobody can know by heart: (fact, question, right answer). With two `people`, the fact comes
    with another one's, and the model has to tell them apart.
    """
    rng = random.Random(seed)
    out = []
    for _ in range(count):
        (one, two), (here, there) = rng.sample(NAMES, 2), rng.sample(CITIES, 2)
        fact = f"{one} lives in {here}." + f" {two} lives in {there}." * (people - 1)
        out.append((fact, f"Where does {one} live? {one} lives in", f" {here}"))
    return out


def memory(model: Model, cases: Sequence[tuple[str, str, str]]) -> list[Memory]:
    """The same question without and with the fact in the context."""
    out = []
    for fact, question, answer in cases:
        right = model.encode(answer)[0]
        without = model.bars(model.encode(question), 8, right)
        with_it = model.bars(model.encode(f"{fact} {question}"), 8, right)
        out.append(Memory(fact, question, right, without, with_it))
    return out


def few_shot(model: Model) -> tuple[int, int]:
    """How many words the model translates right after six examples of that language, and of how many."""
    right = asked = 0
    for english, *others in PAIRS:
        rest = [pair for pair in PAIRS if pair[0] != english][:6]
        for language, word in enumerate(others, 1):
            prompt = "".join(f"{pair[0]} -> {pair[language]}\n" for pair in rest) + f"{english} ->"
            wanted = model.encode(f" {word}")
            if model.vocab.unknown([*model.encode(prompt), *wanted]):  # in a miniature
                continue
            asked += 1
            got = model.generate(prompt, temperature=0, max_tokens=len(wanted))
            right += got == wanted
    return right, asked


def measured(model: Model) -> dict[str, float]:
    """The figures for the model card."""

    def right(context: str, token: str) -> float:
        return model.probabilities(model.encode(context))[model.vocab.index[model.encode(token)[0]]]

    recalled = memory(model, recall_cases(7, 40))
    among_two = memory(model, recall_cases(7, 40, people=2))
    translated, asked = few_shot(model)
    capitals = [right(f"The capital of {c.name} is", f" {c.capital}") for c in COUNTRIES]
    return {
        "p_paris": right("The capital of France is", " Paris"),
        "p_be": right("A good wedding toast should", " be"),
        "capitals_mean_p": float(np.mean(capitals)),
        "capitals_known": sum(p > 0.5 for p in capitals),
        "capitals_asked": len(capitals),
        "few_shot_right": translated,
        "few_shot_asked": asked,
        "copy_p_with_fact": float(np.mean([case.map_with.p for case in recalled])),
        "copy_p_without_fact": float(np.mean([case.map_without.p for case in recalled])),
        "copy_p_among_two": float(np.mean([case.map_with.p for case in among_two])),
        "copy_asked": len(recalled),
    }


def equation(config: Config, weights: Weights) -> Equation:
    """The forward pass in the field's notation, and three walls of numbers."""
    lines = [
        "x_t = E[token_t]",
        f"for each of {config.layers} layers:",
        "    n = x / rms(x)",
        "    q, k, v = turn(n W_q, t), turn(n W_k, t), n W_v",
        f"    x ← x + softmax(q kᵀ / √{config.width // config.heads}, only what came before) v W_o",
        "    x ← x + max(0, (x / rms(x)) W_up) W_down",
        "P(next token) = softmax((x / rms(x)) Eᵀ)",
    ]
    walls = [
        Wall(name, list(weights[name].shape), weights[name][:24, :16].astype(float).tolist())
        for name in ("wte", "h0.q", f"h{config.layers - 1}.down")
    ]
    return Equation(lines, walls)
