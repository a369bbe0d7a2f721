"""A bare page that has the pure scripts of the model in it, opened from disk, and ways to hand it models and numbers.

It leaves out the deck: nothing here is on a slide.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page

from llms101.assets import Assets
from llms101.lab.gpt import GPT, Array, Config
from llms101.lab.mind import load, save

MODEL = Path(__file__).parents[2] / "llms101" / "model"
#: The stages whose weights are there.
STAGES = tuple(path.stem for path in sorted(MODEL.glob("*.safetensors")))
SMALL = Config(vocab=37, context=11, width=16, heads=2, layers=2)
SCRIPTS = ("gpt", "backward", "steps", "sample", "generate", "trainer")

_HELPERS = """
window.models = {};
window.bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
window.text = (floats) => {
  const bytes = new Uint8Array(new Float32Array(floats).buffer);
  let out = "";
  for (let i = 0; i < bytes.length; i += 8192) out += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(out);
};
window.give = (name, file) => { models[name] = new GPT(read(bytes(file))); };
document.documentElement.dataset.ready = "";
"""


class LabPage:
    """The page, its models, and what it answers."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder = page, folder
        imports = "".join(f'import * as {name} from "deck/{name}.js";\n' for name in SCRIPTS)
        every = ", ".join(f"...{name}" for name in SCRIPTS)
        import_map = json.dumps(Assets().import_map([], lazy=True)).replace("</", "<\\/")
        html = (
            f'<!doctype html><script type="importmap">{import_map}</script>'
            f'<script type="module">{imports}Object.assign(window, {{ {every} }});{_HELPERS}</script>'
        )
        (folder / "lab.html").write_text(html, encoding="utf-8")
        page.goto((folder / "lab.html").as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")

    def give(self, name: str, path: Path) -> GPT:
        """Hand the page the model in this file; it comes back for Python."""
        self.page.evaluate("([name, file]) => give(name, file)", [name, base64.b64encode(path.read_bytes()).decode()])
        return load(path)

    def noisy(self, name: str, config: Config = SMALL, seed: int = 1) -> GPT:
        """Hand the page a model whose every weight is noise: no zeros that could hide a mistake."""
        rng = np.random.default_rng(seed)
        path = self.folder / f"{name}.safetensors"
        save(path, config, {n: rng.normal(0, 0.3, shape).astype(np.float32) for n, shape in config.shapes()})
        return self.give(name, path)

    def floats(self, code: str, argument: object = None) -> Array:
        """The numbers that the expression `code` gives: a flat array; `a` is the argument."""
        text = self.page.evaluate(f"(a) => text({code})", argument)
        found: Array = np.frombuffer(base64.b64decode(text), dtype=np.float32)
        return found

    def value(self, code: str, argument: object = None) -> Any:
        """What the expression `code` gives; `a` is the argument."""
        return self.page.evaluate(f"(a) => ({code})", argument)


def lab_page(browser: Browser, folder: Path) -> LabPage:
    """A new one in a window of its own."""
    return LabPage(browser.new_context().new_page(), folder)


def some_ids(gpt: GPT, count: int, seed: int = 1) -> list[int]:
    """Local indices at random."""
    found: list[int] = np.random.default_rng(seed).integers(gpt.config.vocab, size=count).tolist()
    return found


def logits(gpt: GPT, ids: Sequence[int]) -> Array:
    """numpy's logits at every position: (T, V)."""
    found: Array = gpt.forward(np.array([ids]))[0]
    return found
