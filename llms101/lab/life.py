"""The whole life, one stage after another: what `llms101 train` runs.

Each stage takes what the one before left in the folder and writes its part; a run that was stopped goes on with the
stage that it was at. To add a stage, write a function like `base` and put it into `STAGES`. Left out: the stages
themselves; see the other files.
"""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from .base import base
from .model_card import model_card
from .plan import MINIATURE, Plan
from .preferred import preferences
from .reading import Progress
from .record import LifeError
from .report import report
from .tuned import assistant, tools

STAGES: dict[str, Callable[[Path, Plan, Progress], None]] = {
    "base": base,
    "assistant": assistant,
    "tools": tools,
    "preferences": preferences,
    "report": report,
}
#: Which stages a run has behind it; the file is there only while a run is not finished.
UNFINISHED = "unfinished.json"


def run(out: Path, *, miniature: bool = False, stage: str | None = None, progress: Progress = lambda *_: None) -> None:
    """Live the whole life, or one stage of it, and write what it leaves into `out`."""
    plan = MINIATURE if miniature else Plan()
    if stage is not None and stage not in STAGES:
        raise LifeError(f"there is no stage {stage!r}; there is {', '.join(STAGES)}")
    out.mkdir(parents=True, exist_ok=True)
    if stage:
        for before in list(STAGES)[: list(STAGES).index(stage)]:
            if not (out / f"{before}.safetensors").is_file():
                raise LifeError(f"{stage!r} goes on from {before!r}, which is not in {out}; run that first")
        STAGES[stage](out, plan, progress)
        (out / "README.md").write_text(model_card(out), "utf-8")
        return
    behind = stages_behind(out, plan)
    for name, live in STAGES.items():
        if name not in behind:
            live(out, plan, progress)
            behind.append(name)
            (out / UNFINISHED).write_text(json.dumps({"plan": mark_of(plan), "stages": behind}) + "\n", "utf-8")
    (out / "README.md").write_text(model_card(out), "utf-8")
    (out / UNFINISHED).unlink()


def mark_of(plan: Plan) -> str:
    """A run goes on only with the plan that it began with, and with the same code."""
    code = "".join(path.read_text("utf-8") for path in sorted(Path(__file__).parent.rglob("*.py")))
    return sha256(f"{plan}{code}".encode()).hexdigest()


def stages_behind(out: Path, plan: Plan) -> list[str]:
    """The stages that an unfinished run of this plan has behind it."""
    try:
        found = json.loads((out / UNFINISHED).read_text("utf-8"))
    except (OSError, ValueError):
        return []
    return list(found["stages"]) if found.get("plan") == mark_of(plan) else []
