"""The tokenizer in the page gives what tiktoken gives, id by id, for whatever text."""

from __future__ import annotations

import base64
import json
import random
import string
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from llms101.assets import Assets
from llms101.ranks import pack
from llms101.tokenizer import FILES, Tokenizer, made
from tests.hostile import hostile

_HELPERS = """
window.bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
window.ready = async (packed, name) => { window.bpe = await Bpe.open(bytes(packed), name); };
window.strings = (text) => {
  const units = new Uint16Array(bytes(text).buffer);
  const all = [""];
  for (let i = 0; i < units.length; i++) {
    if (units[i] === 0xfffe) all.push("");
    else all[all.length - 1] += String.fromCharCode(units[i]);
  }
  return all;
};
window.numbers = (lists) => {
  const all = new Uint8Array(Int32Array.from(lists.flatMap((list) => [list.length, ...list])).buffer);
  let text = "";
  for (let i = 0; i < all.length; i += 8192) text += String.fromCharCode(...all.subarray(i, i + 8192));
  return btoa(text);
};
document.documentElement.dataset.ready = "";
"""
#: Between strings on their way to the page: no character, and in none of ours.
BETWEEN = "\ufffe"
#: All code points that are assigned, and more; the others are all alike.
ASSIGNED = [*range(0xD800), *range(0xE000, 0xFFFE), 0xFFFF, *range(0x10000, 0x34000), *range(0xE0000, 0xE0200)]


class Tokens:
    """A page with the packed ranks of one encoding in it, and tiktoken beside it."""

    def __init__(self, page: Page, file: Path, name: str) -> None:
        self.page, self.name, self.theirs = page, name, Tokenizer(name)
        import_map = json.dumps(Assets().import_map([], lazy=True)).replace("</", "<\\/")
        script = f'import {{ Bpe, shown }} from "deck/bpe.js"; Object.assign(window, {{ Bpe, shown }}); {_HELPERS}'
        html = f'<script type="importmap">{import_map}</script><script type="module">{script}</script>'
        file.write_text(f"<!doctype html>{html}", encoding="utf-8")
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")
        page.evaluate("([packed, name]) => ready(packed, name)", [base64.b64encode(pack(name)).decode(), name])

    def value(self, code: str, argument: object = None) -> Any:
        """What the expression `code` gives; `a` is the argument."""
        return self.page.evaluate(f"(a) => ({code})", argument)

    def ask(self, code: str, texts: Sequence[str]) -> Any:
        """What `code` gives for the strings `a`, which may hold halves of surrogate pairs."""
        assert not any(BETWEEN in text for text in texts)
        units = BETWEEN.join(texts).encode("utf-16-le", "surrogatepass")
        return self.value(f"((a) => {code})(strings(a))", base64.b64encode(units).decode())

    def lists(self, code: str, texts: Sequence[str]) -> list[list[int]]:
        """The lists of numbers that `code` gives for the strings `a`."""
        flat = np.frombuffer(base64.b64decode(self.ask(f"numbers({code})", texts)), dtype=np.int32).tolist()
        lists, at = [], 0
        while at < len(flat):
            lists.append(flat[at + 1 : (at := at + 1 + flat[at])])
        return lists

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        return self.lists("a.map((text) => bpe.encode(text))", texts)

    def holds(self, texts: Sequence[str]) -> None:
        """The page and tiktoken agree on every text; those on which they do not are told."""
        ours = self.encode(texts)
        assert len(ours) == len(texts)
        wrong = [text for text, ids in zip(texts, ours, strict=True) if ids != self.theirs.encode(text)]
        assert wrong == []


@pytest.fixture(scope="module", params=sorted(FILES))
def tokens(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Tokens]:
    context = browser.new_context()
    yield Tokens(context.new_page(), tmp_path_factory.mktemp("bpe") / "bpe.html", request.param)
    context.close()


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return [text.replace(BETWEEN, "") for text in hostile(6000, seed=20)]


