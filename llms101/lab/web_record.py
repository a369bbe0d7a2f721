"""What `web.json` holds: the counts of the whole toy web, and a few pages on their way through the stations.

Left out: judging (`clean.py`).
"""

from .clean import Copies as CopyFinder
from .clean import Corpus, judge_url, passage
from .shapes import Journey, Reject, SeenUrl, Web
from .web import HAND_WRITTEN, Page


def web_record(pages: list[Page], corpus: Corpus, tokens: int) -> Web:
    """Everything that `web.json` holds."""
    by_url = {page.url: page for page in pages}
    by_rule: dict[str, list[Reject]] = {}
    for reject in corpus.rejects:
        kept = by_rule.setdefault(f"{reject.station}.{reject.rule}", [])
        if len(kept) < 6:
            kept.append(reject)
    shown = dict(zip(("capital", "toast"), HAND_WRITTEN, strict=True))
    thrown = [found[0].url for key, found in sorted(by_rule.items()) if key.startswith("quality.gopher")]
    if thrown:
        shown["rejected"] = thrown[0]
    shown |= {key.replace(".", "-"): found[0].url for key, found in sorted(by_rule.items())}
    journeys = []
    for name, url in shown.items():
        copies = CopyFinder()
        for row in corpus.rows if name.startswith("copies") else []:
            copies.judge(row.url, row.content)
        verdicts, text, row_ = passage(by_url[url], copies)
        html = by_url[url].html if name in ("capital", "toast", "rejected") else ""
        journeys.append(Journey(name, url, html, text, verdicts, row_))
    refused = [r.url for key, found in sorted(by_rule.items()) if key.startswith("url.") for r in found[:3]]
    passed = [*HAND_WRITTEN, *(row.url for row in corpus.rows[2:6])]
    urls = []
    for url in [*passed, *refused]:
        verdict = judge_url(url)
        urls.append(SeenUrl(url, verdict.passed, verdict.rule, verdict.reason))
    counts = {"pages": len(pages), "rows": len(corpus.rows), "rejects": len(corpus.rejects), "tokens": tokens}
    return Web(counts, corpus.stations, journeys, by_rule, urls, corpus.rows[:8])
