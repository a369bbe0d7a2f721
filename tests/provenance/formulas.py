"""What follows from the records: each formula is written here anew, and shares no code with the widget it checks.

It leaves out which field it is for: see `table.py`.
"""

from __future__ import annotations

import html
import math
import re
from itertools import pairwise
from typing import Any

from llms101.formats import number

from .records import NUMBER, At, tokenizer
from .rules import Rule, made, rest


def options(loss: float) -> str:
    """A loss as so many equal options: e^loss to two digits, to three just above 1."""
    equal = math.exp(loss)
    return f"{equal:.2f}" if equal < 1.095 else f"{equal:.1f}" if equal < 9.95 else f"{float(f'{equal:.2g}'):,.0f}"


def as_options(path: str) -> Rule:
    """A loss of the records, told as so many equal options."""
    return made(f"e to the power of {path}", lambda at: options(at.one(path)))


def wilson(right: int, of: int) -> tuple[float, float]:
    """Wilson's score interval at 95 %: the two p for which |right/of - p| = z √(p (1 - p) / of)."""
    z = 1.959964
    if not of:
        return 0.0, 1.0
    # of (p̂ - p)² = z² p (1 - p), a quadratic in p
    a, b, c = of + z * z, -(2 * right + z * z), right * right / of
    root = math.sqrt(b * b - 4 * a * c)
    return max((-b - root) / (2 * a), 0.0), min((-b + root) / (2 * a), 1.0)


def common(a: Any, b: Any) -> int:
    """How many items two rows begin with alike."""
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def heights(path: str) -> list[int]:
    """How high the points of a drawn line are, from 0 (top) to 1,000; of an area, those of its upper edge."""
    if not re.fullmatch(r"(?:[ML]-?\d+ -?\d+)+(?:V1000H0Z)?", path):
        raise ValueError(path)
    return [int(y) for y in re.findall(r"[ML]-?\d+ (-?\d+)", path)]


def highest(at: At) -> float:
    """The loss at the upper edge of the learning curves: a little above the greatest."""
    return 1.04 * max(float(loss) for _, loss in (*at.one("trace.loss"), *at.one("trace.held_out")))


def curve(path: str) -> Rule:
    """A drawn curve whose points are losses of the records."""

    def holds(value: Any, at: At) -> bool:
        losses = {round(1000 * (1 - loss / highest(at))) for _, loss in at.one(path)}
        return {*heights(value)} <= losses

    return Rule(f"points of {path}, drawn", holds)


def reward_curve(value: Any, at: At) -> bool:
    """Whether the points of a drawn curve are the rewards at the stops of a run, 0 within the frame."""
    steps = {moment["step"]: moment["reward"] for moment in at.found("preferences.runs.id={id}.moments.*")}
    rewards = [steps[step] for step in at["steps"]]
    high, reach = max(0.0, *rewards), (max(0.0, *rewards) - min(0.0, *rewards)) or 1.0
    wanted = [1000 * (high - reward) / reach for reward in rewards]
    return all(abs(y - w) <= 0.51 for y, w in zip(heights(value), wanted, strict=True))


def layer_area(value: Any, at: At) -> bool:
    """Whether the upper edge of an area is the shares of this style and of all better ones, added up."""
    better = at.around[2]["layers"][: at.indices[2] + 1]
    wanted = [1000 * (1 - sum(shares)) for shares in zip(*(layer["shares"] for layer in better), strict=True)]
    # shares are told in thousandths: each may be half of one off
    return all(abs(y - w) <= 0.51 * (len(better) + 1) for y, w in zip(heights(value), wanted, strict=True))


def with_layer(path: str) -> Rule:
    """Words whose only number is the layer of a tensor, from 1: `h1.up` is in layer 2."""

    def holds(value: Any, at: At) -> bool:
        layer = re.match(r"h(\d+)\.", at.one(path))
        outside = re.sub("“.*”", "", value)
        return NUMBER.findall(outside) == ([str(int(layer[1]) + 1)] if layer else [])

    return Rule(f"words, with the layer of {path}", holds)


# ---- the sampling loop: recomputed -------------------------------------------------------------


def ranked(at: At) -> list[int]:
    """Places in the vocabulary, likeliest first, by the recorded scores in thousandths."""
    scores = at.one("sampling.logits.{example}")
    return sorted(range(len(scores)), key=lambda i: (-round(scores[i], 3), i))


def below(at: At) -> list[int]:
    """How many thousandths each score lies below the one before."""
    scores = at.one("sampling.logits.{example}")
    fallen = [round(1000 * scores[i]) for i in ranked(at)]
    return [0, *(before - after for before, after in pairwise(fallen))]


