"""Who may import whom: the table of docs/architecture.md, held against the source.

The tables below are the rule. A module or a package that is in none of them fails, so that it gets its place here
before it gets its first importer. Names that are not there yet do no harm.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "llms101"
SCRIPTS = ROOT / "static" / "js"

#: Our modules, and which of ours each may import. `*` stands for any letters, dots too; the first line that fits
#: counts. What is imported only for its types (under `if TYPE_CHECKING`) counts as well.
OURS: dict[str, tuple[str, ...]] = {
    # leaves: they import nothing of ours
    "__init__": (),
    "errors": (),
    "arithmetic": (),
    "formats": (),
    "assets": (),
    "parcels": (),
    "prose": (),
    "widgets.__init__": (),
    "lab.gpt": (),
    # the talk
    "talk": ("errors",),
    "schema": ("errors",),
    "load": ("errors", "talk", "schema"),
    # widgets know their base and how to work out a sum, and nothing else
    "widgets.base": (),
    "widgets._*": ("widgets.base",),  # what several widgets share
    "widgets.*": ("widgets.base", "widgets._*", "arithmetic"),
    # what they compute with
    "tokenizer": ("errors", "widgets.base"),
    "ranks": ("tokenizer",),
    "lab.*": ("lab.*", "tokenizer", "arithmetic"),
    "tools": ("errors", "tokenizer", "lab.*", "talk", "prose", "widgets.base"),
    # the pipeline
    "figures": ("errors", "arithmetic", "formats", "widgets.base"),
    "check": ("errors", "talk", "schema", "load", "prose", "widgets.*", "figures"),
    "compute": ("errors", "talk", "check", "figures", "prose", "tools", "widgets.*"),
    "render": ("errors", "talk", "compute", "assets", "parcels", "formats"),
    "build": ("errors", "talk", "load", "check", "compute", "render", "assets", "tools"),
    # what stands around it
    "patch": (),
    "watch": (),
    "rebuild": ("errors", "build", "patch"),
    "pages": ("rebuild",),
    "serve": ("errors", "pages", "rebuild", "watch"),
    "declarations": ("schema", "check", "widgets.*"),
    "scaffold": ("errors", "widgets.*", "check"),
    "cli": ("__init__", "errors", "build", "serve", "lab.*", "tools", "declarations", "scaffold"),
    "__main__": ("cli",),
}

#: Third-party packages, and the only modules that import each.
THEIRS: dict[str, tuple[str, ...]] = {
    "datasketch": ("lab.clean",),
    "jinja2": ("render",),
    "livereload": ("serve",),
    "markdown": ("prose",),
    "markupsafe": ("render",),  # jinja2's other half
    "numpy": ("lab.*", "tools", "widgets.*"),  # the lab's numbers, and those who ask it for some
    "py3langid": ("lab.language",),
    "pygments": ("prose",),
    "safetensors": ("lab.*",),
    "segno": ("widgets.qr_code",),
    "tiktoken": ("tokenizer",),
    "tiktoken_ext": ("tokenizer",),  # the encodings that come with it
    "torch": ("lab.train", "lab.tune", "lab.prefer"),
    "tornado": ("serve", "pages"),  # livereload's server
    "trafilatura": ("lab.clean",),
    "watchfiles": ("watch",),
    "yaml": ("schema",),
}

#: Modules of the page that any other may import: they import only one another and touch no page.
PURE_SCRIPTS = (
    "bpe.js", "format.js", "gpt.js", "backward.js", "steps.js", "trainer.js", "generate.js", "maps.js", "sample.js",
    "url.js", "plan.js", "byte-words.js", "merge.js", "pieces.js", "ranks.js",
)  # fmt: skip
#: What runs in a worker imports nothing at all, since import maps do not reach into workers.
WORKER_SCRIPTS = ("gpt.js", "backward.js", "steps.js", "trainer.js", "sample.js")
#: What widgets share besides: the base class and markup helpers, which know neither deck nor widget.
WIDGET_SCRIPTS = (
    "element.js", "widget-bar.js", "view.js", "dom.js", "bars.js", "chips.js", "ghosts.js", "draws.js", "parcels.js",
    "wake.js",
)  # fmt: skip


def modules(package: Path) -> Iterator[tuple[str, Path]]:
    """Every module of `package` by its name below it, `lab.gpt`."""
    for path in sorted(package.rglob("*.py")):
        yield ".".join(path.relative_to(package).with_suffix("").parts), path


def imports(source: str, name: str, known: set[str]) -> Iterator[tuple[int, str]]:
    """What `source`, the module `name`, imports: line, and `llms101.lab.gpt` or the name of a package."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = ["llms101", *name.split(".")][: -node.level] if node.level else []
            module = ".".join([*parts, *([node.module] if node.module else [])])
            for alias in node.names:
                whole = f"{module}.{alias.name}"
                yield node.lineno, whole if whole.removeprefix("llms101.") in known else module


