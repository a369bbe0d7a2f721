"""The real talk, from end to end: every slide and step, over http under a sub-path, from disk, and offline."""

from __future__ import annotations

import functools
import http.server
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request

from llms101.build import build
from tests.browser.conftest import PHONE, SLIDE

ROOT = Path(__file__).parents[2]
LYING_PHONE = (844, 390)
SIZES = [(1920, 1080), SLIDE, LYING_PHONE, PHONE]

WIDEST = "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - innerWidth"

#: What is drawn outside its slide, or over the slide's foot.
CLIPPED = """() => {
  const slide = document.querySelector('.slide[data-current]');
  const box = slide.getBoundingClientRect();
  const foot = slide.querySelector('.slide-foot').getBoundingClientRect();
  const tell = (e, r) => `${e.localName}.${e.className} ${[r.left, r.top, r.right, r.bottom].map(Math.round)}`;
  const shown = (e) => e.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const outside = [...slide.querySelectorAll('.frame *')].filter((e) => {
    const r = e.getBoundingClientRect();
    return shown(e) && !e.closest('.sr-only, [data-clips], svg') && r.width > 2 && r.height > 2 &&
      (r.right > box.right + 1 || r.bottom > box.bottom + 1 || r.left < box.left - 1 || r.top < box.top - 1);
  });
  const over = [...slide.querySelectorAll('.slide-body > *')].filter((e) => {
    const r = e.getBoundingClientRect();
    return r.height > 2 && r.bottom > foot.top + 1;
  });
  return [...outside.map((e) => `outside: ${tell(e, e.getBoundingClientRect())}`),
    ...over.map((e) => `over the foot: ${tell(e, e.getBoundingClientRect())}`)];
}"""

#: Text that is drawn smaller than so many pixels.
SMALL = """least => [...document.querySelectorAll('.slide[data-current] .frame *')].filter((e) => {
  const size = parseFloat(getComputedStyle(e).fontSize);
  return [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) && size > 0 && size < least - 0.01 &&
    e.checkVisibility({visibilityProperty: true}) && !e.closest('.sr-only, script, option, .ws');
}).map((e) => e.outerHTML.slice(0, 100))"""


@pytest.fixture(scope="session")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built talk."""
    out = tmp_path_factory.mktemp("talk") / "site" / "some" / "where"
    build(ROOT / "slides", out, strict=True)
    return out


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def address(talk: Path) -> Iterator[str]:
    """The talk's address on a server that has it below a sub-path, as project pages do."""
    handler = functools.partial(_Quiet, directory=str(talk.parents[1]))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/some/where/"
        server.shutdown()


class Watched:
    """A page, and whatever went wrong in it."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.wrong = page, list[str]()
        self.home = url.rpartition("/")[0] + "/"
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("console", lambda said: self._heard(said.type, said.text))
        page.on("request", self._asked)
        page.on("requestfailed", lambda request: self.wrong.append(f"failed: {request.url[:200]}"))
        page.on(
            "response", lambda got: self.wrong.append(f"{got.status}: {got.url[:200]}") if got.status >= 400 else None
        )
        page.goto(url)
        page.wait_for_selector("html[data-ready]", state="attached")

    def _heard(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.wrong.append(f"console: {text[:300]}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:", "about:")):
            self.wrong.append(f"asked another host: {request.url[:200]}")

    @property
    def hash(self) -> str:
        return str(self.page.evaluate("location.hash"))


def moments(talk: Path) -> list[str]:
    """The address of every slide and step, in order, as the page itself has them in its plans."""
    html = (talk / "index.html").read_text()
    found = re.findall(r'<section class="slide"[^>]*?id="([\w-]+)"[^>]*?data-plan="([^"]*)"', html, re.DOTALL)
    plans = {id: json.loads(plan.replace("&#34;", '"').replace("&quot;", '"')) for id, plan in found}
    return [f"#/{id}/{step}" if step else f"#/{id}" for id, plan in plans.items() for step in range(len(plan))]


def walk(page: Watched, all_moments: list[str]) -> None:
    """Forward through everything by the clicker's key, and back again."""
    for wanted in all_moments[1:]:
        page.page.keyboard.press("PageDown")
        assert page.hash == wanted
    page.page.keyboard.press("PageDown")
    assert page.hash == all_moments[-1]
    for wanted in reversed(all_moments[:-1]):
        page.page.keyboard.press("PageUp")
        assert page.hash == wanted
    failed = page.page.evaluate("[...document.querySelectorAll('[data-failed]')].map((e) => e.id)")
    assert failed == []
    assert page.wrong == []


