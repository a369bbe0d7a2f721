"""What is computed of a talk: prose with figures, fragments, and the moments of a slide."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from llms101 import prose
from llms101.check import check
from llms101.compute import ProseView, SlideView, compute
from llms101.errors import AuthorError
from llms101.load import load
from llms101.tools import Toolbox
from tests import talks

TOOLS = Toolbox()


def computed(tmp_path: Path, body: str, front: str = "") -> SlideView:
    talk = load(talks.write(tmp_path, talks.slide(body, front)))
    return compute(check(talk), TOOLS.for_talk(talk, "")).slides[0]


def html(tmp_path: Path, body: str) -> str:
    (part,) = computed(tmp_path, body).parts
    assert isinstance(part, ProseView)
    return part.html


def strip(id: str, samples: int = 0) -> str:
    """A widget that takes 3 presses and one more for each sample after the first."""
    more = "".join(f"  - {{label: n{i}, text: a}}\n" for i in range(samples))
    return f"```widget token-strip\nid: {id}\nsamples:\n  - {{label: n, text: a}}\n{more}```\n"


def moments(plan: tuple[dict[str, Any], ...]) -> list[tuple[int, ...]]:
    return [(moment["reveal"], *moment["widgets"].values()) for moment in plan]


def test_a_slide_with_nothing_on_it_has_one_moment(tmp_path: Path) -> None:
    assert computed(tmp_path, "").plan == ({"reveal": 0, "widgets": {}},)


def test_a_claim_about_what_is_still_to_come_waits(tmp_path: Path) -> None:
    """The same claim is held against the report once there is one; see tests/widgets/test_preference_widgets.py."""
    talk = load(talks.write(tmp_path, talks.slide("```widget report-card\nexpect: {overlap: 7}\n```\n")))
    (slide,) = compute(check(talk), Toolbox(tmp_path / "no model yet").for_talk(talk, "")).slides
    assert moments(slide.plan) == [(0, 0)]


def test_fragments_come_one_by_one(tmp_path: Path) -> None:
    assert moments(computed(tmp_path, "a\n{.step}\n\n- b\n  {.step}\n- c\n").plan) == [(0,), (1,), (2,)]


def test_widgets_and_fragments_come_in_the_order_of_the_slide(tmp_path: Path) -> None:
    body = f"a\n{{.step}}\n\n{strip('one')}\nb\n{{.step}}\n\n{strip('two', 1)}"
    slide = computed(tmp_path, body)
    assert slide.plan[0] == {"reveal": 0, "widgets": {"one.one": 0, "one.two": 0}}
    assert moments(slide.plan) == [
        (0, 0, 0), (1, 0, 0), (1, 1, 0), (1, 2, 0), (1, 3, 0), (2, 3, 0), (2, 3, 1), (2, 3, 2), (2, 3, 3), (2, 3, 4),
    ]  # fmt: skip


def test_an_author_may_say_how_the_moments_follow(tmp_path: Path) -> None:
    """What a moment does not name stays as it was; going back is allowed."""
    front = "steps: [{one: 3}, {reveal: 1, two: 1}, {}, {reveal: 0}]\n"
    slide = computed(tmp_path, f"a\n{{.step}}\n\n{strip('one')}\n{strip('two')}", front)
    assert moments(slide.plan) == [(0, 0, 0), (0, 3, 0), (1, 3, 1), (1, 3, 1), (0, 3, 1)]


def test_an_author_may_want_no_moments(tmp_path: Path) -> None:
    assert moments(computed(tmp_path, strip("one"), "steps: []\n").plan) == [(0, 0)]


@pytest.mark.parametrize(
    ("body", "fragments"),
    [
        ("a\n{.step}", 1),
        ("a\n{.step .big}", 1),
        ("a\n{.big .step}", 1),
        ("a\n{.steps}", 0),
        ("**a**{.step} and ![b](data:,){.step}", 2),
        ("## a {: .step}", 1),
        ('<p class="step">a</p>', 1),
        ("<p class='a step'>a</p>", 1),
        ("<p class=step>a</p>", 1),
        ('<p title="class" class="step-by-step">a</p>', 0),
        ('It is written class="step", or `class="step"`.', 0),
        ('```html\n<p class="step">\n```', 0),
    ],
)
def test_fragments(tmp_path: Path, body: str, fragments: int) -> None:
    (part,) = computed(tmp_path, body).parts
    assert isinstance(part, ProseView)
    assert part.fragments == fragments


def test_figures_stand_where_they_are_written(tmp_path: Path) -> None:
    made = html(tmp_path, 'It is {{ tokens("a b") }} and {{ id(" Paris") }}.')
    source = "cl100k_base (tiktoken&#x27;s ranks, in llms101/vocab) · llms101 build"
    assert made == (
        f'<p>It is <data class="figure" value="2" title="tokens of &#x27;a b&#x27; · {source}">2</data> and '
        f'<data class="figure" value="12366" title="id of &#x27; Paris&#x27; · {source}">12366</data>.</p>'
    )


def test_a_figure_in_an_attribute_is_plain_text(tmp_path: Path) -> None:
    made = html(tmp_path, '![{{ tokens("a b") }} & "more"](data:, "{{ tokens("a") }}")')
    assert '<img alt="2 &amp; &quot;more&quot;"' in made
    assert "<data" not in made


@pytest.mark.parametrize(
    "body", ['`{{ tokens("a") }}`', "``` {{ x }} ```", '```\n{{ tokens("a") }}\n```', "~~~python\nf'{{ {x} }}'\n~~~"]
)
def test_code_stays_as_it_is(tmp_path: Path, body: str) -> None:
    made = html(tmp_path, body)
    assert "<data" not in made
    assert "{{" in made


def test_braces_may_be_written(tmp_path: Path) -> None:
    assert html(tmp_path, r"Not \{{ a }}.") == "<p>Not {{ a }}.</p>"


def test_figures_before_and_after_code_keep_their_order(tmp_path: Path) -> None:
    body = (
        '{{ tokens("a") }}\n\n```\n{{ x }}\n```\n\n{{ tokens("a b") }}\n\n~~~python\n1\n~~~\n\n{{ tokens("a b c") }}\n'
    )
    made = html(tmp_path, body)
    order = [made.index(part) for part in ('value="1"', "{{ x }}", 'value="2"', '<span class="mi">1', 'value="3"')]
    assert order == sorted(order)


def test_the_same_text_with_other_figures_is_another_text(tmp_path: Path) -> None:
    assert 'value="1"' in html(tmp_path, 'It is {{ tokens("a") }}.')
    assert 'value="2"' in html(tmp_path, 'It is {{ tokens("a b") }}.')


@pytest.mark.parametrize("bad", ["- " * 2000 + "a", "{.step}\n" * 999])
def test_a_text_that_markdown_fails_on_does_not_spoil_the_next(tmp_path: Path, bad: str) -> None:
    body = "a\n{.step}\n\n- b\n  {.step}\n\n> c {{ tokens('a') }}\n"
    before = html(tmp_path, body)
    prose.to_html.cache_clear()
    with pytest.raises(AuthorError):
        computed(tmp_path, bad)
    assert html(tmp_path, body) == before


def test_code_is_highlighted_and_escaped(tmp_path: Path) -> None:
    assert html(tmp_path, "```python\nif a < b:\n\n    pass\n```\n") == (
        '<div class="code"><pre><code><span class="k">if</span> <span class="n">a</span> <span class="o">&lt;</span> '
        '<span class="n">b</span><span class="p">:</span>\n\n    <span class="k">pass</span>\n</code></pre></div>'
    )
    assert html(tmp_path, "~~~\n<b>\n```\n~~~\n") == '<div class="code"><pre><code>&lt;b&gt;\n```\n</code></pre></div>'


def test_code_after_a_list_ends_the_list(tmp_path: Path) -> None:
    made = html(tmp_path, "- a\n```\nb\n```\n")
    assert made.index("</ul>") < made.index('<div class="code">')
    assert "<p><div" not in made