def faults(package: Path) -> list[str]:
    """Every import in `package` that the tables do not allow, and every module that is not in them."""
    known = {name.removesuffix(".__init__") for name, _ in modules(package)}
    found = []
    for name, path in modules(package):
        allowed = next((allowed for pattern, allowed in OURS.items() if fnmatchcase(name, pattern)), None)
        if allowed is None:
            found.append(f"{name} is in no line of OURS")
            continue
        for line, target in dict.fromkeys(imports(path.read_text("utf-8"), name, known)):
            top, _, rest = target.partition(".")
            if top == "llms101":
                own = rest or "__init__"
                if own != name and not _fits(own, allowed) and not _fits(f"{own}.__init__", allowed):
                    found.append(f"{name}:{line} imports {own}")
            elif top not in sys.stdlib_module_names:
                if top not in THEIRS:
                    found.append(f"{name}:{line} imports {top}, which is in no line of THEIRS")
                elif not _fits(name, THEIRS[top]):
                    found.append(f"{name}:{line} imports {top}; only {', '.join(THEIRS[top])} may")
    return found


def _fits(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def code(source: str) -> str:
    """JavaScript without its comments, each line where it was. It takes `//` behind a quote or a colon for text."""
    source = re.sub(r"/\*.*?\*/", lambda m: "\n" * m[0].count("\n"), source, flags=re.DOTALL)
    return re.sub(r"""(?<![:"'`\\/])//.*""", "", source)


def script_imports(source: str) -> Iterator[tuple[int, str]]:
    """What a module imports or re-exports, in whatever form: line and name."""
    text = code(source)
    forms = r"""(?:^|[;{}\s])(?:import|export)\b[^;'"`()]*?\bfrom\s*["']([^"']+)|\bimport\s*\(?\s*["'`]([^"'`]+)"""
    for match in re.finditer(forms, text):
        yield text.count("\n", 0, match.end()) + 1, match[1] or match[2]


def script_faults(folder: Path) -> list[str]:
    """Every import in the page's modules that the rules do not allow, and pages touched by pure ones."""
    found = []
    for path in sorted(folder.rglob("*.js")):
        name = path.relative_to(folder).as_posix()
        source = path.read_text("utf-8")
        for line, target in script_imports(source):
            if not target.startswith("deck/"):
                found.append(f"{name}:{line} imports {target}, which is no deck/… name")
            elif not (folder / target.removeprefix("deck/")).is_file():
                found.append(f"{name}:{line} imports {target}, which is not there")
            elif not _may_import(name, target.removeprefix("deck/")):
                found.append(f"{name}:{line} imports {target}")
        if name in PURE_SCRIPTS:
            for match in re.finditer(
                r"(?<![\w.'\"-])(document|window|customElements|HTMLElement)\b(?!\s*:)", code(source)
            ):
                found.append(f"{name}:{code(source).count(chr(10), 0, match.start()) + 1} touches {match[1]}")
    return found


def _may_import(name: str, target: str) -> bool:
    if name in WORKER_SCRIPTS or target.startswith("widgets/"):
        return False
    if name in PURE_SCRIPTS:
        return target in PURE_SCRIPTS
    if name.startswith("live/"):  # what comes later
        return target.startswith("live/") or target in PURE_SCRIPTS + WIDGET_SCRIPTS
    if name in WIDGET_SCRIPTS or name.startswith("widgets/"):
        return target in PURE_SCRIPTS + WIDGET_SCRIPTS
    return True  # the deck's own modules


def test_python_imports_follow_the_table() -> None:
    assert faults(PACKAGE) == []


def test_script_imports_follow_the_rules() -> None:
    assert script_faults(SCRIPTS) == []


@pytest.mark.parametrize(
    ("module", "line", "fault"),
    [
        ("errors", "from llms101.talk import Talk", "errors:1 imports talk"),
        ("errors", "from . import talk", "errors:1 imports talk"),
        ("render", "import llms101.build", "render:1 imports build"),
        ("widgets.dice", "from llms101.widgets import loss_curve", "widgets.dice:1 imports widgets.loss_curve"),
        ("widgets.dice", "from .loss_curve import Data", "widgets.dice:1 imports widgets.loss_curve"),
        ("lab.gpt", "from llms101.lab import train", "lab.gpt:1 imports lab.train"),
        ("tools", "def late():\n    import torch", "tools:2 imports torch; only lab.train, lab.tune, lab.prefer may"),
        ("check", "import yaml", "check:1 imports yaml; only schema may"),
        ("talk", "import requests", "talk:1 imports requests, which is in no line of THEIRS"),
        ("novelty", "", "novelty is in no line of OURS"),
    ],
)  # fmt: skip
def test_a_forbidden_python_import_is_found(tmp_path: Path, module: str, line: str, fault: str) -> None:
    for other in ("talk", "build", "errors", "widgets.loss_curve", "lab.train", "lab.gpt"):
        _write(tmp_path / f"{other.replace('.', '/')}.py", "")
    _write(tmp_path / f"{module.replace('.', '/')}.py", line)
    assert faults(tmp_path) == [fault]


@pytest.mark.parametrize(
    ("script", "line", "fault"),
    [
        ("deck.js", 'import "deck/widgets/a.js";', "imports deck/widgets/a.js"),
        ("element.js", 'import { go } from "deck/deck.js";', "imports deck/deck.js"),
        ("widgets/b.js", 'import {\n  A,\n} from "deck/widgets/a.js";', "imports deck/widgets/a.js"),
        ("widgets/b.js", 'const a = await import("deck/widgets/a.js");', "imports deck/widgets/a.js"),
        ("widgets/b.js", 'export * from "deck/deck.js"', "imports deck/deck.js"),
        ("widgets/b.js", 'import "../element.js";', "imports ../element.js, which is no deck/… name"),
        ("widgets/b.js", 'import "deck/lost.js";', "imports deck/lost.js, which is not there"),
        ("gpt.js", 'import "deck/bpe.js";', "imports deck/bpe.js"),
        ("bpe.js", 'import "deck/element.js";', "imports deck/element.js"),
        ("bpe.js", "const a = document.title;", "touches document"),
    ],
)  # fmt: skip
def test_a_forbidden_script_import_is_found(tmp_path: Path, script: str, line: str, fault: str) -> None:
    for other in ("deck.js", "element.js", "bpe.js", "widgets/a.js"):
        _write(tmp_path / other, "")
    _write(tmp_path / script, f'/* import "deck/widgets/a.js" in words */ // window\n{line}\n')
    number = 1 + line.count("\n") + 1
    assert script_faults(tmp_path) == [f"{script}:{number} {fault}"]


def test_type_imports_in_comments_are_free() -> None:
    source = '/** @type {import("deck/widgets/a.js").A} */\nconst url = "https://a.example"; // import "x"\n'
    assert list(script_imports(source)) == []


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
