"""The lab: the stages, from the web to the record. The miniature is trained once for all of them."""

import hashlib
import json
import math
import random
import subprocess
import sys
from html import unescape
from pathlib import Path

import numpy as np
import pytest

from llms101.lab.clean import Copies, passage
from llms101.lab.engine import reply, run_tool
from llms101.lab.gpt import GPT, Cache, Config
from llms101.lab.grammar.words import grow
from llms101.lab.mind import quantized
from llms101.lab.model_card import model_card
from llms101.lab.plan import Plan
from llms101.lab.reading import conversations
from llms101.lab.record import Life, LifeError, from_json, to_json
from llms101.lab.report import questions, seen
from llms101.lab.sample import Mulberry32, Settings, draw, generate, kept, probabilities
from llms101.lab.shapes import Card, Map, Rest
from llms101.lab.train import fresh_weights
from llms101.lab.vocab import SPECIAL, UnknownToken, make_vocab, stream
from llms101.lab.web import HAND_WRITTEN, grow_web

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "llms101" / "model"
SMALL = Config(vocab=50, context=32, width=16, heads=2, layers=2)


def noisy(config: Config, seed: int = 1) -> GPT:
    """A model whose every weight is noise: no zeros that could hide a mistake."""
    rng = np.random.default_rng(seed)
    weights = {name: rng.normal(0, 0.25, shape).astype(np.float32) for name, shape in config.shapes()}
    return GPT(config, weights)


@pytest.fixture(scope="session")
def life() -> Life:
    """The committed life."""
    return Life.load(MODEL)


class TestWeb:
    def test_the_same_seed_grows_the_same_web(self) -> None:
        def digest(seed: int) -> str:
            text = "".join(f"{page.url}\n{page.html}" for page in grow_web(seed, 120))
            return hashlib.sha256(text.encode()).hexdigest()

        assert digest(3) == digest(3)
        assert digest(3) != digest(4)

    def test_every_address_is_invented_and_there_once(self) -> None:
        urls = [page.url for page in grow_web(7, 1500)]
        assert len(set(urls)) == len(urls)
        assert all(url.split("/")[2].endswith(".example") for url in urls)

    def test_a_template_picks_and_fills_in(self) -> None:
        assert grow(random.Random(1), "[a|b[c|d]] {x}", x="{y}")[-3:] == "{y}"

    def test_the_hand_written_pages_have_the_two_sentences(self) -> None:
        rows = [passage(page, Copies())[2] for page in grow_web(7, 0) if page.url in HAND_WRITTEN]
        text = " ".join(row.content for row in rows if row)
        assert "The capital of France is Paris." in text
        assert "A good wedding toast should be personal, brief, and kind." in text
        assert "cookies" not in text
        assert "Advertisement" not in text


class TestVocab:
    def test_ids_go_in_and_come_out_again(self) -> None:
        vocab = make_vocab([[791, 6864], [791]])
        assert vocab.ids == (*SPECIAL.values(), 791, 6864)
        assert vocab.outer(vocab.local([6864, 791])) == [6864, 791]
        assert stream([[791], [6864]], vocab) == [0, 6, 0, 7]

    def test_an_unknown_piece_is_named(self) -> None:
        with pytest.raises(UnknownToken, match="not in the tiny model's vocabulary: 5, 9") as caught:
            make_vocab([[791]]).local([5, 791, 9, 5])
        assert caught.value.ids == [5, 9]

    def test_too_large_a_corpus_is_refused(self) -> None:
        with pytest.raises(ValueError, match="needs 5 ids, more than 8"):
            make_vocab([[1, 2, 3, 4, 5]], limit=8)