def softmax(value: Any, at: At) -> bool:
    """Whether a map follows from the recorded scores of the first example, at the temperature that it begins with."""
    setting, case = at.data["settings"][at.data["start"]], at.data["cases"][0]["example"]
    logits = at.one(f"sampling.logits.{case}")
    scaled = [x / setting["temperature"] for x in logits]
    whole = sum(math.exp(x - max(scaled)) for x in scaled)
    p = dict(zip(at.one("vocab.ids"), (math.exp(x - max(scaled)) / whole for x in scaled), strict=True))
    bars = value["bars"]
    # scores travel in thousandths, which moves a share by up to a thousandth of itself
    close = all(abs(bar["p"] - p[bar["token"]["id"]]) <= 1.1e-3 * bar["p"] + 1e-5 for bar in bars)
    return close and rest(value, at) and bars[0]["p"] >= 0.9999 * max(p.values())


def drawn(at: At) -> list[Any]:
    """The recorded draws of the run that is shown: of this example, setting and seed."""
    setting, seed = at.data["settings"][at.indices[1]], at.data["seeds"][at.indices[2]]
    context = at.one("trace.examples.{example}.context")
    for run in at.found("sampling.runs.*"):
        cut = (run["temperature"], run["top_k"] or 0, 1.0 if run["top_p"] is None else run["top_p"])
        here = run["seed"] == seed and run["context"] in (at["example"], context)
        if here and cut == (setting["temperature"], setting["k"], setting["p"]):
            return list(run["tokens"])
    raise LookupError


def told(at: At) -> str:
    """A setting in words."""
    setting = at.around[-1]
    words = f"temperature {setting['temperature']:g}" if setting["temperature"] else "always the likeliest"
    words += f", top-k {setting['k']}" if setting["k"] else ""
    return words + (f", top-p {setting['p']:g}" if setting["p"] < 1 else "")


def parted(at: At) -> tuple[int, int]:
    """The row above that this one goes along with longest (-1 for the first), and for how many tokens."""
    rows = [run["tokens"] for run in at.around[-2]["runs"][at.indices[1]]]
    i = at.indices[2]
    along = [common(rows[i], row) for row in rows[:i]]
    return (along.index(max(along)), max(along)) if along else (-1, 0)


def in_row(value: Any, at: At) -> bool:
    """Whether the draws that are shown are those recorded."""
    ids = [draw["id"] for draw in drawn(at)][: len(value)]
    return bool(value) and [at.data["tokens"][place]["id"] for place in value] == ids


def by_rank(value: Any, at: At) -> bool:
    """Whether each token that can be seen has the rank that is told of it."""
    ids, order = at.one("vocab.ids"), ranked(at)
    return [at.data["tokens"][place]["id"] for place in value] == [ids[order[r]] for r in at["ranks"]]


# ---- others ------------------------------------------------------------------------------------


def seen(value: Any, at: At) -> bool:
    """Whether what is said of a continuation can be counted in it."""
    run = at.around[-1]
    text = at.records.text([token["id"] for token in run["tokens"]])
    pairs = sum("->" in line for line in text.strip("\n").split("\n")[1:])
    quoted = re.sub("“.*?”", lambda match: "" if match[0][1:-1] in text else match[0], value)
    return {*NUMBER.findall(quoted)} <= {str(pairs), str(text.count("?"))} and "“" not in quoted


def counted_words() -> Rule:
    """The author's words, in which two counts of the widget may stand."""

    def holds(value: Any, at: At) -> bool:
        counts = {"{right}": str(at["right"]), "{of}": str(at["asked"])}
        return value in {re.sub(r"\{right\}|\{of\}", lambda match: counts[match[0]], text) for text in at.author}

    return Rule("the author's words, with counts of the card", holds)


def mask(at: At) -> str:
    """Of the tokens of a turn, which are learned from: the recorded mask, behind the turns before."""
    before = sum(len(turn["tokens"]) for turn in at.around[1]["turns"][: at.indices[1]])
    learned = at.one("assistant.conversations.id={id}.learned")
    return "".join(map(str, learned[before : before + len(at["tokens"])]))


def loop_run(value: Any, at: At) -> bool:
    """Whether a run of the tool loop is the one that comes there: the app's markers, the question, what is recorded."""
    call = at.one("tools.calls.id={id}")
    special = {name: id for id, name in at.records.names.items()}
    question = tokenizer("cl100k_base").encode(call["question"])
    closed = [special["<|end|>"], special["<|assistant|>"]]
    runs = [[special["<|user|>"]], question, closed, call["call"], call["result_tokens"], call["answer"]]
    return bool([at.data["tokens"][i]["id"] for i in value] == runs[at.indices[1]])


def off_at(at: At) -> int:
    """Where the map with the tool off was recorded."""
    without, answer = at.one("tools.calls.id={id}.without"), at.one("tools.calls.id={id}.answer")
    alike = common(without, answer)
    return alike if alike < min(len(without), len(answer)) else max(len(without) - 2, 0)


def said_behind(value: Any, at: At) -> bool:
    """Whether this is what the assistant answers to the fact and then the question; nothing where it was not asked."""
    prompt = f"{at.one('trace.memory.{0}.fact')} {at['label']}"
    return not value or any(
        value in at.records.text(ids) for ids in at.records.at("assistant", "answers", f"prompt={prompt}", "tokens")
    )


