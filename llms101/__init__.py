"""LLMs 101: a static site generator for an interactive slide talk, and the talk itself."""

from __future__ import annotations

__version__ = "1.0.0"
