"""The same plain slides, written down as each tool wants them.

A slide has a heading, three bullets, a paragraph and a presenter's note; every 4th has twelve lines of code too, every
5th a table. What a tool adds of its own (widgets here, themes there) is left out, and Hugo, which has no notes, gets
the note as a comment.
"""

from __future__ import annotations

from pathlib import Path

#: Stands in the paragraph of every slide, so that `edits` has a word to change.
WORD = "unedited"

_CODE = """\
def softmax(scores: list[float], temperature: float = 1.0) -> list[float]:
    \"\"\"Turn scores into probabilities that add up to one.\"\"\"
    largest = max(scores)
    powers = []
    for score in scores:
        powers.append(math.exp((score - largest) / temperature))
    total = sum(powers)
    return [power / total for power in powers]


for token, p in zip(tokens, softmax(scores, 0.7), strict=True):
    print(f"{token!r:>12} {p:7.2%}")  # on slide NUMBER"""

_TABLE = """\
| token | id | probability |
|---|--:|--:|
| Paris | 12366 | 85.1 % |
| the | 279 | 3.2 % |
| Lyon | 61214 | 1.1 % |"""


def title(i: int) -> str:
    """The heading of slide `i`, which counts from 1."""
    return f"Slide {i}: what comes next"


def body(i: int) -> str:
    """The Markdown below the heading."""
    blocks = [
        f"- The model reads **{i}** tokens\n- It gives *every* token a probability\n- One of them is `sampled`",
        f"Paragraph {i} is {WORD}: it has [a link](https://example.org/{i}), some **bold** and some *slanted* words,"
        " and it is about as long as a paragraph on a slide ought to be at the most.",
    ]
    if i % 4 == 0:
        blocks.append(f"```python\n{_CODE.replace('NUMBER', str(i))}\n```")
    if i % 5 == 0:
        blocks.append(_TABLE)
    return "\n\n".join(blocks) + "\n"


def note(i: int) -> str:
    """What the presenter says."""
    return f"Say on slide {i} what *comes next*, and then wait."


def name(i: int) -> str:
    """The id of slide `i`, and the stem of its file."""
    return f"slide-{i:04}"


def write_ours(folder: Path, count: int) -> None:
    """`deck.yml` and one file a slide."""
    folder.mkdir(parents=True)
    ids = "".join(f"  - {name(i)}\n" for i in range(1, count + 1))
    (folder / "deck.yml").write_text(f"title: {count} plain slides\nslides:\n{ids}", encoding="utf-8")
    for i in range(1, count + 1):
        text = f'---\ntitle: "{title(i)}"\nnotes: {note(i)}\n---\n\n{body(i)}'
        (folder / f"{name(i)}.md").write_text(text, encoding="utf-8")


def write_marp(folder: Path, count: int) -> None:
    """One file, its slides parted by rules."""
    folder.mkdir(parents=True)
    slides = (f"## {title(i)}\n\n{body(i)}\n<!-- {note(i)} -->\n" for i in range(1, count + 1))
    text = f"---\nmarp: true\ntitle: {count} plain slides\n---\n\n" + "\n---\n\n".join(slides)
    (folder / "deck.md").write_text(text, encoding="utf-8")


def write_hugo(folder: Path, count: int) -> None:
    """One file a slide, as with us, and a layout that puts them all on one page, as we and Marp do."""
    (folder / "content").mkdir(parents=True)
    (folder / "layouts").mkdir()
    (folder / "config.toml").write_text(
        f'title = "{count} plain slides"\nbaseURL = "http://localhost/"\n'
        'disableKinds = ["taxonomy", "term", "section", "RSS", "sitemap", "404"]\n',
        encoding="utf-8",
    )
    (folder / "layouts" / "index.html").write_text(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Site.Title }}</title></head><body>\n'
        '{{ range .Site.RegularPages.ByWeight }}<section id="{{ .File.BaseFileName }}"><h2>{{ .Title }}</h2>'
        "{{ .Content }}</section>\n{{ end }}</body></html>\n",
        encoding="utf-8",
    )
    (folder / "content" / "_index.md").write_text(
        "---\ncascade:\n  - _target: {kind: page}\n    _build: {render: never}\n---\n", encoding="utf-8"
    )
    for i in range(1, count + 1):
        text = f'---\ntitle: "{title(i)}"\nweight: {i}\n---\n\n{body(i)}\n<!-- {note(i)} -->\n'
        (folder / "content" / f"{name(i)}.md").write_text(text, encoding="utf-8")
