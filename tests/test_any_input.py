"""Whatever is in the files of a talk, it is built or its author is told: nothing else happens, and not for long.

Each test writes a talk of one slide and puts generated text in one place of it. What reads it is the real thing up to
and with `compute`; only the templates are left out, since nothing in them depends on what is wrong.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from llms101.check import check
from llms101.compute import Computed, compute
from llms101.errors import AuthorError
from llms101.load import load
from llms101.render import embed, plain
from llms101.tools import Toolbox
from tests import talks

TOOLS = Toolbox()

pytestmark = pytest.mark.usefixtures("_in_memory")


@pytest.fixture(scope="module")
def _in_memory() -> None:
    """Load what takes long to load, so that no single example has to."""
    TOOLS.tokenizer("cl100k_base").encode("a")
    TOOLS.tokenizer("o200k_base").encode("a")


def hold(folder: Path, files: Mapping[str, str | bytes]) -> Computed | None:
    """What comes of a talk of these files. Fails for any error but `AuthorError`, and for one that cannot be told."""
    slides = talks.write(folder, files)
    try:
        talk = load(slides)
        computed = compute(check(talk), TOOLS.for_talk(talk, ""))
    except AuthorError as error:
        _hold_problems(error, slides)
        return None
    for slide in computed.slides:
        for part in slide.parts:
            embed(plain(part.data)).encode() if hasattr(part, "data") else part.html.encode()
        assert "\ue000" not in slide.notes
    return computed


def _hold_problems(error: AuthorError, slides: Path) -> None:
    """Each can be printed, is of this talk, and points at something."""
    assert error.problems
    for problem in error.problems:
        text, place = str(problem), problem.place
        assert text.startswith(slides.as_posix())
        assert text.encode()
        assert all(c == "\n" or c.isprintable() for c in text)
        assert len(text.split("\n")[0]) < 600
        assert not place.line or 1 <= place.column <= len(place.text) + 1


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("talk")


def quick(examples: int) -> settings:
    ignored = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
    return settings(max_examples=examples, deadline=None, suppress_health_check=ignored, derandomize=True)


#: Scalars that YAML, Python or a page may stumble over.
ODD = """
2026-99-99 2026-01-01T99:99:99 0x 0xFFFFFFFFFFFFFFFFFFFFFFFF 0b2 010 09 1e999 -1e999 1.0e+999 .inf -.Inf .nan .NAN
1_0 1__0 _1 12:30:45 12:99 190:20:30.15 yes No ON off ~ null Null = << ! !! & * % @ ` | > |- >+ - ? : :: , [] {} [[]]
[,] {,} {a} {a: } "" '' " ' \\ "\\x00" "\\ud800" "\\U0001F35E" "\\u2028" "\\N" "\\L" &a *a !!str !!int !!binary !<x>
!local <<: # --- ... -- 1.2.3 .5 5. +1 -0 -0.0 9007199254740993 ../one /etc/passwd one.md \u202e \ufeff \u200d \u0301
\N{BREAD} \x00 \x07 \x1b[2J \x7f \ue000f0\ue001 \ue000c0\ue001 \x02wzxhzdk:0\x03 </script> <!-- ]]> <![CDATA[ <![foo
<? <!x &#0; &#xD800; &amp; %0A javascript:x #/ #/one
""".split()
LONG = ["9" * 5000, "0x" + "F" * 5000, "x" * 5000, "a: " * 50]
#: What slides are made of, with ␠ for a space and ⏎ for the end of a line.
PARTS = """
title slides author notes steps minutes links expect layout body examples name text context answer id url reveal
samples encodings label note cl100k_base token-strip one two stack split true 1 0 -1
title:␠ slides:␠ steps:␠ expect:␠ links: body:␠| notes:␠> id:␠ :␠ -␠ ?␠ ⏎ ⏎␠␠ ⏎␠␠␠␠ ⏎---⏎ ⏎~~~⏎ ```python⏎ ````⏎ ⏎```⏎
```widget␠token-strip⏎ ```widget␠qr⏎ {{ }} \\{{ {{␠tokens( {{␠id( {{␠lab('card )␠}} " ' ( ) __import__('os') lambda:␠0
**{} *[] [ ] ]( ![ < > * ** _ ` `` # | |-| {.step} {:␠ & \\ ! [a]:␠ >␠ 1.␠ <div> </div> <a␠href= <img␠src=
<img␠alt=''␠src=x> <script> <p␠class='step'> https:// data: mailto:
"""
SPACES = [" ", "\t", "\u00a0", "\u0085", "\u2028", "\u2029", "\r", "\n"]
PIECES = [*ODD, *LONG, *SPACES, *(part.replace("␠", " ").replace("⏎", "\n") for part in PARTS.split())]

pieces = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
raw = st.text(max_size=60)
anything = st.one_of(pieces, pieces, raw, st.lists(st.one_of(st.sampled_from(PIECES), raw), max_size=12).map("".join))

FENCE = (
    "samples:\n  - text: Paris\n    label: town\n    note: a town\n"
    "encodings: [cl100k_base]\nid: left\nexpect: {tokens: 3}\n"
)
FRONT = (
    "title: One\nnotes: |\n  Say {{ tokens('a') }}.\nphase: training\nsteps: [{reveal: 1}, {left: 2}]\nminutes: 1.5\n"
    "links:\n  - {text: There, url: '#/one'}\nexpect: {tokens(\"a b\"): 2}\n"
)
BODY = (
    "# One\n\n- a {{ id(' Paris') }}\n- b\n{.step}\n\n| a | b |\n|---|---|\n| 1 | [c](https://c.example) |\n\n"
    f"```python\nprint({{{{ 1 }}}})\n```\n\n> `code` \\{{{{ }}}}\n\n```widget token-strip\n{FENCE}```\n\n![p](p.png)\n"
)
DECK = (
    "title: Talk\nslides: [one]\nauthor: Ada\nencoding: o200k_base\nexamples:\n"
    "  - {name: a, text: one two., context: one, answer: ' two'}\n"
)
MARKDOWN = f"---\n{FRONT}---\n{BODY}"
YAML = FRONT + "body: |\n" + "".join(f"  {line}\n" for line in BODY.split("\n"))
GOOD: dict[str, str | bytes] = {"deck.yml": DECK, "one.md": MARKDOWN, "p.png": b"p"}


@st.composite
def mutated(draw: st.DrawFn, text: str) -> str:
    """A good text with some places cut out, doubled, or replaced."""
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        new = draw(st.one_of(st.sampled_from(PIECES), st.just(text[start:end] * 2), st.just("")))
        text = text[:start] + new + text[end:]
    return text


def test_the_good_talk_is_good(folder: Path) -> None:
    assert hold(folder, GOOD)
    (folder / "slides" / "one.md").unlink()
    slides = talks.write(folder, {**GOOD, "one.yml": YAML})
    (slides / "one.md").unlink()
    talk = load(slides)
    compute(check(talk), TOOLS.for_talk(talk, ""))
    (slides / "one.yml").unlink()


@quick(150)
@given(content=st.one_of(st.binary(max_size=200), anything.map(lambda t: t.encode("utf-8", "surrogatepass"))))
@example(b"\xff\xfe\x00")
@example(b"")
@example(b"\xef\xbb\xbf\xef\xbb\xbftitle: T\nslides: [one]")
def test_bytes_in_deck_yml(folder: Path, content: bytes) -> None:
    hold(folder, {"deck.yml": content})


@quick(150)
@given(content=st.one_of(st.binary(max_size=200), anything.map(lambda t: t.encode("utf-8", "surrogatepass"))))
def test_bytes_in_a_slide(folder: Path, content: bytes) -> None:
    hold(folder, {"one.md": content})


@quick(200)
@given(text=mutated(DECK))
def test_a_deck_somewhat_wrong(folder: Path, text: str) -> None:
    hold(folder, {**GOOD, "deck.yml": text})


@quick(400)
@given(text=mutated(MARKDOWN))
def test_a_slide_somewhat_wrong(folder: Path, text: str) -> None:
    hold(folder, {**GOOD, "one.md": text})


@quick(200)
@given(text=mutated(YAML))
def test_a_slide_in_yaml_somewhat_wrong(folder: Path, text: str) -> None:
    hold(folder, {"deck.yml": "title: Talk\nslides: [two]\n", "two.yml": text, "p.png": b"p"})
    (folder / "slides" / "two.yml").unlink()


@quick(150)
@given(text=anything)
def test_front_matter(folder: Path, text: str) -> None:
    hold(folder, {"one.md": f"---\ntitle: One\n{text}\n---\n"})


@quick(200)
@given(key=st.sampled_from("title notes phase stage layout steps minutes links expect".split()), value=anything)
def test_a_value_in_front_matter(folder: Path, key: str, value: str) -> None:
    hold(folder, {"one.md": f"---\ntitle: One\n{key}: {value}\n---\n".replace("title: One\ntitle", "title")})


@quick(200)
@given(key=st.sampled_from("samples encodings id expect".split()), value=anything)
def test_a_fence(folder: Path, key: str, value: str) -> None:
    hold(folder, talks.slide(f"```widget token-strip\n{key}: {value}\n```\n"))


@quick(100)
@given(name=anything)
def test_a_widgets_name(folder: Path, name: str) -> None:
    hold(folder, talks.slide(f"```widget {name}\n```\n"))


@quick(400)
@given(body=anything)
@example("\ue0000\ue001")
@example("<![foo[")
@example("[a](<b>)\n\n[a]: \n")
def test_a_body(folder: Path, body: str) -> None:
    hold(folder, talks.slide(body))


@quick(400)
@given(figure=anything)
@example("__import__('os').system('touch /tmp/never')")
@example("tokens('a', **{'text': 'b'})")
@example("tokens('\\ud800')")
@example("tokens(0x" + "F" * 900 + ")")
@example("tokens(" + "[" * 90 + "]" * 90 + ")")
@example("(" * 900)
@example("-" * 900 + "1")
@example("tokens(" + "-" * 900 + "1)")
@example("tokens(" + "{**" * 200)
@example("tokens('a' 'b')")
@example("tokens(f'{1}')")
@example("tokens(b'a')")
@example("tokens(text='a', text='b')")
@example("tokens('\\d')")
@example("probability('a', ' b')")
@example("lab('card')")
@example("lab('card.__class__')")
@example("lab('../card')")
@example("tokens(1e999j)")
@example("tokens('\\x00')")
@example("\x00")
def test_a_figure(folder: Path, figure: str) -> None:
    hold(folder, talks.slide(f"It is {{{{ {figure} }}}} long.\n"))


@quick(150)
@given(claim=anything)
def test_a_claim(folder: Path, claim: str) -> None:
    hold(folder, talks.slide("", f"expect: {{'tokens(\"a\")': {claim}}}\n"))
    hold(folder, talks.slide("", f'expect:\n  {claim}("a"): 1\n'))


@pytest.mark.parametrize("mark", ["[", "{", "{a: ", "- ", "? ", "[a: ", "- - ? ", "! ", "&a [", "'", '"', "a: &a "])
@pytest.mark.parametrize("where", ["deck.yml", "one.md", "fence"])
def test_yaml_nested_as_deep_as_one_likes(folder: Path, mark: str, where: str) -> None:
    """In yaml's own composer 100,000 of these end the process."""
    deep = mark * 100_000
    files = {"deck.yml": {"deck.yml": deep}, "one.md": {"one.md": f"---\n{deep}\n---\n"}}
    assert hold(folder, files.get(where, talks.slide(f"```widget token-strip\n{deep}\n```\n"))) is None