class TestGPT:
    def test_a_cache_changes_nothing(self) -> None:
        model, ids = noisy(SMALL), np.arange(40).reshape(2, 20)
        whole, cache = model.forward(ids), Cache()
        parts = [model.forward(ids[:, a:b], cache) for a, b in ((0, 7), (7, 8), (8, 20))]
        np.testing.assert_allclose(np.concatenate(parts, axis=1), whole, atol=1e-4)

    def test_nothing_is_seen_of_what_comes_later(self) -> None:
        model, ids = noisy(SMALL), np.arange(20)[None]
        other = ids.copy()
        other[0, 10:] = 3
        np.testing.assert_array_equal(model.forward(ids)[0, :10], model.forward(other)[0, :10])

    def test_torch_and_numpy_agree(self) -> None:
        torch = pytest.importorskip("torch", reason="training needs torch: pip install 'llms101[train]'")
        from llms101.lab.train import as_tensors, forward  # noqa: PLC0415  # not where torch is missing

        model, ids = noisy(SMALL), np.arange(40).reshape(2, 20)
        with torch.no_grad():
            theirs = forward(as_tensors(model.w), SMALL, torch.tensor(ids)).numpy()
        np.testing.assert_allclose(model.forward(ids), theirs, atol=1e-4)

    def test_what_does_not_fit_is_refused(self) -> None:
        with pytest.raises(ValueError, match="33 tokens do not fit into a context of 32"):
            noisy(SMALL).forward(np.zeros((1, 33), int))
        with pytest.raises(ValueError, match=r"wte has the shape \(50, 16\), not \(51, 16\)"):
            GPT(Config(51, 32, 16, 2, 2), noisy(SMALL).w)

    def test_a_fresh_model_knows_nothing(self) -> None:
        fresh = GPT(SMALL, fresh_weights(SMALL, 1))
        probs = probabilities(fresh.forward(np.array([[1, 2, 3]]))[0, -1].tolist())
        assert -math.log(probs[5]) == pytest.approx(math.log(50), abs=1.5)


class TestSample:
    def test_the_random_numbers_are_mulberry32(self) -> None:
        assert [Mulberry32(1).random() for _ in range(1)] == [0.6270739405881613]
        random_ = Mulberry32(42)
        assert [random_.random() for _ in range(3)] == [
            0.6011037519201636, 0.44829055899754167, 0.8524657934904099,
        ]  # fmt: skip

    def test_top_k_and_top_p_keep_the_likeliest(self) -> None:
        probs = [0.1, 0.4, 0.2, 0.3]
        assert kept(probs, Settings()) == [1, 3, 2, 0]
        assert kept(probs, Settings(top_k=2)) == [1, 3]
        assert kept(probs, Settings(top_p=0.7)) == [1, 3]
        assert kept(probs, Settings(top_p=0.71)) == [1, 3, 2]
        assert kept(probs, Settings(top_k=3, top_p=0.1)) == [1]

    def test_a_draw_is_where_the_random_number_falls(self) -> None:
        probs = [0.1, 0.4, 0.2, 0.3]
        assert [draw(probs, u, Settings()).token for u in (0, 0.39, 0.41, 0.71, 0.99)] == [1, 1, 3, 2, 0]
        cut = draw(probs, 0.9, Settings(top_k=2))
        assert (cut.token, cut.p) == (3, 0.3)
        assert cut.share == pytest.approx(3 / 7)

    def test_no_temperature_means_the_likeliest(self) -> None:
        assert probabilities([1.0, 3.0, 3.0], 0) == [0, 1, 0]

    def test_it_goes_on_beyond_the_context(self) -> None:
        drawn = list(generate(noisy(SMALL), [1, 2, 3], seed=5, max_tokens=50))
        assert len(drawn) == 50
        again = list(generate(noisy(SMALL), [1, 2, 3], seed=5, max_tokens=50))
        assert [d.token for d, _ in drawn] == [d.token for d, _ in again]

    def test_an_empty_prompt_is_refused(self) -> None:
        with pytest.raises(ValueError, match="the prompt is empty"):
            next(generate(noisy(SMALL), []))


