"""Social security cards of three generations, command by command."""

from __future__ import annotations

import pytest

from devices.cards import apdu
from devices.cards.identity import Identity
from devices.cards.reader import CardFault
from devices.cards.social_security import (
    LOCKED_CARD,
    UNKNOWN_CARD,
    UNREADABLE_CARD,
    read_social_security_card,
)
from devices.simulators.chip import HOLDER_FILE, Chip, specimen_files

LONG_NAME = "买买提明·阿不都热合曼·样本"
RARE = "\U00020bb7"
"""A character that takes four bytes in GB18030."""


def read(chip: Chip) -> Identity:
    read = read_social_security_card(chip.answer)
    assert isinstance(read, Identity)
    return read


def named(name: str, padding: bytes = b"\0") -> Chip:
    files = {file: dict(records) for file, records in specimen_files(2, name).items()}
    encoded = name.encode("gb18030")
    files[HOLDER_FILE][0x09] = encoded[:30].ljust(30, padding)
    files[HOLDER_FILE][0x4E] = encoded[30:].ljust(20, padding)
    return Chip(files=files)


@pytest.mark.parametrize("generation", [1, 2])
@pytest.mark.parametrize("selector", [0x00, 0x02])
@pytest.mark.parametrize("two_steps", [True, False])
def test_the_first_two_generations_tell_their_holder_freely(
    generation: int, selector: int, two_steps: bool
) -> None:
    chip = Chip(generation, answers_in_two_steps=two_steps, file_selectors=(selector,))
    identity = read(chip)
    assert identity.source_label == "社保卡" and "没有核对" in identity.proves
    assert identity.data == {
        "name": "陈样本",
        "resident_number": "11010519491231002X",
        "sex": "女",
        "nation": "汉",
        "birth_date": "1949-12-31",
        "card_number": "A00000001",
    }


def test_the_third_generation_gives_its_number_and_says_what_it_keeps() -> None:
    identity = read(Chip(3))
    assert identity.data == {"card_number": "A00000001"}
    assert "第三代" in identity.note and "读不出来" in identity.note and "自己填写" in identity.note
    assert "不能说明" in identity.proves


def test_a_third_generation_card_without_a_number_says_so_too() -> None:
    files = {file: dict(records) for file, records in specimen_files(3).items()}
    del files[0xEF05][0x07]
    fault = read_social_security_card(Chip(3, files=files).answer)
    assert isinstance(fault, CardFault) and "第三代" in fault.reason and fault.remedy


def test_a_record_of_another_length_is_asked_for_again() -> None:
    asked: list[bytes] = []
    chip = Chip(record_padding=2)

    def transmit(command: bytes) -> bytes:
        asked.append(command)
        return chip.answer(command)

    found = read_social_security_card(transmit)
    assert isinstance(found, Identity) and found.data["name"] == "陈样本"
    assert bytes.fromhex("00B2090020") in asked and bytes.fromhex("00B2090022") in asked


@pytest.mark.parametrize("padding", [b"\0", b"\xff", b" "])
@pytest.mark.parametrize(
    "name",
    [
        "陈样本",
        LONG_NAME,
        # The 30th byte lies in the middle of a character of two bytes, and of one of four.
        "A" + "样" * 16,
        "样" * 14 + RARE + "本",
        "样" * 13 + "A" + RARE + "本",
        RARE * 8,
        "SAMPLE SPECIMEN OF A LONG NAME BIN YANGBEN",
        # The blank is the 30th byte itself.
        "SAMPLE SPECIMEN OF A VERYLONG YANGBEN",
    ],
)
def test_a_name_is_whole_wherever_its_two_fields_part(name: str, padding: bytes) -> None:
    assert read(named(name, padding)).data["name"] == name


def test_a_name_cut_off_in_a_character_keeps_what_is_whole() -> None:
    files = {file: dict(records) for file, records in specimen_files().items()}
    files[HOLDER_FILE][0x09] = ("样" * 14 + RARE).encode("gb18030")[:30]
    assert read(Chip(files=files)).data["name"] == "样" * 14


def test_a_name_that_is_no_gb18030_is_not_taken() -> None:
    files = {file: dict(records) for file, records in specimen_files().items()}
    files[HOLDER_FILE][0x09] = b"\xff\xff\x80YANG".ljust(30, b"\0")
    assert read_social_security_card(Chip(files=files).answer) == UNREADABLE_CARD


def test_locked_and_foreign_cards_are_told_apart() -> None:
    assert read_social_security_card(Chip(is_locked=True).answer) == LOCKED_CARD
    assert read_social_security_card(Chip(application=b"other").answer) == UNKNOWN_CARD


@pytest.mark.parametrize("status", [0x6283, 0x6983, 0x9303])
def test_every_way_of_being_locked_is_told(status: int) -> None:
    assert read_social_security_card(lambda _: status.to_bytes(2, "big")) == LOCKED_CARD


def scripted(*answers: str) -> tuple[apdu.Transmit, list[str]]:
    """Return a card that gives these answers in turn, and what it was asked."""
    asked: list[str] = []
    waiting = iter(answers)

    def transmit(command: bytes) -> bytes:
        asked.append(command.hex())
        return bytes.fromhex(next(waiting))

    return transmit, asked


def test_what_waits_is_fetched_part_by_part() -> None:
    transmit, asked = scripted("0102 6102", "0304 6101", "05 9000")
    assert apdu.exchange(transmit, bytes.fromhex("00b2010000")).data.hex() == "0102030405"
    assert asked == ["00b2010000", "00c0000002", "00c0000001"]


def test_a_length_that_is_wrong_while_fetching_is_corrected() -> None:
    transmit, asked = scripted("6110", "6c02", "0102 9000")
    assert apdu.exchange(transmit, bytes.fromhex("00b2010000")).data.hex() == "0102"
    assert asked[1:] == ["00c0000010", "00c0000002"]


def test_a_command_keeps_its_body_when_its_length_is_corrected() -> None:
    transmit, asked = scripted("6c04", "01020304 9000")
    assert apdu.exchange(transmit, bytes.fromhex("00a4000002ef0500")).is_ok
    assert asked == ["00a4000002ef0500", "00a4000002ef0504"]


@pytest.mark.parametrize("status", ["6110", "6c10"])
def test_a_card_that_never_comes_to_an_end_is_given_up(status: str) -> None:
    assert not apdu.exchange(lambda _: bytes.fromhex(status), bytes.fromhex("00b2010000")).is_ok


def test_a_warning_that_a_record_is_short_is_no_refusal() -> None:
    transmit, _ = scripted("0702 4131 6282")
    assert apdu.read_record(transmit, 0x07, 11) == apdu.Response(b"A1", apdu.OK)
