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
    entry: dict[str, object]  # what all names begin with, how many pieces, and whether it is text or bytes in base64


@lru_cache(maxsize=16)
def pack(name: str, content: bytes | str) -> Parcel:
    r"""A parcel of bytes or of text.

    >>> pack("words", "[1]").files
    {'static/parcels/words.080a9ed428.0.js': b'parcel("words",0,"[1]");\n'}
    >>> pack("weights", b"\x01\x02").entry
    {'path': 'static/parcels/weights.dc38c42458', 'pieces': 1, 'text': False}
    """
    whole, text = isinstance(content, str), content if isinstance(content, str) else base64.b64encode(content).decode()
    path = f"static/parcels/{name}.{hashlib.sha256(text.encode()).hexdigest()[:10]}"
    pieces = [text[start : start + PIECE] for start in range(0, len(text), PIECE)]
    files = {
        f"{path}.{n}.js": f'parcel("{name}",{n},{json.dumps(piece)});\n'.encode() for n, piece in enumerate(pieces)
    }
    return Parcel(files, {"path": path, "pieces": len(pieces), "text": whole})
