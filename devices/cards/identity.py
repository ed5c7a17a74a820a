"""What a card says of its holder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Identity:
    """The data of a card by datum.

    Keys: name, resident_number, sex (男, 女), nation (汉 …), birth_date (1949-12-31), card_number,
    household_address, valid_to and others that name themselves. `proves` says how far the reading
    can be trusted; `note` is for the citizen; `photo` is a picture file, empty without a decoder.
    The data is left out of the representation so that it never gets into a log.
    """

    source_label: str
    proves: str
    data: Mapping[str, str] = field(repr=False)
    note: str = ""
    photo: bytes = field(default=b"", repr=False)
