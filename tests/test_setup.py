"""The set-up holds together: README, Makefile, workflows, packages and their pins say the same things."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

MAKE = shutil.which("make") or "make"

#: The majors of the actions that the workflows use.
ACTIONS = {
    "actions/checkout": "v7",
    "actions/configure-pages": "v6",
    "actions/deploy-pages": "v5",
    "actions/setup-node": "v7",
    "actions/setup-python": "v7",
    "actions/upload-pages-artifact": "v5",
}


def workflow(name: str) -> dict[Any, Any]:
    loaded: dict[Any, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / name).read_text("utf-8"))
    return loaded


def plain() -> dict[str, str]:
    """The environment without what a `make` around these tests has put into it."""
    return {key: value for key, value in os.environ.items() if not key.startswith("MAKE") and key != "MFLAGS"}


def make(*args: str, cwd: Path = ROOT, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([MAKE, *args], cwd=cwd, env=plain() | env, capture_output=True, text=True, check=False)


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE))


def test_every_make_command_in_the_docs_is_a_target() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    named = {
        name for page in pages for name in re.findall(r"(?:^|`)make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE)
    }
    assert {"serve", "test"} <= named
    assert named <= targets()


def test_readme_leads_with_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert re.search(r"^make serve\b", readme, re.MULTILINE)
    assert re.search(r"^make test\b", readme, re.MULTILINE)


def test_help_lists_every_command() -> None:
    listed = set(re.findall(r"^  make (\S+)", make("help").stdout, re.MULTILINE))
    helpers = {"chromium", "node"}
    assert listed == targets() - helpers


def test_continuous_integration_runs_make_test() -> None:
    run = ROOT / ".ci" / "run"
    assert os.access(run, os.X_OK)
    assert run.read_text("utf-8").splitlines()[-1] == "exec make test"


def test_serving_needs_neither_node_nor_chromium() -> None:
    planned = make("--dry-run", "--always-make", "serve").stdout
    assert "-m llms101 serve" in planned
    assert "npm" not in planned
    assert "chromium" not in planned


def test_tests_come_last_and_after_every_check() -> None:
    planned = make("--dry-run", "--always-make", "test").stdout
    steps = [
        "ruff check",
        "ruff format --check",
        "mypy",
        "types --write",
        "tsc",
        "apt-get install -y -qq chromium",
        "pytest",
    ]
    places = [planned.index(step) for step in steps]
    assert places == sorted(places)
    assert planned.strip().splitlines()[-1].startswith(".venv/bin/python -m pytest")


@pytest.mark.parametrize(
    ("missing", "target", "told"),
    [
        ("version", "serve", "Python 3.11 or newer is needed"),
        ("venv", "serve", "sudo apt-get install -y python3-venv"),
        ("npm", "node", "sudo apt-get install -y nodejs npm"),
        ("chromium", "chromium", "sudo apt-get install -y chromium"),
    ],
)
def test_what_is_missing_is_named_with_its_command(tmp_path: Path, missing: str, target: str, told: str) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("sh", "awk", "rm", "touch"):
        (programs / name).symlink_to(shutil.which(name) or "")
    _script(programs / "id", "echo 1000")
    _script(programs / "sudo", "exit 1")
    _script(
        programs / "python3", f'case "$2" in *{"version_info" if missing == "version" else "ensurepip"}*) exit 1;; esac'
    )
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    done = make(target, cwd=tmp_path, PATH=str(programs), CHROMIUM="")
    assert done.returncode != 0
    assert told in done.stderr


def _script(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
    path.chmod(0o755)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_use_the_current_actions_with_least_rights(path: Path) -> None:
    loaded = workflow(path.name)
    assert loaded["permissions"] == {"contents": "read"}
    used = [
        step["uses"]
        for job in loaded["jobs"].values()
        for step in job.get("steps", [])
        if "uses" in step
    ]  # fmt: skip
    assert used
    for action in used:
        name, _, major = action.partition("@")
        assert ACTIONS[name] == major


def test_test_workflow_runs_make_test() -> None:
    steps = workflow("test.yml")["jobs"]["test"]["steps"]
    assert [step["run"] for step in steps if "run" in step] == ["make test"]


def test_pages_builds_for_every_pull_request_and_deploys_only_main() -> None:
    pages = workflow("pages.yml")
    on = pages[True]  # YAML 1.1 reads the key `on` so
    assert "pull_request" in on
    assert on["push"] == {"branches": ["main"]}
    build, deploy = pages["jobs"]["build"], pages["jobs"]["deploy"]
    assert "if" not in build
    assert deploy["if"] == "github.event_name != 'pull_request' && github.ref == 'refs/heads/main'"
    assert deploy["needs"] == ["test", "build"]
    assert deploy["permissions"] == {"pages": "write", "id-token": "write"}
    assert build["permissions"] == {"contents": "read", "pages": "read"}


def test_pages_uploads_what_a_strict_build_wrote_for_its_address() -> None:
    steps = workflow("pages.yml")["jobs"]["build"]["steps"]
    build = next(step for step in steps if "run" in step)
    upload = next(step for step in steps if "upload-pages-artifact" in step.get("uses", ""))
    assert build["env"] == {"SITE_URL": "${{ steps.pages.outputs.base_url }}"}
    assert upload["with"]["path"] == "build"
    for address, arguments in [
        ("", "--strict"),
        ("https://a.example/talk", "--strict --site-url https://a.example/talk"),
    ]:
        shown = subprocess.run(
            ["sh", "-c", build["run"].replace("make", "make --dry-run")],
            cwd=ROOT, env=plain() | {"SITE_URL": address}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert shown.stdout.strip().splitlines()[-1].split("llms101 ")[1].split() == ["build", *arguments.split()]


def test_every_dependency_is_pinned_within_its_bounds() -> None:
    pins = dict(re.findall(r"^([\w.-]+)==(\S+)$", (ROOT / "constraints.txt").read_text("utf-8"), re.MULTILINE))
    pins = {_plain(name): version for name, version in pins.items()}
    project = PROJECT["project"]
    wanted = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    for requirement in wanted:
        match = re.fullmatch(r"([\w.-]+)(?:(>=|==)([\d.]+))?", requirement)
        assert match, requirement
        name, how, bound = match.groups()
        assert _plain(name) in pins, f"{name} has no pin in constraints.txt"
        if how:
            assert _number(pins[_plain(name)]) >= _number(bound), requirement
        if how == "==":
            assert pins[_plain(name)] == bound


def test_torch_is_no_need_of_the_talk() -> None:
    named = {re.split(r"[>=]", requirement)[0] for requirement in PROJECT["project"]["dependencies"]}
    assert not named & {"torch", "trafilatura", "datasketch"}


def test_lock_and_package_agree_and_name_no_host() -> None:
    package = json.loads((ROOT / "package.json").read_text("utf-8"))
    text = (ROOT / "package-lock.json").read_text("utf-8")
    assert json.loads(text)["packages"][""]["devDependencies"] == package["devDependencies"]
    assert "://" not in text


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))


def test_nothing_that_git_is_told_to_ignore_is_in_it() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--ignored", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert listed.stdout == ""
