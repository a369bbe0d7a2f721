"""Pages in other languages than the one that is wanted.

Six sentences for each; `{c}` is a city. Left out: other scripts, and pages in two languages.
"""

import random

from .words import CITIES, grow

LANGUAGES: dict[str, list[str]] = {
    "fr": [
        "La ville est belle et les gens sont très gentils.",
        "Nous avons mangé du pain et du fromage dans la rue.",
        "Le train pour {c} part à huit heures du matin.",
        "Il pleut dans la montagne, mais il fait chaud au bord de la mer.",
        "Les enfants jouent dans le parc avec un petit chien.",
        "Je ne sais pas où est la gare, mais elle est près du pont.",
    ],
    "es": [
        "La ciudad es muy bonita y la gente es amable.",
        "Comimos pan con queso en la calle y bebimos agua.",
        "El tren para {c} sale a las ocho de la mañana.",
        "Los niños juegan en el parque con un perro pequeño.",
        "No sé dónde está la estación, pero está cerca del puente.",
        "En el verano hace calor, y en el invierno hay nieve.",
    ],
    "de": [
        "Die Stadt ist sehr schön und die Leute sind freundlich.",
        "Wir haben Brot und Käse auf der Straße gegessen.",
        "Der Zug nach {c} fährt um acht Uhr am Morgen.",
        "Die Kinder spielen mit einem kleinen Hund im Park.",
        "Ich weiß nicht, wo der Bahnhof ist, aber er ist nicht weit.",
        "Im Sommer ist es warm, und im Winter liegt der Schnee auf den Bergen.",
    ],
    "it": [
        "La città è molto bella e la gente è gentile.",
        "Abbiamo mangiato pane e formaggio per strada.",
        "Il treno per {c} parte alle otto del mattino.",
        "I bambini giocano nel parco con un piccolo cane.",
        "Non so dove sia la stazione, ma è vicina al ponte.",
        "D'estate fa caldo, e d'inverno c'è la neve sulle montagne.",
    ],
    "pt": [
        "A cidade é muito bonita e as pessoas são simpáticas.",
        "Comemos pão com queijo na rua e bebemos água.",
        "O comboio para {c} parte às oito horas da manhã.",
        "As crianças brincam no parque com um cão pequeno.",
        "Não sei onde fica a estação, mas não é longe da ponte.",
        "No verão faz calor, e no inverno há neve nas montanhas.",
    ],
    "nl": [
        "De stad is erg mooi en de mensen zijn vriendelijk.",
        "Wij hebben brood met kaas gegeten op straat.",
        "De trein naar {c} vertrekt om acht uur in de ochtend.",
        "De kinderen spelen in het park met een kleine hond.",
        "Ik weet niet waar het station is, maar het is niet ver van de brug.",
        "In de zomer is het warm, en in de winter ligt er sneeuw op de bergen.",
    ],
}


def foreign(rng: random.Random) -> tuple[str, str, list[str]]:
    """The language, a title, and two paragraphs in it."""
    code = rng.choice(sorted(LANGUAGES))
    lines = LANGUAGES[code]
    grown = [grow(rng, line, c=rng.choice(CITIES)) for line in rng.sample(lines, 6)]
    title = grown[0].rstrip(".")
    return (
        code,
        title,
        [" ".join(grown), " ".join(grow(rng, line, c=rng.choice(CITIES)) for line in rng.sample(lines, 3))],
    )
