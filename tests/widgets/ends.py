"""What the widgets of the talk's beginning and end compute with in tests: the real tokenizer, and a small life."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any

from llms101.lab.shapes import Bar, Drawn, Map, Nudges, Press, Rest, Right, SampledRun, Watched
from llms101.tokenizer import Tokenizer
from llms101.widgets.base import Example

_tokenizer = cache(Tokenizer)


@dataclass(frozen=True)
class Running:
    """A running example."""

    name: str
    text: str
    context: str
    answer: str


CAPITAL = Running("capital", "The capital of France is Paris.", "The capital of France is", " Paris")

HTML = (
    "<html><head><title>Capitals &amp; more | Notes</title><link rel=icon href=/i><script>count()</script></head>"
    "<body><p>The capital of France is Paris.</p></body></html>"
)


def verdict(station: str, figures: dict[str, float] | None = None, *failed: str) -> dict[str, Any]:
    """What a station said; `failed` is the rule and its reason."""
    rule, reason = failed or ("", "fine")
    return {"station": station, "passed": not failed, "rule": rule, "reason": reason, "figures": figures or {}}


def journey(id: str, url: str, text: str, verdicts: list[dict[str, Any]], row: bool) -> dict[str, Any]:
    kept = {"url": url, "title": "Capitals", "source": "notes.example", "content": text} if row else None
    return {"id": id, "url": url, "html": HTML, "text": text, "verdicts": verdicts, "row": kept}


def reject(url: str, station: str, rule: str, reason: str) -> dict[str, str]:
    return {"url": url, "station": station, "rule": rule, "reason": reason, "snippet": f"Words of {url}."}


def station(name: str, came: int, passed: int, **rules: int) -> dict[str, Any]:
    return {"station": name, "name": name.title(), "came": came, "passed": passed, "rules": rules}


def threshold(rule: str, breaks: str, limit: float, step: float, pages: list[int], rows: list[int]) -> dict[str, Any]:
    """How many pages have which figure; each row has ten words."""
    return {
        "rule": rule, "station": "quality", "figure": "words", "breaks": breaks, "limit": limit, "source": "Gopher",
        "share": limit < 1, "step": step, "pages": pages, "rows": rows, "words": [10 * n for n in rows],
    }  # fmt: skip


def web() -> dict[str, Any]:
    passing = [
        verdict("url"), verdict("extract"), verdict("language", {"English": 0.998}),
        verdict("repetition", {"repeated lines": 0.0}), verdict("quality", {"words": 204, "mean word length": 4.256}),
        verdict("c4", {"sentences": 9}), verdict("fineweb", {"lines that end": 0.75}),
        verdict("copies"), verdict("personal"),
    ]  # fmt: skip
    failing = [
        *passing[:3],
        verdict("repetition", {"repeated lines": 0.43}, "dup_line_frac", "43% of the lines repeat; at most 30%"),
    ]
    rare = [*passing[:4], verdict("quality", {"words": 97}, "gopher_too_many_hashes", "0.30 # per word; at most 0.1")]
    return {
        "stations": [
            station("url", 100, 90, file=6, word=4), station("extract", 90, 90),
            station("language", 90, 85, French=3, German=2), station("repetition", 85, 80, dup_line_frac=5),
            station("quality", 80, 71, gopher_short_doc=8, boring=1), station("c4", 71, 71),
            station("fineweb", 71, 70, list_ratio=1), station("copies", 70, 60, near_copy=10),
            station("personal", 60, 60),
        ],
        "journeys": [
            journey("capital", "https://notes.example/a", "Notes\nThe capital of France is Paris.", passing, True),
            journey("rejected", "https://notes.example/b", "Again\nAgain", failing, False),
            {**journey("bare", "https://notes.example/c", "", failing, False), "html": ""},
            journey("hashes", "https://notes.example/e", "#a #b", rare, False),
        ],
        "rejects": {
            "quality.gopher_short_doc": [
                reject("https://x.example/1", "quality", "gopher_short_doc", "7 words; at least 50")
            ],
            "copies.near_copy": [
                reject("https://x.example/2", "copies", "near_copy", "about 97% the same as a; less than about 72%")
            ],
            "language.French": [
                reject("https://x.example/3", "language", "French", "French 0.90, English 0.01; at least 0.65")
            ],
            "repetition.dup_line_frac": [
                reject("https://x.example/4", "repetition", "dup_line_frac", "60% of the lines repeat; at most 30%")
            ],
            "fineweb.list_ratio": [
                reject("https://x.example/5", "fineweb", "list_ratio", "0.32 line breaks per word; at most 0.3")
            ],
        },
        "urls": [
            {"url": f"https://x.example/{i}.{end}", "passed": False, "rule": rule, "reason": f"{rule}: no"}
            for i, (end, rule) in enumerate([("pdf", "file"), ("zip", "file"), ("casino", "word")])
        ] + [{"url": "https://notes.example/a", "passed": True, "rule": "", "reason": "fine"}],
        "rows": [
            {"url": "https://notes.example/a", "title": "", "source": "", "content": "travels already"},
            {"url": "https://notes.example/d", "title": "", "source": "", "content": "word " * 60},
        ],
        "thresholds": [
            threshold("gopher_short_doc", "<", 50, 10, [5, 1, 0, 0, 2, 9, 20, 43], [0, 1, 0, 0, 1, 8, 15, 37]),
            threshold("dup_line_frac", ">", 0.3, 0.1, [60, 14, 4, 2, 3, 2], [50, 6, 2, 2, 1, 0]),
        ],
    }  # fmt: skip


def ids(text: str) -> list[int]:
    return _tokenizer("cl100k_base").encode(text)


def map_of(p: float, right: str = " Paris") -> Map:
    """Two common words before the right one, or behind it."""
    bars = [
        Bar(ids(" a")[0], " a", (1 - p) / 2),
        Bar(ids(" the")[0], " the", (1 - p) / 4),
        Bar(ids(right)[0], right, p),
    ]
    bars.sort(key=lambda bar: -bar.p)
    return Map(bars, Rest((1 - p) / 4, 997), Right(ids(right)[0], right, p, 1), 1.0)


def trace() -> Any:
    watched = [Watched("wte", [i, 0]) for i in range(7)]
    presses = [Press(i, 3.0 - i, map_of(0.1 + 0.2 * i), 400, 0.01, [0.1 * i] * 7) for i in range(4)]
    nudges = {"capital": Nudges(60, "plain gradient descent", 0.02, 1, watched, presses)}
    return SimpleNamespace(nudges=nudges)


def sampled(text: str, seed: int = 1, temperature: float = 0.7, top_k: int | None = None) -> SampledRun:
    tokens = [Drawn(t.id, t.text, 0.5, 0.5, 0.1, map_of(0.5)) for t in _tokenizer("cl100k_base").tokens(text)]
    return SampledRun("capital", seed, temperature, top_k, None, tokens, text)


class Life:
    """A life in which little happened."""

    def __init__(self) -> None:
        self.card = SimpleNamespace(parameters=400_000)
        self.trace = trace()
        self.sampling = SimpleNamespace(
            runs=[sampled(" London is it now."), sampled(" Paris. It rained.", 2), sampled(" Paris now.", 3, 1.0, 5)]
        )
        self.vocab = SimpleNamespace(ids=tuple(range(1000)))
        self.files: dict[str, Any] = {
            "card": {"parameters": 400_000, "corpus": {"tokens": 2_000_000}, "seeds": {"web": 7}, "command": "train",
                     "training": {"seconds": 61.0}},
            "web": web(),
        }  # fmt: skip

    def raw(self, name: str) -> Any:
        return self.files[name]

    def weight(self, stage: str, tensor: str, index: list[int]) -> float:
        assert stage == "base"
        return index[0] / 100


class Tools:
    """As `Toolbox`, with a talk of two slides."""

    def __init__(self, url: str = "") -> None:
        self.life = Life()
        self.encoding = _tokenizer("cl100k_base")
        self.examples: tuple[Example, ...] = (CAPITAL,)
        self.url = url
        self.slides = {"tokens": "Text becomes tokens", "training": "Guess, compare, nudge"}

    def tokenizer(self, name: str) -> Tokenizer:
        return _tokenizer(name)

    def parcel(self, name: str) -> bytes | str | None:
        return None

    def highlight(self, code: str, language: str) -> str:
        return f"{language}: {code.replace('<', '&lt;')}"
