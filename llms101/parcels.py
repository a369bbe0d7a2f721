"""What a page asks for only when it is wanted: weights, words, ranks, and the code that runs them.

Each parcel comes as a few classic scripts that hand over a piece of text (`static/js/parcels.js` takes it). That works
from `file://` too, where `fetch` does not. Pieces, so that there is something to tell of the way. Leaf module: what is
in a parcel is handed in.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache

#: A piece, in characters: four for a stage's weights.
PIECE = 192 * 1024


@dataclass(frozen=True)
class Parcel:
    """The files of one parcel, and what the page has to know of it."""

    files: dict[str, bytes]
    text: bool

    @property
    def entry(self) -> dict[str, object]:
        """For the page's list: where the pieces are, how much it is, and whether it is text or bytes in base64."""
        return {"pieces": list(self.files), "bytes": sum(map(len, self.files.values())), "text": self.text}


@lru_cache(maxsize=16)
def pack(name: str, content: bytes | str) -> Parcel:
    r"""A parcel of bytes or of text.

    >>> parcel = pack("words", "[1]")
    >>> parcel.files
    {'static/parcels/words-0.484f808fba.js': b'parcel("words",0,"[1]");\n'}
    >>> pack("weights", b"\x01\x02").entry
    {'pieces': ['static/parcels/weights-0.d3f1e13039.js'], 'bytes': 28, 'text': False}
    """
    text = content if isinstance(content, str) else base64.b64encode(content).decode()
    files: dict[str, bytes] = {}
    for number, start in enumerate(range(0, len(text), PIECE)):
        piece = json.dumps(text[start : start + PIECE], ensure_ascii=True)
        script = f'parcel("{name}",{number},{piece});\n'.encode()
        files[f"static/parcels/{name}-{number}.{hashlib.sha256(script).hexdigest()[:10]}.js"] = script
    return Parcel(files, isinstance(content, str))
