"""The machine readable zone, on the worked examples of ICAO Doc 9303."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.cards.mrz import MrzKey, check_digit, find_mrz, parse_mrz
from devices.simulators.passport import SPECIMEN

PASSPORT = (SPECIMEN[:44], SPECIMEN[44:])
CARD = (
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
)
"""Doc 9303-5, appendix B."""
LONG_NUMBER = ("I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", CARD[2])
"""Doc 9303-11, appendix D.2: a number of 12 characters."""
TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("field", "digit"), [("L898902C<", 3), ("690806", 1), ("940623", 6), ("D23145890734", 9)]
)
def test_check_digits_are_those_of_the_standard(field: str, digit: int) -> None:
    assert check_digit(field) == digit


def test_a_passport_is_read() -> None:
    mrz = parse_mrz(SPECIMEN)
    assert mrz is not None and mrz.document == "P" and mrz.issuer == "UTO"
    assert mrz.data(TODAY) == {
        "document_number": "L898902C3",
        "english_name": "ERIKSSON ANNA MARIA",
        "nationality": "UTO",
        "sex": "女",
        "birth_date": "1974-08-12",
        "valid_to": "2012-04-15",
    }
    assert "ERIKSSON" not in repr(mrz) and "L898902C3" not in repr(mrz)


def test_a_card_of_three_lines_is_read() -> None:
    mrz = parse_mrz("".join(CARD))
    assert mrz is not None and mrz.key == MrzKey("D23145890", "740812", "120415")


def test_a_number_of_more_than_nine_characters_goes_on_in_the_optional_data() -> None:
    mrz = parse_mrz("".join(LONG_NUMBER))
    assert mrz is not None and mrz.key.number == "D23145890734"
    assert mrz.key.information() == "D23145890734934071279507122"


def test_a_zone_is_found_among_other_lines_with_the_usual_slips_of_ocr() -> None:
    second = PASSPORT[1].replace("7408122", "74O8I22").replace("<<<<<10", "<<<10")
    found = find_mrz(["护照 PASSPORT", PASSPORT[0][:-3] + " ", second])
    assert found is not None and found.key == MrzKey("L898902C3", "740812", "120415")


def test_lines_as_the_recogniser_read_them_from_a_photograph_give_the_key() -> None:
    lines = ["护照 PASSPORT 样本 SPECIMEN", "P<UT0ERIKSS0N<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"]
    found = find_mrz([*lines, "L898902C36UT07408122F1204159ZE184226B<<<<<10"])
    assert found is not None and found.key == MrzKey("L898902C3", "740812", "120415")


@pytest.mark.parametrize("at", [0, 9, 13, 19, 21, 27])
def test_a_zone_whose_check_digits_fail_is_none(at: int) -> None:
    wrong = "4" if PASSPORT[1][at] != "4" else "7"
    second = PASSPORT[1][:at] + wrong + PASSPORT[1][at + 1 :]
    assert parse_mrz(PASSPORT[0] + second) is None and find_mrz([PASSPORT[0], second]) is None


@given(st.lists(st.text("ABO01<3 ", min_size=25, max_size=46), max_size=4))
def test_any_lines_are_a_zone_or_none(lines: list[str]) -> None:
    found = find_mrz(lines)
    assert found is None or found.data(TODAY)["document_number"]


@given(st.text("ABO01<3:٣", min_size=88, max_size=90))
def test_any_characters_are_a_zone_or_none(text: str) -> None:
    found = parse_mrz(text)
    assert found is None or (len(text) in (88, 90) and ":" not in text)
