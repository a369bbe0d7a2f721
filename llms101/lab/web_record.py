"""What `web.json` holds: the counts of the whole toy web, and a few pages on their way through the stations.

Left out: judging (`clean.py`). To write it anew without any training:
`write_web(Path("llms101/model"), read(Plan()))`.
"""

from pathlib import Path

from .addresses import judge_url
from .clean import Corpus
from .publish import write
from .reading import Reading
from .shapes import Journey, Reject, SeenUrl, Web
from .thresholds import thresholds
from .web import HAND_WRITTEN, Page

REJECTS = 6  # kept of every rule
SHOWN = ("capital", "toast", "rejected")  # journeys that have their HTML
BEGINNING = 400  # characters of the text of the others


def write_web(out: Path, reading: Reading) -> None:
    """Write `web.json` into a folder."""
    tokens = sum(map(len, reading.rows)) + sum(map(len, reading.held))
    write(out / "web.json", web_record(reading.pages, reading.corpus, tokens))


def web_record(pages: list[Page], corpus: Corpus, tokens: int) -> Web:
    """Everything that `web.json` holds."""
    by_rule: dict[str, list[Reject]] = {}
    for reject in corpus.rejects:
        kept = by_rule.setdefault(f"{reject.station}.{reject.rule}", [])
        if len(kept) < REJECTS:
            kept.append(reject)
    refused = [r.url for key, found in sorted(by_rule.items()) if key.startswith("url.") for r in found[:3]]
    passed = [*HAND_WRITTEN, *(row.url for row in corpus.rows[2:6])]
    urls = []
    for url in [*passed, *refused]:
        verdict = judge_url(url)
        urls.append(SeenUrl(url, verdict.passed, verdict.rule, verdict.reason))
    counts = {"pages": len(pages), "rows": len(corpus.rows), "rejects": len(corpus.rejects), "tokens": tokens}
    journeys = journeys_of({page.url: page.html for page in pages}, corpus, by_rule)
    return Web(counts, corpus.stations, journeys, by_rule, urls, corpus.rows[:8], thresholds(corpus))


def journeys_of(html: dict[str, str], corpus: Corpus, by_rule: dict[str, list[Reject]]) -> list[Journey]:
    """The pages written by hand, one that is thrown out for its quality, and one for every rule."""
    shown = dict(zip(("capital", "toast"), HAND_WRITTEN, strict=True))
    thrown = [found[0].url for key, found in sorted(by_rule.items()) if key.startswith("quality.gopher")]
    if thrown:
        shown["rejected"] = thrown[0]
    shown |= {key.replace(".", "-"): found[0].url for key, found in sorted(by_rule.items())}
    out = []
    for name, url in shown.items():
        way, whole = corpus.passages[url], name in SHOWN
        text = way.text if whole else way.text[:BEGINNING]
        out.append(Journey(name, url, html[url] if whole else "", text, way.verdicts, way.row))
    return out
