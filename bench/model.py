"""The model in the page beside ONNX Runtime Web, the engine under transformers.js: tokens per second, in one Chromium.

Both have the same weights in 32 bits and go on from the same tokens, always with the likeliest; that both say the same is
checked first. ONNX Runtime keeps keys and values as transformers.js has it do: they come out of one step and go into the
next. Its graph is given in both forms: of plain operators, as an exporter writes it, and of the fused ones, which are
quicker. Then what learning in the page costs. Left out: WebGPU, and weights of 8 bits, which our page unpacks.

`python -m bench.model`; ONNX Runtime Web is in `bench/package.json`, and `pip install onnx` writes its graphs.
"""

from __future__ import annotations

import importlib
import json
import shutil
import statistics
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page, sync_playwright

from bench.tools import ROOT, chromium
from llms101.assets import Assets
from llms101.lab.gpt import GPT, angles
from llms101.lab.mind import load
from llms101.lab.record import Life

MODEL = ROOT / "llms101" / "model"
RUNTIME = ROOT / "bench" / "node_modules" / "onnxruntime-web" / "dist"
RUNTIME_FILES = ("ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm")
LIBRARY = ROOT / "bench" / "node_modules" / "@huggingface" / "transformers" / "dist"
#: The ONNX Runtime Web of transformers.js, which wants one of its own.
NEWER = LIBRARY.parent / "node_modules" / "onnxruntime-web" / "dist"
#: How many tokens are drawn in a round, behind a prompt of eight.
LENGTH = 112

_PAGE = """
import * as gpt from "deck/gpt.js";
import * as backward from "deck/backward.js";
import * as steps from "deck/steps.js";
import * as sample from "deck/sample.js";
import { generate } from "deck/generate.js";
import { Training } from "deck/trainer.js";
const { Cache, GPT, read } = gpt;
const bytes = async (name) => (await fetch(name)).arrayBuffer();
const model = async (name) => new GPT(read(await bytes(`${name}.safetensors`)));
const likeliest = (logits) => {
  let best = 0;
  for (let i = 1; i < logits.length; i++) if (logits[i] > logits[best]) best = i;
  return best;
};
/** Milliseconds of `act`, once for each round, after a few that are not counted. */
async function timed(act, rounds, warm = 3) {
  const taken = [];
  for (let i = -warm; i < rounds; i++) {
    const began = performance.now();
    await act();
    if (i >= 0) taken.push(performance.now() - began);
  }
  return taken;
}
window.engines = {};
window.ours = async (name) => {
  const own = await model(name);
  engines.ours = async (prompt, count) => {
    const [out, cache] = [[], new Cache(own)];
    for (let next = prompt; out.length < count; next = [out.at(-1)]) out.push(likeliest(own.forward(next, cache)));
    return out;
  };
  engines.drawn = async (prompt, count) => Array.from(generate(own, prompt, { max: count }), ({ token }) => token);
};
window.theirs = async (name, file, threads) => {
  const ort = await import(new URL("ort.wasm.min.mjs", location.href).href);
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.wasmPaths = new URL("./", location.href).href;
  const session = await ort.InferenceSession.create(file, { graphOptimizationLevel: "all" });
  const { heads, width } = (await model("base")).config;
  engines[name] = async (prompt, count) => {
    const out = [];
    const past = {};
    for (const input of session.inputNames.filter((input) => input.startsWith("past")))
      past[input] = new ort.Tensor("float32", new Float32Array(0), [1, heads, 0, width / heads]);
    let length = 0;
    for (let next = prompt; out.length < count; next = [out.at(-1)]) {
      const places = BigInt64Array.from(next, (_, i) => BigInt(length + i));
      const feeds = {
        input_ids: new ort.Tensor("int64", BigInt64Array.from(next, BigInt), [1, next.length]),
        position_ids: new ort.Tensor("int64", places, [1, next.length]),
        ...past,
      };
      const results = await session.run(feeds);
      for (const input in past) past[input] = results[input.replace("past_key_values", "present")];
      length += next.length;
      out.push(likeliest(results.logits.data));
    }
    return out;
  };
};
/** The whole of transformers.js, over the same graph. */
window.library = async (name, file, threads) => {
  const { AutoModelForCausalLM, Tensor, env } = await import(new URL("transformers/transformers.min.js", location.href).href);
  Object.assign(env, { allowRemoteModels: false, allowLocalModels: true, localModelPath: new URL("./", location.href).href });
  env.backends.onnx.wasm.numThreads = threads;
  env.backends.onnx.wasm.wasmPaths = new URL("./transformers/", location.href).href;
  const options = { dtype: "fp32", device: "wasm" };
  const model = await AutoModelForCausalLM.from_pretrained(file.replace(".onnx", ""), options);
  engines[name] = async (prompt, count) => {
    const input_ids = new Tensor("int64", BigInt64Array.from(prompt, BigInt), [1, prompt.length]);
    const attention_mask = new Tensor("int64", BigInt64Array.from(prompt, () => 1n), [1, prompt.length]);
    const out = await model.generate({ input_ids, attention_mask, max_new_tokens: count, do_sample: false });
    return Array.from(out.data, Number).slice(prompt.length);
  };
};
window.rounds = async (name, prompt, count, rounds) => timed(() => engines[name](prompt, count), rounds, 1);
window.learning = async (sentence, prompt, tokens, plan) => {
  const own = await model("base");
  const [still, before] = [await model("base"), { ...own.weights }];
  const press = () => steps.descend(own, backward.gradients(own, [{ ids: sentence }]).grads, 1e-3);
  const answers = (count) => Array.from({ length: count }, (_, i) => tokens.slice(20 * i, 20 * i + 20));
  const policy = (count) => () => {
    const gains = steps.advantages(Array.from({ length: count }, (_, i) => i % 2));
    const rows = steps.policyRows(prompt, answers(count), gains);
    steps.descend(own, backward.gradients(own, rows, { still, price: 0.05 }).grads, 1e-4);
  };
  const out = { press: await timed(press, 20) };
  for (const count of [2, 8]) out[`policy ${count}`] = await timed(policy(count), 8);
  const training = new Training({ ...gpt, ...backward, ...steps, ...sample }, { ...plan, tokens });
  out.training = await timed(() => training.next(), 20);
  return out;
};
document.documentElement.dataset.ready = "";
"""


