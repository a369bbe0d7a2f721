"""Stage 3: the vocabulary, made of real `cl100k_base` ids.

The model does not need 100,000 ids, only those that occur in its corpus. Each gets a local index, by
which the model knows it; outside, everything speaks `cl100k_base` ids, and these are what slides show.

Special tokens come first, at local indices 0 to 5. `<|endoftext|>` is a real id, 100257. The others
mark turns and tools later in the model's life and have no id in `cl100k_base`, so they get ids of our
own from 200000 on, which no text can produce.

Left out: learning the merges. The tokenizer is the published one, taken as it is.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ENCODING = "cl100k_base"
SPECIAL = {
    "<|endoftext|>": 100257,
    "<|user|>": 200000,
    "<|assistant|>": 200001,
    "<|end|>": 200002,
    "<|tool_call|>": 200003,
    "<|tool_result|>": 200004,
}
END = SPECIAL["<|endoftext|>"]
LIMIT = 2300


class UnknownToken(LookupError):
    """The text has pieces that the tiny model has never seen."""

    def __init__(self, ids: list[int]) -> None:
        super().__init__(f"not in the tiny model's vocabulary: {', '.join(map(str, ids))}")
        self.ids = ids


@dataclass(frozen=True)
class Vocab:
    """Local index <-> `cl100k_base` id."""

    ids: tuple[int, ...]
    special: dict[str, int]

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def index(self) -> dict[int, int]:
        """id -> local index"""
        return {token: local for local, token in enumerate(self.ids)}

    @cached_property
    def names(self) -> dict[int, str]:
        """Id of a special token -> how it is written."""
        return {token: name for name, token in self.special.items()}

    def unknown(self, ids: Iterable[int]) -> list[int]:
        """Those ids that the model does not know, each once."""
        return list(dict.fromkeys(i for i in ids if i not in self.index))

    def local(self, ids: Iterable[int]) -> list[int]:
        """ids -> local indices; raises `UnknownToken` naming all that are not there."""
        ids = list(ids)
        if missing := self.unknown(ids):
            raise UnknownToken(missing)
        return [self.index[i] for i in ids]

    def outer(self, local: Iterable[int]) -> list[int]:
        """local indices -> ids"""
        return [self.ids[i] for i in local]

    def to_json(self) -> dict[str, object]:
        """As it is written to `vocab.json`."""
        return {"encoding": ENCODING, "ids": list(self.ids), "special": self.special}

    @classmethod
    def load(cls, path: Path) -> "Vocab":
        """Read `vocab.json`."""
        data = json.loads(path.read_text("utf-8"))
        return cls(tuple(data["ids"]), dict(data["special"]))


def make_vocab(documents: Iterable[list[int]], limit: int = LIMIT) -> Vocab:
    """The vocabulary of these documents: special tokens first, then the most frequent id first."""
    count = Counter(i for document in documents for i in document)
    ordered = sorted(count, key=lambda i: (-count[i], i))
    if len(ordered) + len(SPECIAL) > limit:
        raise ValueError(f"the corpus needs {len(ordered)} ids, more than {limit}: simplify the grammar")
    return Vocab((*SPECIAL.values(), *ordered), dict(SPECIAL))


def stream(documents: Iterable[list[int]], vocab: Vocab) -> list[int]:
    """All documents as one row of local indices, each opened by `<|endoftext|>`."""
    end = vocab.index[END]
    out: list[int] = []
    for document in documents:
        out.append(end)
        out.extend(vocab.local(document))
    return out
