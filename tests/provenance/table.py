"""Where every value on a slide comes from: for each widget, a rule for every field of its `Data`.

`figure`, `bars`, `row`, `quoted` and `token` find the value in the records; `made` works it out anew; `author`, `split`
and `worded` are what an author wrote; `place` is no figure, and says what it is. A field that is not here fails the
test. It leaves out how a rule is applied: see `page.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from llms101.arithmetic import last_number, work_out, written
from llms101.formats import number

from .formulas import (
    as_options,
    asked,
    below,
    by_rank,
    checked,
    common,
    counted,
    counted_words,
    curve,
    drawn,
    highest,
    in_row,
    journey,
    layer_area,
    layered,
    loop_run,
    markup,
    mask,
    merged,
    moment,
    of_rules,
    off_at,
    ours,
    parted,
    passing,
    piece_of,
    reward_curve,
    said_behind,
    seen,
    softmax,
    stage,
    times,
    told,
    wilson,
    with_layer,
)
from .records import NUMBER
from .rules import (
    Rule,
    author,
    bars,
    figure,
    made,
    origin,
    place,
    quoted,
    row,
    same,
    split,
    table,
    token,
    worded,
)

#: What is told of how figures came about: sizes, seeds, rates, and how many there are of what was recorded.
CAME = [
    "card.*", "card.*.*", "trace.nudges.*.*", "trace.steps.*.step", "trace.continuations.*.temperature",
    "trace.continuations.*.runs.*.seed", "sampling.runs.*.seed", "assistant.tuning.*", "assistant.answers.*.seed",
    "assistant.answers.*.temperature", "assistant.checkpoints.*.step", "assistant.checkpoints.*.answers.*.temperature",
    "tools.tuning.*", "tools.calls.*.seed", "preferences.tuning.*", "preferences.rewarding.*", "preferences.runs.*.*",
    "report.seed",
]  # fmt: skip
COUNTS = ["trace.steps", "trace.nudges.*.presses"]
SOURCES = {"sources": origin(CAME, COUNTS, "Wilson's interval: 95 %, 1927")}
TABLE = {"tokens": table(), "vocabulary": figure("card.vocab")}
STEP = "trace.steps.{1}"
NUDGE = "trace.nudges.{example}.presses"
CONVERSATION = "assistant.conversations.id={id}"
CALL = "tools.calls.id={id}"
PREFERRED = "preferences.runs.id={id}"
#: The lab's station with which each of the six ends.
ENDS = ("url", "url", "url", "extract", "copies", "personal")
JOURNEY = "web.journeys.url={url}"
THRESHOLD = "web.thresholds.rule={rule}"

RULES: dict[str, dict[str, Rule]] = {
    "learning-run": SOURCES | TABLE | {
        "first": bars("trace.steps.0.maps.*"),
        "stops.step": figure("trace.steps.{0}.step"),
        "stops.unsure": as_options("trace.steps.{0}.loss"),
        "stops.unsure_held_out": as_options("trace.steps.{0}.held_out"),
        "stops.y": made("where its loss is drawn", lambda at: 1 - at.one("trace.steps.{0}.loss") / highest(at), 4),
        "walk": place("at which stops the script halts"),
        "cases.example": author(),
        "cases.context": quoted("trace.examples.{example}.context"),
        "cases.right": token("trace.examples.{example}.right"),
        "cases.moments.shares": bars(STEP + ".maps.{example}"),
        "cases.moments.right": figure(STEP + ".maps.{example}.right.p"),
        "cases.moments.rank": figure(STEP + ".maps.{example}.right.rank"),
        "cases.moments.phase": worded(),
        "cases.moments.sample": quoted(STEP + ".sample_tokens.{example}"),
        "curve": curve("trace.loss"),
        "held_out": curve("trace.held_out"),
        "across.at": place("where a label of an axis is drawn"),
        "across.label": figure("trace.steps.*.step"),
        "up.at": place("where a label of an axis is drawn"),
        "up.label": made("powers of ten", lambda at: 10 ** at.indices[0]),
    },
    "training-nudge": SOURCES | TABLE | {
        "parameters": figure("card.parameters"),
        "rate": figure("trace.nudges.*.rate"),
        "moved": made("the most that a press moved", lambda at: max(at.found("trace.nudges.*.presses.*.moved"))),
        "first": bars("trace.nudges.*.presses.0.map"),
        "cases.example": author(),
        "cases.sentence": quoted("trace.examples.{example}.sentence"),
        "cases.window": split(),
        "cases.right": token(NUDGE + ".0.map.right.id"),
        "cases.unmarked": bars(NUDGE + ".0.map"),
        "cases.presses.shares": bars(NUDGE + ".{1}.map"),
        "cases.presses.loss": figure(NUDGE + ".{1}.loss", 3),
        "cases.presses.options": as_options(NUDGE + ".{1}.map.loss"),
        "cases.presses.dots": made("e^loss, at most as before the first press", lambda at: max(1, min(
            round(math.exp(at.one(NUDGE + ".{1}.map.loss"))), round(math.exp(at.one(NUDGE + ".0.map.loss"))),
            at.one("card.vocab")))),
        "cases.presses.largest": figure(NUDGE + ".{1}.largest"),
        "cases.weights.name": with_layer("trace.nudges.{example}.watched.{1}.tensor"),
        "cases.weights.tensor": quoted("trace.nudges.{example}.watched.{1}.tensor"),
        "cases.weights.row": figure("trace.nudges.{example}.watched.{1}.index.0"),
        "cases.weights.column": figure("trace.nudges.{example}.watched.{1}.index.1"),
        "cases.weights.values": figure(NUDGE + ".{2}.weights.{1}", 4),
        "cases.weights.low": made("the least", lambda at: min(at.found(NUDGE + ".*.weights.{1}")), 4),
        "cases.weights.high": made("the greatest", lambda at: max(at.found(NUDGE + ".*.weights.{1}")), 4),
        "cases.columns": place("how wide a field of dots is drawn"),
    },
    "network-knobs": SOURCES | TABLE | {
        "parameters": figure("card.parameters"),
        "width": figure("card.width"),
        "lines.name": place("which line of the equation"),
        "lines.parameters": made("from the shape; the lines add up to all parameters", lambda at: {
            "meaning": at.one("card.vocab") * at.one("card.width"),
            "look": 4 * at.one("card.width") ** 2 * at.one("card.layers"),
            "think": at.one("card.parameters") - sum(line["parameters"] for line in at.data["lines"][:2]),
        }[at["name"]]),
        "lines.times": made("once a layer", lambda at: at.one("card.layers") if at["name"] in ("look", "think") else 1),
        "wall": figure("trace.equation.walls.*.rows.*.{1}", 3),
        "wall_tensor": quoted("trace.equation.walls.0.tensor"),
        "walls": made("all parameters by those shown", lambda at: round(
            at.one("card.parameters") / sum(map(len, at.data["wall"])))),
        "first": bars("trace.knobs.*.positions.*.maps.*"),
        "knobs.name": with_layer("trace.knobs.{0}.tensor"),
        "knobs.label": quoted("trace.knobs.{0}.label"),
        "knobs.values": figure("trace.knobs.{0}.positions.{1}.value", 3),
        "knobs.trained": made("the position nearest to the value as trained", lambda at: min(
            range(len(at["values"])), key=lambda i: abs(
                at.one(f"trace.knobs.{at[str(0)]}.positions.{i}.value") - at.one("trace.knobs.{0}.value")))),
        "knobs.shares": Rule("trace.knobs.{0}.positions.{2}.maps of this example", lambda value, at: same(
            value, at.one("trace.knobs.{0}.positions.{2}.maps." + at.data["cases"][at.indices[1]]["example"]), at)),
        "cases.example": author(),
        "cases.window": split(),
        "cases.right": token("trace.examples.{example}.right"),
        "cases.knob": place("which knob the script turns"),
        "cases.position": place("how far the script turns it"),
    },
    "two-phases": SOURCES | TABLE | {
        "parameters": figure("card.parameters"),
        "presses": place("after which nudges the script halts"),
        "first": bars("trace.nudges.*.presses.0.map"),
        "first_run": bars("sampling.runs.*.tokens.0.map"),
        "cases.example": author(),
        "cases.context": split(),
        "cases.right": token("trace.examples.{example}.right"),
        "cases.nudges.shares": bars(NUDGE + ".{1}.map"),
        "cases.nudges.weights": figure(NUDGE + ".{1}.weights.{2}", 4),
        "cases.names": made("a watched weight's tensor and index", lambda at: "{tensor}[{index}]".format(**{
            **(w := at.one("trace.nudges.{example}.watched.{1}")), "index": ", ".join(map(str, w["index"]))})),
        "cases.finished": made("the weight as saved", lambda at: at.records.life.weight(
            "base", (w := at.one("trace.nudges.{example}.watched.{1}"))["tensor"], w["index"]), 4),
        "cases.run": row("sampling.runs.*.tokens"),
        "cases.after": bars("sampling.runs.*.tokens.{1}.map"),
    },
    "sampling-loop": SOURCES | TABLE | {
        "rows": place("how many bars a map has"),
        "seeds": figure("sampling.runs.*.seed"),
        "settings.label": made("the setting in words", told),
        "settings.temperature": figure("sampling.runs.*.temperature"),
        "settings.k": made("a recorded top-k, 0 for none", lambda at: next(
            k or 0 for k in at.found("sampling.runs.*.top_k") if (k or 0) == at["k"])),
        "settings.p": made("a recorded top-p, 1 for none", lambda at: next(
            p or 1 for p in at.found("sampling.runs.*.top_p") if (p or 1) == at["p"])),
        "start": place("with which setting it begins"),
        "maps": bars("sampling.runs.*.tokens.*.map", 4),
        "first": Rule("softmax of sampling.logits", softmax),
        "cases.example": author(),
        "cases.window": split(),
        "cases.below": made("the scores, sorted", below, whole=True),
        "cases.ranks": place("which ranks have a name in the page"),
        "cases.places": Rule("the token of each rank by sampling.logits", by_rank, whole=True),
        "cases.runs.tokens": Rule("the tokens of this example, setting and seed in sampling.runs", in_row, whole=True),
        "cases.runs.maps": Rule("the map of this draw in sampling.runs", lambda value, at: same(
            at.data["maps"][value], drawn(at)[at.indices[-1]]["map"], at, 4)),
        "cases.runs.whole": made("p by the share after the cut", lambda at: (
            d["p"] / d["share"] if (d := drawn(at)[at.indices[-1]])["share"] else 1.0), 4),
        "cases.runs.along": made("the row above that begins alike for longest", lambda at: parted(at)[0]),
        "cases.runs.shared": made("for how many tokens it does", lambda at: parted(at)[1]),
    },
    "document-simulator": SOURCES | {
        "prompts.label": author(),
        "prompts.tokens": row("trace.continuations.*.prompt_tokens"),
        "prompts.runs.seed": figure("trace.continuations.*.runs.{1}.seed"),
        "prompts.runs.tokens": row("trace.continuations.*.runs.{1}.tokens"),
        "prompts.runs.parts": made("where it parts from the run before, -1 for the first", lambda at: common(*(
            at.around[-2]["runs"][i]["tokens"] for i in (at.indices[1] - 1, at.indices[1]))) if at.indices[1] else -1),
        "prompts.runs.seen": Rule("counts in the text, and pieces of it", seen),
        "prompts.notice": counted_words(),
        "prompts.right": Rule("card.measured, by the author's choice; 0 for none", lambda value, at: not value or any(
            value in at.records.at("card", "measured", name) for name in at.author)),
        "prompts.asked": Rule("card.measured, by the author's choice; 0 for none", lambda value, at: not value or any(
            value in at.records.at("card", "measured", name) for name in at.author)),
    },
    "two-memories": SOURCES | {
        "cases.label": quoted("trace.memory.{0}.question"),
        "cases.question": split("trace.memory.{0}.question"),
        "cases.fact": split("trace.memory.{0}.fact"),
        "cases.behind": split("trace.memory.{0}.question"),
        "cases.right": token("trace.memory.{0}.right"),
        "cases.without": bars("trace.memory.{0}.map_without"),
        "cases.known": bars("trace.memory.{0}.map_with"),
        "cases.p_without": figure("trace.memory.{0}.map_without.right.p"),
        "cases.p_known": figure("trace.memory.{0}.map_with.right.p"),
        "cases.said_without": quoted("assistant.answers.prompt={label}.tokens"),
        "cases.said_known": Rule("assistant.answers, the fact and then the question", said_behind),
    },
    "conversation-ribbon": SOURCES | {
        "tokens": table(),
        "conversations.id": author(),
        "conversations.label": quoted(CONVERSATION + ".label"),
        "conversations.turns.role": place("who speaks"),
        "conversations.turns.tokens": row(CONVERSATION + ".tokens"),
        "conversations.turns.learned": made("what is learned from, of this turn's tokens", mask),
        "conversations.learned": made("the tokens learned from", lambda at: sum(at.one(CONVERSATION + ".learned"))),
        "conversations.read": made("all others", lambda at: at.one(CONVERSATION + ".learned").count(0)),
        "asked.prompt": quoted("assistant.checkpoints.0.answers.{0}.prompt"),
        "asked.seed": figure("assistant.checkpoints.*.answers.{0}.seed"),
        "asked.answers": Rule("assistant.checkpoints.*.answers, one for each", lambda value, at: [
            [at.data["tokens"][i]["id"] for i in answer] for answer in value
        ] == at.found("assistant.checkpoints.*.answers.{0}.tokens"), whole=True),
        "seen": figure("assistant.checkpoints.{0}.seen"),
        "walk": place("at which checkpoints the script halts"),
        "cost.conversations": made("all kinds together", lambda at: sum(at.found("assistant.tuning.kinds.*"))),
        "cost.tokens": figure("assistant.tuning.tokens"),
        "cost.learned": figure("assistant.tuning.learned"),
        "cost.seconds": figure("assistant.tuning.seconds", 0),
        "cost.base_tokens": figure("card.training.tokens_seen"),
        "cost.base_seconds": figure("card.training.seconds", 0),
        "pending": worded(),
    },
    "tool-loop": SOURCES | {
        "tokens": table(),
        "calls.id": author(),
        "calls.question": quoted(CALL + ".question"),
        "calls.tool": quoted(CALL + ".tool"),
        "calls.query": quoted(CALL + ".query"),
        "calls.result": quoted(CALL + ".result"),
        "calls.answer": quoted(CALL + ".answer"),
        "calls.runs.part": place("which part of the loop"),
        "calls.runs.look": place("who writes"),
        "calls.runs.tokens": Rule(CALL + ", in the order of the loop", loop_run, whole=True),
        "calls.store.query": Rule("tools.store", lambda value, at: value in at.one("tools.store")),
        "calls.store.result": made("tools.store", lambda at: at.one("tools.store")[at["query"]]),
        "calls.store.here": made("whether the call found it", lambda at: at["query"] == at.around[1]["query"]),
        "calls.without": row(CALL + ".without"),
        "calls.at": made("the first token that is not the answer's, or the last before the end", off_at),
        "calls.wrong": made("whether it is another answer", lambda at: (
            at.one(CALL + ".without") != at.one(CALL + ".answer"))),
        "calls.map": bars(CALL + ".without_map"),
        "stored": made("the lines of the store", lambda at: len(at.one("tools.store"))),
        "measured.sums": figure("tools.measured.sums_asked"),
        "measured.sums_with": figure("tools.measured.sums_right_with_tool"),
        "measured.sums_without": figure("tools.measured.sums_right_without"),
        "measured.searches": figure("tools.measured.search_asked"),
        "measured.searches_right": figure("tools.measured.search_right"),
        "pending": worded(),
    },
    "page-journey": SOURCES | {
        "pages.example": author(),
        "pages.label": worded("web.journeys.*.row.title"),
        "pages.sentence": author(),
        "pages.url": quoted("web.journeys.*.url"),
        "pages.address": quoted(JOURNEY + ".url"),
        "pages.seen": Rule(JOURNEY + ".html, its words", markup),
        "code": Rule("the first page's html, highlighted", lambda value, at: (
            markup(value, replace(at, around=(at.data["pages"][0],))))),
        "pages.code": Rule(JOURNEY + ".html, highlighted, but for the first, which is `code`", lambda value, at: (
            markup(value, at) if at.indices[0] else value == "")),
        "pages.letters": made("the length of " + JOURNEY + ".html", lambda at: len(journey(at)["html"])),
        "pages.text": quoted(JOURNEY + ".text"),
        "pages.checks.name": Rule("words for rules", of_rules),
        "pages.checks.figure": Rule(JOURNEY + ".verdicts.*.figures", checked),
        "pages.checks.limit": Rule(JOURNEY + ".verdicts.*.figures, or a rule's words", checked),
        "pages.checks.passed": place("whether the page passed; its verdict is told too"),
        "pages.title": quoted(JOURNEY + ".row.title", JOURNEY + ".html"),
        "pages.source": quoted(JOURNEY + ".row.source"),
        "pages.content": quoted(JOURNEY + ".row.content"),
        "pages.more": made("the rest of the row", lambda at: len(journey(at)["row"]["content"]) - len(at["content"])
            if journey(at)["row"] else 0),
        "pages.stopped": place("at which station it ends"),
        "pages.reason": quoted(JOURNEY + ".verdicts.*.reason"),
        "all": figure("web.stations.0.came"),
        "stations.name": worded(),
        "stations.left": made("what the lab's own station passed that ends there", lambda at: at.one(
            f"web.stations.station={ENDS[at.indices[0]]}.passed")),
        "rules.name": quoted("web.stations.*.name"),
        "rules.rules.name": Rule("names in web.stations.*.rules", lambda value, at: any(
            {*value.split(", ")} <= rules.keys() for rules in at.found("web.stations.*.rules"))),
        "rules.rules.plain": Rule("words for rules", of_rules),
        "rules.rules.count": made("what these rules threw out in one station", lambda at: next(
            sum(rules[name] for name in at["name"].split(", "))
            for rules in at.found("web.stations.*.rules") if at["name"].split(", ")[0] in rules)),
        "urls.url": quoted("web.urls.*.url"),
        "urls.reason": quoted("web.urls.*.reason"),
        "gone.rule": Rule("words for rules", of_rules),
        "gone.count": made("the count of the rules in these words", lambda at: next(
            rule["count"] for group in at.data["rules"] for rule in group["rules"] if rule["plain"] == at["rule"])),
        "gone.reason": quoted("web.rejects.*.*.reason"),
        "gone.snippet": quoted("web.rejects.*.*.snippet"),
        "guesses.url": quoted("web.rejects.*.*.url", "web.rows.*.url"),
        "guesses.snippet": quoted("web.rejects.*.*.snippet", "web.rows.*.content"),
        "guesses.station": place("which station threw it out"),
        "guesses.reason": quoted("web.rejects.*.*.reason"),
        "thresholds.rule": quoted("web.thresholds.*.rule"),
        "thresholds.name": place("what the select calls it"),
        "thresholds.unit": place("what there is so much of"),
        "thresholds.source": quoted(THRESHOLD + ".source"),
        "thresholds.less": place("on which side of the limit a page is thrown out; the sentence tells it"),
        "thresholds.share": place("whether it is told in per cent"),
        "thresholds.step": figure(THRESHOLD + ".step"),
        "thresholds.at": made("the limit in steps", lambda at: round(
            at.one(THRESHOLD + ".limit") / at.one(THRESHOLD + ".step"))),
        "thresholds.pages": figure(THRESHOLD + ".pages.{1}"),
        "thresholds.rows": figure(THRESHOLD + ".rows.{1}"),
        "thresholds.words": figure(THRESHOLD + ".words.{1}"),
    },
    "answer-ranking": SOURCES | {
        "prompts.label": author(),
        "prompts.text": quoted("preferences.rated.*.prompt"),
        "prompts.answers.style": quoted("preferences.rated.*.style"),
        "prompts.answers.tokens": split("preferences.rated.*.text"),
        "prompts.answers.last": made("the last number of the answer", lambda at: "" if (last := last_number(
            "".join(token["text"] for token in at["tokens"]))) is None else written(last)),
        "prompts.answers.right": made("whether that is the result", lambda at: bool(at["result"]) and (
            at["last"] == at["result"])),
        "prompts.answers.reward": figure("preferences.rated.style={style}.reward", 2),
        "prompts.answers.place": place("where it is drawn between the lowest and the highest"),
        "prompts.check": Rule("the author's sum", lambda value, at: not value or (
            value.replace("×", "*").replace("−", "-") in at.author)),
        "prompts.result": made("what the sum comes to", lambda at: at["check"] and written(work_out(
            at["check"].replace("×", "*").replace("−", "-")))),
        "prompts.order": place("how the answers lie at first"),
        "runs.id": author(),
        "runs.label": author(),
        "runs.about": author(),
        "runs.shows": place("what is shown beside the run"),
        "runs.reward": quoted(PREFERRED + ".reward"),
        "runs.steps": figure(PREFERRED + ".moments.*.step"),
        "runs.rewards": made("the reward at that step", lambda at: moment(at)["reward"], 2),
        "runs.low": made("the least shown, or 0", lambda at: min(0.0, *at["rewards"]), 2),
        "runs.high": made("the greatest shown, or 0", lambda at: (
            max(0.0, *at["rewards"]) if len({0.0, *at["rewards"]}) > 1 else 1.0), 2),
        "runs.curve": Rule("the rewards at the stops, drawn", reward_curve),
        "runs.mixes.label": author(),
        "runs.mixes.layers.style": Rule("a style of the run", lambda value, at: any(
            value in shares for shares in at.found(PREFERRED + ".moments.*.shares"))),
        "runs.mixes.layers.tone": place("which hue"),
        "runs.mixes.layers.shares": made("the style's part among those of its kind", layered, 3),
        "runs.mixes.layers.area": Rule("the shares of this style and the better ones, drawn", layer_area),
        "runs.said.prompt": quoted(PREFERRED + ".before.*.prompt"),
        "runs.said.seed": figure(PREFERRED + ".before.*.seed"),
        "runs.said.before": quoted(PREFERRED + ".before.prompt={prompt}.tokens"),
        "runs.said.after": quoted(PREFERRED + ".after.prompt={prompt}.tokens"),
        "runs.judged": made("the judge's reward at both ends", lambda at: at.one(
            PREFERRED + (".rated_after" if at.indices[-1] else ".rated_before")), 2),
        "pairs": figure("preferences.rewarding.pairs"),
        "pairs_right": figure("preferences.rewarding.held_out_right"),
        "pairs_asked": figure("preferences.rewarding.held_out_pairs"),
        "pending": worded(),
    },
    "report-card": SOURCES | {
        "stages": worded(),
        "rows.label": author(),
        "rows.about": quoted("report.kinds.{label}"),
        "rows.cells.right": made("report.results", lambda at: at.one("report.results.{label}")[stage(at)][0]),
        "rows.cells.of": made("report.results", lambda at: at.one("report.results.{label}")[stage(at)][1]),
        "rows.cells.share": made("right by asked", lambda at: at["right"] / at["of"] if at["of"] else 0.0, 4),
        "rows.cells.low": made("Wilson's interval", lambda at: wilson(at["right"], at["of"])[0], 4),
        "rows.cells.high": made("Wilson's interval", lambda at: wilson(at["right"], at["of"])[1], 4),
        "rows.questions.prompt": quoted("report.asked.*.prompt"),
        "rows.questions.wanted": quoted("report.asked.*.wanted"),
        "rows.questions.seed": figure("report.asked.*.answers.*.seed"),
        "rows.questions.answers.pieces.look": place("who wrote it"),
        "rows.questions.answers.pieces.text": Rule("report.asked.*.answers.*.tokens of this stage", piece_of),
        "rows.questions.answers.right": made("report.asked.*.right", lambda at: asked(at)["right"][stage(at)]),
        "held_out.loss": made("report.held_out", lambda at: at.one("report.held_out")[stage(at)], 3),
        "held_out.options": made("e to its power", lambda at: math.exp(at.one("report.held_out")[stage(at)]), 2),
        "opens": place("which rows the script opens"),
        "asked": made("all questions, each once", counted),
        "overlap": figure("report.overlap"),
        "note": Rule("the two counts in words", lambda value, at: {*NUMBER.findall(value)} <= {
            number(at["asked"]), number(at["overlap"])}),
        "pending": worded(),
    },
    "token-strip": SOURCES | {
        "samples.label": author(),
        "samples.text": author(),
        "samples.note": author(),
        "samples.example": author(),
        "samples.strips.encoding": author(),
        "samples.strips.tokens": split(encoding="{encoding}"),
        "samples.strips.count": made("the tokens, counted", lambda at: len(at["tokens"])),
    },
    "merge-ladder": SOURCES | {
        "words.text": author(),
        "words.rungs.parts": Rule("parts of the word, each one token", merged, whole=True),
        "words.rungs.joined": place("which part is new"),
        "encoding": author(),
    },
    "scale-line": SOURCES | {
        "rows.what": author(),
        "rows.ours": Rule("a figure of ours, by the author's path", lambda value, at: value in ours(at)),
        "rows.unit": author(),
        "rows.times": Rule("theirs by ours, to two digits", times),
        "rows.theirs": author(),
        "rows.model": author(),
        "rows.source": author(),
    },
    "card-grid": SOURCES | {
        "cards.number": Rule("the number of the card, or none", lambda value, at: (
            value in ("", f"{at.indices[0] + 1:02}"))),
        "cards.title": author(),
        "cards.text": author(),
        "cards.slide": author(),
        "cards.slide_title": author(),
        "cards.phase": place("which hue"),
    },
    "qr-code": SOURCES | {
        "label": author(),
        "url": author(),
        "shown": worded(),
        "path": place("the code, drawn"),
        "size": place("how large it is drawn"),
    },
}  # fmt: skip

#: Numbers that a widget's markup has besides those of its data: what they are, and a function of the data.
SAID: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "training-nudge": ("the presses are numbered", lambda data: range(len(data["cases"][0]["presses"]))),
    "network-knobs": ("sums of what is in the data", lambda data: (
        number(sum(line["parameters"] for line in data["lines"][:2])), number(sum(map(len, data["wall"]))))),
    "two-phases": ("how many parameters are shown, and that none is nudged yet", lambda data: (
        len(data["cases"][0]["names"]), 0)),
    "sampling-loop": ("the scale of the draw; per cent", lambda _: (0, 25, 50, 75, 100)),
    "page-journey": ("stations and pages by number; characters; what a threshold keeps", lambda data: (
        *range(1, 7), number(len(data["pages"][0]["text"])), *passing(data))),
    "answer-ranking": ("ranks; tokens of the answers; 1 for right and 0 for wrong", lambda data: (
        0, *range(1, 6), *(number(len(a["tokens"])) for prompt in data["prompts"] for a in prompt["answers"]))),
}  # fmt: skip
