"""The command line: what it says, where it says it, and how it ends."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

import llms101
from llms101 import cli
from tests import talks

ROOT = Path(__file__).parents[1]
COMMANDS = ("build", "check", "serve", "train", "types", "new-widget")


def llms(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "llms101", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int | str | None, str, str]:
    """The exit code, and what is printed."""
    try:
        code: int | str | None = cli.main(arguments)
    except SystemExit as end:
        code = end.code
    return code, *capsys.readouterr()


def test_help_names_every_command_and_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "--help")
    assert (code, err) == (0, "")
    assert "example: llms101 serve --open" in out
    for command in COMMANDS:
        assert re.search(rf"^ +{command}\b", out, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_ends_with_an_example_that_parses(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, command, "--help")
    assert (code, err) == (0, "")
    example = out.splitlines()[-1]
    assert example.startswith(f"example: llms101 {command}")
    assert cli._parser().parse_args(example.split()[2:]).run


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--version") == (0, f"llms101 {llms101.__version__}\n", "")


def test_python_m_llms101_is_the_same() -> None:
    script = Path(sys.executable).parent / "llms101"
    for arguments in (["--version"], ["build", "--help"]):
        with_m = llms(*arguments)
        alone = subprocess.run([script, *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
        assert (with_m.returncode, with_m.stdout) == (0, alone.stdout)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "required"),
        (["biuld"], "invalid choice: 'biuld'"),
        (["build", "--slides"], "expected one argument"),
        (["build", "--nothing"], "--nothing"),
        (["new-widget"], "name"),
    ],
)
def test_arguments_that_are_none(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("usage: llms101")
    assert says in err


def test_build_says_what_it_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    talks.write(tmp_path)
    code, out, err = run(capsys, "build")
    assert (code, err) == (0, "")
    assert re.fullmatch(r"built 1 slide into build/ \(\d+ kB\) in \d+\.\d\d s\n", out)


def test_check_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    talks.write(tmp_path)
    assert run(capsys, "check") == (0, "1 slide, nothing wrong\n", "")
    assert [path.name for path in tmp_path.iterdir()] == ["slides"]
    talks.write(tmp_path, talks.slide("{{ x }}"))
    assert run(capsys, "check")[0] == 2


def test_a_log_has_no_line_of_progress_and_no_escape_codes(tmp_path: Path) -> None:
    talks.write(tmp_path)
    done = llms("build", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1
    assert done.stdout.strip().isprintable()
    talks.write(tmp_path, talks.slide("{{ x }}"))
    done = llms("build", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "\x1b" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("body", "last"), [("One.", "built 1 slide"), ("{{ x }}", "1 problem; nothing was written.")])
def test_a_terminal_sees_progress_and_is_left_clean(tmp_path: Path, body: str, last: str) -> None:
    talks.write(tmp_path, talks.slide(body))
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "llms101", "build"], cwd=tmp_path, stdout=theirs, stderr=theirs
    ) as child:
        os.close(theirs)
        seen = b""
        try:
            while part := os.read(ours, 4096):
                seen += part
        except OSError:  # how Linux says that the other end is closed
            pass
        os.close(ours)
        assert child.wait() == (0 if body == "One." else 2)
    assert b"\r\x1b[Kcheck \xe2\x80\xa6" in seen
    shown = [line.rpartition("\r\x1b[K")[2] for line in seen.decode().replace("\r\n", "\n").split("\n")]
    assert any(line.startswith(last) for line in shown)
    assert not any(line.endswith("…") for line in shown)


@pytest.mark.parametrize("arguments", ["types", "--help", "build --help"])
def test_a_reader_that_stops_reading_gets_no_traceback(arguments: str) -> None:
    command = f"{sys.executable} -m llms101 {arguments} | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.returncode in (0, 1)


def test_ctrl_c_ends_it_in_silence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("llms101.build.build", interrupted)
    assert run(capsys, "build") == (130, "", "\n")


def test_types_go_to_the_terminal_or_into_their_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "types.d.ts"
    monkeypatch.setattr("llms101.declarations.FILE", file)
    code, out, _ = run(capsys, "types")
    assert code == 0
    assert out.startswith("//")
    assert not file.exists()
    assert run(capsys, "types", "--write") == (0, "", "")
    assert file.read_text("utf-8") == out


def test_help_and_version_wait_for_nothing() -> None:
    heavy = {"yaml", "jinja2", "markdown", "pygments", "numpy", "tiktoken"}
    code = f"import sys, llms101.cli; print(sorted({heavy} & {{*sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_stage_that_is_none_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("trafilatura", reason="training needs it: pip install 'llms101[train]'")
    code, out, err = run(capsys, "train", "--stage", "bass", "--out", str(tmp_path / "model"))
    assert (code, out) == (2, "")
    assert err.startswith(
        "llms101 train: there is no stage 'bass'; there is base, assistant, tools, preferences, report"
    )
    assert not (tmp_path / "model").exists()


def test_what_training_lacks_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "llms101.lab.life", None)
    code, _, err = run(capsys, "train", "--out", str(tmp_path))
    assert code == 2
    assert "pip install 'llms101[train]'" in err
