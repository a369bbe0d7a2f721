"""The lab: a tiny language model lives its life here, and the slides read from it.

Read the files in this order; each is one stage, and opens with what it is and what it leaves out:

1. `web.py`     grow a toy web from a seed (the kinds of document are in `grammar/`)
2. `clean.py`   filter, extract and deduplicate it; every reject carries its reason
3. `vocab.py`   the real `cl100k_base` ids that occur, and the special tokens
4. `gpt.py`     the model in numpy: the reference
5. `sample.py`  seeded draws from its probabilities
6. `train.py`   pre-training, in torch: the base model
7. `mind.py`    the trained model as others meet it; `probe.py` asks it everything the slides show
8. `shapes.py`  the shapes of what is left behind; `record.py` writes it, and has `Life`, which reads it
9. `life.py`    all of it in order: `llms101 train`

The later stages of its life (conversations, tools, preferences) come between 7 and 8.
"""
