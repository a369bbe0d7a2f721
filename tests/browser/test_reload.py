"""While the talk is served, every save is seen at once, at the same place; and what is wrong stands over the page."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SLIDE
from tests.served import Served, copy_of_project, slide

expect.set_options(timeout=30_000)  # other work may be going on

DECK = Path(__file__).parent / "deck"
BROKEN = "---\ntitle: One\ntitel: Uno\nnotes: Say it.\n---\n\n```widget token-stripe\n```\n"
#: What the deck does at `deck-refresh`, as far as the client sees.
HANDLED = "document.addEventListener('deck-refresh', (event) => event.preventDefault());"


class Shown:
    """A page of the served talk. A mark in its window goes when the page is loaded anew."""

    def __init__(self, page: Page, served: Served) -> None:
        self.page, self.served = page, served
        self.messages: list[str] = []
        page.on("websocket", lambda socket: socket.on("framereceived", lambda data: self.messages.append(str(data))))

    def open(self, hash: str = "") -> Shown:
        self.page.goto(self.served.url + hash)
        self.page.evaluate("window.mark = 1")
        while not any('"state"' in message for message in self.messages):
            self.page.wait_for_timeout(10)
        return self

    @property
    def same(self) -> bool:
        """Has the page not been loaded anew since it was opened?"""
        return self.page.evaluate("window.mark === 1") is True

    def sees(self, text: str) -> None:
        self.page.wait_for_function("text => document.body?.textContent.includes(text)", arg=text)

    def errors(self) -> Any:
        return self.page.locator("#reload-errors")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    server = Served(copy_of_project(tmp_path))
    yield server
    assert server.stop() == 0


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": SLIDE[0], "height": SLIDE[1]})
    yield context.new_page()
    context.close()


# ---- a save is seen


def test_two_saves_half_a_second_apart_end_on_the_second(served: Served, page: Page) -> None:
    shown = Shown(page, served).open()
    served.save("one.md", slide("one", "The first save."))
    time.sleep(0.5)  # this is what the test is about
    served.save("one.md", slide("one", "The second save."))
    shown.sees("The second save.")
    page.wait_for_function("!document.body?.textContent.includes('The first save.')")


def test_slide_step_example_and_widgets_are_as_they_were(tmp_path: Path, page: Page) -> None:
    root = copy_of_project(tmp_path)
    shutil.rmtree(root / "slides")
    shutil.copytree(DECK, root / "slides")
    served = Served(root)
    hash = "#/tokens/2?e=toast&w.token-strip=" + '{"sample":2}'
    shown = Shown(page, served).open(hash)
    state = "document.getElementById('tokens.token-strip').state"
    page.wait_for_selector("html[data-ready]", state="attached")
    before = (page.evaluate("location.hash"), page.evaluate(state))
    assert "toast" in before[0]
    assert "w.token-strip" in before[0]
    for name, old, new in (
        ("tokens.md", "A model reads", "A machine reads"),  # the slide itself
        ("end.md", "title: ", "title: Truly "),  # another one
        ("../static/js/main.js", "function start() {", "function start() { void 7;"),  # the page is loaded anew
    ):
        served.edit(f"slides/{name}", old, new)
        shown.sees(new.removeprefix("title: "))
        page.wait_for_selector("html[data-ready]", state="attached")
        page.wait_for_selector("#tokens[data-current]", state="visible")
        assert (page.evaluate("location.hash"), page.evaluate(state)) == before
        assert page.evaluate("document.querySelector('[data-current]').id") == "tokens"
    assert served.stop() == 0


def test_only_the_changed_slide_is_replaced_in_a_page_that_stays(served: Served, page: Page) -> None:
    page.add_init_script(HANDLED)
    shown = Shown(page, served).open()
    page.evaluate("window.kept = document.querySelector('#two > *'); window.gone = document.querySelector('#one > *')")
    served.save("one.md", slide("one", "New words."))
    shown.sees("New words.")
    assert shown.same
    assert page.evaluate("kept.isConnected && !gone.isConnected")
    assert page.evaluate("[...document.querySelectorAll('#deck > *')].map(s => s.id)") == ["one", "two", "three"]
    assert page.evaluate("document.body.dataset.build") in (served.out / "index.html").read_text("utf-8")
    # The next save builds on this one; and a new title is new in the table of contents.
    served.edit("slides/one.md", "title: Slide one", "title: Slide <1>")
    expect(page.locator("nav.contents li").first).to_have_text("Slide <1>")
    assert shown.same


def test_without_a_deck_that_knows_it_the_page_is_loaded_anew(served: Served, page: Page) -> None:
    page.add_init_script("document.addEventListener('deck-refresh', e => e.stopImmediatePropagation(), true)")
    shown = Shown(page, served).open()
    served.save("one.md", slide("one", "New words."))
    shown.sees("New words.")
    page.wait_for_function("window.mark !== 1")


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("slides/deck.yml", "  - two\n  - three", "  - three\n  - two"),
        ("slides/deck.yml", "title: A talk", "title: Another talk"),
        ("slides/one.md", "Text of one.", "<script>window.ran = 1</script>Text."),
        ("static/js/main.js", "function start() {", "function start() { void 7;"),
        ("templates/deck.html", "<main", "<!-- new --><main"),
    ],
)
def test_anything_else_loads_the_page_anew(served: Served, page: Page, name: str, before: str, after: str) -> None:
    page.add_init_script(HANDLED)
    shown = Shown(page, served).open()
    served.edit(name, before, after)
    page.wait_for_function("window.mark !== 1")
    expect(shown.errors()).to_have_count(0)


def test_a_style_sheet_is_exchanged_in_a_page_that_stays(served: Served, page: Page) -> None:
    shown = Shown(page, served).open()
    css = served.root / "static" / "css" / "base.css"
    for order in ("7", "8"):
        with css.open("a", encoding="utf-8") as file:
            file.write(f"\nbody {{ order: {order} }}\n")
        page.wait_for_function(f"getComputedStyle(document.body).order === '{order}'")
    page.wait_for_function("document.querySelectorAll('link[rel=stylesheet]').length === 1")
    assert shown.same


def test_a_server_that_comes_back_is_found_and_its_page_loaded(served: Served, page: Page) -> None:
    shown = Shown(page, served).open("#/two")
    assert served.stop() == 0
    served.save("two.md", slide("two", "Changed meanwhile."))
    again = Served(served.root, port=str(served.port))
    shown.sees("Changed meanwhile.")
    assert not shown.same
    assert page.evaluate("location.hash") == "#/two"
    again.save("two.md", slide("two", "And again."))
    shown.sees("And again.")
    assert again.stop() == 0


def test_a_save_before_the_page_listens_is_seen(served: Served, page: Page) -> None:
    """The script is held back, so that the save falls between the page and its socket."""

    def hold(route: Any) -> None:
        served.save("one.md", slide("one", "Saved in between."))
        served.shows("Saved in between.")
        route.continue_()

    page.route("**/livereload.js", hold, times=1)
    shown = Shown(page, served)
    page.goto(served.url)
    shown.sees("Saved in between.")


# ---- what is wrong


def test_all_that_is_wrong_stands_over_the_last_good_page_until_it_is_mended(served: Served, page: Page) -> None:
    shown = Shown(page, served).open("#/two")
    served.save("one.md", BROKEN)
    served.edit("slides/deck.yml", "slides:", "slides: # mended later")
    errors = shown.errors()
    expect(errors).to_be_visible()
    told = page.evaluate("document.getElementById('reload-errors').shadowRoot.textContent")
    for part in (
        "slides/one.md:3:1: unknown key 'titel'",
        "  3 | titel: Uno\n    | ^",
        "expected: ",
        "did you mean 'title'?",
    ):
        assert part in told
    served.says("unknown key 'titel'")
    expect(page.locator("#two")).to_have_count(1)
    assert shown.same
    # It lies over all, and takes neither the focus nor the keys.
    box = errors.bounding_box()
    assert (
        page.evaluate("([x, y]) => document.elementFromPoint(x, y).id", [box["x"] + 5, box["y"] + 9]) == "reload-errors"
    )
    assert page.evaluate(
        "document.activeElement === document.body || !document.activeElement.closest('#reload-errors')"
    )
    served.save("one.md", BROKEN.replace("titel", "tittle"))
    expect(errors.locator("pre").first).to_contain_text("tittle")
    served.save("one.md", slide("one", "Mended."))
    expect(errors).to_have_count(0)
    shown.sees("Mended.")
    assert page.evaluate("location.hash").startswith("#/two")


def test_undoing_the_mistake_is_enough(served: Served, page: Page) -> None:
    shown = Shown(page, served).open()
    served.save("one.md", BROKEN)
    expect(shown.errors()).to_be_visible()
    served.save("one.md", slide("one"))
    expect(shown.errors()).to_have_count(0)
    assert shown.same


def test_the_errors_can_be_put_away_until_the_next_save(served: Served, page: Page) -> None:
    shown = Shown(page, served).open()
    served.save("one.md", BROKEN)
    shown.errors().get_by_role("button").click()
    expect(shown.errors()).to_have_count(0)
    served.save("one.md", BROKEN.replace("Uno", "<img src=x onerror='window.bad = 1'>"))
    expect(shown.errors()).to_contain_text("<img src=x")
    assert page.evaluate("window.bad") is None


def test_a_talk_broken_from_the_start_comes_by_itself_once_it_is_mended(tmp_path: Path, page: Page) -> None:
    root = copy_of_project(tmp_path)
    (root / "slides" / "one.md").write_text(BROKEN, "utf-8")
    served = Served(root)
    shown = Shown(page, served).open("#/two")
    expect(page.locator("pre").first).to_contain_text("slides/one.md:3:1: unknown key 'titel'")
    expect(shown.errors()).to_have_count(0)
    served.save("one.md", BROKEN.replace("titel", "tittle"))
    expect(page.locator("pre").first).to_contain_text("tittle")
    served.save("one.md", slide("one", "Mended."))
    shown.sees("Mended.")
    assert page.evaluate("location.hash").startswith("#/two")
    assert served.stop() == 0
