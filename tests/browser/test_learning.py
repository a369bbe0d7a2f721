"""Learning in the page is learning in torch: the same slopes, the same steps. And the worker's training learns."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser

from llms101.lab.gpt import GPT, Array, Weights
from llms101.lab.prefer import policy_loss
from llms101.lab.train import as_arrays, as_tensors, loss_of, need_torch, nudge, two_threads
from llms101.lab.tune import chat_loss
from tests.browser.lab_page import MODEL, SMALL, LabPage, lab_page, some_ids

torch = need_torch()


@pytest.fixture(scope="module")
def lab(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabPage]:
    lab = lab_page(browser, tmp_path_factory.mktemp("lab"))
    lab.noisy("small", seed=1)
    lab.noisy("still", seed=2)
    yield lab
    lab.page.context.close()


def slopes(loss: Any, w: dict[str, Any]) -> Weights:
    """What torch finds."""
    with two_threads():
        loss.backward()
    return {name: tensor.grad.numpy() for name, tensor in w.items() if tensor.grad is not None}


def assert_same_slopes(lab: LabPage, wanted: Weights) -> None:
    """`window.learned` has every slope of `wanted`: off by less than a thousandth of the matrix's own length."""
    assert set(lab.value("Object.keys(learned.grads)")) == set(wanted)
    for name, slope in wanted.items():
        own = lab.floats("learned.grads[a]", name).reshape(slope.shape)
        assert np.linalg.norm(slope) > 0, name
        assert np.linalg.norm(own - slope) < 1e-3 * np.linalg.norm(slope), name


def given(lab: LabPage, name: str) -> GPT:
    """A model afresh, since learning changes it."""
    return lab.give(name, MODEL / "base.safetensors" if name == "base" else lab.folder / f"{name}.safetensors")


