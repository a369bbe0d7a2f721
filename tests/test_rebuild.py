"""While it is served a talk is built again after every change, whatever the change; and nothing ends the server."""

from __future__ import annotations

import os
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.served import Listener, Served, copy_of_project, slide, until

#: A widget that notes when its builds begin and end, takes its time, and can fail.
SLOW = '''
"""`slow-coach`: for tests."""
import time
from dataclasses import dataclass
from pathlib import Path
from llms101.widgets.base import Source, Tools

NOTES = Path(__file__).parents[2] / "slow.log"

@dataclass(frozen=True)
class Props:
    text: str

@dataclass(frozen=True)
class Data:
    text: str
    sources: tuple[Source, ...]

def compute(props: Props, tools: Tools) -> Data:
    with NOTES.open("a") as notes:
        notes.write(f"begin {props.text}\\n")
    if props.text == "fail":
        raise RuntimeError("out of breath")
    time.sleep(1.5)
    with NOTES.open("a") as notes:
        notes.write(f"end {props.text}\\n")
    return Data(props.text, ())

def steps(data: Data) -> int:
    return 0
'''


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    server = Served(copy_of_project(tmp_path))
    yield server
    assert server.stop() == 0
    assert server.log.endswith("stopped\n")


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Served]:
    root = copy_of_project(tmp_path)
    (root / "llms101" / "widgets" / "slow_coach.py").write_text(SLOW, "utf-8")
    (root / "templates" / "widgets" / "slow-coach.html").write_text("<p>{{ data.text }}</p>\n", "utf-8")
    (root / "static" / "js" / "widgets" / "slow-coach.js").write_text("", "utf-8")
    (root / "slides" / "one.md").write_text(coach("first"), "utf-8")
    server = Served(root)
    yield server
    assert server.stop() == 0


def coach(text: str) -> str:
    return slide("one", f"```widget slow-coach\ntext: {text}\n```")


# ---- no save is lost


def test_two_saves_half_a_second_apart_are_two_rebuilds_and_two_messages(served: Served) -> None:
    page = Listener(served.port)
    served.save("one.md", slide("one", "First save."))
    time.sleep(0.5)  # this is what the test is about
    served.save("one.md", slide("one", "Second save."))
    first, second = page.hear(), page.hear()
    assert "First save." in first["patch"]["sections"]["one"]
    assert "Second save." in second["patch"]["sections"]["one"]
    assert (first["before"], second["before"]) == (page.first["version"], first["version"])
    served.says(r"rebuilt in \d+ ms: one.md\nrebuilt in \d+ ms: one.md\n$")
    assert "Second save." in served.page()
    page.close()


def test_a_save_during_a_build_is_not_lost_and_requests_are_answered_meanwhile(slow: Served) -> None:
    notes, page = slow.root / "slow.log", Listener(slow.port)
    slow.save("one.md", coach("second"))
    until(lambda: "begin second" in notes.read_text())
    slow.save("one.md", coach("third"))
    for _ in range(5):
        begun = time.monotonic()
        assert "<p>first</p>" in slow.page()
        assert time.monotonic() - begun < 1
    assert "end second" not in notes.read_text(), "these were answered during the build"
    assert "<p>second</p>" in page.hear()["patch"]["sections"]["one"]
    assert "<p>third</p>" in page.hear()["patch"]["sections"]["one"]
    assert "<p>third</p>" in slow.page()
    # One build at a time: no two began before one had ended.
    lines = notes.read_text().split("\n")[:-1]
    assert [line.split()[0] for line in lines] == ["begin", "end"] * 3
    page.close()


def test_nothing_is_ever_half_written(served: Served) -> None:
    pages: list[tuple[int, str]] = []
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            status, _, body = served.get()
            pages.append((status, body.decode()))

    asker = threading.Thread(target=ask)
    asker.start()
    for number in range(20):
        for id in ("one", "three"):
            served.save(f"{id}.md", slide(id, f"Number {number}."))
    served.shows("Number 19.")
    until(lambda: len(pages) > 5)
    over.set()
    asker.join()
    for status, page in pages:
        assert status == 200
        assert page.rstrip().endswith("</html>")
        assert page.count("<section ") == 3
    until(lambda: not list(served.root.glob(".build*")))


# ---- every kind of change is noticed


