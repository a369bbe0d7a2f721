"""What an author is told of every mistake, word for word.

The catalogue is in tests/mistakes/: each mistake has a name (after `===`), the files of a small talk (after `@@`; those
of a talk in which nothing is wrong are not written out), and all that `llms101 build` prints. Each is built over a good
build, which must stay as it is. After a change of words, `pytest --update-golden` writes what is told anew: read the
diff.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from llms101 import build, check
from llms101.cli import main
from llms101.tokenizer import FILES, FOLDER, Tokenizer
from tests import talks

CATALOGUE = Path(__file__).parent / "mistakes"


@dataclass
class Mistake:
    name: str
    files: dict[str, str] = field(default_factory=dict)

    @property
    def told(self) -> str:
        return self.files.get("told", "")

    def __str__(self) -> str:
        return f"=== {self.name}\n" + "".join(f"@@ {name}\n{text}" for name, text in self.files.items())


def read(path: Path) -> list[Mistake]:
    found = []
    for part in re.split(r"^=== ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        name, *files = re.split(r"^@@ ", part.rstrip("\n") + "\n", flags=re.MULTILINE)
        pairs = (text.partition("\n") for text in files)
        found.append(Mistake(name.strip(), {file.strip(): text for file, _, text in pairs}))
    return found


ALL = {path.stem: read(path) for path in sorted(CATALOGUE.glob("*.txt"))}


@pytest.fixture
def good_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder to work in, with a good build in it that must still be there at the end."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(check, "widget_names", lambda: ["merge-ladder", "token-strip"])
    build.write({"index.html": b"the last good one", "static/deck.css": b""}, Path("build"))
    before = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in (tmp_path / "build").rglob("*")}
    yield tmp_path
    assert {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in (tmp_path / "build").rglob("*")} == before
    assert {path.name for path in tmp_path.iterdir()} <= {"build", "slides"}, "a build left something behind"


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What `llms101 build` prints of a talk that cannot be built."""
    capsys.readouterr()
    code = main(["build", *arguments])
    out, err = capsys.readouterr()
    assert (code, out) == (2, ""), err
    return err


@pytest.mark.parametrize(
    ("topic", "mistake"), [pytest.param(topic, m, id=f"{topic}: {m.name}") for topic in ALL for m in ALL[topic]]
)
@pytest.mark.usefixtures("good_build")
def test_what_an_author_is_told(
    topic: str, mistake: Mistake, capsys: pytest.CaptureFixture[str], update_golden: bool
) -> None:
    files = {name: text for name, text in mistake.files.items() if name != "told"}
    talks.write(Path(), files)
    err = told(capsys)
    if update_golden and err != mistake.told:
        mistake.files = {**files, "told": err}
        (CATALOGUE / f"{topic}.txt").write_text("\n".join(map(str, ALL[topic])), "utf-8")
    assert err == mistake.told


# Mistakes that no text file can hold, or that are not in the talk.