class TestSlopes:
    @pytest.mark.parametrize(("name", "count"), [("base", 9), ("base", 129), ("small", 3), ("small", 12)])
    def test_of_a_sentence(self, lab: LabPage, name: str, count: int) -> None:
        gpt = given(lab, name)
        ids, w = some_ids(gpt, count), as_tensors(gpt.w)
        loss = loss_of(w, gpt.config, torch.tensor([ids]))
        own = lab.value("(window.learned = gradients(models[a[0]], [{ids: a[1]}])).loss", [name, ids])
        assert own == pytest.approx(float(loss.detach()), abs=1e-4)
        assert lab.value("loss(models[a[0]], [{ids: a[1]}]).loss", [name, ids]) == own
        assert_same_slopes(lab, slopes(loss, w))

    @pytest.mark.parametrize("name", ["base", "small"])
    def test_of_conversations_of_which_only_some_is_learned(self, lab: LabPage, name: str) -> None:
        gpt = given(lab, name)
        chats = [(some_ids(gpt, 11, seed=n)[: 11 - n], ([0, 0, 0, 1, 1, 0, 1, 1, 1, 0, 1])[: 11 - n]) for n in range(5)]
        w = as_tensors(gpt.w)
        loss = chat_loss(w, gpt.config, chats)
        rows = [{"ids": ids, "learned": learned} for ids, learned in chats]
        own = lab.value("(window.learned = gradients(models[a[0]], a[1])).loss", [name, rows])
        assert own == pytest.approx(float(loss.detach()), abs=1e-4)
        assert_same_slopes(lab, slopes(loss, w))

    @pytest.mark.parametrize("name", ["base", "small"])
    def test_of_a_policy_step(self, lab: LabPage, name: str) -> None:
        gpt = given(lab, name)
        rng = np.random.default_rng(2)
        still = {n: array + rng.normal(0, 0.02, array.shape).astype(np.float32) for n, array in gpt.w.items()}
        code = "({config, weights}) => { models.before = new GPT({config, weights: {...weights}}); }"
        lab.page.evaluate(f"(name) => ({code})(models[name])", name)
        for tensor, array in still.items():
            text = base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()
            lab.page.evaluate("([n, b]) => { models.before.weights[n] = new Float32Array(bytes(b)); }", [tensor, text])
        prompt, answers = some_ids(gpt, 3, seed=8), [some_ids(gpt, n, seed=n) for n in (4, 7, 2)]
        gains, w = [1.5, 0.0, -0.7], as_tensors(gpt.w)
        drawn = [(prompt, answer, gain) for answer, gain in zip(answers, gains, strict=True)]
        loss, apart = policy_loss(w, as_tensors(still), gpt.config, drawn, 0.4)
        lab.page.evaluate(
            "([name, ...a]) => { const anchor = {still: models.before, price: 0.4};"
            " window.learned = gradients(models[name], policyRows(...a), anchor); }",
            [name, prompt, answers, gains],
        )
        own = lab.value("[learned.loss, learned.apart]")
        assert own == pytest.approx([float(loss.detach()), apart], abs=1e-4)
        assert apart > 0.01  # the price counts
        assert_same_slopes(lab, slopes(loss, w))

    def test_of_several_losses_add_up(self, lab: LabPage) -> None:
        gpt = given(lab, "small")
        one, two, w = some_ids(gpt, 6, seed=1), some_ids(gpt, 9, seed=2), as_tensors(gpt.w)
        loss = loss_of(w, SMALL, torch.tensor([one])) + loss_of(w, SMALL, torch.tensor([two])) / 2
        lab.page.evaluate(
            "([one, two]) => { const of = (ids) => gradients(models.small, [{ids}]);"
            " window.learned = of(one); plus(learned.grads, of(two).grads, 1 / 2); }",
            [one, two],
        )
        assert_same_slopes(lab, slopes(loss, w))

    @pytest.mark.parametrize(
        ("rows", "error"),
        [
            ([{"ids": [1]}], "a row of 1 tokens cannot be learned from"),
            ([{"ids": list(range(13))}], "a row of 13 tokens cannot be learned from"),
            ([{"ids": [1, 2, 3], "learned": [1, 0, 0]}], "there is nothing to learn from"),
        ],
    )
    def test_rows_of_which_nothing_can_be_learned_are_refused(self, lab: LabPage, rows: object, error: str) -> None:
        code = "(() => { try { gradients(models.small, a); } catch (e) { return e.message; } })()"
        assert lab.value(code, rows) == error


