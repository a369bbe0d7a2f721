"""How long builds and edits take, how much memory and how many bytes: `make bench`.

Reading order: `decks` (the same slides for every tool) → `tools` (how each tool is called) → `builds`, `page`, `edits`
(one measurement each) → `__main__` (which prints them). It leaves out how the figures are to be judged; what was found
last is in docs/benchmarks.md.
"""