MARKS = """
>␠ > -␠ 1.␠ * **a _ ` `a `` < <a␠ </ <div> # \\ &# |a |a⏎|-⏎ {{ {{␠ }} {{␠a␠}} \\{{ ]( {.step}⏎ ```⏎ ~~~⏎```⏎ ⏎ ␠
<a␠href=x> <!-- <![CDATA[ {:␠ {. a\u0301 *a␠ _a_ ~ <br> <b> ☃
""".split()


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("times", [999, 5000])
def test_markdown_of_thousands_of_marks(folder: Path, mark: str, times: int) -> None:
    begun = time.process_time()
    hold(folder, talks.slide(mark.replace("␠", " ").replace("⏎", "\n") * times))
    assert time.process_time() - begun < 6


@pytest.mark.parametrize("text", ["[", "![", "[a](#/one)", "[a](#/two)", "![a](b.png)", "[a]:\n", "[a]: b\n", "[a][a]"])
def test_markdown_of_hundreds_of_brackets(folder: Path, text: str) -> None:
    """More than a thousand in one text are refused: Markdown looks at all of them for each of them."""
    begun = time.process_time()
    hold(folder, talks.slide(text * 500))
    assert time.process_time() - begun < 6


def test_a_list_in_a_list_in_a_list(folder: Path) -> None:
    hold(folder, talks.slide("\n".join(" " * i + "- a" for i in range(0, 1200, 4))))


@quick(100)
@given(names=st.lists(st.one_of(st.sampled_from(ODD), raw), max_size=3))
def test_names_of_files(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    folder = tmp_path_factory.mktemp("names")
    slides = talks.write(folder)
    for name in names:
        with suppress(OSError, ValueError):  # no file can have this name
            (slides / f"{name.replace('/', '')}.md").write_text("---\ntitle: T\n---\n")
    hold(folder, {"deck.yml": f"title: T\nslides: [{', '.join(names)}]\n"})