class TestSteps:
    def test_a_press_is_one_of_python(self, lab: LabPage) -> None:
        gpt = given(lab, "base")
        ids = some_ids(gpt, 8)
        for press in nudge(gpt.config, gpt.w, ids, 3, 0.02):
            code = "descend(models.base, gradients(models.base, [{ids: a}]).grads, 0.02)"
            own = lab.value(code, ids)
            assert own["largest"] == pytest.approx(press.largest, rel=1e-3)
            assert own["moved"] == pytest.approx(press.moved, rel=1e-3)  # some change only by rounding
            assert lab.value("loss(models.base, [{ids: a}]).loss", ids) == pytest.approx(press.loss, abs=1e-3)
            for name, array in press.weights.items():
                assert np.abs(lab.floats("models.base.weights[a]", name) - array.ravel()).max() < 1e-4, name

    @pytest.mark.parametrize("decay", [0.0, 0.1])
    def test_adam_is_that_of_torch(self, lab: LabPage, decay: float) -> None:
        gpt = given(lab, "small")
        ids, w = some_ids(gpt, 12), as_tensors(gpt.w)
        optimizer = torch.optim.AdamW(list(w.values()), lr=1e-2, betas=(0.9, 0.95), weight_decay=decay)
        lab.page.evaluate("(decay) => { window.adam = new Adam({decay}); }", decay)
        for _ in range(5):
            optimizer.zero_grad()
            loss_of(w, SMALL, torch.tensor([ids])).backward()
            optimizer.step()
            lab.page.evaluate("(ids) => adam.move(models.small, gradients(models.small, [{ids}]).grads, 1e-2)", ids)
        for name, array in as_arrays(w).items():
            own = lab.floats("models.small.weights[a]", name)
            # where a slope is about nothing, Adam goes by its sign: a few weights may part by a step
            assert np.mean(np.abs(own - array.ravel()) < 1e-3) > 0.995, name

    def test_after_a_step_a_cache_from_before_is_refused(self, lab: LabPage) -> None:
        given(lab, "small")
        code = """(() => {
            const cache = new Cache(models.small);
            const { grads } = gradients(models.small, [{ ids: [1, 2, 3] }]);
            if (a === "adam") new Adam().move(models.small, grads, 0.1);
            else descend(models.small, grads, 0.1);
            try { models.small.forward([2], cache); } catch (e) { return e.message; }
        })()"""
        for way in ("adam", "descend"):
            assert lab.value(code, way) == "the weights have changed since this cache was made"

    def test_what_is_rewarded_gets_likelier_and_the_other_rarer(self, lab: LabPage) -> None:
        gpt = given(lab, "base")
        prompt, good, bad = some_ids(gpt, 5, seed=1), some_ids(gpt, 6, seed=2), some_ids(gpt, 4, seed=3)
        code = """(() => {
            const [prompt, good, bad] = a;
            const chance = (answer) => -loss(models.base, policyRows(prompt, [answer], [1])).loss;
            const before = [chance(good), chance(bad)];
            const rows = policyRows(prompt, [good, bad], advantages([1, 0]));
            for (let i = 0; i < 3; i++) descend(models.base, gradients(models.base, rows).grads, 0.05);
            return [chance(good) - before[0], chance(bad) - before[1]];
        })()"""
        better, worse = lab.value(code, [prompt, good, bad])
        assert better > 1e-3
        assert worse < -1e-3

    def test_the_same_seed_gives_the_same_fresh_weights(self, lab: LabPage) -> None:
        config = {"vocab": 300, "context": 8, "width": 40, "heads": 2, "layers": 1}

        def weights(seed: int) -> dict[str, Array]:
            lab.page.evaluate("([c, s]) => { window.made = fresh(shapes(c), mulberry32(s)); }", [config, seed])
            return {name: lab.floats("made[a]", name) for name in lab.value("Object.keys(made)")}

        one, again, other = weights(1), weights(1), weights(2)
        assert all(np.array_equal(array, again[name]) for name, array in one.items())
        assert not np.array_equal(one["wte"], other["wte"])
        for name, usual in (("wte", 0.1), ("h0.q", 40**-0.5), ("h0.up", 40**-0.5), ("h0.o", 0.0), ("h0.down", 0.0)):
            assert one[name].std() == pytest.approx(usual, rel=0.1), name
            assert abs(one[name].mean()) <= usual / 8, name


#: A language of four words that says everything twice: 0 a 5 a 6.
TWICE = [token for n in np.random.default_rng(1).integers(1, 5, 600).tolist() for token in (0, n, 5, n, 6)]
PLAN: dict[str, Any] = {
    "config": {"vocab": 7, "context": 15, "width": 16, "heads": 2, "layers": 2},
    "tokens": TWICE, "steps": 200, "batch": 8, "every": 20, "sampleEvery": 100, "words": 10, "temperature": 0,
}  # fmt: skip


