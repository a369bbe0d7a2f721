"""The ids on the slide about tokens, and the tokenizer behind them, against tiktoken itself."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
import tiktoken
from hypothesis import given, settings
from hypothesis import strategies as st

from llms101.build import site
from llms101.tokenizer import FILES, FOLDER, Tokenizer
from llms101.tools import MODEL
from tests.pages import Page

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "tests" / "golden" / "everything" / "slides"
#: The talk itself, as soon as there is a model to build it with.
SLIDES = ROOT / "slides" if (MODEL / "card.json").exists() else SAMPLE

CAPITAL = "The capital of France is Paris.", [
    (791, "The"), (6864, " capital"), (315, " of"), (9822, " France"), (374, " is"), (12366, " Paris"), (13, "."),
]  # fmt: skip
TOAST = "A good wedding toast should be personal, brief, and kind.", [
    (32, "A"), (1695, " good"), (13306, " wedding"), (23211, " toast"), (1288, " should"), (387, " be"),
    (4443, " personal"), (11, ","), (10015, " brief"), (11, ","), (323, " and"), (3169, " kind"), (13, "."),
]  # fmt: skip
#: Ids that are easily mixed up when one types them.
SINGLE = [
    ("cl100k_base", "Big", 16010), ("o200k_base", "Big", 19130), ("cl100k_base", " city", 3363),
    ("cl100k_base", " because", 1606), ("cl100k_base", " wedding", 13306),
]  # fmt: skip


@cache
def theirs(name: str) -> tiktoken.Encoding:
    """tiktoken's own encoding, which it reads itself from our rank files, and whose hash it checks itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIKTOKEN_CACHE_DIR", str(FOLDER))
        return tiktoken.get_encoding(name)


@pytest.fixture(scope="module")
def samples() -> dict[str, dict[str, list[tuple[int, str]]]]:
    """The tokens of each sample on the built page, by its text and the encoding."""
    page = Page(site(SLIDES).files["index.html"].decode())
    data = page.data("tokens.token-strip")
    return {
        sample["text"]: {
            strip["encoding"]: [(token["id"], token["text"]) for token in strip["tokens"]] for strip in sample["strips"]
        }
        for sample in data["samples"]
    }


@pytest.mark.parametrize(("text", "tokens"), [CAPITAL, TOAST], ids=["capital", "toast"])
def test_the_running_examples_on_the_page(
    samples: dict[str, dict[str, list[tuple[int, str]]]], text: str, tokens: list[tuple[int, str]]
) -> None:
    assert samples[text]["cl100k_base"] == tokens
    assert [id for id, _ in tokens] == theirs("cl100k_base").encode(text)


def test_every_sample_on_the_page_is_as_tiktoken_splits_it(
    samples: dict[str, dict[str, list[tuple[int, str]]]],
) -> None:
    assert len(samples) > 2
    for text, strips in samples.items():
        for name, tokens in strips.items():
            encoding = theirs(name)
            assert [id for id, _ in tokens] == encoding.encode(text, disallowed_special=())
            for id, shown in tokens:
                raw = encoding.decode_single_token_bytes(id)
                assert shown in (raw.decode("utf-8", "replace"), raw.hex(" ").upper())


def test_both_encodings_are_there(samples: dict[str, dict[str, list[tuple[int, str]]]]) -> None:
    assert {tuple(strips) for strips in samples.values()} == {("cl100k_base", "o200k_base")}


@pytest.mark.parametrize(("name", "text", "id"), SINGLE)
def test_ids_that_are_easily_mixed_up(name: str, text: str, id: int) -> None:
    assert Tokenizer(name).encode(text) == [id]
    assert theirs(name).encode(text) == [id]
    assert Tokenizer(name).token(id).text == text


#: Words, spaces of all kinds and whatever else: pieces that have many parts which are tokens.
TEXTS = st.one_of(
    st.text(max_size=80),
    st.text("aehinst .,'\n\t", max_size=120),
    st.lists(st.sampled_from([" the", "ing", "token", "izer", "  ", "\r\n", "é", "日本", "🙂", "1", "'ll"])).map(
        "".join
    ),
)


@pytest.mark.parametrize("sparing", [False, True])
@pytest.mark.parametrize("name", FILES)
@settings(max_examples=200, deadline=None, derandomize=True)
@given(text=TEXTS)
def test_the_tokenizer_is_tiktoken(name: str, sparing: bool, text: str) -> None:
    ours = Tokenizer(name, sparing=sparing)
    ids = ours.encode(text)
    assert ids == theirs(name).encode(text, disallowed_special=())
    assert ours.decode(ids) == text
    assert b"".join(map(ours.token_bytes, ids)) == text.encode()
    for token, id in zip(ours.tokens(text), ids, strict=True):
        assert token.id == id
        raw = bytes.fromhex(token.text) if token.bytes else token.text.encode()
        assert raw == ours.token_bytes(id)


@pytest.mark.parametrize("name", FILES)
def test_special_tokens_in_a_text_are_ordinary_text(name: str) -> None:
    text = "<|endoftext|> <|fim_prefix|><|endofprompt|>"
    ids = Tokenizer(name).encode(text)
    assert len(ids) > 10
    assert Tokenizer(name).decode(ids) == text


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=100, deadline=None, derandomize=True)
@given(text=st.text(st.characters(codec="utf-8"), min_size=1, max_size=12))
def test_the_merges_of_one_piece_end_in_its_tokens(name: str, text: str) -> None:
    """For a text that the encoding's pattern leaves whole. Each step joins one pair and loses nothing."""
    tokenizer, encoding = Tokenizer(name), theirs(name)
    steps = tokenizer.merges(text)
    assert steps[0] == [bytes([byte]) for byte in text.encode()]
    for before, after in pairwise(steps):
        assert len(after) == len(before) - 1
        assert b"".join(after) == text.encode()
    assert [encoding.encode_single_token(part) for part in steps[-1]] == encoding._encode_single_piece(text)


def test_an_id_or_an_encoding_that_is_none() -> None:
    with pytest.raises(KeyError):
        Tokenizer("p50k_base")
    tokenizer = Tokenizer("cl100k_base")
    for id in (-1, 100256, 10**6, 2**40):
        with pytest.raises(KeyError):
            tokenizer.token(id)


def test_nothing_is_loaded_before_it_is_used(tmp_path: Path) -> None:
    assert Tokenizer("cl100k_base", tmp_path).name == "cl100k_base"
