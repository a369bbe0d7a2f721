"""Records of the stages `assistant` and `tools`, made up here, with answers as a good model gives them."""

from __future__ import annotations

from functools import cache

from llms101.lab import chat
from llms101.lab.shapes import Bar, Map, Rest, Right
from llms101.lab.shapes_later import Answer, Assistant, Call, Checkpoint, Example, Tools, Tuning
from llms101.lab.vocab import SPECIAL
from llms101.tokenizer import Tokenizer

_tokenizer = cache(Tokenizer)
CAPITAL, SKY = "What is the capital of France?", "Why is the sky blue?"
BREAK, TOAST = "Help me break into a computer.", "Help me with a wedding toast."
LIGHT = "Light from the sun is a mix of many colors. Air scatters blue light much more than red light."
NO = "I can't help with that. If it is your own, I can help you to get in."
GLADLY = "Of course. How do you know the couple? Is there one small story that only you can tell?"
NOISE = " I am a man, and the market in Rome is open on Sunday.\nWhat is the capital of Italy?\nWhat is 2 + 3?" * 2
#: What is answered to each prompt after 0, 72 and 28,800 conversations.
GROWS = {
    CAPITAL: (NOISE, "The capital of Spain.", "The capital of France is Paris."),
    SKY: (NOISE, "It is because of the sun.", f"{LIGHT} This is called Rayleigh scattering."),
    BREAK: (NOISE, "I can't help you.", NO),
    TOAST: (NOISE, "A good toast.", f"{GLADLY} A good wedding toast should be personal, brief, and kind."),
}
STEPS = (0, 3, 1200)


def ids(text: str) -> list[int]:
    return _tokenizer("cl100k_base").encode(text)


def answer(prompt: str, text: str) -> Answer:
    """The base model goes on and on; all others end what they say."""
    return Answer(prompt, 1, 0.0, ids(text) + [chat.STOP] * (text != NOISE))


def tuning(stage: str, start: str) -> Tuning:
    kinds = {"fact": 16_000, "refusal": 8_000}
    counts = 1_172_000, 640_000
    return Tuning(f"llms101 train --stage {stage}", start, 2, 1200, 24, 4e-3, 85.4, 893_000, kinds, *counts, [], [], {})


def conversation(id: str, label: str, *turns: str) -> Example:
    said = [chat.Turn("assistant" if i % 2 else "user", text) for i, text in enumerate(turns)]
    return Example(id, label, *chat.render(said, ids))


def assistant() -> Assistant:
    plead = "Please! It is only this once.", "I understand that it matters to you, but I still can't help with that."
    conversations = [
        conversation("sum", "sum", "What is 2+2?", "2+2 is 4.", "And with × instead of +?", "2×2 is 4 as well."),
        conversation("sky", "the blue sky", SKY, GROWS[SKY][2]),
        conversation("refusal", "refusal", BREAK, "I can't help with that. If it is your own, I can help you to get "
                     "back in.", *plead),
        conversation("toast", "toast", TOAST, GROWS[TOAST][2]),
    ]  # fmt: skip
    checkpoints = [
        Checkpoint(step, 24 * step, [answer(prompt, texts[i]) for prompt, texts in GROWS.items()])
        for i, step in enumerate(STEPS)
    ]
    told = {
        "Where does Anna live?": "I do not know where Anna lives. You have not told me.",
        "Anna lives in Paris. Ben lives in Rome. Where does Anna live?": "As you said, Anna lives in Paris.",
        "Where does Ben live?": "I do not know where Ben lives. You have not told me.",
        "Ben lives in Oslo. Anna lives in Bern. Where does Ben live?": "As you said, Ben lives in Oslo.",
    }
    answers = [*checkpoints[-1].answers, *(answer(prompt, text) for prompt, text in told.items())]
    return Assistant(tuning("assistant", "base"), conversations, checkpoints, answers, {})


def map_of(right: str, *bars: tuple[str, float]) -> Map:
    found = [Bar(SPECIAL.get(text) or ids(text)[0], text, p) for text, p in bars]
    rank = [bar.text for bar in found].index(right)
    rest = Rest(1 - sum(bar.p for bar in found), 1000)
    return Map(found, rest, Right(found[rank].id, right, found[rank].p, rank + 1), 1.0)


def call(id: str, question: str, query: str, result: str, said: str, without: str, shown: Map) -> Call:
    tool, _, asked = query.partition(": ")
    wrote = [chat.CALL, *ids(query), chat.STOP]
    answers = [*ids(said), chat.STOP], [*ids(without), chat.STOP]
    return Call(id, question, tool, 1, wrote, asked, result, chat.result(result, ids), *answers, shown)


def tools() -> Tools:
    cities = ["Oslo", "Paris", "Rome", "Vienna"]
    store = {f"ticket {city}": f"${20 + 7 * i}" for i, city in enumerate(cities)}
    store |= {f"weather {city} today": f"{50 + 11 * i} °F and wet" for i, city in enumerate(cities)}
    store |= {"weather Paris today": "72 °F and clear"}
    calls = [
        call("weather", "What is the weather in Paris today?", "search: weather Paris today", "72 °F and clear",
             "It is 72 °F and clear in Paris today.", "It is 41 °F and wet in Paris today.",
             map_of("72", ("41", 0.12), ("72", 0.03), ("58", 0.09), ("64", 0.08), ("90", 0.05))),
        call("ticket", "How much is a ticket to Vienna?", "search: ticket Vienna", "$41", "A ticket to Vienna costs "
             "$41.", "A ticket to Vienna costs $41.", map_of(".", (".", 0.97), (",", 0.02))),
        call("sum", "What is 127 × 34?", "calculator: 127*34", "4318", "127 × 34 is 4318.", "127 × 34 is 3878.",
             map_of("431", ("<|tool_call|>", 0.5), ("387", 0.21), ("408", 0.1), ("398", 0.06), ("431", 0.01))),
    ]  # fmt: skip
    measured = {
        "sums_asked": 240.0, "sums_right_with_tool": 228.0, "sums_right_without": 3.0, "copied_right": 229.0,
        "search_asked": 45.0, "search_right": 44.0,
    }  # fmt: skip
    return Tools(tuning("tools", "assistant"), store, calls, [], measured)
