"""From the save of a slide to its new text on the screen, with the tool serving and Chromium showing that slide.

The clock starts before the file is written. It stops one frame after the new text is in the page, visible and within
the window. Both ends are read from the same machine's clock.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Error, Page, sync_playwright

from bench.tools import ROOT, chromium

# Runs in every document that the page loads. It looks once a frame, and only when something has changed.
_WATCH = """
(() => {
  const shown = (word) => {
    for (const node of document.querySelectorAll("h1, h2, p, li")) {
      if (!node.textContent.includes(word)) continue;
      if (!node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const box = node.getBoundingClientRect();
      if (box.width && box.height && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth)
        return true;
    }
    return false;
  };
  const look = () => {
    if (shown(sessionStorage.getItem("word") ?? "no word yet"))
      requestAnimationFrame(() => sessionStorage.setItem("seen", `${sessionStorage.getItem("word")} ${Date.now()}`));
    else requestAnimationFrame(look);
  };
  window.lookFor = (word) => { sessionStorage.setItem("word", word); look(); };
  if (sessionStorage.getItem("word")) look();
})();
"""


@contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    """`command`, from when it answers on `port` until the block ends."""
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
        try:
            deadline = time.monotonic() + 60
            while not _answers(port):
                if process.poll() is not None or time.monotonic() > deadline:
                    output.seek(0)
                    raise SystemExit(f"{' '.join(command)} serves nothing:\n{output.read()}")
                time.sleep(0.05)
            yield
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _edit(page: Page, source: Path, before: str, after: str) -> float:
    """Milliseconds from the save of `source` with `after` in the place of `before` to when it is seen."""
    page.evaluate("word => window.lookFor(word)", after)
    text = source.read_text(encoding="utf-8").replace(before, after, 1)
    start = time.time() * 1000
    source.write_text(text, encoding="utf-8")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        time.sleep(0.1)
        try:
            word, _, at = (page.evaluate("sessionStorage.getItem('seen')") or "").rpartition(" ")
        except Error:
            continue  # the page is just being reloaded
        if word == after:
            return float(at) - start
    raise SystemExit(f"the edit of {source} was not seen within 30 s at {page.url}")


def measure(command: list[str], port: int, address: str, source: Path, word: str, times: int) -> list[float]:
    """Milliseconds of `times` edits of `word` in `source`, after one that is not counted."""
    with _running(command, port), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 810})
        page.add_init_script(_WATCH)
        page.goto(address, wait_until="load")
        time.sleep(1)  # the page's socket to the server has to be open
        found = []
        for number in range(times + 1):
            after = f"edit{number}x"
            found.append(_edit(page, source, word, after))
            word = after
            time.sleep(0.4)  # a person saves no faster, and every tool has its rest
        browser.close()
    return found[1:]
