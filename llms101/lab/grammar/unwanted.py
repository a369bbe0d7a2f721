"""What a crawl brings home and nobody wants to learn from.

Spam and malware addresses, files that are not pages, thin pages, pages stuffed with one word, pages
in other languages, and copies. All invented, and harmless. Left out: the hard cases, that is, pages
which look good and are not.
"""

import random

from .words import CITIES, COUNTRIES, NAMES, grow, listed

SPAM = [
    "https://{w}-casino.example/win/{n}",
    "https://cheap-pills-{n}.example/buy",
    "http://free-prizes.example/claim?id={n}",
    "http://totally-safe-download.example/setup-{n}",
    "https://hot-singles-{w}.example/page/{n}",
    "http://{w}-news.example/free-casino-bonus/{n}",
    "http://your-bank-login.example/verify/{n}",
]
FILES = ["photo-{n}.jpg", "song-{n}.mp3", "report-{n}.pdf", "setup-{n}.exe", "backup-{n}.zip"]

FRENCH = [
    "La ville est belle et les gens sont très gentils.",
    "Nous avons mangé du pain et du fromage dans la rue.",
    "Le train pour {c} part à huit heures du matin.",
    "Il pleut dans la montagne, mais il fait chaud au bord de la mer.",
    "Les enfants jouent dans le parc avec un petit chien.",
    "Je ne sais pas où est la gare, mais elle est près du pont.",
]
SPANISH = [
    "La ciudad es muy bonita y la gente es amable.",
    "Comimos pan con queso en la calle y bebimos agua.",
    "El tren para {c} sale a las ocho de la mañana.",
    "Los niños juegan en el parque con un perro pequeño.",
    "No sé dónde está la estación, pero está cerca del puente.",
    "En el verano hace calor, y en el invierno hay nieve.",
]
GERMAN = [
    "Die Stadt ist sehr schön und die Leute sind freundlich.",
    "Wir haben Brot und Käse auf der Straße gegessen.",
    "Der Zug nach {c} fährt um acht Uhr am Morgen.",
    "Die Kinder spielen mit einem kleinen Hund im Park.",
    "Ich weiß nicht, wo der Bahnhof ist, aber er ist nicht weit.",
    "Im Sommer ist es warm, und im Winter liegt der Schnee auf den Bergen.",
]


def plain(title: str, body: str) -> str:
    """A bare page with a menu and a footer."""
    return (
        f"<!doctype html>\n<html><head><title>{title}</title></head>\n<body>\n"
        '<nav><a href="/">Home</a> <a href="/shop">Shop</a></nav>\n'
        f"<main><article>\n{body}\n</article></main>\n<footer>All rights reserved.</footer>\n</body></html>\n"
    )


def copies(rng: random.Random, pages: list[tuple[str, str]], count: int) -> list[tuple[str, str]]:
    """Pages that another site copied, now and then with a word or an added line changed."""
    out = []
    for number in range(count):
        url, html = rng.choice(pages)
        domain = url.split("/")[2]
        mirror = rng.choice(["mirror-of-it.example", "best-of-web.example", "copied.example"])
        html = html.replace(domain, mirror)
        if rng.random() < 0.6:
            html = html.replace("</article>", f"<p>Copied for you by {rng.choice(NAMES)}.</p></article>")
        if rng.random() < 0.5:
            html = html.replace(" very ", " really ", 1)
        out.append((f"https://{mirror}/{number}/{url.rsplit('/', 1)[1]}", html))
    return out


def pages(rng: random.Random, count: int) -> list[tuple[str, str]]:
    """So many unwanted pages, of every sort."""
    makers = [spam, spam, file, file, thin, thin, foreign, foreign, foreign, stuffed, marks, bullets]
    makers += [dots, numbers, names_only, long_words, filler, broken]
    return [makers[number % len(makers)](rng, number) for number in range(count)]


def spam(rng: random.Random, number: int) -> tuple[str, str]:
    """An address that a blocklist knows."""
    url = rng.choice(SPAM).format(w=rng.choice(["lucky", "best", "super", "royal"]), n=number)
    return url, plain("You win!", "<p>Click here. Click here. Click here.</p>")


def file(rng: random.Random, number: int) -> tuple[str, str]:
    """A file that is no page."""
    name = rng.choice(FILES).format(n=number)
    return f"https://{rng.choice(['travel-notes', 'plain-home', 'town-files'])}.example/files/{name}", ""


