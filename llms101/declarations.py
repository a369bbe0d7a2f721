"""TypeScript declarations of what every widget's Python gives its JavaScript: `static/js/types.d.ts`.

A field misspelt in JavaScript then fails the type check. A test holds that the file is fresh.
"""

from __future__ import annotations

import inspect
import types as python_types
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from llms101.check import widget_module, widget_names
from llms101.schema import hints
from llms101.widgets import base

FILE = Path(__file__).parents[1] / "static" / "js" / "types.d.ts"

_HEAD = """// What the Python half of every widget gives its JavaScript; `llms101 types --write` writes it.
"""


def declarations() -> str:
    """All interfaces: what widgets share, then a namespace for each widget, with its `Data`."""
    classes = [cls for _, cls in inspect.getmembers(base, inspect.isclass) if cls.__module__ == base.__name__]
    shared = [cls for cls in classes if is_dataclass(cls)]
    blocks = [_HEAD, *(_interface(cls, "") for cls in shared)]
    for name in widget_names():
        module = widget_module(name)
        assert module is not None
        blocks.append(_namespace(name, module.Data))
    return "\n".join(blocks)


def _namespace(name: str, data: type) -> str:
    title = "".join(word.capitalize() for word in name.split("-"))
    found: dict[str, type] = {}
    _collect(data, found)
    own = [cls for cls in found.values() if cls.__module__ != base.__name__]
    return f"export namespace {title} {{\n{''.join(_interface(cls, '  ') for cls in own)}}}\n"


def _collect(cls: Any, found: dict[str, type]) -> None:
    """The dataclasses that `cls` is made of, itself first."""
    if is_dataclass(cls) and isinstance(cls, type) and cls.__name__ not in found:
        found[cls.__name__] = cls
        for kind in _in_the_browser(cls).values():
            _collect(kind, found)
    for inner in get_args(cls):
        _collect(inner, found)


def _in_the_browser(cls: Any) -> dict[str, Any]:
    """The types of the fields that the browser gets."""
    markup = {field.name for field in fields(cls) if field.metadata.get("markup")}
    return {name: kind for name, kind in hints(cls).items() if name not in markup}


def _interface(cls: type, indent: str) -> str:
    lines = [f"{indent}  {name}: {_type(kind)};\n" for name, kind in _in_the_browser(cls).items()]
    doc = (inspect.getdoc(cls) or "").splitlines()[0] if cls.__doc__ else ""
    return f"{indent}/** {doc} */\n{indent}export interface {cls.__name__} {{\n{''.join(lines)}{indent}}}\n"


def _type(kind: Any) -> str:
    """A Python type as TypeScript writes it."""
    simple = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null", Any: "unknown"}
    if kind in simple:
        return simple[kind]
    origin, args = get_origin(kind), get_args(kind)
    if origin is Literal:
        return " | ".join(f'"{choice}"' if isinstance(choice, str) else str(choice).lower() for choice in args)
    if origin in (Union, python_types.UnionType):
        return " | ".join(map(_type, args))
    if origin is tuple:
        inner = _type(args[0])
        return f"({inner})[]" if "|" in inner else f"{inner}[]"
    if origin is dict:
        return f"Record<string, {_type(args[1])}>"
    return str(kind.__name__)
