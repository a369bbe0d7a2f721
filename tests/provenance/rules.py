"""The kinds of rule: a figure of the records, a row of tokens, a map, the author's own words, or worked out anew.

It leaves out which field has which rule: see `table.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .records import NUMBER, At, forms, tokenizer

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Rule:
    """Whether a value comes from where it should; `what` says where that is. A `whole` list is one value."""

    what: str
    holds: Callable[[Any, At], bool]
    whole: bool = False
    figure: bool = True


def near(shown: Any, recorded: Any, digits: int = 5) -> bool:
    """Whether `shown` is `recorded` to so many decimals, rounded once or twice; what is not 0 may be shown as 1e-06."""
    if isinstance(shown, bool) or not isinstance(recorded, int | float):
        return bool(shown == recorded)
    if isinstance(shown, str):
        if not (match := re.search(NUMBER, shown)):
            return False
        shown = float(match[0].replace(",", ""))
    reach = 0.5501 * 10.0**-digits
    return abs(shown - recorded) <= reach or (shown == 1e-06 and 0 < recorded <= reach)


def figure(path: str, digits: int = 5) -> Rule:
    """A figure of the records, to so many decimals."""
    return Rule(path, lambda value, at: any(near(value, found, digits) for found in at.found(path)))


def made(why: str, formula: Callable[[At], Any], digits: int = 5, whole: bool = False) -> Rule:
    """A value that follows from the records, by the formula."""

    def holds(value: Any, at: At) -> bool:
        wanted = formula(at)
        if isinstance(value, list):
            return len(value) == len(wanted) and all(map(near, value, wanted))
        return near(value, wanted, digits) if not isinstance(wanted, str) else value == wanted

    return Rule(why, holds, whole)


def quoted(*paths: str) -> Rule:
    """A text that stands in a recorded one, or begins as it does and is cut with `…`; of ids, their text."""

    def holds(value: Any, at: At) -> bool:
        wanted = " ".join(value.removesuffix("…").split())
        texts = (text for path in paths for text in at.found(path))
        read = (at.records.text(text) if isinstance(text, list) else text for text in texts)
        both = ((text, re.sub(r"<\|\w+\|>", "", text)) for text in read)  # special tokens may be left out
        return not wanted or any(wanted in " ".join(text.split()) for pair in both for text in pair)

    return Rule(" or ".join(paths), holds)


def worded(*paths: str) -> Rule:
    """Words. Every number in them is in the author's own words, or a figure at these paths."""

    def holds(value: Any, at: At) -> bool:
        known = {written for path in paths for found in at.found(path) for written in forms(found)}
        return value in at.author or {*NUMBER.findall(value)} <= known | {
            said for text in at.author for said in NUMBER.findall(text)
        }

    return Rule("the author's own words" + "".join(f", figures of {path}" for path in paths), holds)


def author() -> Rule:
    """A text that the slide's author wrote, or the running examples', or none."""
    return Rule("the author's own words", lambda value, at: not value or value in at.author)


def split(*paths: str, encoding: str = "cl100k_base") -> Rule:
    """The tokens of a text that the slide's author or the running examples wrote, or of a recorded one."""

    def holds(value: Any, at: At) -> bool:
        split = tokenizer(at.fill(encoding))
        ids = [token["id"] for token in value]
        texts = [*at.author, *(text for path in paths for text in at.found(path))]
        said = split.decode(ids)
        return any(said in (text, f" {text}") for text in texts) and split.encode(said) == ids

    return Rule(" or ".join(("a text of the author, split", *paths)), holds, whole=True)


def row(path: str) -> Rule:
    """Tokens, or places in the widget's table of them, that stand one after another in a recorded row of ids."""

    def holds(value: Any, at: At) -> bool:
        ids = [each["id"] if isinstance(each, dict) else at.data["tokens"][each]["id"] for each in value]
        rows = ([each["id"] if isinstance(each, dict) else each for each in row] for row in at.found(path))
        return any(ids == row[i : i + len(ids)] for row in rows for i in range(len(row) - len(ids) + 1))

    return Rule(f"tokens in a row of {path}", holds, whole=True)


def token(path: str) -> Rule:
    """A place in the widget's table of tokens, or a token; the token is the one that the records have at `path`."""

    def holds(value: Any, at: At) -> bool:
        token = value if isinstance(value, dict) else at.data["tokens"][value]
        return token["id"] in at.found(path)

    return Rule(f"the token {path}", holds)


def table() -> Rule:
    """Tokens of the vocabulary, each once."""

    def holds(value: Any, at: At) -> bool:
        ids = [token["id"] for token in value]
        return len({*ids}) == len(ids) and {*ids} <= {*at.records.raw("vocab")["ids"]}

    return Rule("vocab.ids, each once", holds, whole=True)


def bars(path: str, digits: int = 5) -> Rule:
    """A map: the likeliest tokens of one recorded map, each with its probability, the right one maybe among them."""
    return Rule(f"bars of a map in {path}", lambda value, at: any(same(value, m, at, digits) for m in at.found(path)))


def same(value: Any, recorded: Any, at: At, digits: int = 5) -> bool:
    """Whether a map that is shown is a recorded one."""
    right = recorded.get("right") or {"id": None, "p": 0.0}
    known = {bar["id"]: bar["p"] for bar in [*recorded["bars"], right]}
    if "at" in value:  # `Shares`
        shown = [(at.data["tokens"][i]["id"], p) for i, p in zip(value["at"], value["p"], strict=True)]
    else:
        shown = [(bar["token"]["id"], bar["p"]) for bar in value["bars"]]
        if not rest(value, at) or any(bar["right"] and bar["token"]["id"] != right["id"] for bar in value["bars"]):
            return False
    others, likeliest = ([id for id in ids if id != right["id"]] for ids in (dict(shown), known))
    top = others == likeliest[: len(others)]
    return bool(shown) and top and all(id in known and near(p, known[id], digits) for id, p in shown)


def rest(value: Any, at: At) -> bool:
    """Whether all other tokens have what is left of 1, and are all the others."""
    whole = 1 - sum(bar["p"] for bar in value["bars"])
    others = len(at.records.raw("vocab")["ids"]) - len(value["bars"])
    return near(value["rest"], max(whole, 0.0), 5) and value["rest_count"] == others


def place(why: str) -> Rule:
    """No figure, but where something is drawn, or which of several things is meant; `why` says what."""
    return Rule(why, lambda _value, _at: True, figure=False)


def origin(paths: Sequence[str], counts: Sequence[str], cited: str) -> Rule:
    """Where figures come from: a file that is there, or an address.

    Every number in its words is a figure at `paths`, a length of the lists at `counts`, `cited`, or the author's.
    """

    def holds(value: Any, at: At) -> bool:
        path = value["file"].split(" (")[0]
        folder = at.records.life.folder if path.startswith("llms101/model/") else ROOT
        there = not path.startswith("llms101/") or (folder / path.removeprefix("llms101/model/")).exists()
        records = [found for path in paths for found in at.found(path)]
        records += [len(found) - less for path in counts for found in at.found(path) for less in (0, 1)]
        known = {written for found in records for written in forms(found)}
        said = {n for text in (*at.author, cited, value["file"]) for n in NUMBER.findall(text)}
        return there and {*NUMBER.findall(f"{value['what']} {value['detail']}")} <= known | said

    return Rule("a file of ours or an address, numbers of the records", holds)
