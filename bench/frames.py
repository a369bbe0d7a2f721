"""Frames a second that the page draws on the slide where a model trains: at rest, and while the worker trains.

Left out: what a frame costs.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.page import _served
from bench.tools import chromium

SECONDS = 10
_COUNT = """(seconds) => new Promise((done) => {
  const began = performance.now();
  let [frames, last, longest] = [0, began, 0];
  const frame = (now) => {
    frames++;
    longest = Math.max(longest, now - last);
    last = now;
    if (now - began < 1000 * seconds) requestAnimationFrame(frame);
    else done([(1000 * frames) / (now - began), longest]);
  };
  requestAnimationFrame(frame);
})"""


def measure(build: Path) -> dict[str, tuple[float, float]]:
    """Frames a second, and the longest time between two, in milliseconds."""
    with _served(build) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.goto(f"{address}#/learning")
        page.get_by_role("button", name="Train one here").click()
        page.get_by_role("button", name="Start", exact=True).wait_for()
        rest = page.evaluate(_COUNT, SECONDS)
        page.get_by_role("button", name="Start", exact=True).click()
        page.locator(".run-samples > li").nth(1).wait_for(timeout=120_000)
        training = page.evaluate(_COUNT, SECONDS)
        browser.close()
    return {"at rest": tuple(rest), "while a model trains": tuple(training)}
