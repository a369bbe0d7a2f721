"""What may be replaced in a page that stays, and what loads it anew."""

from __future__ import annotations

import pytest

from llms101.patch import Patch, patch

A = '<section class="slide px" id="a" data-title="A">\n<p>one</p>\n</section>'
B = '<section class="slide px" id="b" data-title="B">\n<p>two</p>\n</section>'
PAGE = """<html><head><link href="static/deck.1.css"></head><body data-build="1">
<nav class="contents px"><ol>
<li>A</li>
</ol><p>more</p></nav>
<main id="deck">

{slides}

</main>
<script>"static/deck.1.css"</script></body></html>"""


def site(page: str, css: str = "1", **more: str) -> dict[str, bytes]:
    files = {"index.html": page, f"static/deck.{css}.css": "css", "404.html": "lost", **more}
    return {name: text.encode() for name, text in files.items()}


def page(*slides: str, build: str = "1") -> str:
    return PAGE.replace("{slides}", "\n\n".join(slides)).replace('data-build="1"', f'data-build="{build}"')


BEFORE = site(page(A, B))


def test_a_changed_slide_is_replaced() -> None:
    new = B.replace("two", "zwei – ✓")
    assert patch(BEFORE, site(page(A, new, build="2"))) == Patch({"b": new}, None, None, "2")


def test_contents_and_style_sheet_too() -> None:
    new = A.replace('"A"', '"Ä"')
    text = (
        page(new, B, build="3")
        .replace("<li>A</li>", "<li>Ä</li>")
        .replace('href="static/deck.1', 'href="static/deck.2')
    )
    assert patch(BEFORE, site(text, "2")) == Patch(
        {"a": new}, "\n<li>Ä</li>\n", ("static/deck.1.css", "static/deck.2.css"), "3"
    )


def test_nothing_changed_is_nothing_to_replace() -> None:
    assert patch(BEFORE, BEFORE) == Patch({}, None, None, "1")


@pytest.mark.parametrize(
    "after",
    [
        {},
        site(page(B, A)),
        site(page(A)),
        site(page(A, B, B.replace('"b"', '"c"'))),
        site(page(A, B.replace('id="b"', 'id="c"'))),
        site(page(A, B.replace('data-title="B"', ""))),
        site(page(A, B.replace("two", '\n<section class="slide" id="x">two'))),
        site(page(A, B.replace("two", "</section>two"))),
        site(page(A, B + "<p>after</p>")),
        site(page(A, B).replace("more", "less")),
        site(page(A, B).replace("<head>", "<head><meta>")),
        site(page(A, B).replace("<script>", "<script>1,")),
        site(page(A, B).replace('<main id="deck">', "<main>")),
        site(page(A, B).replace(' data-build="1"', "")),
        site(page(A, B), picture="new"),
        site(page(A, B)) | {"404.html": b"another"},
    ],
)
def test_anything_else_loads_the_page_anew(after: dict[str, bytes]) -> None:
    assert patch(BEFORE, after) is None
    assert patch(after, BEFORE) is None
