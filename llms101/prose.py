"""Markdown and code to HTML, at build time. The one importer of markdown and pygments.

It leaves out figures in prose: `compute` puts them in, before and after.
"""

from __future__ import annotations

import html
import re
from functools import cache, lru_cache
from typing import Any

import markdown
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension

#: Stands for the n-th thing of a kind while Markdown is at work: private-use characters, which no author may write.
SLOT = "\ue000{}{}\ue001"
_CODE_SLOT = re.compile("(?:<p>)?" + SLOT.format("c", r"(\d+)") + "(?:</p>)?")


@cache
def _markdown() -> markdown.Markdown:
    """The one instance: making it costs more than converting a slide. Extensions by object, not by name: by name,
    markdown reads the metadata of every installed package.
    """
    return markdown.Markdown(
        extensions=[TableExtension(), AttrListExtension(), SaneListExtension()], output_format="html"
    )


@lru_cache(8192)
def to_html(text: str, code: tuple[tuple[int, int], ...] = ()) -> str:
    """Markdown to HTML, code highlighted; `code` has the first and the last line of each code fence. Raw HTML in it is
    the author's and stays. Raises `RecursionError` for what is nested too deep.
    """
    lines = text.split("\n")
    blocks = [_code(lines[first][3:].strip("`~ "), lines[first + 1 : last]) for first, last in code]
    for n, (first, last) in reversed(list(enumerate(code))):
        lines[first : last + 1] = ["", SLOT.format("c", n), ""]
    md = _markdown()
    md.reset()
    try:
        made = md.convert("\n".join(lines))
    except Exception:
        _markdown.cache_clear()  # it stopped midway, and would go on from there
        raise
    return _CODE_SLOT.sub(lambda match: blocks[int(match[1])], made) if blocks else made


def _code(language: str, lines: list[str]) -> str:
    text = "\n".join(lines)
    inner = highlight(text, language) if knows_language(language) else html.escape(text, quote=False)
    return f'<div class="code"><pre><code>{inner.rstrip()}\n</code></pre></div>'


@cache
def knows_language(name: str) -> bool:
    """Whether pygments can highlight code in this language."""
    from pygments.lexers import find_lexer_class_by_name  # noqa: PLC0415  # only for slides with code
    from pygments.util import ClassNotFound  # noqa: PLC0415

    try:
        find_lexer_class_by_name(name)
    except ClassNotFound:
        return False
    return True


@cache
def languages() -> tuple[str, ...]:
    """The names of all languages that can be highlighted."""
    from pygments.lexers import get_all_lexers  # noqa: PLC0415

    return tuple(alias for _, aliases, _, _ in get_all_lexers() for alias in aliases)


def highlight(code: str, language: str) -> str:
    """Code as HTML `<span>`s, without a wrapper."""
    from pygments import highlight as pygmentize  # noqa: PLC0415

    return str(pygmentize(code, *_lexer(language)))


@cache
def _lexer(language: str) -> tuple[Any, Any]:
    """The lexer of a language, and the formatter: to make one takes longer than to highlight ten lines."""
    from pygments.formatters import HtmlFormatter  # noqa: PLC0415
    from pygments.lexers import get_lexer_by_name  # noqa: PLC0415

    return get_lexer_by_name(language, stripnl=False), HtmlFormatter(nowrap=True)
