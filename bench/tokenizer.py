"""The tokenizer in the page beside the others of JavaScript: right or wrong, megabytes per second, kilobytes to fetch.

All get the same text and the same hostile strings in one process of Node, and take turns; then ours and the quickest of
the others in one Chromium. What is right, tiktoken says. Left out: memory, and encodings other than these two.
"""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import tempfile
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from bench.page import _served
from bench.tools import ROOT, chromium
from llms101.ranks import pack
from llms101.tokenizer import FILES, FOLDER, Tokenizer
from tests.hostile import hostile

MODULES = ROOT / "bench" / "node_modules"
OURS, GPT, JS, WASM = "llms101", "gpt-tokenizer", "js-tiktoken", "tiktoken (wasm)"
SIZE = 5_000_000  # bytes of text
STRINGS = 20_000
LONG, LONGER = 5_000, 1_000_000  # letters of the hard cases: for all, and for ours alone
HARD = {"one letter": "a", "spaces": " ", "digits": "7", "exclamation marks": "!", "a letter of two bytes": "é"}

#: What a text in the talk's own language and in code lacks.
LANGUAGES = """
Die Hauptstadt von Frankreich heißt Paris, und wer sie besucht, geht zuerst an den Fluss.
La capitale de la France est Paris ; on y boit le café debout, près de la fenêtre.
La capital de España es Madrid, donde las noches de verano empiezan muy tarde.
Stolicą Polski jest Warszawa, a rzeka, która przez nią płynie, nazywa się Wisła.
Столица России — Москва, и зимой там бывает очень холодно, но люди привыкли.
Πρωτεύουσα της Ελλάδας είναι η Αθήνα, και το καλοκαίρι κάνει πολλή ζέστη.
Türkiye'nin başkenti Ankara'dır, ama en büyük şehri İstanbul'dur.
בבוקר אני שותה קפה ואחר כך הולך לעבודה ברגל.
عاصمة مصر هي القاهرة، ويمر بها نهر النيل.
भारत की राजधानी नई दिल्ली है और वहाँ बहुत लोग रहते हैं।
เมืองหลวงของประเทศไทยคือกรุงเทพมหานคร และอาหารอร่อยมาก
中国的首都是北京，那里的冬天很干燥，春天有很多风。
日本の首都は東京で、春になると桜がとてもきれいです。
대한민국의 수도는 서울이고, 한강이 도시를 가로질러 흐릅니다.
""".split()

_RUN = """
export async function run(makers, given, name) {
  const now = () => performance.now();
  const tools = [];
  for (const [tool, make] of makers) {
    const start = now();
    const encode = await make(name);
    encode("Hello");
    tools.push({ tool, encode, ready: now() - start, wrong: 0, times: [], hard: {}, longer: {} });
  }
  for (let round = 0; round < given.rounds; round++) {
    for (const each of tools) {
      const start = now();
      each.encode(given.text);
      each.times.push(now() - start);
    }
  }
  for (const each of tools) {
    given.strings.forEach((text, i) => {
      let ids = [];
      try { ids = [...each.encode(text)]; } catch { ids = [-1]; }
      if (ids.join() !== given.ids[name][i].join()) each.wrong++;
    });
    for (const [what, letter] of Object.entries(given.hard)) {
      const start = now();
      each.encode(letter.repeat(given.long));
      each.hard[what] = now() - start;
    }
  }
  for (const [what, letter] of Object.entries(given.hard)) {
    const start = now();
    tools[0].encode(letter.repeat(given.longer));
    tools[0].longer[what] = now() - start;
  }
  return tools.map(({ encode, ...rest }) => rest);
}
export const ours = (url, packed) => async (name) => {
  const { Bpe } = await import(url);
  const bytes = Uint8Array.from(atob(packed[name]), (c) => c.charCodeAt(0));
  const bpe = await Bpe.open(bytes, name);
  return (text) => bpe.encode(text);
};
export const gpt = (folder) => async (name) => {
  const { encode } = await import(`${folder}/gpt-tokenizer/esm/encoding/${name}.js`);
  return (text) => encode(text, { disallowedSpecial: new Set() });
};
"""

_NODE = """
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gpt, ours, run } from "./run.mjs";
const given = JSON.parse(readFileSync(process.argv[2], "utf8"));
const require = createRequire(`${given.modules}/x.js`);
const js = async (name) => {
  const { Tiktoken } = require("js-tiktoken/lite");
  const encoding = new Tiktoken(require(`js-tiktoken/ranks/${name}`));
  return (text) => encoding.encode(text, [], []);
};
const wasm = async (name) => {
  const encoding = require("tiktoken").get_encoding(name);
  return (text) => encoding.encode_ordinary(text);
};
const makers = [["llms101", ours(given.ours, given.packed)], ["gpt-tokenizer", gpt(given.modules)],
  ["js-tiktoken", js], ["tiktoken (wasm)", wasm]];
console.log(JSON.stringify(await run(makers, given, process.argv[3])));
"""


