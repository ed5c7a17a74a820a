"""Fields answered by a picture: the pages of a paper, or a signature.

The value is the SHA-256 of each page; the pages themselves travel beside the application.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256

PICTURED = frozenset({"file", "signature"})
"""The kinds whose value stands for pictures."""
AT_WINDOW = "at_window"
"""The value of a field that is photographed or signed at the window instead."""
MOST_PAGES = 40
"""Of one field or material; the hall takes no more."""
_DIGESTS = re.compile(rf"[0-9a-f]{{64}}( [0-9a-f]{{64}}){{0,{MOST_PAGES - 1}}}")


def text_of_pages(pages: Iterable[bytes]) -> str:
    """Return the value that stands for these pages."""
    return " ".join(sha256(page).hexdigest() for page in pages)


def digests_of(text: str) -> tuple[str, ...]:
    """Return the SHA-256 of each page a value stands for; none where it comes to the window."""
    return tuple(text.split(" ")) if _DIGESTS.fullmatch(text) else ()


def pages_key(key: str) -> str:
    """Return the name under which the pages of a field travel; no material can have it."""
    return f"field/{key}"
