"""`llms101 new-widget NAME`: the files of a new widget, which work as they are and are there to be rewritten.

The stub shows the tokens of a text, one more with every press. It leaves out the types of its data, which
`llms101 types --write` adds to those of all widgets.
"""

from __future__ import annotations

import re
from pathlib import Path

from llms101.errors import AuthorError, Place, Problem

ROOT = Path(__file__).parents[1]
NAME = re.compile(r"[a-z]+(-[a-z0-9]+)+")
#: Names with a hyphen that HTML keeps for itself.
_KEPT = frozenset(
    "annotation-xml color-profile font-face font-face-src font-face-uri font-face-format font-face-name missing-glyph"
    .split()
)  # fmt: skip

_PYTHON = '''"""`coin-flip`: the tokens of a text, one after another.

It leaves out …
"""

from __future__ import annotations

from dataclasses import dataclass

from llms101.widgets.base import FieldProblem, Source, Token, Tools


@dataclass(frozen=True)
class Props:
    """What an author writes in the fence. A field with no default is required."""

    text: str


@dataclass(frozen=True)
class Data:
    """What the browser gets."""

    tokens: tuple[Token, ...]
    sources: tuple[Source, ...]


def compute(props: Props, tools: Tools) -> Data:
    """Split the text."""
    if not props.text:
        raise FieldProblem("text", "there is no text to split", "some words")
    encoding = tools.encoding
    source = Source(f"tokens in {encoding.name}", "llms101/vocab", "split by tiktoken", "llms101 build")
    return Data(encoding.tokens(props.text), (source,))


def steps(data: Data) -> int:
    """A press for every token after the first."""
    return len(data.tokens) - 1


def figures(data: Data) -> dict[str, object]:
    """What `expect:` can claim."""
    return {"tokens": len(data.tokens)}
'''

_TEMPLATE = """{% from "parts/token.html" import chip %}
<ol class="coin-flip chips">
  {%- for token in data.tokens -%}
  <li{% if not loop.first %} data-waiting{% endif %}>{{ chip(token, loop.index0) }}</li>
  {%- endfor -%}
</ol>
"""

_SCRIPT = """/**
 * The tokens of a text, one after another.
 *
 * The script: one more token with every press.
 */

import { all, mark } from "deck/dom.js";
import { Widget } from "deck/element.js";

/** @typedef {import("deck/types.js").CoinFlip.Data} Data */
/** `shown`: how many tokens are there. @typedef {{shown: number}} State */

/** @extends {Widget<Data>} */
class CoinFlip extends Widget {
  /** @override @param {number} step @returns {State} */
  scripted(step) {
    return { shown: step + 1 };
  }

  /** @override @param {State} state */
  render(state) {
    all(this, "li").forEach((item, i) => mark(item, "data-waiting", i >= state.shown));
  }
}

customElements.define("coin-flip", CoinFlip);
"""

_STYLE = """.coin-flip .chip { --chip-size: var(--text-lead); }
"""

_SLIDE = """---
title: coin-flip
notes: A sample, for the tests. Nothing but this widget is on it.
---
```widget coin-flip
text: The capital of France is Paris.
expect: {tokens: 7}
```
"""


def new_widget(name: str, root: Path = ROOT) -> list[Path]:
    """Write the files of a new widget. Raises `AuthorError` for a name that is none, or taken; then writes nothing."""
    if not NAME.fullmatch(name) or name in _KEPT:
        hint = "HTML has an element of this name" if name in _KEPT else ""
        wanted = "small letters and digits, in two words or more with hyphens between them, as coin-flip"
        raise AuthorError([Problem(Place(name), "this is no name for a widget", wanted, hint)])
    module, element = name.replace("-", "_"), "".join(word.capitalize() for word in name.split("-"))
    files = {
        f"llms101/widgets/{module}.py": _PYTHON,
        f"templates/widgets/{name}.html": _TEMPLATE,
        f"static/js/widgets/{name}.js": _SCRIPT,
        f"static/css/widgets/{name}.css": _STYLE,
        f"tests/samples/{name}.md": _SLIDE,
    }
    taken = [path for path in files if (root / path).exists()]
    if taken:
        hint = "choose another name, or take this file away"
        raise AuthorError([Problem(Place(path), f"there is a widget '{name}' already", hint=hint) for path in taken])
    for path, text in files.items():
        own = text.replace("coin-flip", name).replace("coin_flip", module).replace("CoinFlip", element)
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(own, "utf-8")
    return [root / path for path in files]
