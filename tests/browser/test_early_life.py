"""The widgets of training, network and inference, as a person meets them: the walk, hand, keyboard, reset, link."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from llms101.lab.sample import Mulberry32, Settings, draw, kept, probabilities
from tests.browser.conftest import PHONE, Deck, Opener, built
from tests.widgets.early import EXAMPLES, Life

DECK = "title: Lesson\nexamples:\n" + "".join(
    f"  - {{name: {e.name}, text: {e.text}, context: {e.context}, answer: '{e.answer}'}}\n" for e in EXAMPLES
)
SLIDES = {
    "training": "```widget training-nudge\n```",
    "learning": "```widget learning-run\nkinds:\n"
    "  - {example: capital, name: a capital, words: [' Paris', ' Rome', ' Berlin']}\n```",
    "network": "```widget network-knobs\n```",
    "inference": "```widget sampling-loop\n```",
}
STAGES = {"training": "training", "learning": "training", "network": "network", "inference": "inference"}
NUDGE, RUN, KNOBS, LOOP = (
    "training.training-nudge",
    "learning.learning-run",
    "network.network-knobs",
    "inference.sampling-loop",
)
IDS = [NUDGE, RUN, KNOBS, LOOP]


@pytest.fixture(scope="module")
def deck_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    slides = {
        name: f"---\ntitle: {name}\nphase: {'inference' if name == 'inference' else 'training'}\n"
        f"stage: {STAGES[name]}\n---\n{body}\n"
        for name, body in SLIDES.items()
    }
    return built(tmp_path_factory.mktemp("lesson"), DECK, slides, Life())


def text(deck: Deck, selector: str) -> str:
    return " ".join(deck.page.locator(selector).first.inner_text().split())


def percent_of(deck: Deck, id: str, token: str) -> float:
    """The length of a token's bar in a widget's map."""
    row = "([id, token]) => [...document.getElementById(id).querySelectorAll('.bar')].find(" \
        "(r) => r.querySelector('.chip-text')?.textContent === token)?.style.getPropertyValue('--p') ?? -1"  # fmt: skip
    return float(deck.page.evaluate(row, [id, token]))


def walk(deck: Deck, id: str) -> list[dict[str, Any]]:
    """The states of a widget at every step of its script, by the key →."""
    states = [deck.state(id)]
    for _ in range(int(deck.page.evaluate("id => document.getElementById(id).steps", id))):
        deck.press("ArrowRight")
        states.append(deck.state(id))
    return states


@pytest.mark.parametrize("id", IDS)
def test_what_the_build_wrote_is_what_the_page_draws(opened: Opener, deck_url: str, id: str) -> None:
    page = opened(f"#/{id.split('.')[0]}").page
    built, drawn = page.evaluate(
        """([id, html]) => {
          const other = new DOMParser().parseFromString(html, "text/html");
          const tell = (e) => {
            const attributes = [...e.attributes].map((a) => `${a.name}=${a.value.replaceAll(/\\s|;$/g, "")}`).sort();
            const text = [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.textContent.trim()).join("");
            return `${e.localName} ${attributes.join(" ")} ${text}`;
          };
          return [other, document].map((page) => {
            const root = page.getElementById(id).firstElementChild;
            return [root, ...root.querySelectorAll("*")].map(tell);
          });
        }""",
        [id, Path(deck_url.removeprefix("file://")).read_text("utf-8")],
    )
    assert drawn == built


def test_nudges_walk_from_the_window_to_the_last_press(opened: Opener) -> None:
    deck = opened("#/training")
    states = walk(deck, NUDGE)
    assert [(s["map"], s["right"], s["press"]) for s in states] == [
        (False, False, 0), (True, False, 0), (True, True, 0),
        (True, True, 1), (True, True, 2), (True, True, 4), (True, True, 8), (True, True, 12),
    ]  # fmt: skip
    assert text(deck, ".nudge-loss strong") == "1.8"
    assert percent_of(deck, NUDGE, " Paris") > 0.5
    assert deck.page.locator(".training-nudge .bar[data-ghost]").count() > 1
    deck.press("ArrowLeft")
    assert deck.state(NUDGE)["press"] == 8


def test_a_nudge_by_hand_is_linked_reset_and_follows_the_example(opened: Opener) -> None:
    deck = opened("#/training/2", size=PHONE, has_touch=True)
    before = percent_of(deck, NUDGE, " Paris")
    deck.page.locator(".nudge-press").tap()
    deck.page.locator(".nudge-press").tap()
    assert deck.state(NUDGE)["press"] == 2
    assert percent_of(deck, NUDGE, " Paris") > before
    link = deck.page.evaluate("location.href")
    deck.page.evaluate(
        "document.documentElement.dataset.example = 'toast'; document.dispatchEvent(new Event('deck-example'))"
    )
    assert percent_of(deck, NUDGE, " be") > 0
    assert deck.state(NUDGE)["press"] == 2
    deck.page.locator(f"[id='{NUDGE}'] [data-bar=reset]").tap()
    assert deck.state(NUDGE)["press"] == 0
    assert "w.training-nudge" in link


def test_the_scrubber_of_nudges_is_a_range(opened: Opener) -> None:
    deck = opened("#/training/2")
    deck.focus(".training-nudge .range")
    deck.press("ArrowRight", "ArrowRight", "ArrowRight")
    assert deck.state(NUDGE)["press"] == 3
    deck.press("End")
    assert deck.page.locator(".nudge-press").is_enabled()  # beyond the record the model goes on
    assert "12 nudges" in str(deck.page.evaluate("document.getElementById('widget-live').textContent"))
    assert deck.at == ("training", 2)


def test_the_run_walks_from_noise_to_paris(opened: Opener) -> None:
    deck = opened("#/learning")
    assert text(deck, ".run-phase").startswith("noise")
    walk(deck, RUN)
    assert text(deck, ".run-phase") == "it says “Paris”"
    assert text(deck, ".run-step") == "800"
    deck.focus(".learning-run .range")
    deck.press("Home")
    assert text(deck, ".run-step") == "0"
    assert deck.page.locator(".learning-run .range").get_attribute("aria-valuetext") == (
        "0 nudges: noise, little better than blind guessing"
    )
    box = deck.page.locator(".run-plot").bounding_box()
    assert box
    deck.page.mouse.click(box["x"] + box["width"] - 2, box["y"] + 20)
    assert deck.state(RUN)["stop"] == 7
    deck.page.locator(".run-plot").click(position={"x": 2, "y": 20})
    deck.page.wait_for_function("location.hash.includes('learning-run')")
    link = deck.hash
    assert opened(link).state(RUN)["stop"] == 0
    assert opened("#/learning/1?w.learning-run=" + '{"stop":99999}').page.locator(".run-step").inner_text() == "800"


def test_equation_wall_and_knobs(opened: Opener) -> None:
    deck = opened("#/network")
    states = walk(deck, KNOBS)
    assert [s["view"] for s in states] == [0, 1, 2, 2, 2]
    assert states[3]["position"] >= 0
    assert states[4]["position"] == -1
    trained = percent_of(deck, KNOBS, " Paris")
    deck.page.locator(".knob .range").nth(3).focus()
    deck.press("Home")
    no_other = {"tensor": "", "row": 0, "column": 0, "turned": 0}
    assert deck.state(KNOBS) == {"view": 2, "knob": 3, "position": 0, **no_other}
    assert percent_of(deck, KNOBS, " Paris") < trained
    deck.press("ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight")
    assert percent_of(deck, KNOBS, " Paris") == trained
    deck.press("End")
    deck.page.locator(f"[id='{KNOBS}'] [data-bar=reset]").click()
    assert percent_of(deck, KNOBS, " Paris") == trained
    deck.page.locator("[data-show='1']").click()
    assert deck.page.locator(".wall").is_visible()
    wild = opened("#/network/2?w.network-knobs=" + '{"knob":-7,"position":1e9}')
    assert "NaN" not in wild.page.locator(".network-knobs").inner_text()


def test_the_loop_walks_from_the_context_to_all_seeds(opened: Opener) -> None:
    deck = opened("#/inference")
    states = walk(deck, LOOP)
    assert [(s["map"], s["n"], s["drawn"], s["five"]) for s in states] == [
        (False, 0, False, False), (True, 0, False, False), (True, 0, True, False), (True, 1, False, False),
        (True, 1, True, False), (True, 2, False, False), (True, 7, False, False), (True, 7, False, True),
    ]  # fmt: skip
    assert deck.page.locator(".branches li").count() == 5
    assert deck.page.locator(".branch-token[data-fork]").count() >= 1
    deck.press("ArrowLeft")
    run = next(
        r
        for r in Life().sampling.runs
        if (r.context, r.seed, r.temperature, r.top_k, r.top_p) == ("capital", 1, 1.0, None, None)
    )
    shown = deck.page.locator(".loop-context .chip[data-look=sampled] .chip-text").all_inner_texts()
    assert [t.strip() for t in shown] == [t.text.strip() for t in run.tokens[:7]]


def test_settings_seeds_and_draws_by_hand(opened: Opener) -> None:
    deck = opened("#/inference/1")
    before = percent_of(deck, LOOP, " Paris")
    deck.focus("[name=t]")
    deck.press("End")
    assert percent_of(deck, LOOP, " Paris") < before
    deck.page.locator(".loop-next").click()
    assert deck.page.locator(".loop-landed .chip").count() == 1
    assert deck.page.locator(".loop-next").is_enabled()  # where nothing was recorded the model goes on
    deck.focus("[name=k]")
    deck.press("Home")
    assert deck.page.locator(".loop-map .bar[data-cut]").count() == 5
    assert text(deck, ".loop-note").startswith("Cut off:")
    deck.page.locator(".sampling-loop select").select_option(label="temperature 1.5")
    deck.page.locator("[data-seed='3']").click()
    deck.page.locator(".loop-on").click()
    assert deck.state(LOOP)["n"] == 7
    deck.page.wait_for_function("decodeURIComponent(location.hash).includes('\"n\":7')")
    again = opened(deck.hash)
    assert again.state(LOOP) == deck.state(LOOP)
    assert text(again, ".loop-context") == text(deck, ".loop-context")
    deck.page.locator(f"[id='{LOOP}'] [data-bar=reset]").click()
    assert deck.state(LOOP)["seed"] == 1
    wild = opened("#/inference/1?w.sampling-loop=" + '{"t":-9,"k":17,"p":88,"seed":1e6,"n":1e9,"drawn":true}')
    assert "NaN" not in wild.page.locator(".sampling-loop").inner_text()


def test_the_loop_by_touch(opened: Opener) -> None:
    deck = opened("#/inference/1", size=PHONE, has_touch=True)
    for _ in range(4):
        deck.page.locator(".loop-next").tap()
    assert deck.state(LOOP)["n"] == 2
    deck.page.locator(".loop-five").tap()
    assert deck.page.locator(".branches").is_visible()
    assert not deck.page.locator(".loop-map").is_visible()


def test_drawing_in_the_page_equals_drawing_in_python(opened: Opener) -> None:
    page = opened().page
    rng = random.Random(11)
    cases = []
    for seed in range(30):
        logits = sorted((round(rng.gauss(0, 3), 4) for _ in range(200)), reverse=True)
        settings = Settings(
            rng.choice([0.0, 0.3, 1.0, 1.7]), rng.choice([None, 1, 5, 40]), rng.choice([None, 0.3, 0.9])
        )
        cases.append((seed * 77777, logits, settings))
    script = """async (cases) => {
      const s = await import("deck/sample.js");
      return cases.map(([seed, logits, t, k, p]) => {
        const u = s.nth(seed, 0), ranked = s.probabilities(logits, t), left = s.kept(ranked, k, p);
        const whole = ranked.slice(0, left).reduce((a, b) => a + b, 0);
        return [u, ranked, left, s.landing(ranked.slice(0, left).map((x) => x / whole), u)];
      });
    }"""
    found = page.evaluate(script, [(seed, x, s.temperature, s.top_k or 0, s.top_p or 1) for seed, x, s in cases])
    for (seed, logits, settings), (u, probs, left, token) in zip(cases, found, strict=True):
        expected = probabilities(logits, settings.temperature)
        assert u == Mulberry32(seed).random()
        assert probs == pytest.approx(expected, rel=1e-12, abs=1e-300)
        assert left == len(kept(expected, settings))
        assert token == draw(expected, u, settings).token
