"""Every status byte of an SDT reader is a sentence with a remedy."""

from __future__ import annotations

import pytest

from devices.cards.sdt.status_words import STATUS_WORDS, explain

DONE = {0x90, 0x91, 0x9F}
KNOWN = DONE | {0x10, 0x11, 0x21, 0x23, 0x24, 0x31, 0x32, 0x33, 0x37, 0x3F}
KNOWN |= {0x40, 0x41, 0x47, 0x60, 0x66, 0x80, 0x81}


def test_every_status_of_the_protocol_has_words_of_its_own() -> None:
    assert set(STATUS_WORDS) == KNOWN
    assert len({words.reason for words in STATUS_WORDS.values()}) == len(KNOWN)


@pytest.mark.parametrize("status", range(256))
def test_any_status_is_explained_without_jargon(status: int) -> None:
    words = explain(status)
    assert words.reason and not words.reason.endswith("。")
    if status not in DONE:
        assert words.remedy.startswith("请")
    if status not in KNOWN:
        assert f"{status:02X}" in words.reason
