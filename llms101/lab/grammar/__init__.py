"""The kinds of document that the toy web is grown from.

`words` holds the stock of words and the one function that grows a sentence; every other module
here writes some kinds of document with it. Each kind is a function from a seeded `random.Random`
to a `Doc`, listed in that module's `KINDS` with how often it should come up.

Left out: everything that makes a real web hard. The whole language here is a few hundred words,
chosen so that it needs about a thousand of the 100,000 ids that `cl100k_base` knows.
"""