def problem(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one problem that is told."""
    text, end = told(capsys, *arguments).split("\n\n")
    assert end == "1 problem; nothing was written.\n"
    return text + "\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(
            b"title: Caf\xe9 society\nslides: [one]\n",
            "slides/deck.yml:1:11: byte 0xE9 is not UTF-8\n"
            "  1 | title: Caf\ufffd society\n"
            "    |           ^\n"
            "  hint: save the file as UTF-8\n",
            id="Latin-1",
        ),
        pytest.param(
            "title: Talk\n".encode("utf-16-le"),
            "slides/deck.yml:1:2: a character that cannot be shown: U+0000\n"
            "  1 | t i t l e :   T a l k\n"
            "    |  ^\n"
            "  hint: take it out\n",
            id="UTF-16",
        ),
        pytest.param(
            b"title: Talk\ntext: \x1b[31mred\nslides: [one]\n",
            "slides/deck.yml:2:7: a character that cannot be shown: U+001B\n"
            "  2 | text:  [31mred\n"
            "    |       ^\n"
            "  hint: take it out\n",
            id="a control character",
        ),
        pytest.param(
            b"\xef\xbb\xbftitle: Talk\r\nauther: Ada\r\nslides: [one]\r\n",
            "slides/deck.yml:2:1: unknown key 'auther'\n"
            "  2 | auther: Ada\n"
            "    | ^\n"
            "  expected: one of title, slides, author, description, lang, encoding, url, examples\n"
            "  hint: did you mean 'author'?\n",
            id="a byte order mark and lines as Windows ends them",
        ),
        pytest.param(
            b"title: Talk\rauther: Ada\rslides: [one]\r",
            "slides/deck.yml:2:1: unknown key 'auther'\n"
            "  2 | auther: Ada\n"
            "    | ^\n"
            "  expected: one of title, slides, author, description, lang, encoding, url, examples\n"
            "  hint: did you mean 'author'?\n",
            id="lines as an old Mac ends them",
        ),
        pytest.param(
            "title: Talk\u2028auther: Ada\nslides: [one]\n".encode(),
            "slides/deck.yml:1:13: unknown key 'auther'\n"
            "  1 | title: Talk auther: Ada\n"
            "    |             ^\n"
            "  expected: one of title, slides, author, description, lang, encoding, url, examples\n"
            "  hint: did you mean 'author'?\n",
            id="what YAML, but no editor, takes for the end of a line",
        ),
        pytest.param(
            b"title: Talk\nslides:\n\t- one\n",
            "slides/deck.yml:3:1: this is not YAML: a tab where YAML wants spaces\n"
            "  3 |  - one\n"
            "    | ^\n"
            "  hint: indent with spaces\n",
            id="a tab",
        ),
    ],
)
@pytest.mark.usefixtures("good_build")
def test_bytes_of_a_file(content: bytes, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    talks.write(Path(), {"deck.yml": content})
    assert problem(capsys) == message


@pytest.mark.usefixtures("good_build")
def test_no_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert problem(capsys, "--slides", "talk/slides") == (
        "talk/slides: this folder cannot be read: No such file or directory\n"
        "  expected: the talk's folder, with deck.yml in it\n"
    )


@pytest.mark.usefixtures("good_build")
def test_no_deck(capsys: pytest.CaptureFixture[str]) -> None:
    Path("slides").mkdir()
    assert problem(capsys) == (
        "slides/deck.yml: there is no such file\n"
        "  expected: a file with 'title: …' and 'slides:', the list of the slides' ids\n"
    )


@pytest.mark.usefixtures("good_build")
def test_a_slide_that_is_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    talks.write(Path(), {"deck.yml": "title: Talk\nslides: [two]\n", "two.md/notes.txt": ""})
    assert problem(capsys) == "slides/two.md: this file cannot be read: Is a directory\n"


@pytest.mark.usefixtures("good_build")
def test_a_slide_that_leads_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    talks.write(Path(), {"deck.yml": "title: Talk\nslides: [two]\n"})
    Path("slides/two.md").symlink_to("three.md")
    assert problem(capsys) == "slides/two.md: this file cannot be read: No such file or directory\n"


@pytest.mark.parametrize("body", ["", "![a]({long}.png)"])
@pytest.mark.usefixtures("good_build")
def test_a_name_longer_than_any_file_can_have(body: str, capsys: pytest.CaptureFixture[str]) -> None:
    long = "x" * 5000
    id = "one" if body else long
    talks.write(Path(), {"deck.yml": f"title: T\nslides: [{id}]\n", **talks.slide(body.format(long=long))})
    assert "there is no " in problem(capsys)


@pytest.mark.usefixtures("good_build")
def test_lists_nested_too_deep(capsys: pytest.CaptureFixture[str]) -> None:
    talks.write(Path(), talks.slide("- " * 2000 + "a\n"))
    first, *_ = problem(capsys).splitlines()
    assert first == "slides/one.md:5:1: the lists or quotes in this text are nested too deep"


@pytest.mark.usefixtures("good_build")
def test_more_brackets_than_markdown_can_look_at(capsys: pytest.CaptureFixture[str]) -> None:
    talks.write(Path(), talks.slide("One.\n\n" + "[" * 2000))
    first, *_, last = problem(capsys).splitlines()
    assert first == "slides/one.md:7:1: there are 2000 of '[' in one text"
    assert last == "  expected: at most 1000"


@pytest.mark.usefixtures("good_build")
def test_nothing_that_an_author_wrote_moves_the_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    talks.write(Path(), {"deck.yml": 'title: Talk\n"\\e[31m\\u202e\\n": red\nslides: [one]\n'})
    assert problem(capsys).startswith("slides/deck.yml:2:1: unknown key ' [31m  '\n")


@pytest.mark.usefixtures("good_build")
def test_an_endless_key_ends(capsys: pytest.CaptureFixture[str]) -> None:
    talks.write(Path(), {"deck.yml": f"title: Talk\nslides: [one]\nexamples: [{{? {'x' * 5000}\n: 1}}]\n"})
    assert max(map(len, told(capsys).splitlines())) < 500


def test_warnings_are_told_and_made_errors_with_strict(good_build: Path, capsys: pytest.CaptureFixture[str]) -> None:
    talks.write(good_build, {"two.md": "---\ntitle: Two\n---\n", "one.md": "---\ntitle: One\n---\n"})
    warnings = (
        "slides/one.md: this slide has no notes\n"
        "  expected: notes: what the presenter says\n",
        "slides/two.md: deck.yml does not name this slide\n"
        "  hint: name it under 'slides:', or begin its name with _\n",
    )  # fmt: skip
    assert told(capsys, "--strict") == "\n".join(warnings) + "\n2 problems; nothing was written.\n"
    assert main(["check"]) == 0
    out, err = capsys.readouterr()
    assert out == "1 slide, nothing wrong\n"
    assert err == "".join(f"warning: {warning}" for warning in reversed(warnings))


# Where to build


@pytest.mark.parametrize("arguments", [["--site-url", "example.org"], ["--site-url", "https://example.org/?a=b"]])
@pytest.mark.usefixtures("good_build")
def test_a_site_url_that_is_none(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    talks.write(Path())
    assert (
        problem(capsys, *arguments) == f"--site-url: '{arguments[1]}' is no address of a site\n  expected: https://…\n"
    )


def test_a_folder_that_holds_somebodys_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    talks.write(tmp_path)

    def refused(name: str) -> None:
        assert problem(capsys, "--out", "docs") == (
            f"{tmp_path}/docs: this holds what no build made: {name}\n"
            "  expected: a folder for the build alone\n"
            "  hint: choose another --out, or move it away yourself\n"
        )

    mine = tmp_path / "docs" / "mine" / "thesis.tex"
    mine.parent.mkdir(parents=True)
    mine.write_text("two years of work")
    refused("mine/thesis.tex")
    (tmp_path / "docs" / ".nojekyll").write_text("")  # as other generators have it
    refused(".nojekyll")
    mine.rename(tmp_path / "thesis.tex")
    (tmp_path / "docs" / ".nojekyll").unlink()
    assert main(["build", "--out", "docs"]) == 0
    assert main(["build", "--out", "docs"]) == 0
    (tmp_path / "thesis.tex").rename(tmp_path / "docs" / "thesis.tex")
    refused("thesis.tex")
    assert (tmp_path / "docs" / "thesis.tex").read_text() == "two years of work"
    assert main(["build", "--out", "slides"]) == 2
    assert (tmp_path / "slides" / "deck.yml").exists()


def test_a_file_or_a_link_in_the_place_of_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    talks.write(tmp_path)
    Path("file").write_text("mine")
    Path("link").symlink_to("elsewhere")
    for name in ("file", "link"):
        assert problem(capsys, "--out", name).startswith(f"{tmp_path}/{name}: this holds what no build made: {name}\n")
    assert problem(capsys, "--out", "file/build") == f"{tmp_path}/file: cannot be written: File exists\n"
    assert Path("file").read_text() == "mine"
    assert {path.name for path in tmp_path.iterdir()} == {"file", "link", "slides"}


def test_a_disk_that_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    talks.write(tmp_path)
    build.write({"index.html": b"the last good one"}, Path("build"))

    def full(self: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_bytes", full)
    assert problem(capsys).endswith(": cannot be written: No space left on device\n")
    assert {path.name for path in tmp_path.iterdir()} == {"build", "slides"}
    assert (tmp_path / "build" / "index.html").read_bytes() == b"the last good one"


def test_a_new_build_that_cannot_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    talks.write(tmp_path)
    build.write({"index.html": b"the last good one"}, Path("build"))
    replace = Path.replace

    def busy(self: Path, target: Path) -> Path:
        if not self.name.endswith(("build", "-old")):
            raise OSError(16, "Device or resource busy", str(self))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", busy)
    assert problem(capsys).endswith(": cannot be written: Device or resource busy\n")
    assert {path.name for path in tmp_path.iterdir()} == {"build", "slides"}
    assert (tmp_path / "build" / "index.html").read_bytes() == b"the last good one"


# Rank files


@pytest.fixture
def ranks(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the rank file of cl100k_base, which no talk of this test may take from elsewhere."""
    file = tmp_path_factory.mktemp("ranks") / "vocab" / FILES["cl100k_base"][0]
    file.parent.mkdir()
    file.write_bytes((FOLDER / file.name).read_bytes())
    make = Tokenizer.__init__
    monkeypatch.setattr(Tokenizer, "__init__", lambda self, name, **how: make(self, name, file.parent, **how))
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("a request to the network"))
    monkeypatch.setattr("tiktoken.registry.ENCODINGS", {})
    return file


@pytest.mark.usefixtures("good_build")
def test_a_damaged_rank_file(ranks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ranks.write_bytes(damaged := ranks.read_bytes()[:-7])
    talks.write(Path(), talks.slide('It is {{ tokens("a") }} long.\n'))
    sha256 = "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"
    found = hashlib.sha256(damaged).hexdigest()
    assert problem(capsys) == (
        f"{ranks}: the rank file of cl100k_base is damaged: its SHA-256 is {found}\n"
        f"  expected: the file with SHA-256 {sha256}\n"
        "  hint: get it back with git checkout\n"
    )
    assert ranks.read_bytes() == damaged, "tiktoken deletes a damaged file and goes to the network"


@pytest.mark.usefixtures("good_build")
def test_a_missing_rank_file(ranks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ranks.unlink()
    talks.write(Path(), talks.slide('It is {{ tokens("a") }} long.\n'))
    assert problem(capsys) == (
        f"{ranks}: the rank file of cl100k_base cannot be read: No such file or directory\n"
        "  expected: the file with SHA-256 223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7\n"
        "  hint: get it back with git checkout\n"
    )
