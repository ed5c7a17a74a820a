"""The four layouts of a resident card's text."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.cards.identity import Identity
from devices.cards.sdt.card import identify
from devices.cards.sdt.frames import Response
from devices.cards.sdt.photo import load_photo_decoder, no_photo
from devices.cards.sdt.text import CardTextError, decode_new_address, decode_text, has_expired
from devices.errors import DeviceSettingsError
from devices.simulators.resident_card import SPECIMENS, ResidentCard

TODAY = date(2026, 11, 24)


def read(card: ResidentCard, address: str = "") -> Identity:
    read = identify(Response(0x90, card.base()), address, no_photo, lambda: TODAY)
    assert isinstance(read, Identity)
    return read


def test_a_resident_card_is_read_in_words() -> None:
    identity = read(ResidentCard())
    assert identity.source_label == "居民身份证" and "真的" in identity.proves
    assert identity.data == {
        "name": "陈样本",
        "sex": "女",
        "nation": "汉",
        "birth_date": "1949-12-31",
        "household_address": "北京市朝阳区样本街1号",
        "resident_number": "11010519491231002X",
        "authority": "样本市公安局样本分局",
        "valid_from": "2020-01-01",
        "valid_to": "长期",
    }
    assert identity.note == "" and identity.photo == b""


def test_a_residence_permit_names_its_travel_document() -> None:
    data = read(ResidentCard("J")).data
    assert data["resident_number"].startswith("81") and data["exit_document_number"] == "H00000001"
    assert data["residence_address"] == "佛山市禅城区样本路2号" and "nation" not in data


def test_the_foreigners_card_of_2017_is_read_and_found_expired() -> None:
    identity = read(ResidentCard("I"))
    assert identity.source_label == "外国人永久居留身份证"
    data = identity.data
    assert data["english_name"] == "ZHENGJIAN,YANGBEN" and data["birth_date"] == "1981-08-03"
    assert data["residence_card_number"] == "CAN110081080319" and data["authority"] == "1500"
    assert "2025-10-24" in identity.note and "过期" in identity.note


def test_the_foreigners_card_of_2023_is_read_with_a_name_over_two_places() -> None:
    data = read(ResidentCard("Y")).data
    assert data["resident_number"] == "931586198001010028" and data["nationality"] == "PAK"
    long_name = "ZHENGJIAN YANGBEN MOHAMMAD ABDUL RAHMAN"
    assert read(ResidentCard("Y", {"english_name": long_name})).data["english_name"] == long_name


def test_a_newer_address_takes_the_place_of_the_printed_one() -> None:
    card = ResidentCard(new_address="佛山市禅城区样本路3号")
    address = decode_new_address(card.encoded_new_address())
    assert read(card, address).data["household_address"] == "佛山市禅城区样本路3号"


def test_a_decoder_that_is_installed_gets_the_photograph() -> None:
    got: list[bytes] = []

    def decoder(wlt: bytes) -> bytes:
        got.append(wlt)
        return b"bmp"

    answer = Response(0x90, ResidentCard().base())
    identity = identify(answer, "", decoder, lambda: TODAY)
    assert isinstance(identity, Identity) and identity.photo == b"bmp" and len(got[0]) == 1024
    assert "bmp" not in repr(identity) and "陈样本" not in repr(identity)


def test_a_decoder_that_is_not_installed_is_named() -> None:
    with pytest.raises(DeviceSettingsError, match="wlt-of-nobody"):
        load_photo_decoder("wlt-of-nobody")


@pytest.mark.parametrize("kind", SPECIMENS)
def test_sex_unknown_and_nation_unknown_are_left_out(kind: str) -> None:
    data = read(ResidentCard(kind, {"sex": "0", "nation": "57"})).data
    assert "sex" not in data and "nation" not in data


@pytest.mark.parametrize(
    "card",
    [
        ResidentCard("Q"),
        ResidentCard(data={"birth_date": "19491331"}),
        ResidentCard(data={"name": ""}),
        ResidentCard(data={"valid_to": "forever"}),
    ],
)
def test_a_text_that_follows_no_layout_is_an_error(card: ResidentCard) -> None:
    with pytest.raises(CardTextError):
        decode_text(card.text())


@given(st.binary(max_size=300) | st.binary(min_size=256, max_size=256))
def test_any_bytes_are_a_card_or_a_text_error(block: bytes) -> None:
    with suppress(CardTextError):
        assert decode_text(block).data


@pytest.mark.parametrize(
    ("valid_to", "expired"),
    [("长期", False), ("", False), ("2026-11-24", False), ("2026-11-23", True)],
)
def test_a_card_is_valid_on_its_last_day(valid_to: str, expired: bool) -> None:
    assert has_expired(valid_to, TODAY) is expired


def cut_by_bytes(kind: str, **data: str) -> dict[str, str]:
    """Return what is read of a card whose writer cut each entry to its bytes."""
    return decode_text(ResidentCard(kind, data).text()).data


def test_characters_of_four_bytes_are_read_whole() -> None:
    data = cut_by_bytes(" ", name="\U00020bb7样本", household_address="\U0002a6dd" * 17)
    assert data["name"] == "\U00020bb7样本" and data["household_address"] == "\U0002a6dd" * 17


@pytest.mark.parametrize("kind", SPECIMENS)
def test_an_entry_cut_off_in_a_character_keeps_what_is_whole(kind: str) -> None:
    assert cut_by_bytes(kind, name="样" * 14 + "\U00020bb7")["name"] == "样" * 14


def test_a_name_over_two_places_may_part_in_a_character() -> None:
    name = "A" * 34 + "\U00020bb7" + "B" * 8
    assert cut_by_bytes("Y", english_name=name)["english_name"] == name


def test_a_new_address_cut_off_in_a_character_keeps_what_is_whole() -> None:
    card = ResidentCard(new_address="路" * 34 + "\U00020bb7")
    assert decode_new_address(card.encoded_new_address()) == "路" * 34
