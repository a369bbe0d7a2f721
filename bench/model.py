"""The model in the page beside ONNX Runtime Web, the engine under transformers.js: tokens per second, in one Chromium.

All have the same weights in 32 bits and go on from the same tokens, always with the likeliest; that they say the same
is checked first. ONNX Runtime keeps keys and values as transformers.js has it do: they come out of one step and go into
the next. Its graph (`graph.py`) is given in both forms. Then what learning in the page costs. Left out: WebGPU, and
weights of 8 bits, which our page unpacks.

ONNX Runtime Web and transformers.js are in `bench/package.json`; the package onnx writes their graphs.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

from bench.graph import graph
from bench.tools import ROOT, chromium
from llms101.assets import Assets
from llms101.lab.gpt import GPT
from llms101.lab.mind import load
from llms101.lab.record import Life

MODEL = ROOT / "llms101" / "model"
RUNTIME = ROOT / "bench" / "node_modules" / "onnxruntime-web" / "dist"
RUNTIME_FILES = ("ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm")
LIBRARY = ROOT / "bench" / "node_modules" / "@huggingface" / "transformers" / "dist"
#: The ONNX Runtime Web of transformers.js, which wants one of its own.
NEWER = LIBRARY.parent / "node_modules" / "onnxruntime-web" / "dist"
#: How many tokens are drawn in a round, and behind how many.
LENGTH, PROMPT = 112, 8

_PAGE = (Path(__file__).parent / "model-page.js").read_text(encoding="utf-8")


class _Isolated(SimpleHTTPRequestHandler):
    """Files, in a page of its own process, where WebAssembly may have threads."""

    extensions_map: dict[str, str] = {**SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}  # noqa: RUF012

    def end_headers(self) -> None:
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[Page]:
    """The page with all engines, in Chromium, over HTTP."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Isolated, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    import_map = json.dumps(Assets().import_map([], lazy=True)).replace("</", "<\\/")
    html = f'<!doctype html><script type="importmap">{import_map}</script><script type="module">{_PAGE}</script>'
    (folder / "index.html").write_text(html, encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_context().new_page()
        page.set_default_timeout(120_000)
        page.on("pageerror", lambda error: print(f"error in the page: {error}"))
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/")
        page.wait_for_selector("html[data-ready]", state="attached", timeout=10_000)
        yield page
        browser.close()
    server.shutdown()
    server.server_close()


def others(folder: Path, gpt: GPT) -> dict[str, str]:
    """What can be measured beside us, set up in the folder: by name (graph, threads, `library`), and in words."""
    if not all((RUNTIME / name).exists() for name in RUNTIME_FILES):
        print("ONNX Runtime Web is not there (npm install --prefix bench): only this page is measured.")
        return {}
    for name in RUNTIME_FILES:
        shutil.copy(RUNTIME / name, folder / name)
    onnx = importlib.import_module("onnx")
    kinds = {"plain": False, "fused": True}
    for kind, fused in kinds.items():
        onnx.save(graph(gpt, fused), folder / f"{kind}.onnx")
    names = {f"{kind} 1": f"ONNX Runtime Web, {kind}, 1 thread" for kind in kinds}
    names |= {f"{kind} 2": f"ONNX Runtime Web, {kind}, 2 threads" for kind in kinds}
    if not (LIBRARY / "transformers.min.js").exists():
        return names
    (folder / "transformers").mkdir()
    for file in [LIBRARY / "transformers.min.js", *NEWER.glob("ort-wasm-*")]:
        shutil.copy(file, folder / "transformers")
    config = gpt.config
    shape = {"num_hidden_layers": config.layers, "num_attention_heads": config.heads, "hidden_size": config.width}
    shape |= {"vocab_size": config.vocab, "max_position_embeddings": config.context}
    # the library asks only for the shape of the cache and what a step returns, and these are Llama's
    named = {"model_type": "llama", "architectures": ["LlamaForCausalLM"], **shape}
    for kind in kinds:
        (folder / kind / "onnx").mkdir(parents=True)
        shutil.copy(folder / f"{kind}.onnx", folder / kind / "onnx" / "model.onnx")
        (folder / kind / "config.json").write_text(json.dumps(named), encoding="utf-8")
        (folder / kind / "generation_config.json").write_text("{}", encoding="utf-8")
    return names | {f"{kind} 1 library": f"transformers.js, {kind}, 1 thread" for kind in kinds}


def generation(page: Page, folder: Path, gpt: GPT, prompt: list[int], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each round of every engine; the engines take turns."""
    page.evaluate("() => ours('base')")
    names = {"ours": "this page", "drawn": "this page, drawn with `generate`", **others(folder, gpt)}
    # A page's first session fixes how many threads there are, and the library has a runtime of its own.
    pages = {"1": page}
    for other in ("2", "library"):
        pages[other] = page.context.new_page()
        pages[other].goto(page.url)
        pages[other].wait_for_selector("html[data-ready]", state="attached")
    where = {name: pages.get(name.split()[-1], page) for name in names}
    said = {}
    for name, label in names.items():
        if " " in name:
            kind, threads, *library = name.split()
            make = "library" if library else "theirs"
            where[name].evaluate(f"(a) => {make}(...a)", [name, f"{kind}.onnx", int(threads)])
        if name != "drawn":
            said[label] = where[name].evaluate("([n, p, c]) => engines[n](p, c)", [name, prompt, LENGTH])
    if len({tuple(tokens) for tokens in said.values()}) > 1:
        raise SystemExit(f"the engines do not say the same: {said}")
    taken: dict[str, list[float]] = {label: [] for label in names.values()}
    for _ in range(rounds):
        for name, label in names.items():
            where[name].bring_to_front()
            taken[label] += where[name].evaluate("([n, p, c]) => rounds(n, p, c, 3)", [name, prompt, LENGTH])
    return taken


def missing() -> str:
    """What is not installed, or an empty text."""
    if not importlib.util.find_spec("onnx"):
        return "onnx"
    return "" if all((RUNTIME / name).is_file() for name in RUNTIME_FILES) else "onnxruntime-web"


def measure(rounds: int) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Milliseconds of every engine for `LENGTH` tokens, ours first; and of every kind of learning."""
    life, gpt = Life.load(MODEL), load(MODEL / "base.safetensors")
    example = next(iter(life.trace.examples.values()))
    prompt = (life.vocab.local(example.ids) * PROMPT)[:PROMPT]
    with tempfile.TemporaryDirectory(prefix="llms101-bench-") as temporary:
        folder = Path(temporary)
        shutil.copy(MODEL / "base.safetensors", folder / "base.safetensors")
        with served(folder) as page:
            taken = generation(page, folder, gpt, prompt, rounds)
            config = {"vocab": 600, "context": 48, "width": 64, "heads": 4, "layers": 2}
            tokens = np.random.default_rng(1).integers(600, size=4000).tolist()
            sentence = life.vocab.local(life.model("base").encode(example.sentence))
            costs = page.evaluate("(a) => learning(...a)", [sentence, prompt, tokens, {"config": config, "batch": 8}])
    names = {
        "press": f"a gradient step on a sentence of {len(sentence)} tokens",
        "policy 2": "a policy step on 2 answers of 20 tokens",
        "policy 8": "a policy step on 8 answers of 20 tokens",
        "training": "a step from nothing: 8 windows of 48, 2 layers x 64, 600 tokens",
    }
    return taken, {names[name]: times for name, times in costs.items()}
