"""Specimens of resident cards, in the bytes of their four layouts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from devices.cards.sdt.text import KIND_AT, LAYOUTS, TEXT_LENGTH

PHOTO_LENGTH = 1024
ADDRESS_LENGTH = 70

_RESIDENT = {
    "name": "陈样本",
    "sex": "2",
    "nation": "01",
    "birth_date": "19491231",
    "household_address": "北京市朝阳区样本街1号",
    "resident_number": "11010519491231002X",
    "authority": "样本市公安局样本分局",
    "valid_from": "20200101",
    "valid_to": "长期",
}
SPECIMENS: Mapping[str, Mapping[str, str]] = {
    " ": _RESIDENT,
    "J": {
        "name": "陈样本",
        "sex": "2",
        "authority": "样本市公安局样本分局",
        "valid_from": "20200101",
        "residence_address": "佛山市禅城区样本路2号",
        "resident_number": "810000199408230021",
        "birth_date": "19940823",
        "valid_to": "20300101",
        "exit_document_number": "H00000001",
        "issue_count": "01",
    },
    "I": {
        "english_name": "ZHENGJIAN,YANGBEN",
        "sex": "2",
        "residence_card_number": "CAN110081080319",
        "nationality": "CAN",
        "name": "证件样本",
        "valid_from": "20151025",
        "valid_to": "20251024",
        "birth_date": "19810803",
        "version": "01",
        "authority": "1500",
    },
    "Y": {
        "name": "证件样本",
        "sex": "2",
        "renewals": "00",
        "birth_date": "19800101",
        "english_name": "ZHENGJIAN, YANGBEN",
        "resident_number": "931586198001010028",
        "valid_from": "20230808",
        "valid_to": "20330807",
        "nationality": "PAK",
        "old_number_link": "000",
    },
}
"""Kind → what the specimen says, as written on the chip."""


@dataclass(frozen=True)
class ResidentCard:
    """A card that nobody owns; `data` changes single entries of the specimen of its kind."""

    kind: str = " "
    data: Mapping[str, str] = field(default_factory=dict)
    new_address: str = ""

    def text(self) -> bytes:
        """Return the 256 bytes of text."""
        block = bytearray(" ".encode("utf-16-le") * (TEXT_LENGTH // 2))
        written = {**SPECIMENS.get(self.kind, _RESIDENT), **self.data}
        layout = LAYOUTS.get(self.kind, LAYOUTS[" "])
        for key, (offset, length) in layout.places.items():
            raw = written.get(key, "").encode("utf-16-le")
            kept = raw[:length]
            block[offset : offset + len(kept)] = kept
            if key == "english_name" and layout.rest_of_name[1]:
                at, room = layout.rest_of_name
                rest = raw[length : length + room]
                block[at : at + len(rest)] = rest
        block[KIND_AT] = self.kind.encode("utf-16-le")
        return bytes(block)

    def base(self) -> bytes:
        """Return the data of an answer to the reading of text and photograph."""
        photo = bytes(PHOTO_LENGTH)
        return _lengths(TEXT_LENGTH, PHOTO_LENGTH) + self.text() + photo

    def with_fingerprint(self, length: int = 1024) -> bytes:
        """Return the data of an answer to the reading with fingerprints."""
        head = _lengths(TEXT_LENGTH, PHOTO_LENGTH, length)
        return head + self.text() + bytes(PHOTO_LENGTH) + bytes(length)

    def encoded_new_address(self) -> bytes:
        """Return the newer address padded with blanks, b"" where the card has none."""
        if not self.new_address:
            return b""
        raw = self.new_address.encode("utf-16-le")[:ADDRESS_LENGTH]
        return raw + " ".encode("utf-16-le") * ((ADDRESS_LENGTH - len(raw)) // 2)


def _lengths(*lengths: int) -> bytes:
    return b"".join(length.to_bytes(2, "big") for length in lengths)