def read(text: str) -> str:
    """What tiktoken reads: a half of a surrogate pair is no character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class TestEncode:
    def test_hostile_strings(self, tokens: Tokens, texts: list[str]) -> None:
        tokens.holds(texts)

    def test_every_character_after_a_small_letter_a_capital_a_number_and_a_space(self, tokens: Tokens) -> None:
        rows = [ASSIGNED[i : i + 512] for i in range(0, len(ASSIGNED), 512)]
        tokens.holds(["".join(f"a{chr(c)}B{chr(c)}b1{chr(c)} {chr(c)}\n" for c in row) for row in rows])

    def test_characters_in_the_order_of_unicode(self, tokens: Tokens) -> None:
        tokens.holds(["".join(map(chr, ASSIGNED[i : i + 64])) for i in range(0, len(ASSIGNED), 64)])

    @pytest.mark.parametrize("text", ["a", "aB", " ", " \n", "7", "!", "가", "\u0301A", "😀", "ab c"])
    def test_long_runs(self, tokens: Tokens, text: str) -> None:
        tokens.holds([text * 20_000, text * 20_000 + "x", text * 129, text * 128, text * 127])

    def test_the_first_bytes_of_the_byte_order_mark_are_text(self, tokens: Tokens) -> None:
        tokens.holds(["\ufeffa", "\ufeff\ufeff", "a\ufeff", "\ufeff", ""])

    def test_more_pieces_than_are_remembered(self, tokens: Tokens) -> None:
        draw = random.Random(1)
        words = ["".join(draw.choices(string.ascii_letters + "éжก", k=draw.randint(5, 30))) for _ in range(50_000)]
        tokens.holds([" ".join(words), " ".join(words[:1000])])


class TestPieces:
    def test_they_are_those_of_tiktoken(self, tokens: Tokens, texts: list[str]) -> None:
        # Were every piece a token, tiktoken would give each whole, and only if it cut the text in the same places.
        every = tokens.ask("a.map((text) => bpe.pieces(text))", texts)
        words = {piece.encode() for pieces in every for piece in pieces} | {bytes([byte]) for byte in range(256)}
        encoding = made(tokens.name, {word: i for i, word in enumerate(sorted(words))}, special_tokens={})
        wrong = []
        for text, pieces in zip(texts, every, strict=True):
            ids = encoding.encode_ordinary(text)
            if [encoding.decode_single_token_bytes(id).decode() for id in ids] != pieces:
                wrong.append(text)
        assert wrong == []


class TestDecode:
    def test_what_was_encoded(self, tokens: Tokens, texts: list[str]) -> None:
        decoded = tokens.ask("a.map((text) => bpe.decode(bpe.encode(text)))", texts)
        assert decoded == [read(text) for text in texts]

    def test_ids_at_random_whose_bytes_are_no_text(self, tokens: Tokens) -> None:
        draw = random.Random(2)
        broken = [i for i in range(20_000) if tokens.theirs.token(i).bytes]
        rows = [[draw.choice((draw.choice(broken), draw.randrange(100_000))) for _ in range(12)] for _ in range(3000)]
        assert tokens.value("a.map((ids) => bpe.decode(ids))", rows) == [tokens.theirs.decode(ids) for ids in rows]

    @pytest.mark.parametrize("id", ["bpe.size", "-1", "0.5", "NaN"])
    def test_an_id_that_is_none_is_an_error(self, tokens: Tokens, id: str) -> None:
        caught = f"(() => {{ try {{ return bpe.decode([{id}]); }} catch (error) {{ return error.name; }} }})()"
        assert tokens.value(caught) == "RangeError"


class TestTokens:
    def test_every_token_has_its_bytes(self, tokens: Tokens) -> None:
        ours = tokens.lists("Array.from({length: bpe.size}, (_, id) => [...bpe.bytes(id)])", [])
        assert len(ours) == {"cl100k_base": 100_256, "o200k_base": 199_998}[tokens.name]
        assert all(bytes(own) == tokens.theirs.token_bytes(id) for id, own in enumerate(ours))

    def test_every_token_is_shown_as_python_shows_it(self, tokens: Tokens) -> None:
        ours = tokens.value("Array.from({length: bpe.size}, (_, id) => shown(bpe.bytes(id)))")
        wrong = [own for id, own in enumerate(ours) if own != tokens.theirs.token(id).text]
        assert wrong == []


class TestMerges:
    WORDS = (" kind", "Paris", "strawberry", " unbelievably", "Übergrößenträger", "😀", "カタカナ", "aaaaaaa")

    def test_they_are_those_of_python(self, tokens: Tokens) -> None:
        code = "a.map((text) => bpe.merges(text).map((step) => step.parts.map((id) => [...bpe.bytes(id)])))"
        theirs = [[[list(part) for part in step] for step in tokens.theirs.merges(word)] for word in self.WORDS]
        assert tokens.ask(code, self.WORDS) == theirs

    def test_each_tells_what_it_merged(self, tokens: Tokens) -> None:
        for steps in tokens.ask("a.map((text) => bpe.merges(text))", [*self.WORDS, "The capital of France is Paris."]):
            assert steps[0]["pair"] is None
            assert (steps[0]["at"], steps[0]["rank"]) == (-1, -1)
            for before, step in pairwise(steps):
                at = step["at"]
                assert step["pair"] == before["parts"][at : at + 2]
                assert step["parts"] == [*before["parts"][:at], step["rank"], *before["parts"][at + 2 :]]

    def test_they_end_with_the_ids(self, tokens: Tokens, texts: list[str]) -> None:
        short = [text for text in texts if len(text) < 40][:1500]
        ends = tokens.ask("a.map((text) => bpe.merges(text).at(-1).parts)", short)
        assert ends == [tokens.theirs.encode(text) for text in short]