def graph(gpt: GPT, fused: bool) -> Any:
    """The model as an ONNX graph: `input_ids` and `position_ids` (1, T) and the past keys and values (1, H, S, D) of every layer go
    in, the logits of the last position (1, 1, V) and all keys and values (1, H, S + T, D) come out.
    """
    onnx = importlib.import_module("onnx")
    helper, kinds, numpy_helper = onnx.helper, onnx.TensorProto, importlib.import_module("onnx.numpy_helper")
    config = gpt.config
    wide, heads = config.width // config.heads, config.heads
    nodes: list[Any] = []
    constants: list[Any] = []

    def constant(name: str, value: Any) -> str:
        constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def node(kind: str, *inputs: str, outputs: int = 1, domain: str = "", **attributes: Any) -> Any:
        names = [f"{kind}{len(nodes)}.{i}" for i in range(outputs)]
        nodes.append(helper.make_node(kind, list(inputs), names, domain=domain, **attributes))
        return names if outputs > 1 else names[0]

    for name, array in gpt.w.items():
        constant(name, array)
    constant("small", np.array([1e-5], np.float32))
    constant("ones", np.ones(config.width, np.float32))
    constant("root", np.array([np.sqrt(wide)], np.float32))
    constant("split", np.array([0, 0, heads, wide], np.int64))
    constant("join", np.array([0, 0, config.width], np.int64))
    constant("far", np.array(-1e9, np.float32))
    constant("last", np.array(-1, np.int64))
    constant("sequence", np.array([1], np.int64))
    constant("axis", np.array([-1], np.int64))
    turn = angles(np.arange(config.context), wide)  # (context, D / 2)
    constant("cos", np.cos(turn))
    constant("sin", np.sin(turn))
    constant("every", np.arange(config.context))
    constant("zero", np.array([0], np.int64))
    constant("one", np.array([1], np.int64))

    def norm(x: str) -> str:
        if fused:
            return str(node("SimplifiedLayerNormalization", x, "ones", axis=-1, epsilon=1e-5))
        mean = node("ReduceMean", node("Mul", x, x), "axis", keepdims=1)
        return str(node("Div", x, node("Sqrt", node("Add", mean, "small"))))

    def by_head(x: str) -> str:
        return str(node("Transpose", node("Reshape", x, "split"), perm=[0, 2, 1, 3]))

    def turned(x: str, cos: str, sin: str) -> str:
        if fused:  # (1, H, T, D)
            return str(node("RotaryEmbedding", x, "position_ids", "cos", "sin", domain="com.microsoft", interleaved=0))
        a, b = node("Split", x, outputs=2, axis=-1, num_outputs=2)
        first = node("Sub", node("Mul", a, cos), node("Mul", b, sin))
        second = node("Add", node("Mul", a, sin), node("Mul", b, cos))
        return str(node("Concat", first, second, axis=-1))

    x = node("Gather", "wte", "input_ids")
    cos = sin = later = ""
    if not fused:
        cos, sin = (node("Unsqueeze", node("Gather", name, "position_ids"), "one") for name in ("cos", "sin"))
    total = node("Add", node("Gather", node("Shape", "past_key_values.0.key"), constant("two", np.array([2]))),
                 node("Gather", node("Shape", "input_ids"), "one"))  # fmt: skip
    seen = node("Unsqueeze", node("Slice", "every", "zero", total, "zero"), "zero")  # (1, S)
    later = node("Greater", seen, node("Transpose", "position_ids", perm=[1, 0]))  # (T, S)
    mask = node("Where", later, "far", constant("none", np.array(0, np.float32)))
    for i in range(config.layers):
        n = norm(x)
        if fused:
            constant(f"qkv{i}", np.concatenate([gpt.w[f"h{i}.{part}"] for part in "qkv"], axis=1))
            q, k, v = node("Split", node("MatMul", n, f"qkv{i}"), outputs=3, axis=-1, num_outputs=3)
        else:
            q, k, v = (node("MatMul", n, f"h{i}.{part}") for part in "qkv")
        q, k, v = turned(by_head(q), cos, sin), turned(by_head(k), cos, sin), by_head(v)
        for part, new in (("key", k), ("value", v)):
            inputs = [f"past_key_values.{i}.{part}", new]
            nodes.append(helper.make_node("Concat", inputs, [f"present.{i}.{part}"], axis=2))
        keys = node("Transpose", f"present.{i}.key", perm=[0, 1, 3, 2])
        scores = node("Add", node("Div", node("MatMul", q, keys), "root"), mask)
        found = node("MatMul", node("Softmax", scores, axis=-1), f"present.{i}.value")
        found = node("Reshape", node("Transpose", found, perm=[0, 2, 1, 3]), "join")
        x = node("Add", x, node("MatMul", found, f"h{i}.o"))
        features = node("Relu", node("MatMul", norm(x), f"h{i}.up"))
        x = node("Add", x, node("MatMul", features, f"h{i}.down"))
    end = norm(node("Gather", x, "last", axis=1))  # (1, C)
    logits = node("Gemm", end, "wte", transB=1)
    nodes.append(helper.make_node("Unsqueeze", [logits, "one"], ["logits"]))
    caches = [(i, part) for i in range(config.layers) for part in ("key", "value")]
    
    def shape(length: str) -> list[int | str]:
        return [1, heads, length, wide]

    inputs = [helper.make_tensor_value_info(name, kinds.INT64, [1, "sequence_length"]) for name in ("input_ids", "position_ids")]
    inputs += [helper.make_tensor_value_info(f"past_key_values.{i}.{part}", kinds.FLOAT, shape("past_sequence_length")) for i, part in caches]
    outputs = [helper.make_tensor_value_info("logits", kinds.FLOAT, [1, 1, config.vocab])]
    outputs += [helper.make_tensor_value_info(f"present.{i}.{part}", kinds.FLOAT, shape("total_sequence_length")) for i, part in caches]
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
    whole = helper.make_graph(nodes, "gpt", inputs, outputs, constants)
    return helper.make_model(whole, opset_imports=opsets, ir_version=9)


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


