"""What a card says of its holder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Identity:
    """The data of a card by datum.

    Keys: name, resident_number, sex (男, 女), nation (汉 …), birth_date (1949-12-31), card_number.
    `proves` says how far the reading can be trusted; `note` is for the citizen. The data is left
    out of the representation so that it never gets into a log.
    """

    source_label: str
    proves: str
    data: Mapping[str, str] = field(repr=False)
    note: str = ""
