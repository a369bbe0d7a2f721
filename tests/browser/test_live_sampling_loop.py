"""The loop goes on live: the same seed and setting draw the same text, with the same probabilities, as in Python."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from llms101.lab.mind import Model
from llms101.lab.record import Life
from llms101.lab.sample import Settings, kept
from llms101.tools import MODEL
from tests.browser.conftest import PHONE, SLIDE, Deck, Opener, opening, without_a_model

LOOP = "inference.sampling-loop"
CONTEXT = {"capital": "The capital of France is", "toast": "A good wedding toast should"}


@pytest.fixture(scope="module")
def base() -> Model:
    return Life.load(MODEL).model("base")


def written(deck: Deck) -> list[str]:
    """The tokens that were appended and are shown."""
    return deck.page.locator('.loop-context [data-look="sampled"] .chip-text').all_text_contents()


def drawn(base: Model, text: str, count: int, **how: object) -> list[str]:
    """What Python draws after it."""
    draws = base.draws(base.encode(text), max_tokens=count, **how)  # type: ignore[arg-type]
    return [base.token_text(id) for id, _, _ in draws]


def change(deck: Deck, **state: object) -> None:
    deck.page.evaluate("([id, state]) => document.getElementById(id).change(state)", [LOOP, state])


def written_at_last(deck: Deck, wanted: list[str]) -> None:
    """Waits until these are the last tokens that are shown."""
    deck.page.set_default_timeout(10000)
    deck.page.wait_for_function(
        """wanted => JSON.stringify([...document.querySelectorAll(
          '.loop-context [data-look="sampled"] .chip-text')].map((e) => e.textContent).slice(-wanted.length))
          === JSON.stringify(wanted)""",
        arg=wanted,
    )


HOW = [(1.0, 0, 1.0, 1), (1.3, 20, 1.0, 77), (0.7, 0, 0.85, 4), (2.0, 3, 0.95, 123456), (0.0, 0, 1.0, 1)]


@pytest.mark.parametrize("example", ["capital", "toast"])
@pytest.mark.parametrize(("t", "k", "p", "seed"), HOW)
def test_any_setting_and_seed_goes_on_as_in_python(
    live: Opener, base: Model, example: str, t: float, k: int, p: float, seed: int
) -> None:
    text = CONTEXT[example]
    wanted = drawn(base, text, 16, seed=seed, temperature=t, top_k=k or None, top_p=p if p < 1 else None)
    deck = live(f"#/inference/1?e={example}")
    change(deck, t=t, k=k, p=p, seed=seed, n=len(wanted) - 1)
    written_at_last(deck, wanted[:-1])
    assert "not recorded" not in deck.page.locator(".loop-note").inner_text()


def test_the_line_has_the_exact_probability_of_every_token(live: Opener, base: Model) -> None:
    deck = live("#/inference/1")
    change(deck, t=1.5, n=5, drawn=True, seed=9)
    deck.page.wait_for_function("document.querySelectorAll('.loop-context [data-look=sampled]').length === 5")
    ids = base.encode(CONTEXT["capital"])
    *before, (id, draw, probs) = base.draws(ids, seed=9, temperature=1.5, max_tokens=6)
    assert len(before) == 5
    shares = sorted((p for p in kept_shares(probs) if p >= 0.004), reverse=True)
    pieces = deck.page.evaluate(
        "[...document.querySelectorAll('.piece:not(.piece-rest)')].map("
        "(p) => Number(p.style.getPropertyValue('--share')))"
    )
    assert pieces == pytest.approx(shares, abs=1e-4)
    assert deck.page.locator(".loop-landed .chip-text").text_content() == base.token_text(id)
    u = float(deck.page.evaluate("document.querySelector('.loop-dart').style.getPropertyValue('--u')"))
    assert u == draw.u


def kept_shares(probs: list[float], settings: Settings | None = None) -> list[float]:
    tokens = kept(probs, settings or Settings())
    whole = sum(probs[i] for i in tokens)
    return [probs[i] / whole for i in tokens]


def test_a_cut_leaves_what_numpy_leaves(live: Opener, base: Model) -> None:
    ids = base.encode(CONTEXT["toast"])
    deck = live("#/inference/1?e=toast")
    change(deck, t=1.6, k=5, p=0.9, n=3, seed=3, map=True)
    deck.page.wait_for_function("document.querySelectorAll('.loop-context [data-look=sampled]').length === 3")
    draws = list(base.draws(ids, seed=3, temperature=1.6, top_k=5, top_p=0.9, max_tokens=4))
    shares = [p for p in kept_shares(draws[3][2], Settings(1.6, 5, 0.9)) if p >= 0.004]
    pieces = deck.page.evaluate(
        "[...document.querySelectorAll('.piece:not(.piece-rest)')].map("
        "(p) => Number(p.style.getPropertyValue('--share')))"
    )
    assert pieces == pytest.approx(shares, abs=1e-4)


def test_by_hand_it_goes_on_after_the_record_ends(live: Opener, base: Model) -> None:
    example, seed = next(
        (example, seed)
        for seed in (1, 2, 3)
        for example, text in CONTEXT.items()
        if len(drawn(base, text, 14, seed=seed)) == 14
    )
    wanted = drawn(base, CONTEXT[example], 30, seed=seed)
    deck = live(f"#/inference/1?e={example}")
    deck.page.locator(f"[data-seed='{seed}']").click()
    deck.page.locator(".loop-on").click()
    n = deck.page.locator('.loop-context [data-look="sampled"]').count()
    assert written(deck) == wanted[:n]
    next_one = deck.page.locator(".loop-next")
    next_one.click()
    next_one.click()
    written_at_last(deck, wanted[: n + 1])
    next_one.click()
    assert deck.page.locator(".loop-landed .chip-text").text_content() == wanted[n + 1]
    next_one.click()
    written_at_last(deck, wanted[: n + 2])
    deck.page.locator(".loop-on").click()
    written_at_last(deck, wanted[: min(n + 14, len(wanted) - 1)][-10:])


def test_nothing_follows_the_end_of_a_document(live: Opener, base: Model) -> None:
    text, seed = CONTEXT["capital"], 1
    while len(run := drawn(base, text, 20, seed=seed, temperature=1.3)) == 20:
        seed += 1
    deck = live("#/inference/1")
    change(deck, t=1.3, seed=seed, n=50, drawn=True, map=True)
    deck.page.wait_for_function("document.querySelector('.loop-landed').textContent.includes('endoftext')")
    assert written(deck) == run[:-1]
    assert deck.page.locator(".loop-next").is_disabled()
    assert deck.page.locator(".loop-on").is_disabled()


def test_a_text_of_ones_own_is_gone_on_from_and_linked(live: Opener, base: Model) -> None:
    deck = live("#/inference/1")
    text = "The capital of Italy is"
    deck.page.locator(".loop-own .field").fill(text)
    deck.page.locator(".loop-own .field").press("Enter")
    deck.page.wait_for_function("document.querySelector('.loop-context').textContent.includes('Italy')")
    shown = deck.page.evaluate(
        "[...document.querySelectorAll('.loop-map .bar:not(.bar-rest)')].map("
        "(r) => [r.querySelector('.chip-text').textContent, Number(r.style.getPropertyValue('--p'))])"
    )
    own = [(bar.text, bar.p) for bar in base.bars(base.encode(text), 5).bars]
    assert [token for token, _ in shown] == [token for token, _ in own]
    assert [p for _, p in shown] == pytest.approx([p for _, p in own], abs=1e-4)
    deck.page.locator(".loop-on").click()
    wanted = drawn(base, text, 13, seed=1)
    count = min(12, len(wanted) - 1)
    written_at_last(deck, wanted[:count])
    deck.page.wait_for_function("decodeURIComponent(location.hash).includes('Italy')")
    other = live(deck.hash)
    written_at_last(other, wanted[:count])
    assert other.page.locator(".loop-own .field").input_value() == text
    other.press("ArrowRight")
    assert other.state(LOOP)["typed"] == ""
    assert other.page.locator(".loop-own .field").input_value() == ""
    assert "France" in other.page.locator(".loop-context").inner_text()


def test_seeds_side_by_side_at_any_setting(live: Opener, base: Model) -> None:
    deck = live("#/inference/7")
    rows = "[...document.querySelectorAll('.branch-text')].map((r) => [...r.querySelectorAll('.chip-text')].map(" \
        "(e) => e.textContent))"  # fmt: skip
    before = deck.page.evaluate(rows)
    change(deck, t=1.7, five=True)
    longest = "id => Math.max(...document.getElementById(id).data.cases[0].runs.flat().map((run) => run.tokens.length))"
    count = int(deck.page.evaluate(longest, LOOP))
    wanted = [drawn(base, CONTEXT["capital"], count, seed=n, temperature=1.7) for n in (1, 2, 3)]
    deck.page.set_default_timeout(10000)
    deck.page.wait_for_function(f"wanted => JSON.stringify({rows}) === JSON.stringify(wanted)", arg=wanted)
    shared = deck.page.evaluate(
        "[...document.querySelectorAll('.branch-text')].map((r) => r.querySelectorAll('[data-shared]').length)"
    )
    both = zip(wanted[0], wanted[1], strict=False)
    assert shared[1] == next((n for n, (a, b) in enumerate(both) if a != b), min(map(len, wanted[:2])))
    deck.press("ArrowLeft", "ArrowRight")
    assert deck.at == ("inference", 7)
    assert deck.page.evaluate(rows) == before


def test_any_other_seed_is_typed(live: Opener, base: Model) -> None:
    deck = live("#/inference/1")
    seed = deck.page.locator(".loop-seed")
    seed.fill("2026")
    seed.press("Enter")
    deck.page.locator(".loop-on").click()
    written_at_last(deck, drawn(base, CONTEXT["capital"], 13, seed=2026)[:12])
    deck.page.locator("[data-seed='2']").click()
    assert seed.input_value() == ""


def test_what_cannot_be_read_is_told_and_nothing_breaks(live: Opener, base: Model) -> None:
    deck = live("#/inference/1")
    field = deck.page.locator(".loop-own .field")
    note = "document.querySelector('.loop-note').textContent"
    field.fill("The capital of Zanzibar is")
    field.press("Enter")
    known = f"it knows {len(base.vocab.ids):,} tokens."
    deck.page.wait_for_function(f"known => {note}.endsWith(known)", arg=known)
    assert deck.page.locator(".loop-context .chip[data-unknown]").count() > 0
    assert deck.page.locator(".loop-next").is_disabled()
    assert deck.page.locator(".loop-five").is_disabled()
    field.fill("The capital of France is " * 10000)
    field.press("Enter")
    deck.page.wait_for_function(f"{note}.startsWith('There is room for 64 tokens')")
    for odd in ("\U0001f600 \u202e <b>&amp;", "{{}} ${x} \\", "☕" * 300, " ", "\t"):
        field.fill(odd)
        field.press("Enter")
    assert deck.state(LOOP)["typed"] == ""
    assert deck.page.locator(".loop-next").is_enabled()
    field.press("PageDown")
    field.press("Escape")
    assert deck.at == ("inference", 1)


STRANGE = [
    '{"n":1e9,"seed":-5,"t":99}', '{"typed":"The","n":-1,"k":4,"p":-3}', '{"seed":1e300,"drawn":true}',
    '{"typed":"<|endoftext|>"}', '{"five":true,"typed":"zzzzqqqq","t":0.3}',
]  # fmt: skip


@pytest.mark.parametrize("state", STRANGE)
def test_any_link_is_shown(live: Opener, state: str) -> None:
    deck = live(f"#/inference/2?w.sampling-loop={state}")
    deck.page.wait_for_timeout(800)
    assert deck.page.locator("[data-failed]").count() == 0


def test_over_http_on_a_phone_with_less_motion(browser: Browser, live_http: str, base: Model) -> None:
    def on_a_phone() -> Iterator[Opener]:
        yield from opening(browser, live_http)

    for opened in on_a_phone():
        deck = opened("#/inference", size=PHONE, has_touch=True, reduced_motion="reduce")
        field = deck.page.locator(".loop-own .field")
        field.fill("The capital of Italy is")
        deck.page.locator(".loop-own .button").tap()
        deck.page.wait_for_function("document.querySelector('.loop-context').textContent.includes('Italy')")
        deck.page.locator(".loop-on").tap()
        written_at_last(deck, drawn(base, "The capital of Italy is", 13, seed=1)[:12])
        box = field.bounding_box()
        assert box
        assert box["height"] >= 44


def test_where_the_page_has_no_model_it_stays_with_the_record(live: Opener) -> None:
    deck = live("#/inference/1")
    without_a_model(deck, LOOP)
    assert not deck.page.locator(".loop-own .field").is_visible()
    change(deck, t=1.3, n=3, typed="Nothing is here")
    assert deck.page.locator(".loop-on").is_disabled()
    assert "not recorded" in deck.page.locator(".loop-note").inner_text()


def test_nothing_hangs_over_the_slide(live: Opener) -> None:
    deck = live("#/inference/1", size=SLIDE)
    change(deck, t=1.5, n=60, drawn=True, seed=9)
    deck.page.wait_for_function("document.querySelectorAll('.loop-context [data-look=sampled]').length > 20")
    foot, scale = (
        deck.page.locator(f".slide[data-current] {what}").bounding_box() for what in (".slide-foot", ".loop-scale")
    )
    assert foot
    assert scale
    assert scale["y"] + scale["height"] <= foot["y"] + 1