def markup(value: Any, at: At) -> bool:
    """Whether HTML that is shown or drawn has the words of the recorded page."""

    def words(code: str) -> list[str]:
        bare = re.sub(r"<(script|style)\b.*?</\1>", "", code, flags=re.DOTALL | re.IGNORECASE)
        return "".join(html.unescape(re.sub(r"<[^>]*>", "", bare)).split()).split()

    source = journey(at)["html"]
    highlighted = re.sub(r"</?(span|mark)\b[^>]*>", "", value)
    return words(value) == words(source) or "".join(html.unescape(highlighted).split()) == "".join(source.split())


def journey(at: At) -> Any:
    """The recorded journey of the page that is shown."""
    return next(each for each in at.found("web.journeys.*") if each["url"] == at["url"])


def checked(value: Any, at: At) -> bool:
    """Whether the numbers of a check are this page's figures, or a rule's own words."""
    figures = [x for verdict in journey(at)["verdicts"] for x in verdict["figures"].values()]
    known = {form for x in figures for form in (f"{x:.3g}", f"{x:.2f}", f"{x:g}", f"{100 * x:.0f}")}
    rules = {n for reason in at.found("web.rejects.*.*.reason") for n in NUMBER.findall(reason)}
    return {*NUMBER.findall(value)} <= known | rules


def of_rules(value: Any, at: At) -> bool:
    """Words for rules. Every number in them is in a rule's name (`top_2_gram`)."""
    names = " ".join(name for rules in at.found("web.stations.*.rules") for name in rules).replace("_", " ")
    return {*re.findall(r"\d+", value)} <= {*re.findall(r"\d+", names)}


def passing(data: dict[str, Any]) -> list[str]:
    """What the first threshold is as published, and at most; the pages, rows and words on its side; all the pages."""
    t = data["thresholds"][0]
    kept = slice(t["at"], None) if t["less"] else slice(0, t["at"] + 1)
    sums = [sum(t["pages"]), *(sum(t[name][kept]) for name in ("pages", "rows", "words"))]
    return [number(n) for n in (t["at"] * t["step"], (len(t["pages"]) - 1) * t["step"], *sums)]


def stage(at: At) -> str:
    """The stage of a column of the report card."""
    name: str = at.records.raw("report")["stages"][at.indices[-1]]
    return name


def asked(at: At) -> Any:
    """The recorded question that is shown."""
    label, prompt = at.around[1]["label"], at["prompt"]
    return next(q for q in at.found("report.asked.*") if (q["kind"], q["prompt"]) == (label, prompt))


def piece_of(value: Any, at: At) -> bool:
    """Whether a piece of an answer, which may be cut with `…`, is what this stage said to the question."""
    name = at.one("report.stages")[at.indices[2]]
    return value.removesuffix("…") in at.records.text(asked(at)["answers"][name]["tokens"])


def counted(at: At) -> int:
    """All questions, those that are asked in two ways once."""
    rows: dict[str, int] = {row["label"]: row["cells"][0]["of"] for row in at.data["rows"]}
    twice = "sums without" in rows and "sums with the tool" in rows
    return sum(rows.values()) - (rows["sums without"] if twice else 0)


def moment(at: At) -> Any:
    """The recorded moment of a run of policy gradient that a stop shows."""
    run = at.around[1]
    return at.found(f"preferences.runs.id={run['id']}.moments.step={run['steps'][at.indices[-1]]}")[0]


def layered(at: At) -> float:
    """A style's part of the answers to its kind of prompt."""
    styles, shares = [layer["style"] for layer in at.around[2]["layers"]], moment(at)["shares"]
    whole: float = sum(shares.get(style, 0.0) for style in styles) or 1.0
    return float(shares.get(at["style"], 0.0)) / whole


def ours(at: At) -> list[str]:
    """How a figure of the records is written beside a frontier model's: whole above ten."""
    found = [x for path in at.author if re.fullmatch(r"(card|web|trace)(\.[\w-]+)+", path) for x in at.found(path)]
    return [f"{x:,.0f}" if x >= 10 or float(x).is_integer() else f"{x:.2g}" for x in found]


def times(value: Any, at: At) -> bool:
    """Whether theirs is ours so many times, to two digits; nothing is said where theirs is no bare number."""
    sizes = {"": 1, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
    read = [re.fullmatch(rf"([\d,.]+) ?({'|'.join(sizes)})", text) for text in (at["theirs"], value)]
    if not value or not all(read):
        return not value
    theirs, factor = (float(m[1].replace(",", "")) * sizes[m[2]] for m in read if m)
    return math.isclose(theirs / float(at["ours"].replace(",", "")), factor, rel_tol=0.051)


def merged(value: Any, at: At) -> bool:
    """Whether these parts make up the word, and each is the token of its text."""
    split = tokenizer("cl100k_base")
    return "".join(part["text"] for part in value) == at["text"] and all(
        split.encode(part["text"]) == [part["id"]] for part in value
    )