def _in_place(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def _by_renaming(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.swp")
    beside.write_text(text, "utf-8")
    beside.replace(path)


def _with_a_backup(path: Path, text: str) -> None:
    """As vim does."""
    path.replace(path.with_name(path.name + "~"))
    path.write_text(text, "utf-8")


def _by_an_older_file(path: Path, text: str) -> None:
    older = path.parents[1] / "older"
    older.write_text(text, "utf-8")
    os.utime(older, (1_000_000_000, 1_000_000_000))
    older.replace(path)


def _by_the_folder(path: Path, text: str) -> None:
    """Another folder takes the place of the watched one."""
    other = path.parents[1] / "other"
    shutil.copytree(path.parent, other)
    (other / path.name).write_text(text, "utf-8")
    path.parent.replace(path.parents[1] / "gone")
    other.replace(path.parent)


@pytest.mark.parametrize("save", [_in_place, _by_renaming, _with_a_backup, _by_an_older_file, _by_the_folder])
def test_every_way_to_save_is_noticed_and_so_is_the_next(served: Served, save: Callable[[Path, str], None]) -> None:
    for text in ("Once saved.", "Saved again."):
        save(served.slides / "one.md", slide("one", text))
        served.shows(text)
        shutil.rmtree(served.root / "gone", ignore_errors=True)


def test_a_file_that_goes_away_and_comes_back_is_noticed(served: Served) -> None:
    page = Listener(served.port)
    (served.slides / "two.md").rename(served.root / "two.md")
    assert "there is no slide 'two'" in page.hear()["message"]
    (served.root / "two.md").rename(served.slides / "two.md")
    assert page.hear()["problems"] == []
    page.close()


def test_new_slides_and_pictures_in_new_folders_are_noticed(served: Served) -> None:
    (served.slides / "pictures").mkdir()
    (served.slides / "pictures" / "dot.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    served.save("four.md", slide("four", "![dot](pictures/dot.svg)"))
    served.edit("slides/deck.yml", "  - three", "  - three\n  - four")
    until(lambda: 'id="four"' in served.page())
    (served.slides / "pictures" / "dot.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg' id='new'/>", "utf-8")
    until(lambda: b"id='new'" in served.get("pictures/dot.svg")[2])


def test_templates_are_noticed_for_slides_that_were_built_before(served: Served) -> None:
    served.edit("templates/slide.html", '<div class="frame">', '<div class="frame frame-of-mind">')
    until(lambda: served.page().count("frame-of-mind") == 3)
    served.says(r"rebuilt in \d+ ms: templates/slide.html\n")


def test_a_style_sheet_is_replaced_and_a_script_loads_the_page_anew(served: Served) -> None:
    page = Listener(served.port)
    css = served.root / "static" / "css" / "base.css"
    css.write_text(css.read_text("utf-8") + "\n.new { order: 7 }\n", "utf-8")
    news = page.hear()
    assert (news["patch"]["sections"], news["patch"]["contents"]) == ({}, None)
    old, new = news["patch"]["style"]
    assert (served.get(old)[0], served.get(new)[0]) == (404, 200)
    served.edit("static/js/main.js", "/**", "/** Changed.")
    assert page.hear()["patch"] is None
    page.close()


def test_the_model_is_noticed(served: Served) -> None:
    model = served.root / "llms101" / "model"
    model.unlink()  # a link to the real one
    model.mkdir()
    served.says("rebuilt in .*: llms101/model\n")
    (model / "card.md").write_text("A model.", "utf-8")
    served.says("rebuilt in .*: llms101/model/card.md\n")


def test_leftovers_of_editors_and_the_build_itself_are_no_change(served: Served) -> None:
    for name in (".one.md.swp", "one.md~", "#one.md#", ".#one.md", "4913"):
        served.save(name, "")
    until(lambda: (served.out / "index.html").exists())
    served.save("one.md", slide("one", "A change."))
    served.says("rebuilt in .*\n")
    assert re.findall("rebuilt in .*: (.*)\n", served.log) == ["one.md"]


# ---- what is wrong is told


BROKEN = "---\ntitle: One\ntitel: Uno\nnotes: Say it.\n---\n\n```widget token-stripe\n```\n"


def test_mistakes_are_told_to_page_and_terminal_in_the_same_words_and_the_last_good_build_stays(served: Served) -> None:
    page, before = Listener(served.port), served.page()
    served.save("one.md", BROKEN)
    news = page.hear()
    assert news["command"] == "alert"
    assert news["version"] == page.first["version"]
    assert len(news["problems"]) >= 1
    assert "slides/one.md:3:1: unknown key 'titel'" in news["problems"][0]
    assert "  3 | titel: Uno\n    | ^" in news["problems"][0]
    served.says(re.escape(news["message"]) + "\n\nnot rebuilt")
    assert served.page() == before
    late = Listener(served.port)
    assert late.first["problems"] == news["problems"], "who comes later is told too"
    served.save("one.md", slide("one"))
    assert (page.hear()["problems"], late.hear()["problems"]) == ([], [])
    assert served.page() == before
    page.close()
    late.close()


def test_a_talk_that_is_broken_from_the_start_is_served_all_the_same(tmp_path: Path) -> None:
    root = copy_of_project(tmp_path)
    (root / "slides" / "one.md").write_text(BROKEN.replace("Uno", "</pre><script>x"), "utf-8")
    served = Served(root)
    for path in ("", "index.html", "whatever"):
        status, headers, body = served.get(path)
        assert (status, headers["Content-Type"]) == (500, "text/html; charset=utf-8")
        assert "slides/one.md:3:1: unknown key &#x27;titel&#x27;" in body.decode()
        assert "&lt;/pre&gt;&lt;script&gt;x" in body.decode()
        assert 'src="/livereload.js"' in body.decode()
    page = Listener(served.port)
    served.save("one.md", BROKEN.replace("titel", "tittle"))
    second = page.hear()
    assert second["version"] != page.first["version"], "another error is another page"
    assert "tittle" in served.page()
    (root / "templates" / "error.html").unlink()
    served.save("one.md", BROKEN)
    assert page.hear()["version"] != second["version"]
    assert "titel" in served.page(), "even without its template"
    served.save("one.md", slide("one"))
    until(lambda: served.get()[0] == 200)
    page.close()
    assert served.stop() == 0


def test_an_error_of_ours_is_told_with_its_place_and_its_traceback(slow: Served) -> None:
    page = Listener(slow.port)
    slow.save("one.md", coach("fail"))
    news = page.hear()
    assert news["problems"] == ["llms101/widgets/slow_coach.py:23: RuntimeError: out of breath"]
    slow.says(r"Traceback [^\0]+\nRuntimeError: out of breath\n\nnot rebuilt")
    slow.edit("templates/slide.html", "{{ slide.body }}", "{{ slide.no_body }}")
    slow.save("one.md", coach("second"))
    assert "no_body" in page.hear()["problems"][0]
    slow.edit("templates/slide.html", "{{ slide.no_body }}", "{{ slide.body }}")
    assert page.hear()["problems"] == []
    page.close()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\0", b"\xff\xfe\x00", b"---\n", b"---\ntitle: [\n---\n", b"---\n" + b"[" * 20_000, b"{{ tokens(" * 500,
        b"---\ntitle: x\n---\n" + b"> " * 5_000, b"---\n&a [*a]\n---\n", b"```widget token-strip\n" * 300,
        b"---\ntitle: x\nnotes: n\n---\n" + b"<div>" * 3_000, b"---\r\ntitle: x\r---\r\n", None,
    ],
    ids=str,
)  # fmt: skip
def test_it_survives_whatever_a_slide_holds(sturdy: Served, content: bytes | None) -> None:
    path, log = sturdy.slides / "one.md", len(sturdy.log)
    path.unlink()
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    sturdy.says("rebuilt", after=log)
    assert sturdy.get()[0] == 200
    if content is None:
        path.rmdir()
    mended = f"Mended after {str(content)[:20]!r}".replace("`", "'").replace("{", "(").replace("<", "(")
    path.write_text(slide("one", f"`{mended}`"), "utf-8")
    until(lambda: "Mended after" in sturdy.page() and sturdy.log.rstrip().endswith("one.md"))
    path.write_text(slide("one"), "utf-8")
    until(lambda: "Text of one." in sturdy.page())


@pytest.fixture(scope="module")
def sturdy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all that is thrown at it."""
    server = Served(copy_of_project(tmp_path_factory.mktemp("sturdy")))
    yield server
    assert server.stop() == 0


def test_a_terminal_that_lacks_characters_gets_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    served = Served(copy_of_project(tmp_path))
    served.save("one.md", "---\ntitle: One\nwörter: 1\n---\n")
    served.says(r"unknown key 'w\\xf6rter'")
    served.save("one.md", slide("one", "Wörter."))
    served.shows("Wörter.")
    assert served.stop() == 0


def test_it_goes_on_when_nobody_reads_what_it_prints(tmp_path: Path) -> None:
    served = Served(copy_of_project(tmp_path), silent=True)
    for text in ("First.", "Second."):
        served.save("one.md", slide("one", text))
        served.shows(text)
    served.process.terminate()
    assert served.process.wait(30) in (0, 1)


def test_a_folder_that_no_build_made_is_left_alone(tmp_path: Path) -> None:
    root = copy_of_project(tmp_path)
    (root / "mine").mkdir()
    (root / "mine" / "diary.txt").write_text("dear", "utf-8")
    served = Served(root, "--out", "mine")
    page = Listener(served.port)
    assert "mine: this holds what no build made" in page.first["message"]
    served.says(re.escape(page.first["message"]))
    page.close()
    assert served.get()[0] == 200
    assert served.stop() == 0
    assert [path.name for path in (root / "mine").iterdir()] == ["diary.txt"]


# ---- our own code


def test_a_change_of_our_code_starts_the_server_anew_on_the_same_port(served: Served) -> None:
    page = Listener(served.port)
    served.edit("llms101/formats.py", '"""', '"""Changed. ')
    served.says(rf"starting anew: llms101/formats.py\nbuilt 3 slides in .*\nserving http://{served.host}/")
    assert page.hear() == {}
    again = Listener(served.port)
    assert again.first["version"] != page.first["version"]
    served.edit("slides/one.md", "Text", "New text")
    assert "New text" in again.hear()["patch"]["sections"]["one"]
    page.close()
    again.close()


def test_code_that_cannot_be_started_is_told_and_the_old_one_goes_on(served: Served) -> None:
    page = Listener(served.port)
    path = served.root / "llms101" / "widgets" / "token_strip.py"
    good = path.read_text("utf-8")
    path.write_text(good + "\nnonsense(\n", "utf-8")
    assert page.hear()["problems"] == ["llms101/widgets/token_strip.py: SyntaxError: '(' was never closed"]
    assert served.get()[0] == 200
    path.write_text(good, "utf-8")
    served.says("starting anew")
    until(lambda: served.log.count("serving http") == 2)
    page.close()
