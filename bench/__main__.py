"""`python -m bench`: measures all of it and prints tables in Markdown."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from bench import builds, decks, edits, frames, model, page, tokenizer, tools
from bench.tools import MARP, OURS, ROOT, Tool

TALK = ROOT / "slides"
#: The slide of the talk that is edited: it has widgets that are computed from the model.
EDITED = "tokens"


def main() -> None:
    """Measure what the arguments ask for; all of it when they ask for nothing."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[16, 100, 1000], help="slides in the plain decks")
    parser.add_argument("--rounds", type=int, default=5, help="builds by each tool")
    parser.add_argument("--edits", type=int, default=10, help="edits with each tool")
    every = ["builds", "page", "edits", "tokenizer", "model", "frames"]
    parser.add_argument("--only", nargs="+", choices=every, default=every)
    args = parser.parse_args()
    found = tools.installed()
    print(_machine(found), flush=True)
    if (busy := os.getloadavg()[0]) > 0.5:
        print(f"Something else keeps this machine busy (load {busy:.1f}): take the ratios, not the times.", flush=True)
    with tempfile.TemporaryDirectory(prefix="llms101-bench-") as temporary:
        folder = Path(temporary)
        for size in args.sizes:
            for tool in found:
                tool.write(folder / f"{tool.name}-{size}", size)
        if "builds" in args.only:
            _builds(found, folder, args.sizes, args.rounds)
        if "page" in args.only:
            _page(folder)
        if "edits" in args.only:
            _edits(found, folder, args.sizes, args.edits)
    if "tokenizer" in args.only:
        _tokenizer(args.rounds)
    if "model" in args.only:
        _model(args.rounds)
    if "frames" in args.only:
        _frames()