def thin(rng: random.Random, number: int) -> tuple[str, str]:
    """A page with next to nothing on it."""
    text = grow(
        rng,
        "[This page is coming soon. Please come back [later|in the spring].|Thank you! Your order from {c} "
        "has been sent.|{n} has not written anything here yet.|Page not found. It may have moved to {c}.]",
        n=rng.choice(NAMES),
        c=rng.choice(CITIES),
    )
    return f"https://small-shop.example/page/{number}", plain("A page", f"<p>{text}</p>")


def foreign(rng: random.Random, number: int) -> tuple[str, str]:
    """A page in French, Spanish or German."""
    code, lines = rng.choice([("fr", FRENCH), ("es", SPANISH), ("de", GERMAN)])
    text = " ".join(grow(rng, line, c=rng.choice(CITIES)) for line in rng.sample(lines, 6))
    more = " ".join(grow(rng, line, c=rng.choice(CITIES)) for line in rng.sample(lines, 3))
    return f"https://far-away.example/{code}/{number}", plain("Notes", f"<p>{text}</p><p>{more}</p>")


def stuffed(rng: random.Random, number: int) -> tuple[str, str]:
    """A page written for a search engine: one phrase over and over."""
    thing = rng.choice(["bread", "coffee", "flowers", "shoes"])
    line = f"Buy the best {thing} with the best price and the best {thing} that you have to see."
    body = "".join(f"<p>{line}</p>" for _ in range(rng.randint(5, 9)))
    return f"https://best-{thing}-shop.example/deal/{number}", plain(f"Best {thing}", body)


def marks(rng: random.Random, number: int) -> tuple[str, str]:
    """A page of hash marks."""
    tags = " ".join(f"#{rng.choice(CITIES)}" for _ in range(40))
    text = f"This is the photo that I took with a friend and want to share with you. {tags}"
    return f"https://photo-wall.example/p/{number}", plain("A photo", f"<p>{text}</p>")


def bullets(rng: random.Random, number: int) -> tuple[str, str]:
    """Nothing but a list."""
    items = "".join(
        f"<li>the {rng.choice(['road', 'way', 'bus'])} to {rng.choice(CITIES)} and back</li>" for _ in range(14)
    )
    return f"https://bus-lines.example/lines/{number}", plain("Lines", f"<ul>{items}</ul>")


def dots(rng: random.Random, number: int) -> tuple[str, str]:
    """A page of beginnings that go on elsewhere."""
    lines = "".join(
        f"<p>{rng.choice(NAMES)} went to {rng.choice(CITIES)} to be with the family and have…</p>" for _ in range(9)
    )
    return f"https://headline-feed.example/{number}", plain("Latest", lines)


def numbers(rng: random.Random, number: int) -> tuple[str, str]:
    """Mostly figures."""
    rows = " ".join(f"{rng.randint(100, 999)}.{rng.randint(10, 99)}" for _ in range(70))
    text = f"These are the figures of the week that we have for {rng.choice(CITIES)}: {rows}"
    return f"https://figure-desk.example/t/{number}", plain("Figures", f"<p>{text}</p>")


def names_only(rng: random.Random, number: int) -> tuple[str, str]:
    """A register: names and cities, no sentence."""
    rows = " ".join(f"{rng.choice(NAMES)} {rng.choice(CITIES)}," for _ in range(35))
    return f"https://register-of-all.example/r/{number}", plain("Register", f"<p>{rows}</p>")


def long_words(rng: random.Random, number: int) -> tuple[str, str]:
    """Words run together by some broken tool."""
    run = " ".join("".join(rng.sample(NAMES + CITIES, 3)) for _ in range(60))
    return f"https://broken-scan.example/s/{number}", plain("Scan", f"<p>The scan of that: {run}</p>")


def filler(rng: random.Random, number: int) -> tuple[str, str]:
    """A template that nobody filled in."""
    country = rng.choice(COUNTRIES)
    text = (
        f"Welcome to our page on {country.name}. Lorem ipsum dolor sit amet. This is the text that will be "
        f"here when we have the time to write it. People from {listed(rng.sample(CITIES, 3))} will read it "
        "and we hope that they like it. Please come back to see the rest of this page in the spring."
    )
    return f"https://new-page.example/{number}", plain("Welcome", f"<p>{text}</p>")


def broken(rng: random.Random, number: int) -> tuple[str, str]:
    """A page whose template shows through."""
    text = (
        f"Hello {{user.name}}, welcome to the shop of {rng.choice(NAMES)}. You have {{cart.count}} things in "
        f"your bag, and we will send them to {{user.city}} or to {rng.choice(CITIES)}. Thank you for being "
        "with us. If you need help with the order that you have made, please write to the people at the "
        "desk, and they will be happy to help you."
    )
    return f"https://half-a-shop.example/cart/{number}", plain("Your bag", f"<p>{text}</p>")
