"""The model in the page is the model in numpy: the same logits, the same text from the same seed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser

from llms101.lab.engine import said
from llms101.lab.gpt import GPT, Config, angles, norm, softmax, turned
from llms101.lab.mind import Model, load_weights
from llms101.lab.prefer import score
from llms101.lab.record import Life
from llms101.lab.sample import Settings, draw, generate, kept, order
from tests.browser.lab_page import MODEL, SMALL, STAGES, LabPage, lab_page, logits, some_ids

CLOSE = 1e-4


@pytest.fixture(scope="module")
def lab(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabPage]:
    lab = lab_page(browser, tmp_path_factory.mktemp("lab"))
    yield lab
    lab.page.context.close()


@pytest.fixture(scope="module")
def base(lab: LabPage) -> GPT:
    return lab.give("base", MODEL / "base.safetensors")


class TestForward:
    @pytest.mark.parametrize("stage", STAGES)
    def test_every_logit_of_a_full_context_is_that_of_numpy(self, lab: LabPage, stage: str) -> None:
        gpt = lab.give(stage, MODEL / f"{stage}.safetensors")
        ids = some_ids(gpt, gpt.config.context)
        own = lab.floats("models[a[0]].all(a[1]).flatMap(({logits}) => [...logits])", [stage, ids])
        assert np.abs(own.reshape(len(ids), -1) - logits(gpt, ids)).max() < CLOSE

    @pytest.mark.parametrize("stage", STAGES)
    def test_weights_are_read_to_the_last_bit(self, lab: LabPage, stage: str) -> None:
        lab.give(stage, MODEL / f"{stage}.safetensors")
        _, weights = load_weights(MODEL / f"{stage}.safetensors")
        assert set(lab.value("Object.keys(models[a].weights)", stage)) == set(weights)
        for name, array in weights.items():
            own = lab.floats("models[a[0]].weights[a[1]]", [stage, name])
            assert np.array_equal(own, array.ravel()), name

    @pytest.mark.parametrize("parts", [[1, 1, 1, 1, 1], [3, 2], [5], [1, 4]])
    def test_with_a_cache_it_goes_on_where_that_ends(self, lab: LabPage, base: GPT, parts: list[int]) -> None:
        ids = some_ids(base, 5, seed=3)
        code = """(() => {
            const cache = new Cache(models.base);
            let at = 0;
            return a[1].flatMap((n) => [...models.base.forward(a[0].slice(at, at += n), cache)]);
        })()"""
        own = lab.floats(code, [ids, parts]).reshape(len(parts), -1)
        ends = np.cumsum(parts) - 1
        assert np.abs(own - logits(base, ids)[ends]).max() < CLOSE

    @pytest.mark.parametrize(
        "config", [Config(5, 3, 4, 1, 1), Config(41, 17, 24, 3, 2), Config(8, 9, 12, 2, 4)], ids=str
    )
    def test_the_shape_is_read_from_the_file(self, lab: LabPage, config: Config) -> None:
        gpt = lab.noisy("odd", config)
        ids = some_ids(gpt, config.context)
        own = lab.floats("models.odd.all(a).flatMap(({logits}) => [...logits])", ids)
        assert np.abs(own.reshape(len(ids), -1) - logits(gpt, ids)).max() < CLOSE

    def test_a_row_longer_than_the_context_is_refused(self, lab: LabPage) -> None:
        gpt = lab.noisy("small")
        error = lab.value(
            "(() => { try { models.small.forward(a); } catch (e) { return e.message; } })()", some_ids(gpt, 12)
        )
        assert error == "12 tokens do not fit into a context of 11"

    @pytest.mark.parametrize("wrong", [-1, 37, 0.5])
    def test_a_token_that_is_not_in_the_vocabulary_is_refused(self, lab: LabPage, wrong: float) -> None:
        lab.noisy("small")
        error = lab.value("(() => { try { models.small.forward([a]); } catch (e) { return e.message; } })()", wrong)
        assert error == f"there is no token {wrong} in a vocabulary of 37"


class TestInside:
    def test_where_a_head_looks_and_what_it_finds_is_told(self, lab: LabPage) -> None:
        gpt = lab.noisy("small")
        ids = some_ids(gpt, 7)
        n = norm(gpt.w["wte"][ids])  # (T, C)
        wide = SMALL.width // SMALL.heads
        turn = angles(np.arange(7), wide)
        q, k, v = ((n @ gpt.w[f"h0.{p}"]).reshape(7, SMALL.heads, wide).transpose(1, 0, 2)[None] for p in "qkv")
        scores = (turned(q, turn) @ turned(k, turn).transpose(0, 1, 3, 2))[0] / np.sqrt(wide)  # (H, T, T)
        shares = softmax(np.where(np.tri(7, dtype=bool), scores, -1e9).astype(np.float32))
        for at in range(7):
            own = lab.floats("models.small.all(a[0])[a[1]].layers[0].attention.flatMap((x) => [...x])", [ids, at])
            assert np.abs(own.reshape(SMALL.heads, at + 1) - shares[:, at, : at + 1]).max() < 1e-5
        found = (shares @ v[0]).transpose(1, 0, 2).reshape(7, SMALL.width)
        own = lab.floats("models.small.all(a).flatMap(({layers}) => [...layers[0].found])", ids)
        assert np.abs(own.reshape(7, -1) - found).max() < 1e-5

    def test_features_and_vectors_lead_to_the_logits(self, lab: LabPage) -> None:
        gpt = lab.noisy("small")
        ids = some_ids(gpt, 7)
        features, before, after = (
            lab.floats(f"models.small.all(a).flatMap(({{layers}}) => [...layers[{layer}].{what}])", ids).reshape(7, -1)
            for layer, what in ((1, "features"), (0, "vector"), (1, "vector"))
        )
        found = lab.floats("models.small.all(a).flatMap(({layers}) => [...layers[1].found])", ids).reshape(7, -1)
        middle = before + found @ gpt.w["h1.o"]
        assert np.abs(features - np.maximum(norm(middle) @ gpt.w["h1.up"], 0)).max() < 1e-4
        assert np.abs(after - middle - features @ gpt.w["h1.down"]).max() < 1e-4
        assert np.abs(norm(after) @ gpt.w["wte"].T - logits(gpt, ids)).max() < CLOSE

    @pytest.mark.parametrize("tensor", ["wte", "h0.q", "h0.up", "h2.v", "h2.down"])
    def test_a_knob_turned_gives_what_numpy_gives(self, lab: LabPage, tensor: str) -> None:
        gpt = lab.give("turned", MODEL / "base.safetensors")
        ids = some_ids(gpt, 9)
        weights = {name: array.copy() for name, array in gpt.w.items()}
        liveliest = "((x) => x.indexOf(Math.max(...x)))([...models.turned.all(a)[8].layers.at(-1).features])"
        row = ids[4] if tensor == "wte" else lab.value(liveliest, ids) if tensor.endswith("down") else 2
        column = 3
        value = 12 * float(weights[tensor].std())
        weights[tensor][row, column] = value
        code = "(models.turned.set(...a[0]), models.turned.forward(a[1]))"
        own = lab.floats(code, [[tensor, row, column, value], ids])
        assert np.abs(own - logits(GPT(gpt.config, weights), ids)[-1]).max() < CLOSE
        assert np.abs(own - logits(gpt, ids)[-1]).max() > 10 * CLOSE  # the knob does something

    def test_a_cache_from_before_a_change_is_refused(self, lab: LabPage) -> None:
        lab.noisy("small")
        code = """(() => {
            const cache = new Cache(models.small);
            models.small.forward([1], cache);
            models.small.set("wte", 1, 1, 0.5);
            try { models.small.forward([2], cache); } catch (e) { return e.message; }
        })()"""
        assert lab.value(code) == "the weights have changed since this cache was made"

    @pytest.mark.skipif("reward" not in STAGES, reason="the reward model is not there")
    def test_the_reward_model_scores_as_in_python(self, lab: LabPage) -> None:
        path = MODEL / "reward.safetensors"
        gpt = lab.give("reward", path)
        config, judge = load_weights(path)
        rows = [some_ids(gpt, count, seed=count) for count in (1, 20, config.context + 5)]
        wanted = score(config, judge, [(row[:1], row[1:]) for row in rows])
        assert lab.value("a.map((row) => models.reward.score(row))", rows) == pytest.approx(wanted, abs=1e-4)


SETTINGS = [
    {}, {"temperature": 0.0}, {"temperature": 0.7}, {"temperature": 1.5}, {"top_k": 5}, {"top_k": 1}, {"top_p": 0.9},
    {"temperature": 1.3, "top_k": 40, "top_p": 0.8},
]  # fmt: skip


class TestGenerate:
    @pytest.mark.parametrize("settings", SETTINGS, ids=str)
    @pytest.mark.parametrize("stage", [stage for stage in STAGES if stage != "reward"])
    def test_the_same_seed_gives_the_same_text(self, lab: LabPage, stage: str, settings: dict[str, float]) -> None:
        gpt = lab.give(stage, MODEL / f"{stage}.safetensors")
        ids = some_ids(gpt, 6)
        names = {"temperature": "temperature", "top_k": "topK", "top_p": "topP"}
        options = {names[name]: value for name, value in settings.items()} | {"max": 40}
        for seed in (1, 2):
            wanted = [drawn for drawn, _ in generate(gpt, ids, seed=seed, max_tokens=40, **settings)]  # type: ignore[arg-type]
            code = "[...generate(models[a[0]], a[1], a[2])].map(({token, p, share, u}) => [token, p, share, u])"
            own = lab.value(code, [stage, ids, options | {"seed": seed}])
            assert [token for token, *_ in own] == [drawn.token for drawn in wanted]
            for (_, p, share, u), drawn in zip(own, wanted, strict=True):
                assert (p, share) == pytest.approx((drawn.p, drawn.share), abs=1e-4)
                assert u == drawn.u

    def test_a_full_context_forgets_its_older_half(self, lab: LabPage, base: GPT) -> None:
        small = lab.noisy("small")  # an odd context
        for name, gpt, prompt, most in (("small", small, 14, 40), ("base", base, 100, 120)):
            ids = some_ids(gpt, prompt)
            wanted = [drawn.token for drawn, _ in generate(gpt, ids, seed=4, temperature=0.8, max_tokens=most)]
            options = {"seed": 4, "temperature": 0.8, "max": most}
            code = "Array.from(generate(models[a[0]], a[1], a[2]), ({token}) => token)"
            assert lab.value(code, [name, ids, options]) == wanted

    def test_probabilities_are_over_the_whole_vocabulary(self, lab: LabPage, base: GPT) -> None:
        ids = some_ids(base, 6)
        (_, wanted), *_ = generate(base, ids, temperature=0.8, top_k=3, max_tokens=1)
        own = lab.floats("generate(models.base, a, {temperature: 0.8, topK: 3}).next().value.probs", ids)
        assert np.abs(own - wanted).max() < 1e-5

    def test_a_token_to_stop_at_is_drawn_and_ends_it(self, lab: LabPage, base: GPT) -> None:
        ids = some_ids(base, 6)
        first = [drawn.token for drawn, _ in generate(base, ids, max_tokens=8)]
        code = "Array.from(generate(models.base, a[0], {max: 8, stop: [a[1]]}), ({token}) => token)"
        assert lab.value(code, [ids, first[4]]) == first[: first.index(first[4]) + 1]

    @pytest.mark.skipif("tools" not in STAGES, reason="the stage is not there")
    def test_an_answer_is_what_python_answers(self, lab: LabPage) -> None:
        life = Life.load(MODEL)
        model = Model(lab.give("tools", MODEL / "tools.safetensors"), life.vocab)
        special = life.vocab.special
        question = [special["<|user|>"], *life.vocab.outer(some_ids(model.gpt, 5)), special["<|end|>"]]
        context, never = [*question, special["<|assistant|>"]], special["<|tool_call|>"]
        stops = [life.vocab.index[special[name]] for name in ("<|end|>", "<|endoftext|>")]
        for seed, temperature in ((1, 0.0), (2, 1.0), (3, 2.0)):
            wanted = life.vocab.local(said(model, context, seed, temperature, (never,)))
            options = {"seed": seed, "temperature": temperature, "max": 64, "stop": stops, "forget": False}
            code = "Array.from(generate(models.tools, a[0], a[1]), ({token}) => token)"
            arguments = [life.vocab.local(context), options | {"never": [life.vocab.index[never]]}]
            assert lab.value(code, arguments) == wanted

    def test_it_ends_at_the_context_if_nothing_is_to_be_forgotten(self, lab: LabPage) -> None:
        gpt = lab.noisy("small")
        own = lab.value("[...generate(models.small, a, {forget: false})].length", some_ids(gpt, 4))
        assert own == SMALL.context - 4 + 1

    @pytest.mark.parametrize("settings", [{}, {"top_k": 3}, {"top_k": 500}, {"top_p": 0.3}, {"top_p": 0.9995}], ids=str)
    def test_every_throw_lands_where_it_does_in_python(self, lab: LabPage, settings: dict[str, float]) -> None:
        rng = np.random.default_rng(5)
        probs = np.round(softmax(rng.normal(0, 4, (1, 600)).astype(np.float32))[0].astype(float), 5)  # with equals
        listed: list[float] = (probs / probs.sum()).tolist()
        python = Settings(top_k=settings.get("top_k"), top_p=settings.get("top_p"))  # type: ignore[arg-type]
        page = {"topK": settings.get("top_k", 0), "topP": settings.get("top_p", 1)}
        throws = [*rng.random(200).tolist(), 0.0, 0.9999, 1 - 2**-32]
        assert lab.value("[...order(a)]", listed) == order(listed)
        assert lab.value("[...kept(a[0], a[1])]", [listed, page]) == kept(listed, python)
        own = lab.value("a[1].map((u) => draw(a[0], u, a[2]).token)", [listed, throws, page])
        assert own == [draw(listed, u, python).token for u in throws]