@pytest.fixture
def context_options() -> dict[str, Any]:
    return {"viewport": {"width": SLIDE[0], "height": SLIDE[1]}}


def test_the_talk_has_its_seventeen_slides(talk: Path) -> None:
    first = [moment.split("/")[1] for moment in moments(talk)]
    assert list(dict.fromkeys(first)) == [
        "title", "demystify", "two-phases", "data", "tokens", "training", "learning", "network", "inference",
        "base-model", "assistant", "tools", "where-we-are", "preferences", "report-card", "recap", "whats-next",
    ]  # fmt: skip


def test_every_step_forward_and_back_over_http(
    browser: Browser, address: str, talk: Path, context_options: Any
) -> None:
    with browser.new_context(**context_options) as context:
        walk(Watched(context.new_page(), address), moments(talk))


def test_every_step_forward_and_back_from_disk(browser: Browser, talk: Path, context_options: Any) -> None:
    with browser.new_context(**context_options) as context:
        walk(Watched(context.new_page(), (talk / "index.html").as_uri()), moments(talk))


def test_every_step_once_the_network_is_gone(browser: Browser, address: str, talk: Path, context_options: Any) -> None:
    with browser.new_context(**context_options) as context:
        page = Watched(context.new_page(), address)
        page.page.wait_for_load_state("networkidle")
        context.set_offline(True)
        walk(page, moments(talk))


def test_both_running_examples_on_every_slide(browser: Browser, talk: Path, context_options: Any) -> None:
    with browser.new_context(**context_options) as context:
        page = Watched(context.new_page(), (talk / "index.html").as_uri())
        ends = {moment.split("/")[1]: moment for moment in moments(talk)}  # the last step of each slide
        for moment in ends.values():
            page.page.evaluate("hash => { location.hash = hash; }", moment)
            for _ in range(2):
                page.page.keyboard.press("e")
        assert page.page.evaluate("[...document.querySelectorAll('[data-failed]')].map((e) => e.id)") == []
        assert page.wrong == []


@pytest.mark.parametrize("size", SIZES[:2])
def test_nothing_is_clipped_or_too_small_on_a_projector(browser: Browser, talk: Path, size: tuple[int, int]) -> None:
    options: Any = {"viewport": {"width": size[0], "height": size[1]}, "reduced_motion": "reduce"}
    with browser.new_context(**options) as context:
        page = Watched(context.new_page(), (talk / "index.html").as_uri())
        bad: dict[str, Any] = {}
        for moment in moments(talk):
            page.page.evaluate("hash => { location.hash = hash; }", moment)
            page.page.wait_for_function("hash => location.hash === hash", arg=moment)
            found = page.page.evaluate(CLIPPED) + page.page.evaluate(SMALL, 24 * size[1] / 1080)
            if page.page.evaluate(WIDEST) > 0:
                found.append("scrolls sideways")
            if found:
                bad[moment] = found[:4]
        assert bad == {}


