"""Numbers are written alike by Python, when the talk is built, and by JavaScript, when a visitor changes something."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from llms101.formats import number, percent

SCRIPT = Path(__file__).parents[1] / "static" / "js" / "format.js"

pytestmark = pytest.mark.skipif(not shutil.which("node"), reason="`make test` asks for Node")


def in_javascript(name: str, values: list[float]) -> list[str]:
    code = f"import {{ {name} }} from {json.dumps(SCRIPT.as_uri())};\n"
    code += f"console.log(JSON.stringify({json.dumps(values)}.map({name})));"
    command = ["node", "--no-warnings", "--input-type=module", "--eval", code]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    found: list[str] = json.loads(run.stdout)
    return found


def test_percent() -> None:
    pick = random.Random(1)
    edges = [0, 1, -1, 2, 1e-9, 0.0005, 0.00049999, 0.00050001, 0.9995, 0.99949999, 0.99950001]
    small = [pick.random() ** 9 for _ in range(2000)]
    values = [*edges, *(n / 1600 for n in range(1601)), *(pick.random() for _ in range(2000)), *small]
    assert in_javascript("percent", values) == [percent(value) for value in values]


def test_number() -> None:
    pick = random.Random(2)
    whole = [0, 1, 999, 1000, 123456789, 10**15, -5, -12345]
    fractions = [0.5, 2.5, 0.12345, 1234.5678, 0.1 + 0.2, 1e-7, -0.25, *(pick.uniform(-1e4, 1e4) for _ in range(2000))]
    halves = [*(n / 16 for n in range(64)), *(n / 2000 for n in range(4000))]
    values = [*whole, *fractions, *halves, *(round(pick.uniform(0, 100), 2) for _ in range(1000))]
    assert in_javascript("number", values) == [number(value) for value in values]
