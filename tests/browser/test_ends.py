"""The widgets of the talk's beginning and end, as a person meets them, on slides of their own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import EXAMPLES, PHONE, Deck, Opener, built

DECK = f"title: Ends\n{EXAMPLES}"
SLIDES = {
    "title": "```widget qr-code\nlabel: Scan me\n```",
    "phases": "```widget two-phases\npresses: [4, 12]\ntokens: 3\n```",
    "data": "```widget page-journey\npages:\n  - https://travel-notes.example/europe/capitals\n"
    "  - https://small-events.example/blog/wedding-toast\n  - rejected\nguess: [near_copy, kept]\n```",
    "merges": '```widget merge-ladder\nwords: [" kind", " wedding"]\n```',
    "cards": "```widget card-grid\nnumbered: true\ncards:\n  - {title: Merge, slide: merges}\n  - {title: Rest}\n```",
}


@pytest.fixture(scope="module")
def deck_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    slides = {
        id: f"---\ntitle: {id}\nnotes: Nothing.\nlayout: {'center' if id == 'title' else 'stack'}\n---\n{body}\n"
        for id, body in SLIDES.items()
    }
    return built(tmp_path_factory.mktemp("ends"), DECK, slides, site_url="https://someone.github.io/talk/")


def text(deck: Deck, selector: str) -> str:
    return deck.page.locator(selector).first.inner_text()


def linked(deck: Deck, *words: str) -> str:
    """The address, once these words are in it: it follows with a little delay."""
    deck.page.wait_for_function(
        "words => words.every((word) => decodeURIComponent(location.hash).includes(word))", arg=words
    )
    return deck.hash


def click(deck: Deck, selector: str, n: int = 0) -> None:
    deck.page.locator(selector).nth(n).click()


def test_what_javascript_shows_first_is_what_the_build_wrote(opened: Opener) -> None:
    told = """() => {
      const names = ['qr-code', 'two-phases', 'page-journey', 'merge-ladder', 'card-grid'];
      return names.map((name) => {
        const copy = document.querySelector(name).cloneNode(true);
        copy.querySelectorAll('.widget-bar, script').forEach((e) => e.remove());
        return copy.innerHTML.replace(/\\s+/g, ' ').trim();
      });
    }"""
    live = opened("#/title")
    still = live.page.context.browser
    assert still
    context = still.new_context(java_script_enabled=False)
    written = context.new_page()
    written.goto(live.url)
    for now, then in zip(live.page.evaluate(told), written.evaluate(told), strict=True):
        assert now == then
    context.close()


def test_the_code_stands_beside_its_address(opened: Opener) -> None:
    deck = opened("#/title")
    assert text(deck, ".qr-address") == "someone.github.io/talk"
    box = deck.page.locator(".qr-square").bounding_box()
    assert box
    assert box["width"] == box["height"] > 300


def test_two_phases_play_from_left_to_right(opened: Opener) -> None:
    deck = opened("#/phases")
    first = text(deck, ".parameter-value")
    locked = deck.page.locator("[data-phase=inference] .parameter-value").all_inner_texts()
    deck.press("PageDown", "PageDown")
    assert deck.state("phases.two-phases") == {"nudges": 12, "tokens": 0}
    assert text(deck, ".parameter-value") != first
    deck.press("PageDown", "PageDown", "PageDown")
    assert deck.at == ("phases", 5)
    assert deck.page.locator(".growing [data-look=sampled]").count() == 3
    assert deck.page.locator("[data-phase=inference] .parameter-value").all_inner_texts() == locked


def test_two_phases_can_be_played_with_and_reset(opened: Opener) -> None:
    deck = opened("#/phases/1")
    click(deck, "[data-do-nudge]")
    assert deck.state("phases.two-phases") == {"nudges": 5, "tokens": 0}
    deck.focus(".two-phases .range")
    deck.press("ArrowRight")
    assert deck.state("phases.two-phases")["nudges"] == 6
    click(deck, "[data-do-token]")
    assert deck.page.locator(".growing [data-look=sampled]").count() == 1
    again = opened(linked(deck, '"nudges":6', '"tokens":1'))
    assert again.state("phases.two-phases") == {"nudges": 6, "tokens": 1}
    click(deck, "#phases [data-bar=reset]")
    assert deck.state("phases.two-phases") == {"nudges": 4, "tokens": 0}


def test_a_page_falls_through_the_stations(opened: Opener) -> None:
    deck = opened("#/data")
    for station in range(6):
        assert deck.page.locator(".station-panel:visible").count() == 1
        assert deck.page.locator(".station").nth(station).locator(".falling").count() == 1
        deck.press("PageDown")
    assert text(deck, ".station:nth-of-type(7) .panel-lead").count("pages came") == 1
    deck.press("PageDown")
    assert not deck.page.locator(".guess .stamp").is_visible()
    deck.press("PageDown")
    assert deck.page.locator(".guess .stamp").is_visible()
    assert deck.at == ("data", 8)


def test_the_page_that_travels_is_the_running_examples_or_the_chosen_one(opened: Opener) -> None:
    deck = opened("#/data/3")
    assert text(deck, ".extracted mark") == "The capital of France is Paris."
    deck.press("e")
    assert text(deck, ".extracted mark") == "A good wedding toast should be personal, brief, and kind."
    assert "toast" in str(deck.page.locator("iframe").get_attribute("srcdoc"))
    click(deck, "[data-page]", 2)
    click(deck, ".station-head", 4)
    assert deck.page.locator(".check-row:not([data-passed])").count() == 1
    assert deck.page.locator(".station[data-state=stop]").count() == 1
    assert deck.page.locator(".filter .stamp").is_visible()
    again = opened(linked(deck, '"page":2', '"open":4'))
    assert again.page.locator(".filter .stamp").is_visible()
    assert again.page.locator("[data-page]").nth(2).get_attribute("aria-pressed") == "true"


def test_every_page_has_its_own_html_the_first_one_again_too(opened: Opener) -> None:
    deck = opened("#/data")
    code = deck.page.locator('[data-field="code"]')
    first = code.inner_html()
    assert "The capital of France is Paris." in first
    click(deck, "[data-page]", 1)
    assert "A good wedding toast should be personal, brief, and kind." in code.inner_html()
    click(deck, "[data-page]", 0)
    assert code.inner_html() == first


def test_a_station_opens_and_closes_by_touch(opened: Opener) -> None:
    deck = opened("#/data", size=PHONE, has_touch=True)
    head = deck.page.locator(".station-head").nth(3)
    head.tap()
    assert deck.page.locator(".extracted").is_visible()
    head.tap()
    assert deck.page.locator(".station-panel:visible").count() == 0
    assert head.get_attribute("aria-expanded") == "false"


def test_the_room_guesses(opened: Opener) -> None:
    deck = opened("#/data/7")
    click(deck, "[data-guess=keep]")
    assert text(deck, ".guess .stamp").lower() == "thrown out"
    assert "thrown out" in str(deck.page.locator("#widget-live").text_content())
    click(deck, "[data-round]", 1)
    assert not deck.page.locator(".guess .stamp").is_visible()
    click(deck, "[data-guess=throw]")
    assert text(deck, ".guess .stamp").lower() == "kept"


def test_pairs_are_joined(opened: Opener) -> None:
    deck = opened("#/merges")
    parts = deck.page.locator(".ladder-parts .chip-text")
    assert parts.all_text_contents() == [" ", "k", "i", "n", "d"]
    deck.press("PageDown", "PageDown")
    assert parts.all_text_contents() == [" ", "k", "ind"]
    click(deck, ".ladder-controls [data-move='1']")
    click(deck, ".ladder-controls [data-move='1']")
    assert text(deck, ".ladder-words").endswith("“␣kind” is number 3169. One token.")
    assert deck.page.locator(".ladder-controls [data-move='1']").is_disabled()
    deck.page.locator(".ladder-controls select").select_option("1")
    assert len(parts.all_text_contents()) == 8
    assert opened(linked(deck, '"word":1')).state("merges.merge-ladder") == {"word": 1, "merges": 0, "typed": ""}


def test_cards_are_told_one_by_one_and_lead_to_their_slides(opened: Opener) -> None:
    deck = opened("#/cards")
    current = deck.page.locator(".card[aria-current]")
    assert current.count() == 0
    deck.press("PageDown")
    assert current.inner_text().startswith("01")
    click(deck, ".card a")
    assert deck.at == ("merges", 0)


ODD: list[dict[str, Any]] = [
    {"w.page-journey": '{"page":99,"open":99,"round":-3,"said":"x"}'},
    {"w.page-journey": '{"page":1.5,"open":7,"round":9,"said":"keep"}'},
]


@pytest.mark.parametrize("odd", ODD)
def test_any_state_in_a_link_can_be_shown(opened: Opener, odd: dict[str, str]) -> None:
    query = "&".join(f"{key}={value}" for key, value in odd.items())
    assert opened(f"#/data/2?{query}").current == "data"


def test_odd_states_of_the_others_can_be_shown(opened: Opener) -> None:
    assert opened('#/phases/2?w.two-phases={"nudges":-5.5,"tokens":900}').current == "phases"
    assert opened('#/merges?w.merge-ladder={"word":7,"merges":99}').current == "merges"
    assert opened('#/cards?w.card-grid={"at":55}').current == "cards"
