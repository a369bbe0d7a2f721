"""The last station: what could lead to a person is replaced.

As FineWeb does it (Penedo et al. 2024, arXiv 2406.17557; datatrove's `PIIFormatter`): e-mail addresses, and those IP
addresses that are public, become a dummy. Nothing is thrown out.

Left out: names, telephone numbers and IPv6. FineWeb leaves them too, since no pattern tells them reliably.
"""

import re
from ipaddress import AddressValueError, IPv4Address

EMAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")
IP = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\.?\d)")
DUMMY_EMAIL, DUMMY_IP = "email@example.com", "22.214.171.124"


def replace_personal(text: str) -> tuple[str, dict[str, int]]:
    """The text with dummies in it, and how many of each kind.

    >>> replace_personal("ann@town.example is at 8.8.8.8 and not at 192.168.0.1")
    ('email@example.com is at 22.214.171.124 and not at 192.168.0.1', {'email': 1, 'ip': 1})
    """
    text, emails = EMAIL.subn(DUMMY_EMAIL, text)
    public = [found for found in IP.findall(text) if _public(found)]
    text = IP.sub(lambda found: DUMMY_IP if _public(found[0]) else found[0], text)
    return text, {"email": emails, "ip": len(public)}


def _public(address: str) -> bool:
    try:
        return IPv4Address(address).is_global
    except AddressValueError:  # 300.1.2.3
        return False