def _machine(found: list[Tool]) -> str:
    """What the figures were taken on."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.processor(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = [f"Python {platform.python_version()}", " ".join(_version([tools.chromium(), "--version"]).split()[:2])]
    for tool in found:
        if tool is MARP:
            versions.append("Marp CLI " + _version([MARP.build(ROOT, ROOT)[0], "--version"]).split()[1].lstrip("v"))
        elif tool is not OURS:
            versions.append(
                "Hugo " + _version(["hugo", "version"]).split()[1].partition("-")[0].partition("+")[0].lstrip("v")
            )
    return f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, {platform.system()}; {', '.join(versions)}"


def _version(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip().partition("\n")[0]


def _table(title: str, head: list[str], rows: list[list[str]], words: int = 1) -> None:
    """A Markdown table, its first columns, which hold `words`, to the left and the others to the right."""
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    rule = ["-" * width if i < words else "-" * (width - 1) + ":" for i, width in enumerate(widths)]
    print(f"\n{title}\n")
    for row in [head, rule, *rows]:
        cells = [c.ljust(w) if i < words else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))]
        print(f"| {' | '.join(cells)} |", flush=True)


def _builds(found: list[Tool], folder: Path, sizes: list[int], rounds: int) -> None:
    out, rows = folder / "out", []
    for size in sizes:
        commands = {tool.name: tool.build(folder / f"{tool.name}-{size}", out) for tool in found}
        rows += _costs(f"{size} plain slides", builds.compare(commands, out, rounds, ROOT), MARP.name)
    commands = {f"{OURS.name}: the talk": OURS.build(TALK, out)}
    if MARP in found:
        if not (folder / "Marp-16").exists():
            MARP.write(folder / "Marp-16", 16)
        commands["Marp: 16 plain slides"] = MARP.build(folder / "Marp-16", out)
    rows += _costs("the talk", builds.compare(commands, out, rounds, ROOT), "Marp: 16 plain slides")
    _table(
        f"Cold build, best and median of {rounds}; the ratios are to Marp in the same turns.",
        ["deck", "tool", "best ms", "median ms", "best / Marp", "median / Marp", "processor ms", "peak MiB"],
        rows,
        words=2,
    )


def _costs(deck: str, costs: dict[str, builds.Cost], base: str) -> list[list[str]]:
    """The rows of one deck."""
    rows = []
    for name, cost in costs.items():
        against = costs.get(base)
        ratios = [f"{cost.best / against.best:.2f}", f"{cost.median / against.median:.2f}"] if against else ["–", "–"]
        times = [f"{1000 * cost.best:.0f}", f"{1000 * cost.median:.0f}"]
        rows.append([deck, name, *times, *ratios, f"{1000 * cost.processor:.0f}", f"{cost.memory / 2**20:.0f}"])
    return rows


def _page(folder: Path) -> None:
    out = folder / "talk"
    builds.once(OURS.build(TALK, out), out, ROOT)
    fetched = page.first_view(out)
    rows = [[file.path, f"{file.raw / 1000:.1f}", f"{file.packed / 1000:.1f}"] for file in fetched]
    total = [
        "**first view**",
        f"{sum(f.raw for f in fetched) / 1000:.1f}",
        f"{sum(f.packed for f in fetched) / 1000:.1f}",
    ]
    _table("What a browser fetches to show the talk's first slide.", ["file", "kB", "gzipped kB"], [*rows, total])


def _edits(found: list[Tool], folder: Path, sizes: list[int], times: int) -> None:
    rows = []
    for size in sizes:
        middle = size // 2
        for tool in found:
            if not tool.live:
                continue
            deck = folder / f"{tool.name}-{size}"
            source = tool.live.source(deck, middle)
            taken = _edited(tool.live, deck, middle, source, f"Paragraph {middle} is {decks.WORD}", times)
            rows.append([f"{size} plain slides", tool.name, *taken])
    deck = folder / "slides"
    shutil.copytree(TALK, deck)
    live = replace(tools.OURS_LIVE, address=lambda port, _: f"http://127.0.0.1:{port}/#/{EDITED}")
    taken = _edited(live, deck, 0, deck / f"{EDITED}.md", "\ntitle: ", times)
    rows.append(["the talk", OURS.name, *taken])
    _table(
        f"From the save of a slide to its new text on the screen, median and worst of {times}.",
        ["deck", "tool", "median ms", "worst ms"],
        rows,
        words=2,
    )


def _edited(live: tools.Live, deck: Path, slide: int, source: Path, after: str, times: int) -> list[str]:
    """Median and worst milliseconds of edits of a word that is first put behind `after`, which `source` has once."""
    source.write_text(source.read_text(encoding="utf-8").replace(after, f"{after} edit0 ", 1), encoding="utf-8")
    port = edits.free_port()
    taken = edits.measure(live.serve(deck, port), port, live.address(port, slide), source, "edit0", times)
    return [f"{statistics.median(taken):.0f}", f"{max(taken):.0f}"]


def _tokenizer(rounds: int) -> None:
    if absent := tokenizer.missing():
        print(f"\n{absent} could not be found: the tokenizers are left out.")
        return
    speed, hard = [], []
    for engine, encodings in tokenizer.measure(rounds).items():
        for name, results in encodings.items():
            best = min(results[0].times)
            for each in results:
                rates = [tokenizer.SIZE / 1000 / time for time in (min(each.times), each.times[0])]
                wrong = f"{100 * each.wrong / tokenizer.STRINGS:.1f}"
                cells = [f"{rates[0]:.1f}", f"{min(each.times) / best:.2f}", f"{rates[1]:.1f}", wrong]
                speed.append([f"{name}, {engine}", each.tool, *cells, f"{1000 * each.ready:.0f}"])
            lows = [[f"{each.hard[what]:.1f}" for each in results] for what in tokenizer.HARD]
            for what, row in zip(tokenizer.HARD, lows, strict=True):
                row += ["–"] * (4 - len(row))
                hard.append([f"{name}, {engine}", what, *row, f"{results[0].longer[what]:.0f}"])
    _table(
        f"Five megabytes of text, best of {rounds} and the first; errors in {tokenizer.STRINGS:,} hostile strings.",
        ["encoding", "tokenizer", "MB/s", "time / ours", "first MB/s", "wrong %", "ready ms"],
        speed,
        words=2,
    )
    names = [f"{name} ms" for name in (tokenizer.OURS, tokenizer.GPT, tokenizer.JS, tokenizer.WASM)]
    _table(
        f"{tokenizer.LONG:,} times the same letter, and the last column {tokenizer.LONGER:,} times by ours.",
        ["encoding", "text", *names, f"{tokenizer.OURS} ms"],
        hard,
        words=2,
    )
    rows = [[name, what, f"{raw / 1000:.0f}", f"{packed / 1000:.0f}"] for name, what, raw, packed in tokenizer.sizes()]
    _table("What a page fetches for the ranks.", ["encoding", "what", "kB", "gzipped kB"], rows, words=2)


def _model(rounds: int) -> None:
    if absent := model.missing():
        print(f"\n{absent} could not be found: the models are left out.")
        return
    speeds, costs = model.measure(rounds)
    first = statistics.median(next(iter(speeds.values())))
    rows = []
    for engine, times in speeds.items():
        rates = [f"{1000 * model.LENGTH / time:.0f}" for time in (statistics.median(times), min(times))]
        rows.append([engine, *rates, f"{statistics.median(times) / first:.2f}"])
    _table(
        f"{model.LENGTH} tokens behind a prompt of {model.PROMPT}, the engines taking turns in one Chromium.",
        ["engine", "median tokens/s", "best tokens/s", "time / ours"],
        rows,
    )
    _table(
        "What learning in the page costs.",
        ["what", "median ms", "worst ms"],
        [[what, f"{statistics.median(times):.1f}", f"{max(times):.1f}"] for what, times in costs.items()],
    )


def _frames() -> None:
    with tempfile.TemporaryDirectory(prefix="llms101-bench-") as temporary:
        out = Path(temporary) / "talk"
        builds.once(OURS.build(TALK, out), out, ROOT)
        found = frames.measure(out)
    _table(
        f"The page on the slide where a smaller model is trained, over {frames.SECONDS} s.",
        ["", "frames/s", "longest ms"],
        [[what, f"{rate:.0f}", f"{longest:.0f}"] for what, (rate, longest) in found.items()],
    )


if __name__ == "__main__":
    main()
