"""How large a life to live: every size and seed of it in one place.

`Plan()` is the real one, `MINIATURE` the same in small, for tests. Left out: how each recipe is used; see its stage.
"""

from dataclasses import dataclass, field

from .prefer import PolicyRecipe, RewardRecipe
from .train import Recipe
from .tune import TuneRecipe


@dataclass(frozen=True)
class Plan:
    """Pages, rows and conversations are counted; `early` is the step that the nudges start from."""

    pages: int = 5200
    web_seed: int = 7
    held_out: int = 200  # rows
    width: int = 96
    layers: int = 3
    heads: int = 4
    context: int = 128
    early: int = 60
    base: Recipe = field(default_factory=Recipe)

    chats: int = 30_000
    chats_held_out: int = 200
    assistant: TuneRecipe = field(default_factory=lambda: TuneRecipe(steps=1000, seed=2))
    tools: TuneRecipe = field(default_factory=lambda: TuneRecipe(steps=3000, seed=3))

    ranked_prompts: int = 480
    ranked_answers: int = 8
    reward: RewardRecipe = field(default_factory=RewardRecipe)
    policy: PolicyRecipe = field(default_factory=PolicyRecipe)
    watched: int = 10  # word problems that the curves are measured on, and twice as many toasts
    every: int = 10  # steps between two measurements

    questions: int = 60  # of each kind in the report
    report_seed: int = 11


MINIATURE = Plan(
    pages=260,
    held_out=12,
    width=32,
    layers=2,
    heads=2,
    early=20,
    base=Recipe(steps=60, batch=8, rate=1e-2),
    chats=300,
    chats_held_out=12,
    assistant=TuneRecipe(steps=40, batch=8, replay=1, seed=2),
    tools=TuneRecipe(steps=40, batch=8, replay=1, seed=3),
    ranked_prompts=12,
    ranked_answers=4,
    reward=RewardRecipe(steps=30, batch=8),
    policy=PolicyRecipe(steps=16, prompts=2, samples=12, rate=3e-3, talk=2, replay=1),
    watched=2,
    every=8,
    questions=3,
)
