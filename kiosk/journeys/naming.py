"""Which items a few words name, and which families items belong to."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from forms.catalogue import Catalogue
from voice.carriers import content_of
from voice.plain_words import simplified

_SHARED = 3
"""Characters two names share where they are of one family: 身份证换领, 身份证补领."""
_WHO = re.compile(r"老人|老年人|小孩|孩子|学生|居民|单位|公司|企业|个人|残疾人|父母|子女")


def kin_of(code: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the other items of the family that an item's name belongs to, nearest first."""
    name = catalogue.item(code).short_name
    shared = {
        one.code: size
        for one in catalogue.items
        if one.code != code and (size := _shared(name, one.short_name)) >= _SHARED
    }
    return tuple(sorted(shared, key=lambda other: -shared[other]))


def names_an_item(text: str, catalogue: Catalogue) -> bool:
    """Tell whether a few words name an item by themselves, and not for whom one is asked."""
    noun = content_of(simplified(text)) or text
    if len(noun) < 2 or _WHO.fullmatch(noun):
        return False
    return any(
        noun in one.short_name or _shared(noun, one.short_name) >= _SHARED
        for one in catalogue.items
    )


def _shared(one: str, other: str) -> int:
    """Return how many characters in a row two names share."""
    return SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size
