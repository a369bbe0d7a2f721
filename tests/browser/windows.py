"""A small talk in two windows, the room's and the presenter's, and what tests of both need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.conftest import EXAMPLES, Deck, Opener, built, opening

#: The window as S opens it.
SIZE = (1360, 850)
THERE = "The room’s window shows what this one shows."
TALK = f"title: Two windows\n{EXAMPLES}"
STRIP = "```widget token-strip\nsamples:\n  - {label: a greeting, text: Hello there}\n```"
SLIDES = {
    "first": "---\ntitle: First\nminutes: 2\nnotes: Say **hello** first.\n---\nWords.\n",
    "tokens": f"---\ntitle: Tokens\nminutes: 10\nnotes: Then the tokens.\n---\n{STRIP}\n",
    "last": "---\ntitle: Last\nminutes: 3\n---\nMore words.\n",
}


def rooms(browser: Browser, folder: Path) -> Iterator[Opener]:
    """For a fixture: opens the room's window. Errors in a page fail the test."""
    yield from opening(browser, built(folder, TALK, SLIDES))


def present(room: Deck) -> Deck:
    """The presenter's window that S opens, once each knows of the other."""
    with room.page.expect_popup() as popup:
        room.press("s")
    deck = Deck(popup.value, room.url)
    deck.errors = room.errors  # an error in either fails the test
    deck.page.set_viewport_size({"width": SIZE[0], "height": SIZE[1]})
    expect(deck.page.locator(".presenter-there")).to_have_text(THERE)
    return deck


def both(room: Deck, presenter: Deck, hash: str) -> None:
    """Both come to show this address."""
    for deck in (room, presenter):
        deck.page.wait_for_function("hash => decodeURIComponent(location.hash) === hash", arg=hash)
    assert room.current == presenter.current


def reload(deck: Deck) -> None:
    deck.page.reload()
    deck.page.wait_for_selector("html[data-ready]", state="attached")


def hand(deck: Deck) -> None:
    """A person is at this window."""
    deck.press("Shift")
