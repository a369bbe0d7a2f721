"""A deck built for these tests, and a browser to show it in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from llms101.build import Kept, build
from llms101.lab.record import Life
from llms101.tools import MODEL, Toolbox

HERE = Path(__file__).parent
#: The browser: `$CHROMIUM`, Debian's, or the Chrome that is there.
CHROMIUM = next(filter(None, map(shutil.which, (os.environ.get("CHROMIUM", ""), "chromium", "google-chrome"))), None)
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip

SLIDE = (1280, 720)
PHONE = (390, 844)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def deck_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the built sample deck, opened from disk as a person would with a double click."""
    out = tmp_path_factory.mktemp("deck") / "build"
    command = [sys.executable, "-m", "llms101", "build", "--slides", str(HERE / "deck"), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True, cwd=HERE.parents[1])
    return (out / "index.html").as_uri()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        assert CHROMIUM, "Chromium is missing. Install it: sudo apt-get install -y chromium"
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()


#: A widget's markup, without what only says that it runs.
MARKUP = r"""e => {
  const copy = e.cloneNode(true);
  copy.querySelectorAll('.widget-bar').forEach((bar) => bar.remove());
  return copy.innerHTML.replace(/\s+/g, ' ').replace(/> </g, '><');
}"""


#: The talk's two running examples, for a `deck.yml`.
EXAMPLES = """\
examples:
  - {name: capital, text: The capital of France is Paris., context: The capital of France is, answer: " Paris"}
  - name: toast
    text: A good wedding toast should be personal, brief, and kind.
    context: A good wedding toast should
    answer: " be"
"""


def built(folder: Path, head: str, slides: dict[str, str], life: Any = None, site_url: str = "") -> str:
    """The address of a deck of these slides, in this order, built with this life or with the one that was lived.

    `head` is `deck.yml` without its list of slides.
    """
    tools = Toolbox()
    if life is not None:
        vars(tools)["life"] = life
    source = folder / "slides"
    source.mkdir()
    (source / "deck.yml").write_text(f"{head.rstrip()}\nslides: [{', '.join(slides)}]\n", "utf-8")
    for name, text in slides.items():
        (source / f"{name}.md").write_text(text, "utf-8")
    build(source, folder / "build", site_url=site_url, kept=Kept(tools=tools))
    return (folder / "build" / "index.html").as_uri()


class Deck:
    """The sample deck in a page, and what the tests ask of it."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)

    def open(self, hash: str = "") -> Deck:
        if self.page.url != "about:blank":
            self.page.goto("about:blank")  # else only the address would change
        self.page.goto(self.url + hash)
        self.page.wait_for_selector("html[data-ready]", state="attached")
        return self

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def at(self) -> tuple[str, int]:
        """Slide and step, as the address says."""
        slide, _, step = self.hash.removeprefix("#/").partition("?")[0].partition("/")
        return slide, int(step or 0)

    @property
    def hash(self) -> str:
        return str(self.page.evaluate("location.hash"))

    @property
    def current(self) -> str:
        """The slide that is shown."""
        return str(self.page.evaluate("document.querySelector('.slide[data-current]').id"))

    def state(self, widget: str) -> dict[str, Any]:
        return dict(self.page.evaluate("id => document.getElementById(id).state", widget))

    def focus(self, selector: str) -> None:
        self.page.locator(selector).focus()

    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.id"))

    def says(self) -> str:
        return str(self.page.evaluate("document.getElementById('deck-live').textContent"))


def reopened(deck: Deck, part: str) -> Deck:
    """The deck as a link shows it, once the address says `part`."""
    deck.page.wait_for_function("part => decodeURIComponent(location.hash).includes(part)", arg=part)
    return deck.open(deck.hash)


def shares(deck: Deck, map: str) -> dict[str, float]:
    """A probability map that is shown, by token: `map` is the selector of what it is in."""
    code = """(map) => Object.fromEntries([...document.querySelectorAll(`${map} .bar`)].map(
      (r) => [r.querySelector('.chip-text')?.textContent ?? 'others', Number(r.style.getPropertyValue('--p'))]))"""
    return dict(deck.page.evaluate(code, map))


def without_a_model(deck: Deck, widget: str) -> None:
    """The widget with this id, as it is in a page that was built without a model."""
    deck.page.evaluate(
        """id => {
          document.getElementById('parcels').textContent = '{}';
          const widget = document.getElementById(id);
          widget.replaceWith(widget.cloneNode(true));
        }""",
        widget,
    )


class Opener:
    """Opens the sample deck in windows of any kind."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url
        self.contexts: list[BrowserContext] = []
        self.decks: list[Deck] = []

    def __call__(self, hash: str = "", size: tuple[int, int] = SLIDE, **options: Any) -> Deck:
        viewport = {"width": size[0], "height": size[1]}
        context = self.browser.new_context(viewport=viewport, **options)  # type: ignore[arg-type]
        self.contexts.append(context)
        deck = Deck(context.new_page(), self.url)
        self.decks.append(deck)
        return deck.open(hash)


def opening(browser: Browser, url: str) -> Iterator[Opener]:
    """For a fixture: opens decks, and closes them when the test has ended. Errors in the page fail it."""
    opener = Opener(browser, url)
    yield opener
    for deck in opener.decks:
        assert deck.errors == []
    for context in opener.contexts:
        context.close()


@pytest.fixture
def opened(browser: Browser, deck_url: str) -> Iterator[Opener]:
    """Opens the deck: `opened("#/tokens", size=PHONE)`. Errors in the page fail the test."""
    yield from opening(browser, deck_url)


@pytest.fixture(scope="session")
def life() -> Life:
    """What the model lived, in Python."""
    return Life.load(MODEL)


@pytest.fixture(scope="session")
def live_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole talk, built with the model as it is."""
    out = tmp_path_factory.mktemp("live") / "build"
    build(HERE.parents[1] / "slides", out)
    return out


@pytest.fixture(scope="session")
def live_url(live_folder: Path) -> str:
    """Its address, opened from disk."""
    return (live_folder / "index.html").as_uri()


@pytest.fixture(scope="session")
def live_http(live_folder: Path) -> Iterator[str]:
    """Its address on a server of this machine."""
    handler = partial(QuietHandler, directory=str(live_folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/index.html"
        server.shutdown()
        thread.join()


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and says nothing about it."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def live(browser: Browser, live_url: str) -> Iterator[Opener]:
    """Opens the whole talk from disk. Errors in the page fail the test."""
    yield from opening(browser, live_url)
