"""CSS, JavaScript and fonts: one stylesheet, an import map, files with hashed names.

No bundler, no parsing: modules import one another by bare names (`deck/element.js`), and an import map whose values
are `data:` URLs tells the browser what these are, which works from `file://` too. Leaf module.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

STATIC = Path(__file__).parents[1] / "static"

#: All that a `data:` URL cannot hold as it is: the browser takes line ends and tabs out, `#` ends it, `%` escapes.
#: Everything else stays readable, so that the page compresses almost as the plain text does.
_KEEP = "".join(chr(c) for c in range(0x20, 0x7F) if chr(c) not in "%#")


#: Comments that have whole lines to themselves, types beside code, and comments behind it that have no quote in them:
#: a text that holds such a thing would have to end behind it, on the same line.
_JS_COMMENT = re.compile(r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*$", re.MULTILINE | re.DOTALL)
_JS_TYPE = re.compile(r"/\*\* @type [^\n*]*\*/ ?")
_JS_TAIL = re.compile(r"""(?<=[;{},()\]]) +//(?!#)[^\n"'`]*$""", re.MULTILINE)
_CSS_COMMENT = re.compile(r"^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*$", re.MULTILINE | re.DOTALL)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


#: Folders of modules that a page asks for only when they are wanted: by a widget that becomes live, or for two windows.
LATER = ("live/", "presenting/")
#: What a page asks for when a widget becomes live, beside these: the tokenizer and the model.
LAZY = (
    "bpe.js", "byte-words.js", "merge.js", "pieces.js", "ranks.js", "gpt.js", "generate.js", "backward.js", "steps.js",
    "trainer.js",
)  # fmt: skip


def is_lazy(name: str) -> bool:
    """Does a module come only when it is wanted?"""
    return name.startswith(LATER) or name in LAZY


class Assets:
    """What is in `static/`, read once. Make a new one to see what changed."""

    def __init__(self, folder: Path = STATIC) -> None:
        self.folder = folder
        #: A `data:` URL: Chromium asks for an icon's file again whenever the address changes, which is every press.
        self.favicon = "data:image/svg+xml," + quote((folder / "favicon.svg").read_text("utf-8"), safe=_KEEP)
        self._modules: dict[str, str] | None = None

    def css(self, widgets: Iterable[str]) -> tuple[str, bytes]:
        """The path and the bytes of the one stylesheet: tokens, base, the rest by name, the widgets used."""
        css = self.folder / "css"
        shared = sorted(css.glob("*.css"), key=lambda p: (p.name != "tokens.css", p.name != "base.css", p.name))
        used = [css / "widgets" / f"{name}.css" for name in widgets]
        texts = (path.read_text("utf-8") for path in [*shared, *used] if path.is_file())
        content = "".join(without_comments(text, _CSS_COMMENT) for text in texts).encode()
        return f"static/deck.{_hash(content)}.css", content

    def import_map(self, widgets: Iterable[str], *, lazy: bool = False) -> dict[str, Any]:
        """The import map: every shared module and the widgets used, by the name under which they are imported.

        `lazy` adds those that a page asks for later.
        """
        if self._modules is None:
            found = sorted((self.folder / "js").rglob("*.js"))
            self._modules = {path.relative_to(self.folder / "js").as_posix(): _url(path, self.folder) for path in found}
        used = {f"widgets/{name}.js" for name in widgets}
        return {
            "imports": {
                f"deck/{name}": url
                for name, url in self._modules.items()
                if (name in used or not name.startswith("widgets/")) and (lazy or not is_lazy(name))
            }
        }

    def code(self) -> str:
        """The sources of what a page asks for later, by name, as JSON: modules, and the styles of some of them."""
        js, css = self.folder / "js", self.folder / "css"
        names = (path.relative_to(js).as_posix() for path in sorted(js.rglob("*.js")))
        sources = {name: _source(js / name, self.folder) for name in names if is_lazy(name)}
        for folder in LATER:
            for path in sorted((css / folder).glob("*.css")):
                sources[f"{folder}{path.name}"] = without_comments(path.read_text("utf-8"), _CSS_COMMENT)
        return json.dumps(sources, ensure_ascii=False, separators=(",", ":"))

    def entry(self, widgets: Iterable[str]) -> str:
        """The page's one module: it starts the deck and defines the widgets used."""
        names = ["main.js", *(f"widgets/{name}.js" for name in widgets)]
        return "\n".join(f'import "deck/{name}";' for name in names)

    def files(self) -> dict[str, bytes]:
        """What is copied as it is, by its path in the site."""
        found = [self.folder / "favicon.svg", *sorted((self.folder / "fonts").glob("*"))]
        return {
            f"static/{path.relative_to(self.folder).as_posix()}": path.read_bytes() for path in found if path.is_file()
        }

    def build_id(self, *contents: bytes | str) -> str:
        """A name for what is shown, the same for the same bytes."""
        return _hash(b"\0".join(part.encode() if isinstance(part, str) else part for part in contents))


@lru_cache(maxsize=512)  # while a talk is written, few files change
def without_comments(source: str, comment: re.Pattern[str] = _JS_COMMENT) -> str:
    r"""The same code without the comments and the indentation that visitors need not load; line numbers stay.

    No text in our code goes over several lines, so no text begins with what is taken away here; a test holds that.

    >>> without_comments("/** What it is.\n * More. */\n  a = 1; // gone\n  say('; // kept');\n/** @type {B} */ (b)\n")
    "\n\na = 1;\nsay('; // kept');\n(b)\n"
    """
    source = comment.sub(lambda found: "\n" * found[0].count("\n"), source)
    if comment is _JS_COMMENT:
        source = _JS_TAIL.sub("", _JS_TYPE.sub("", source))
    return _INDENT.sub("", source)


def _source(path: Path, folder: Path) -> str:
    name = path.relative_to(folder).as_posix()
    return f"{without_comments(path.read_text('utf-8')).rstrip()}\n//# sourceURL={name}\n"


def _url(path: Path, folder: Path) -> str:
    return "data:text/javascript;charset=utf-8," + quote(_source(path, folder), safe=_KEEP)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:10]