@dataclass(frozen=True)
class Result:
    """One tool with one encoding: seconds until ready, rounds of milliseconds, wrong strings, hard cases."""

    tool: str
    ready: float
    times: tuple[float, ...]
    wrong: int
    hard: dict[str, float]
    longer: dict[str, float]


def missing() -> str:
    """What has to be installed first; empty if nothing has."""
    absent = [name for name in ("gpt-tokenizer", "js-tiktoken", "tiktoken") if not (MODULES / name).exists()]
    return f"{' and '.join(absent)} (npm install --prefix bench)" if absent else ""


def corpus() -> str:
    """Five megabytes: the repository's English and code, half as much of fourteen languages, and all that again."""
    kinds = ("llms101/**/*.py", "tests/**/*.py", "static/**/*.js", "static/**/*.css", "docs/*.md", "slides/*.md")
    files = [file for kind in kinds for file in sorted(ROOT.glob(kind))]
    own = "".join(file.read_text(encoding="utf-8") for file in files)
    draw, words, length = random.Random(5), list[str](), 0
    while length < len(own) / 2:
        words.append(draw.choice(LANGUAGES))
        length += len(words[-1]) + 1
    text = own + " ".join(words)
    return (text * (SIZE // len(text) + 1)).encode()[:SIZE].decode(errors="ignore")


def measure(rounds: int) -> dict[str, dict[str, list[Result]]]:
    """By the engine and the encoding: every tool, ours first."""
    strings = hostile(STRINGS, seed=101)
    given: dict[str, Any] = {
        "text": corpus(), "strings": strings, "hard": HARD, "long": LONG, "longer": LONGER, "rounds": rounds,
        "ids": {name: [Tokenizer(name).encode(text) for text in strings] for name in FILES},
        "packed": {name: b64encode(pack(name)).decode() for name in FILES},
        "modules": str(MODULES),
    }  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="llms101-bench-") as temporary:
        folder = Path(temporary)
        _ours(folder / "js")
        given["ours"] = (folder / "js" / "bpe.js").as_uri()
        (folder / "run.mjs").write_text(_RUN, encoding="utf-8")
        (folder / "node.mjs").write_text(_NODE, encoding="utf-8")
        (folder / "given.json").write_text(json.dumps(given), encoding="utf-8")
        return {
            "Node": {name: _node(folder, name) for name in FILES},
            "Chromium": {name: _chromium(folder, name) for name in FILES},
        }


def _ours(folder: Path) -> None:
    """Our modules where no import map is needed: each names the others by their files."""
    folder.mkdir()
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    for name in ("bpe", "byte-words", "merge", "pieces", "ranks"):
        source = (ROOT / "static" / "js" / f"{name}.js").read_text("utf-8")
        (folder / f"{name}.js").write_text(source.replace('from "deck/', 'from "./'), encoding="utf-8")


def _node(folder: Path, name: str) -> list[Result]:
    command = ["node", str(folder / "node.mjs"), str(folder / "given.json"), name]
    return _results(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))


def _chromium(folder: Path, name: str) -> list[Result]:
    """Ours and gpt-tokenizer, both served over HTTP, in a browser of their own."""
    if not (folder / "js" / "gpt-tokenizer").exists():
        (folder / "js" / "gpt-tokenizer").symlink_to(MODULES / "gpt-tokenizer")
    (folder / "run.js").write_text(_RUN, encoding="utf-8")
    (folder / "index.html").write_text("<!doctype html>", encoding="utf-8")
    code = """async (name) => {
        const { gpt, ours, run } = await import("/run.js");
        const given = await (await fetch("/given.json")).json();
        return run([["llms101", ours("/js/bpe.js", given.packed)], ["gpt-tokenizer", gpt("/js")]], given, name);
    }"""
    with _served(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(address)
        found = page.evaluate(code, name)
        browser.close()
    return _results(found)


def _results(found: list[dict[str, Any]]) -> list[Result]:
    return [Result(**{**each, "ready": each["ready"] / 1000, "times": tuple(each["times"])}) for each in found]


def sizes() -> list[tuple[str, str, int, int]]:
    """By encoding and what a page would fetch for it: bytes as they are, and gzipped."""
    rows = []
    for name, (file, _) in FILES.items():
        contents = {
            "tiktoken's rank file": (FOLDER / file).read_bytes(),
            OURS: b64encode(pack(name)),
            GPT: (MODULES / "gpt-tokenizer" / "esm" / "bpeRanks" / f"{name}.js").read_bytes(),
            JS: (MODULES / "js-tiktoken" / "dist" / "ranks" / f"{name}.js").read_bytes(),
            WASM: b"".join((MODULES / "tiktoken" / part).read_bytes() for part in _lite(name)),
        }
        rows += [(name, what, len(data), len(gzip.compress(data, 9))) for what, data in contents.items()]
    return rows


def _lite(name: str) -> tuple[str, str]:
    """The least of tiktoken's wasm that can read one encoding."""
    return "lite/tiktoken_bg.wasm", f"encoders/{name}.json"
