"""Chips, bars and numbers are the same whether the build wrote them or the page did."""

from __future__ import annotations

import random
from typing import Any

from llms101 import formats
from llms101.render import environment, plain
from llms101.widgets.base import Bar, ProbabilityMap, Token
from tests.browser.conftest import Opener

TOKENS = (
    Token(12366, " Paris"),
    Token(13, "."),
    Token(271, "\n\n"),
    Token(197, "\t"),
    Token(2524, "\u200d"),
    Token(1, "a  b"),
    Token(27, "<b>&amp;"),
    Token(378, "E2 80", bytes=True),
)
MAP = ProbabilityMap(
    (Bar(TOKENS[0], 0.852, right=True), Bar(TOKENS[1], 0.0625), Bar(TOKENS[2], 1e-05), Bar(TOKENS[7], 0.0)), 0.08549, 99
)


def macro(template: str, **values: Any) -> str:
    """What a shared macro of the templates makes."""
    return environment().from_string(template).render(**values).strip()


def test_chips_are_twins(opened: Opener) -> None:
    deck = opened()
    for n, token in enumerate(TOKENS):
        for look in ["", "sampled", "app", "data"]:
            built = macro('{% from "parts/token.html" import chip %}{{ chip(t, n, look) }}', t=token, n=n, look=look)
            same = """async ([token, n, look, built]) => {
              const { chip } = await import("deck/chips.js");
              const made = document.createElement("div"), other = document.createElement("div");
              made.append(chip(token, n, look));
              other.innerHTML = built;
              return [made.innerHTML, other.innerHTML];
            }"""
            made, other = deck.page.evaluate(same, [plain(token), n, look, built])
            assert made == other


def test_bars_are_twins_and_are_kept_when_they_change(opened: Opener) -> None:
    deck = opened()
    built = macro('{% from "parts/bars.html" import bars %}{{ bars(m) }}', m=MAP)
    turned = ProbabilityMap((Bar(TOKENS[1], 0.7), Bar(TOKENS[3], 0.2), Bar(TOKENS[0], 0.1, right=True)), 0.0, 0)
    again = macro('{% from "parts/bars.html" import bars %}{{ bars(m) }}', m=turned)
    script = """async ([map, built, turned, again]) => {
      const { bars, updateBars } = await import("deck/bars.js");
      const parse = (html) => Object.assign(document.createElement("div"), { innerHTML: html }).firstElementChild;
      const look = (element) => {
        const html = element.outerHTML.replaceAll(/style="--p: ([^";]*);?"/g, (_, p) => `p=${Number(p)}`);
        return html.replaceAll(">\\n<", "><").replaceAll(/( data-right="")( p=[^>]*)/g, "$2$1");
      };
      const element = parse(built);
      document.body.append(element);
      const untouched = element.outerHTML;
      updateBars(element, map);
      const paris = element.querySelector('[data-id="12366"]');
      const result = [
        [untouched, element.outerHTML],
        [look(bars(map)), look(element)],
      ];
      updateBars(element, turned);
      result.push([look(element), look(parse(again))], [String(paris.isConnected), "true"]);
      return result;
    }"""
    for made, other in deck.page.evaluate(script, [plain(MAP), built, plain(turned), again]):
        assert made == other


def test_numbers_are_written_alike(opened: Opener) -> None:
    deck = opened()
    chance = random.Random(1)
    shares = [0.0, 1.0, 0.0625, 0.1875, 0.3125, 0.0005, 0.00049, 0.9995, 0.99949, 1e-9, 0.852, 0.00125, 0.5]
    shares += [chance.random() for _ in range(500)] + [n / 1000 for n in range(1001)] + [n / 4096 for n in range(4097)]
    numbers = [0, 7, 999, 1000, 180000, 15_000_000_000_000, 2.5, 0.123, 3.0, -4200]
    made = deck.page.evaluate(
        """async ([shares, numbers]) => {
          const { number, percent } = await import("deck/format.js");
          return [shares.map(percent), numbers.map((n) => number(n))];
        }""",
        [shares, numbers],
    )
    assert made == [[formats.percent(p) for p in shares], [formats.number(n) for n in numbers]]
