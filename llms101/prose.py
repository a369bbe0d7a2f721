"""Markdown and code to HTML, at build time. The one importer of markdown and pygments.

It leaves out figures in prose: `compute` puts them in, before and after.
"""

from __future__ import annotations

from functools import cache

import markdown
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.codehilite import CodeHiliteExtension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension


@cache
def _markdown() -> markdown.Markdown:
    """The one instance: making it costs more than converting a slide. Extensions by object, not by name: by name,
    markdown reads the metadata of every installed package.
    """
    return markdown.Markdown(
        extensions=[
            TableExtension(),
            AttrListExtension(),
            SaneListExtension(),
            FencedCodeExtension(),
            CodeHiliteExtension(guess_lang=False, css_class="code"),
        ],
        output_format="html",
    )


def to_html(text: str) -> str:
    """Markdown to HTML, code highlighted. Raw HTML in it is the author's and stays."""
    md = _markdown()
    md.reset()
    return md.convert(text)


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


@cache
def highlight(code: str, language: str) -> str:
    """Code as HTML `<span>`s, without a wrapper."""
    from pygments import highlight as pygmentize  # noqa: PLC0415
    from pygments.formatters import HtmlFormatter  # noqa: PLC0415
    from pygments.lexers import get_lexer_by_name  # noqa: PLC0415

    return str(pygmentize(code, get_lexer_by_name(language, stripnl=False), HtmlFormatter(nowrap=True)))
