"""What the hall's own page lists, read as its staff reads it."""

from __future__ import annotations

import re

import requests

_CELL = re.compile(r"<t[dh][^>]*>\s*(?:<[^>]+>\s*)*([^<]+?)\s*<")
_CASE = re.compile(r"[0-9A-Z]{31}\d{12}")
_TICKET = re.compile(r"[A-Z]\d{3}")


def listed(staff_url: str) -> tuple[list[str], list[str]]:
    """Return the case numbers and the ticket numbers on the hall's page."""
    with requests.Session() as session:
        session.trust_env = False
        page = session.get(staff_url, timeout=10)
        page.raise_for_status()
    cells = _CELL.findall(page.text)
    cases = [cell for cell in cells if _CASE.fullmatch(cell)]
    return cases, [cell for cell in cells if _TICKET.fullmatch(cell)]