class TestRecord:
    def test_what_is_written_can_be_read(self) -> None:
        one = Map([], Rest(0.123456789, 3))
        assert from_json(Map, json.loads(to_json(one))) == Map([], Rest(0.12346, 3))

    def test_what_does_not_fit_is_named(self) -> None:
        with pytest.raises(LifeError, match=r"Map\.rest\.p is missing; run `llms101 train` again"):
            from_json(Map, {"bars": [], "rest": {"count": 3}})
        with pytest.raises(LifeError, match=r"Map\.rest\.q is unknown"):
            from_json(Map, {"bars": [], "rest": {"count": 3, "p": 1, "q": 1}})
        with pytest.raises(LifeError, match=r"Map\.rest\.count should be <class 'int'>, not 'three'"):
            from_json(Map, {"bars": [], "rest": {"count": "three", "p": 1}})

    def test_a_missing_life_is_told(self, tmp_path: Path) -> None:
        empty = Life.load(tmp_path)
        with pytest.raises(LifeError, match=r"card\.json is not there; `llms101 train` writes it"):
            _ = empty.card
        with pytest.raises(LifeError, match="there is no model 'base' in"):
            empty.model()
        (tmp_path / "card.json").write_text("{")
        with pytest.raises(LifeError, match=r"card\.json is not JSON"):
            _ = empty.card


class TestCommitted:
    def test_the_files_agree(self, life: Life) -> None:
        model = life.model("base")
        card: Card = life.card
        assert model.gpt.config.vocab == len(life.vocab) == card.vocab
        assert model.gpt.config.parameters() == card.parameters
        assert (MODEL / "base.safetensors").stat().st_size == card.bytes <= 1_000_000
        assert life.web.counts["rows"] == card.corpus["rows"]
        assert life.web.stations[0].came == card.corpus["pages"]
        assert (MODEL / "README.md").read_text("utf-8") == model_card(MODEL)
        assert len(life.sampling.logits["capital"]) == card.vocab

    def test_every_file_is_what_its_writer_would_write(self, life: Life) -> None:
        for name in ("trace", "web", "sampling", "card", "assistant", "tools", "preferences", "report"):
            same = to_json(getattr(life, name)) == (MODEL / f"{name}.json").read_text("utf-8")
            assert same, name  # what differs is too long to be told

    def test_every_stage_is_small_and_numpy_agreed_with_torch(self, life: Life) -> None:
        for stage in ("assistant", "tools", "preferences"):
            tuning = getattr(life, stage).tuning
            assert (MODEL / f"{stage}.safetensors").stat().st_size == tuning.bytes <= 1_000_000
            assert 0 < tuning.quantized["numpy_and_torch_apart"] < 1e-4
            assert tuning.quantized["largest_probability_change"] < 0.1
        assert 0 < life.card.quantized["numpy_and_torch_apart"] < 1e-4

    def test_the_calculator_is_called_with_the_right_digits(self, life: Life) -> None:
        m = life.tools.measured
        assert m["sums_asked"] >= 200
        assert m["copied_right"] >= 0.95 * m["sums_asked"]
        assert m["sums_right_with_tool"] >= 0.95 * m["sums_asked"]
        assert m["sums_right_without"] <= 0.2 * m["sums_asked"]
        for call in life.tools.calls:
            assert life.model("tools").vocab.names[call.call[0]] == "<|tool_call|>"
            assert call.result == run_tool(f"{call.tool}: {call.query}", life.tools.store)

    def test_preferences_moved_it_and_cost_no_knowledge(self, life: Life) -> None:
        found = life.preferences
        assert found.rewarding.held_out_right >= 0.9 * found.rewarding.held_out_pairs
        runs = {run.id: run for run in found.runs}
        first, last = runs["taste"].moments[0].shares, runs["taste"].moments[-1].shares
        assert first["worked"] < 0.4
        assert last["worked"] >= 0.85
        assert runs["checked"].moments[-1].reward > runs["checked"].moments[0].reward
        hacked = runs["hacked"]
        assert hacked.moments[-1].reward > hacked.moments[0].reward
        assert hacked.rated_after < hacked.rated_before
        assert life.report.held_out["preferences"] < life.report.held_out["base"] + 0.1

    def test_what_was_recorded_can_be_said_again(self, life: Life) -> None:
        for stage in ("assistant", "tools", "preferences"):
            for answer in getattr(life, stage).answers[:4]:
                got = reply(life.model(stage), answer.prompt, None, answer.seed, answer.temperature)
                assert got.answer == answer.tokens

    def test_the_report_asks_enough_and_nothing_that_was_trained_on(self, life: Life) -> None:
        asked = questions(Plan())
        assert len(asked) >= 200
        assert life.report.overlap == 0
        assert {sum(of for _, of in [by_stage["base"]]) for by_stage in life.report.results.values()} == {
            Plan().questions
        }
        told = [
            turn.text for stage in ("assistant", "tools") for one in conversations(stage, Plan()) for turn in one.turns
        ]
        pages = [unescape(page.html) for page in grow_web(Plan().web_seed, Plan().pages)]
        assert seen([question.text for question in asked], [*told, *pages]) == set()

    def test_it_knows_paris(self, life: Life) -> None:
        for name, at_least in (("capital", 0.8), ("toast", 0.6)):
            example = life.trace.examples[name]
            probs = life.model().probabilities(example.ids)
            p = probs[life.vocab.index[example.right]]
            told = life.trace.steps[-1].maps[name].right
            assert p > at_least
            assert told is not None
            assert told.p == pytest.approx(p, abs=2e-3)

    def test_it_looks_into_its_context(self, life: Life) -> None:
        measured = life.card.measured
        assert measured["copy_p_with_fact"] > 0.5 > 5 * measured["copy_p_without_fact"]

    def test_a_recorded_run_can_be_repeated(self, life: Life) -> None:
        run = next(r for r in life.sampling.runs if r.temperature == 0.7 and r.seed == 3)
        ids = life.trace.examples[run.context].ids
        again = [t for t, _, _ in life.model().draws(ids, seed=3, temperature=0.7, max_tokens=12)]
        assert again == [t.id for t in run.tokens]

    def test_no_knob_leads_out_of_the_numbers(self, life: Life) -> None:
        for knob in life.trace.knobs:
            assert len(knob.positions) == 11
            assert knob.positions[5].value == pytest.approx(knob.value, abs=1e-3)
            for position in knob.positions:
                for shown in position.maps.values():
                    assert sum(bar.p for bar in shown.bars) + shown.rest.p == pytest.approx(1, abs=1e-3)


