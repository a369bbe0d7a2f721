"""Which language a text is in, and how sure that is.

py3langid counts byte n-grams and gives each of its languages a probability; they add up to one. FineWeb asks fastText
instead, and keeps a page whose English is at 0.65 or more: the threshold is the same here.

Left out: training an identifier, and texts in several languages.
"""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

LEAST = 0.65  # FineWeb: Penedo et al. 2024, arXiv 2406.17557
NAMES = {
    "en": "English", "fr": "French", "es": "Spanish", "de": "German", "it": "Italian", "pt": "Portuguese",
    "nl": "Dutch", "sv": "Swedish", "la": "Latin",
}  # fmt: skip


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def likely(text: str) -> dict[str, float]:
    """The likeliest language by its name, with its probability, and English with its own.

    >>> list(likely("La ville est belle et les gens sont dans la rue."))
    ['French', 'English']
    """
    ranked = dict(_identifier().rank(text))
    best = next(iter(ranked))
    return {NAMES.get(code, code): float(ranked[code]) for code in (best, "en")}