def generation(page: Page, folder: Path, gpt: GPT, prompt: list[int], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each round of every engine; the engines take turns."""
    page.evaluate("() => ours('base')")
    names = {"ours": "this page", "drawn": "this page, drawn with `generate`"}
    if all((RUNTIME / name).exists() for name in RUNTIME_FILES):
        for name in RUNTIME_FILES:
            shutil.copy(RUNTIME / name, folder / name)
        onnx = importlib.import_module("onnx")
        for kind, fused in (("plain", False), ("fused", True)):
            onnx.save(graph(gpt, fused), folder / f"{kind}.onnx")
        for threads in (1, 2):  # the number of threads is fixed at the first session, so each has a page of its own
            for kind in ("plain", "fused"):
                names[f"{kind} {threads}"] = f"ONNX Runtime Web, {kind}, {threads} thread{'s'[: threads - 1]}"
        if (LIBRARY / "transformers.min.js").exists():
            (folder / "transformers").mkdir()
            for file in [LIBRARY / "transformers.min.js", *NEWER.glob("ort-wasm-*")]:
                shutil.copy(file, folder / "transformers")
            shape = {"num_hidden_layers": gpt.config.layers, "num_attention_heads": gpt.config.heads}
            shape |= {"hidden_size": gpt.config.width, "vocab_size": gpt.config.vocab}
            shape |= {"max_position_embeddings": gpt.config.context}
            for kind in ("plain", "fused"):
                (folder / kind / "onnx").mkdir(parents=True)
                shutil.copy(folder / f"{kind}.onnx", folder / kind / "onnx" / "model.onnx")
                named = {"model_type": "llama", "architectures": ["LlamaForCausalLM"], **shape}
                (folder / kind / "config.json").write_text(json.dumps(named), encoding="utf-8")
                (folder / kind / "generation_config.json").write_text("{}", encoding="utf-8")
                names[f"{kind} 1 library"] = f"transformers.js, {kind}, 1 thread"
    else:
        print("ONNX Runtime Web is not there (npm install --prefix bench): only this page is measured.")
    pages = {"1": page}
    for other in ("2", "library"):
        pages[other] = page.context.new_page()
        pages[other].goto(page.url)
        pages[other].wait_for_selector("html[data-ready]", state="attached")

    def where_is(name: str) -> Page:
        return pages[name.split()[-1]] if " " in name else page

    taken: dict[str, list[float]] = {label: [] for label in names.values()}
    said = {}
    for name, label in names.items():
        where = where_is(name)
        if " " in name:
            kind, threads, *library = name.split()
            make = "library" if library else "theirs"
            where.evaluate(f"(a) => {make}(...a)", [name, f"{kind}.onnx", int(threads)])
        if name != "drawn":
            said[label] = where.evaluate("([n, p, c]) => engines[n](p, c)", [name, prompt, LENGTH])
    if len({tuple(tokens) for tokens in said.values()}) > 1:
        raise SystemExit(f"the engines do not say the same: {said}")
    for _ in range(rounds):
        for name, label in names.items():
            where = where_is(name)
            where.bring_to_front()
            taken[label] += where.evaluate("([n, p, c]) => rounds(n, p, c, 3)", [name, prompt, LENGTH])
    return taken


def main() -> None:
    """Measure, and print both tables."""
    life, gpt = Life.load(MODEL), load(MODEL / "base.safetensors")
    example = next(iter(life.trace.examples.values()))
    prompt = life.vocab.local(example.ids)
    prompt = (prompt * 8)[:8]
    with tempfile.TemporaryDirectory(prefix="llms101-bench-") as temporary:
        folder = Path(temporary)
        shutil.copy(MODEL / "base.safetensors", folder / "base.safetensors")
        with served(folder) as page:
            taken = generation(page, folder, gpt, prompt, rounds=5)
            first = statistics.median(taken["this page"])
            print(f"\nTokens per second, {LENGTH} tokens behind a prompt of {len(prompt)}; median and best round.\n")
            print("| engine | median tokens/s | best tokens/s | time / this page |\n| --- | ---: | ---: | ---: |")
            for label, times in taken.items():
                middle, best = statistics.median(times), min(times)
                speeds = f"{1000 * LENGTH / middle:.0f} | {1000 * LENGTH / best:.0f}"
                print(f"| {label} | {speeds} | {middle / first:.2f} |", flush=True)
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
    print("\nLearning, in milliseconds.\n\n| what | median | worst |\n| --- | ---: | ---: |")
    for name, times in costs.items():
        print(f"| {names[name]} | {statistics.median(times):.1f} | {max(times):.1f} |")


if __name__ == "__main__":
    main()
