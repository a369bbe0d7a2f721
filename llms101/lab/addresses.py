"""The first station: an address is judged before anything is fetched.

The order and the kinds of rule are those of FineWeb (datatrove's `URLFilter`), whose lists have millions of entries:
blocked domains, subdomains and pages; words of which one is too many; milder words of which two are; letters that may
occur nowhere. Files that are no pages of text are refused last.

Left out: the lists themselves. These are short and made up, like the addresses of the toy web.
"""

import re
from urllib.parse import urlsplit

from .shapes import Verdict

DOMAINS = {"free-prizes.example", "totally-safe-download.example", "your-bank-login.example"}
SUBDOMAINS = {"ads.big-town.example", "track.big-town.example"}
PAGES = {"big-town.example/leaked/letters", "big-town.example/stolen/photos"}
BANNED_WORDS = {"casino", "pills", "singles"}
SOFT_WORDS = {"bonus", "cheap", "deal", "free", "prize", "win"}
MOST_SOFT_WORDS = 1  # FineWeb: two are too many
BANNED_LETTERS = ("cas1no", "fr33", "w1nner")
FILES = (".jpg", ".mp3", ".pdf", ".exe", ".zip")


def judge_url(url: str) -> Verdict:
    """The verdict on an address, with the first rule that it breaks.

    >>> judge_url("https://plain.example/free/bonus").reason
    '2 soft words ("bonus", "free"); at most 1'
    """
    parts = urlsplit(url.lower())
    host, path = parts.netloc, parts.path
    words = set(re.split(r"[^a-z0-9]+", url.lower()))
    banned, soft = sorted(words & BANNED_WORDS), sorted(words & SOFT_WORDS)
    letters = [letters for letters in BANNED_LETTERS if letters in url.lower()]
    ending = path[path.rindex(".") :] if path.endswith(FILES) else ""
    said = ", ".join(f'"{word}"' for word in soft)
    rules = (
        ("domain", ".".join(host.split(".")[-2:]) in DOMAINS, f"the domain {host} is on the blocklist"),
        ("subdomain", host in SUBDOMAINS, f"the subdomain {host} is on the blocklist"),
        ("page", host + path.rstrip("/") in PAGES, f"{host}{path} is on the blocklist of pages"),
        ("word", banned, f'the address has the banned word "{"".join(banned[:1])}"'),
        ("soft_words", len(soft) > MOST_SOFT_WORDS, f"{len(soft)} soft words ({said}); at most {MOST_SOFT_WORDS}"),
        ("letters", letters, f'the address has the banned letters "{"".join(letters[:1])}" in it'),
        ("file", ending, f"a {ending} file is not a page of text"),
    )
    for rule, broken, reason in rules:
        if broken:
            return Verdict("url", False, rule, reason)
    return Verdict("url", True, "", "nothing against this address")
