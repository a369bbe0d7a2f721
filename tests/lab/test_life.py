"""The whole life in small: every stage is lived once, for all tests here, and must learn.

The real one takes minutes; `llms101 train` lives it, and `test_lab.py` looks at what it left.
"""

import json
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from llms101.lab import chat, life
from llms101.lab.engine import many, reply, run_tool
from llms101.lab.gpt import GPT
from llms101.lab.grammar import calls, chats, choices
from llms101.lab.mind import load, load_weights
from llms101.lab.plan import MINIATURE
from llms101.lab.reading import Reading, conversations, read
from llms101.lab.record import Life, LifeError, to_json
from llms101.lab.report import questions, seen, trained_on

torch = pytest.importorskip("torch", reason="training needs torch: pip install 'llms101[train]'")
WEIGHTS = ["base", "assistant", "tools", "preferences"]


@pytest.fixture(scope="session")
def miniature(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole life in well under a minute."""
    out = tmp_path_factory.mktemp("model")
    life.run(out, miniature=True)
    return out


@pytest.fixture(scope="session")
def reading() -> Reading:
    """What it read."""
    return read(MINIATURE)


class TestLearns:
    def test_the_base_model_learns(self, miniature: Path) -> None:
        trace = Life.load(miniature).trace
        assert trace.loss[-1][1] < trace.loss[0][1] / 1.4
        assert trace.held_out[-1][1] < trace.held_out[0][1] / 1.4

    def test_pressing_a_sentence_makes_it_likelier(self, miniature: Path) -> None:
        for nudges in Life.load(miniature).trace.nudges.values():
            assert nudges.presses[-1].loss < nudges.presses[0].loss
            assert nudges.presses[1].moved > 0

    def test_conversations_teach(self, miniature: Path) -> None:
        lived = Life.load(miniature)
        for tuning in (lived.assistant.tuning, lived.tools.tuning):
            assert tuning.loss[-1][1] < tuning.loss[0][1] * 0.9
            assert tuning.held_out[-1][1] < tuning.held_out[0][1] * 0.95
            assert 0 < tuning.learned < tuning.tokens

    def test_the_reward_model_learns_what_is_liked(self, miniature: Path) -> None:
        rewarding = Life.load(miniature).preferences.rewarding
        assert rewarding.loss[-1][1] < rewarding.loss[0][1] * 0.9
        assert rewarding.held_out_right > rewarding.held_out_pairs * 0.6

    def test_the_reward_rises(self, miniature: Path) -> None:
        run = next(run for run in Life.load(miniature).preferences.runs if run.id == "taste")
        assert run.moments[-1].reward > run.moments[0].reward
        assert run.moments[-1].kl > 0

    def test_a_reward_that_is_easy_to_earn_is_earned(self, miniature: Path, reading: Reading) -> None:
        from llms101.lab.prefer import PolicyRecipe, move  # noqa: PLC0415  # not where torch is missing

        start, vocab = load(miniature / "tools.safetensors"), reading.vocab
        prompt = vocab.local(chat.prompt("Hello!", reading.tokenizer.encode))
        likely = np.argsort(start.forward(np.array([prompt]))[0, -1])[::-1]
        liked = set(likely[1::2].tolist())  # every other token: half of the probability, more or less
        recipe = PolicyRecipe(steps=30, prompts=1, samples=24, rate=2e-2, kl=0.0, talk=1, replay=1)
        policies = move(
            start.config, start.w, recipe, [prompt],
            lambda _, answers: [float(answer[0] in liked) for answer in answers],
            vocab.local([chat.STOP]), reading.web, [reading.sample(chats.HAND_WRITTEN["sum"])],
        )  # fmt: skip

        def share(gpt: GPT) -> float:
            drawn = many(gpt, prompt, 200, np.random.default_rng(1), [], most=1)
            return sum(answer[0] in liked for answer in drawn) / 200

        first, *_, last = policies
        assert share(first.gpt) < 0.65
        assert share(last.gpt) > 0.85


class TestRecords:
    def test_every_stage_leaves_weights_and_a_record(self, miniature: Path) -> None:
        lived = Life.load(miniature)
        for stage in WEIGHTS:
            assert lived.has(stage)
            assert lived.model(stage).gpt.config == lived.model().gpt.config
        assert set(lived.report.results["facts"]) == {"base", "tools", "preferences"}
        assert not (miniature / life.UNFINISHED).exists()
        assert "## Report card" in (miniature / "README.md").read_text("utf-8")

    def test_every_record_is_what_its_writer_would_write(self, miniature: Path) -> None:
        lived = Life.load(miniature)
        for name in ("trace", "web", "sampling", "card", "assistant", "tools", "preferences", "report"):
            same = to_json(getattr(lived, name)) == (miniature / f"{name}.json").read_text("utf-8")
            assert same, name  # what differs is too long to be told

    def test_the_same_seed_lives_the_same_life(self, miniature: Path, tmp_path: Path) -> None:
        life.run(tmp_path, miniature=True)
        for path in sorted(miniature.iterdir()):
            if path.suffix == ".safetensors" or path.stem in ("vocab", "web", "trace", "sampling", "report"):
                same = (tmp_path / path.name).read_bytes() == path.read_bytes()
                assert same, path.name

    def test_numpy_and_torch_agreed_before_every_stage_was_saved(self, miniature: Path) -> None:
        lived = Life.load(miniature)
        tunings = (lived.assistant.tuning, lived.tools.tuning, lived.preferences.tuning)
        for found in (lived.card.quantized, *(tuning.quantized for tuning in tunings)):
            assert 0 < found["numpy_and_torch_apart"] < 1e-4

    @pytest.mark.parametrize("stage", WEIGHTS)
    def test_numpy_and_torch_agree_on_what_was_saved(self, miniature: Path, reading: Reading, stage: str) -> None:
        from llms101.lab.train import as_tensors, forward  # noqa: PLC0415  # not where torch is missing

        gpt = load(miniature / f"{stage}.safetensors")
        for question in ("What is the capital of France?", "What is 127 × 34?"):
            ids = np.array([reading.vocab.local(chat.prompt(question, reading.tokenizer.encode))])
            with torch.no_grad():
                theirs = forward(as_tensors(gpt.w), gpt.config, torch.tensor(ids)).numpy()
            np.testing.assert_allclose(gpt.forward(ids), theirs, atol=1e-4)

    def test_the_reward_model_has_a_head(self, miniature: Path) -> None:
        config, weights = load_weights(miniature / "reward.safetensors")
        assert weights["head"].shape == (config.width,)


class TestStages:
    def test_a_stage_that_is_none_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(LifeError, match="there is no stage 'bass'; there is base, assistant, tools"):
            life.run(tmp_path, stage="bass")

    def test_a_stage_needs_the_one_before(self, tmp_path: Path) -> None:
        with pytest.raises(LifeError, match=r"'tools' goes on from 'base', which is not in .*; run that first"):
            life.run(tmp_path, stage="tools")

    def test_a_run_that_was_stopped_goes_on_where_it_was(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        lived, ill = list[str](), ["two"]

        def stage(name: str) -> None:
            if name in ill:
                ill.remove(name)
                raise KeyboardInterrupt
            lived.append(name)

        stages = {name: lambda *_, name=name: stage(name) for name in ("one", "two", "three")}
        monkeypatch.setattr(life, "STAGES", stages)
        monkeypatch.setattr(life, "model_card", lambda _: "")
        with pytest.raises(KeyboardInterrupt):
            life.run(tmp_path)
        life.run(tmp_path)
        assert lived == ["one", "two", "three"]
        life.run(tmp_path)  # a finished one begins anew
        assert lived == ["one", "two", "three"] * 2

    def test_one_of_another_plan_begins_anew(self, tmp_path: Path) -> None:
        (tmp_path / life.UNFINISHED).write_text(json.dumps({"plan": "another", "stages": ["base"]}))
        assert life.stages_behind(tmp_path, MINIATURE) == []

    def test_a_missing_torch_is_told(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setitem(sys.modules, "torch", None)
        with pytest.raises(ImportError, match=r"training needs torch: .*pip install 'llms101\[train\]'"):
            life.run(tmp_path)


class TestHeldOut:
    def test_no_question_of_the_report_occurs_in_what_is_trained_on(self, reading: Reading) -> None:
        asked = [question.text for question in questions(MINIATURE)]
        assert seen(asked, trained_on(reading, MINIATURE)) == set()
        assert seen(["What is the capital of France?"], trained_on(reading, MINIATURE))  # it can find one

    def test_no_sum_and_no_problem_is_trained_on_in_other_words(self) -> None:
        for stage in ("assistant", "tools"):
            for one in conversations(stage, MINIATURE):
                for turn in one.turns:
                    if turn.text.startswith("calculator: "):
                        assert not chats.held_out(turn.text.removeprefix("calculator: "))
        assert all(
            not chats.held_out(about.key) for _, about in choices.prompts(7, 200) if isinstance(about, choices.Problem)
        )
        assert chats.held_out("127*34")
        assert chats.held_out(choices.APPLES.key)

    def test_the_mask_leaves_out_what_the_app_puts_there(self, reading: Reading) -> None:
        names = reading.vocab.names
        for one in conversations("tools", MINIATURE)[:60]:
            ids, learned = chat.render(one.turns, reading.tokenizer.encode)
            assert len(ids) == len(learned)
            assert {names[i] for i, on in zip(ids, learned, strict=True) if on and i in names} <= {
                "<|end|>",
                "<|tool_call|>",
            }
            for (_, a), (i, b) in pairwise(zip(ids, learned, strict=True)):
                if names.get(i) == "<|end|>":
                    assert a == b  # an end is learned where what it ends is
            said = reading.tokenizer.decode([i for i, on in zip(ids, learned, strict=True) if on and i not in names])
            assert said == "".join(turn.text for turn in one.turns if turn.role in ("assistant", "tool_call"))


class TestEngine:
    def test_the_app_runs_what_is_called(self) -> None:
        store = calls.store()
        assert run_tool("calculator: 127*34", store) == "4318"
        assert run_tool("calculator: 127*", store) == "error"
        assert run_tool("search: weather Paris today", store) == "72 °F and clear"
        assert run_tool("search: the meaning of life", store) == "nothing found"

    def test_with_no_tool_none_is_called(self, miniature: Path) -> None:
        model = Life.load(miniature).model("tools")
        got = reply(model, "What is 127 × 34?", None, seed=3, temperature=1.0)
        assert chat.CALL not in got.answer
        assert (got.call, got.forced) == ([], [])

    def test_a_store_answers_each_of_its_questions(self) -> None:
        for query in calls.store():
            question, answer = calls.question_of(query)
            assert question.endswith("?")
            assert "{r}" in answer

    def test_an_answer_is_judged_by_what_it_says(self) -> None:
        asked = choices.APPLES
        for style in choices.PROBLEM_STYLES[:2]:
            assert choices.problem_style(asked, asked.answer(style, asked.cost)) == style
        assert choices.problem_style(asked, asked.answer("worked", 4)) == "wrong"
        assert choices.problem_style(asked, asked.answer("bare", 4)) == "wrong"
        assert choices.problem_style(asked, "") == "wrong"