@pytest.mark.parametrize("size", SIZES[2:])
def test_a_phone_scrolls_only_down(browser: Browser, talk: Path, size: tuple[int, int]) -> None:
    options: Any = {"viewport": {"width": size[0], "height": size[1]}, "reduced_motion": "reduce"}
    with browser.new_context(**options) as context:
        page = Watched(context.new_page(), (talk / "index.html").as_uri())
        wide = """() => [...document.querySelectorAll('.frame *')].filter((e) => e.checkVisibility() &&
          !e.closest('.sr-only, svg, [data-clips]') && e.getBoundingClientRect().right > innerWidth + 1)
          .map((e) => `${e.closest('.slide').id}: ${e.outerHTML.slice(0, 100)}`).slice(0, 8)"""
        assert page.page.evaluate(wide) == []
        for widget in page.page.query_selector_all(".widget"):
            steps = int(widget.get_attribute("data-steps") or 0)
            for step in range(1, steps + 1):
                widget.evaluate("(e, step) => e.play(step)", step)
                assert page.page.evaluate(wide) == [], (widget.get_attribute("id"), step)
        assert page.page.evaluate(WIDEST) <= 0
        assert page.wrong == []


def test_the_first_state_of_every_widget_is_the_markup_that_the_build_made(browser: Browser, talk: Path) -> None:
    """With JavaScript or without, a widget looks the same before anything is pressed."""
    inner = """() => Object.fromEntries([...document.querySelectorAll('.widget')].map((e) => {
      const copy = e.cloneNode(true);
      copy.querySelectorAll('script, .widget-bar').forEach((x) => x.remove());
      return [e.id, copy.textContent.replace(/\\s+/g, ' ').trim()];
    }))"""
    url = (talk / "index.html").as_uri()
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(url)
        without = page.evaluate(inner)
    with browser.new_context() as context:
        with_js = Watched(context.new_page(), url).page.evaluate(inner)
    assert set(without) == set(with_js)
    assert {id: text for id, text in with_js.items() if text != without[id]} == {}


def test_a_link_shows_the_very_same_picture(browser: Browser, talk: Path, context_options: Any) -> None:
    """Touch every widget's first control, then open the address elsewhere: all widgets are in the same state."""
    state = """() => Object.fromEntries(
      [...document.querySelectorAll(".slide[data-current] .widget")].map((e) => [e.id, e.state]))"""
    told = """() => [...document.querySelectorAll(".slide[data-current] .widget")].every((e) => {
      const delta = JSON.stringify(e.delta?.() ?? {}), key = `w.${e.id.split(".")[1]}=`;
      const hash = decodeURIComponent(location.hash);
      return delta === "{}" ? !hash.includes(key) : hash.includes(key + delta);
    })"""
    url = (talk / "index.html").as_uri()
    with browser.new_context(**context_options) as context, browser.new_context(**context_options) as elsewhere:
        page = Watched(context.new_page(), url)
        other = Watched(elsewhere.new_page(), url)
        slide = ""
        for moment in moments(talk):
            page.page.evaluate("hash => { location.hash = hash; }", moment)
            touch = page.page.query_selector_all(
                ".slide[data-current] .widget :is(button, select, input):not(.widget-bar *)"
            )
            for control in touch[:3]:
                if control.is_visible() and control.is_enabled():
                    if control.evaluate("e => e.localName") == "button":
                        control.evaluate("e => e.click()")
                    else:
                        control.focus()
                        control.press("ArrowDown")
            page.page.wait_for_function(told)  # the address follows with a little delay
            there = page.page.evaluate("location.href")
            if slide != moment.split("/")[1]:  # a fresh page for every slide; the rest of its links are opened in that
                slide = moment.split("/")[1]
                other.page.goto("about:blank")
                other.page.goto(there)
                other.page.wait_for_selector("html[data-ready]", state="attached")
            else:
                other.page.evaluate("url => { location.href = url; }", there)
                other.page.wait_for_function("url => location.href === url", arg=there)
            assert other.page.evaluate(state) == page.page.evaluate(state), there
        assert page.wrong == []
        assert other.wrong == []


def test_cards_have_a_phones_whole_width(browser: Browser, talk: Path) -> None:
    with browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}) as context:
        page = Watched(context.new_page(), (talk / "index.html").as_uri())
        widths = page.page.evaluate("[...document.querySelectorAll('.card')].map((card) => card.offsetWidth)")
        assert len(widths) == 11
        assert min(widths) > 0.8 * PHONE[0]