class TestTrainer:
    """In a worker, from a page that was opened from disk."""

    @pytest.fixture
    def orders(self, lab: LabPage) -> Iterator[LabPage]:
        lab.page.evaluate(
            "async () => { window.worker = await startTrainer(); window.told = [];"
            " worker.onmessage = ({data}) => told.push(data);"
            " worker.onerror = (e) => told.push({kind: 'error', message: e.message}); }"
        )
        yield lab
        lab.page.evaluate("() => worker.terminate()")

    @staticmethod
    def until(lab: LabPage, kind: str) -> list[dict[str, Any]]:
        """What the worker has told when a report of this kind has come."""
        lab.page.wait_for_function("(kind) => told.some((t) => t.kind === kind || t.kind === 'error')", arg=kind)
        told: list[dict[str, Any]] = lab.value("told")
        assert [report for report in told if report["kind"] == "error"] == []
        return told

    def test_the_loss_falls_from_knowing_nothing_to_words(self, orders: LabPage) -> None:
        orders.page.evaluate("(plan) => worker.postMessage({do: 'start', plan})", PLAN)
        told = self.until(orders, "end")
        losses = [report["loss"] for report in told if report["kind"] == "step"]
        assert len(losses) == 11  # the first step, and every twentieth
        assert losses[0] == pytest.approx(np.log(7), abs=0.7)
        assert losses[-1] < 0.7  # only one word in five cannot be known
        first, last = (report["ids"] for report in told if report["kind"] == "sample")
        assert len(first) == len(last) == 10
        heard = [0, *last]  # samples go on from a 0
        assert all(heard[i + 1] == heard[i + 3] and heard[i + 2] == 5 for i in range(0, 10, 5))

    def test_the_same_seed_trains_the_same_model(self, orders: LabPage) -> None:
        runs = []
        for seed in (1, 1, 2):
            orders.page.evaluate("() => { told = []; }")
            orders.page.evaluate(
                "(plan) => worker.postMessage({do: 'start', plan})", {**PLAN, "steps": 20, "every": 1, "seed": seed}
            )
            runs.append([report["loss"] for report in self.until(orders, "end") if report["kind"] == "step"])
        assert runs[0] == runs[1] != runs[2]

    def test_it_pauses_goes_on_and_begins_anew(self, orders: LabPage) -> None:
        def order(do: str, **more: object) -> None:
            orders.page.evaluate("(order) => worker.postMessage(order)", {"do": do, **more})

        def step() -> int:
            """At which step it is: it answers when all that came before is done."""
            orders.page.evaluate("() => { told = told.filter((t) => t.kind !== 'weights'); }")
            order("weights")
            return next(int(t["step"]) for t in self.until(orders, "weights") if t["kind"] == "weights")

        order("start", plan={**PLAN, "steps": 1_000_000, "every": 1, "sampleEvery": 1_000_000})
        orders.page.wait_for_function("() => told.some((t) => t.step >= 3)")
        order("pause")
        paused = step()
        assert paused >= 3
        assert step() == paused
        order("sample", prompt=[0, 3], words=4)
        (sampled,) = [t for t in self.until(orders, "sample") if t["kind"] == "sample"]
        assert (sampled["step"], len(sampled["ids"])) == (paused, 4)
        order("go")
        orders.page.wait_for_function("(at) => told.some((t) => t.step > at)", arg=paused)
        order("reset")
        assert step() == 0
        order("go")
        anew = "() => { const steps = told.map((t) => t.step); return steps.lastIndexOf(1) > steps.indexOf(3); }"
        orders.page.wait_for_function(anew)

    def test_what_cannot_be_trained_is_told(self, orders: LabPage) -> None:
        orders.page.evaluate("(plan) => worker.postMessage({do: 'start', plan})", {**PLAN, "tokens": [1, 2, 3]})
        orders.page.wait_for_function("() => told.length")
        assert orders.value("told") == [{"kind": "error", "message": "Error: 3 tokens do not fill a context of 15"}]

    def test_the_page_answers_while_it_trains(self, orders: LabPage) -> None:
        plan = {**PLAN, "steps": 1_000_000, "every": 1}
        orders.page.evaluate("(plan) => worker.postMessage({do: 'start', plan})", plan)
        orders.page.wait_for_function("() => told.length > 2")
        turns = """(async () => {
            let turns = 0;
            for (const from = told.length; told.length < from + 20; turns++) await new Promise((go) => setTimeout(go));
            return turns;
        })()"""
        assert orders.value(turns) >= 2  # the page's own turns come in between the worker's reports
