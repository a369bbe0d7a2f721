"""The lab: a tiny language model lives its life here, and the slides read from it.

Read the files in this order; each opens with what it is and what it leaves out:

1.  `web.py`     grow a toy web from a seed (the kinds of document are in `grammar/`)
2.  `clean.py`   filter, extract and deduplicate it; every reject carries its reason
3.  `vocab.py`   the real `cl100k_base` ids that occur, and the special tokens
4.  `gpt.py`     the model in numpy: the reference
5.  `sample.py`  seeded draws from its probabilities
6.  `train.py`   pre-training, in torch; `base.py` is the stage
7.  `mind.py`    the trained model as others meet it; `probe.py` asks it everything the slides show
8.  `chat.py`    conversations as tokens, and which of them are learned from
9.  `tune.py`    fine-tuning; `engine.py` runs the tools; `tuned.py` is the stages `assistant` and `tools`
10. `prefer.py`  reward model and policy gradient; `preferred.py` is the stage
11. `report.py`  the same held-out questions to every stage
12. `life.py`    all of it in order: `llms101 train`

`plan.py` has every size and seed, `reading.py` what all stages read, `publish.py` how weights are saved; `shapes.py`
and `shapes_later.py` the shapes of what is left behind, `record.py` how it is written and read (`Life`).
"""

import os

# numpy's threads only stand in torch's way, and the matrices are small. It is read when numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