class TestImports:
    def test_only_training_imports_torch(self) -> None:
        users = {p.name for p in (ROOT / "llms101").rglob("*.py") if "import torch" in p.read_text("utf-8")}
        assert users == {"train.py"}  # which hands it to tune.py and prefer.py

    def test_reading_json_needs_neither_numpy_nor_torch(self) -> None:
        code = (
            "import sys; from pathlib import Path; from llms101.lab.record import Life;"
            f"Life.load(Path({str(MODEL)!r})).card; print({{'numpy', 'torch', 'safetensors'}} & set(sys.modules))"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
        assert done.stdout.strip() == "set()"

    def test_the_reference_imports_nothing_of_ours(self) -> None:
        text = (ROOT / "llms101" / "lab" / "gpt.py").read_text("utf-8")
        assert "from ." not in text
        assert "llms101" not in text


def test_eight_bits_keep_two_digits() -> None:
    weights = {
        "wte": np.array([[0.5, -0.25], [0.001, 0.002]], np.float32),
        "a": np.array([[1.0, 9.0], [0.3, 3.0]], np.float32),
    }
    kept = quantized(weights)
    np.testing.assert_allclose(kept["wte"], weights["wte"], atol=0.002)  # each row to a 254th of its largest
    np.testing.assert_allclose(kept["wte"][1], weights["wte"][1], atol=0.00001)
    np.testing.assert_allclose(kept["a"], weights["a"], atol=0.04)  # each column
