"""Basic Access Control: byte by byte on Doc 9303-11, appendix D, and over the real pcscd."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date

import pytest

from devices.cards.apdu import Transmit
from devices.cards.emrtd.channel import ForgedAnswerError, open_channel
from devices.cards.emrtd.cipher import FOR_ENCRYPTION, FOR_MAC, derive_key, key_seed
from devices.cards.emrtd.document import (
    NO_DOCUMENT,
    UNREADABLE,
    WRONG_KEY,
    read_travel_document,
)
from devices.cards.identity import Identity
from devices.cards.mrz import MrzKey
from devices.cards.pcsc import PcscCardReader
from devices.simulators.chip import Chip
from devices.simulators.passport import PassportChip
from devices.simulators.pcsc_daemon import PcscDaemon
from devices.simulators.virtual_card import VirtualCard

WORKED = MrzKey("L898902C", "690806", "940623")
SPECIMEN_KEY = MrzKey("L898902C3", "740812", "120415")
EXCHANGE = {
    "0084000008": "4608F919887022129000",
    "008200002872C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2"
    "5F1448EEA8AD90A728": "46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F"
    "2F2D235D074D74499000",
    "0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800": "990290008E08FA855A5D4C50A8ED9000",
    "0CB000000D9701048E08ED6705417E96BA5500": "8709019FF0EC34F9922651990290008E08"
    "AD55CC17140B2DED9000",
    "0CB000040D9701128E082EA28A70F3C7B53500": "871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2F"
    "FF224A990290008E08C8B2787EAEA07D749000",
}
"""Command → answer, as the standard prints them."""


def printed(command: bytes) -> bytes:
    return bytes.fromhex(EXCHANGE[command.hex().upper()])


def printed_random() -> Iterator[bytes]:
    yield bytes.fromhex("781723860C06C226")
    yield bytes.fromhex("0B795240CB7049B01C19B33E32804F0B")


def test_keys_are_those_of_the_standard() -> None:
    assert WORKED.information() == "L898902C<369080619406236"
    seed = key_seed(WORKED.information())
    assert seed.hex().upper() == "239AB9CB282DAF66231DC5A4DF6BFBAE"
    keys = [derive_key(seed, purpose).hex().upper() for purpose in (FOR_ENCRYPTION, FOR_MAC)]
    assert keys == ["AB94FDECF2674FDFB9B391F85D7F76F2", "7962D9ECE03D1ACD4C76089DCE131543"]


def test_the_worked_exchange_is_spoken_byte_by_byte() -> None:
    numbers = printed_random()
    channel = open_channel(printed, WORKED, lambda _: next(numbers))
    assert channel is not None
    assert channel.exchange(bytes.fromhex("00A4020C"), bytes.fromhex("011E")).is_ok
    head = channel.exchange(bytes.fromhex("00B00000"), length=4)
    assert head.is_ok and head.data.hex().upper() == "60145F01"
    rest = channel.exchange(bytes.fromhex("00B00004"), length=0x12)
    assert rest.data.hex().upper() == "04303130365F36063034303030305C026175"


def test_an_answer_that_was_changed_on_its_way_is_not_taken() -> None:
    numbers = printed_random()

    def changed(command: bytes) -> bytes:
        answer = printed(command)
        return answer if command[0] != 0x0C else answer[:3] + b"\x91" + answer[4:]

    channel = open_channel(changed, WORKED, lambda _: next(numbers))
    assert channel is not None
    with pytest.raises(ForgedAnswerError):
        channel.exchange(bytes.fromhex("00A4020C"), bytes.fromhex("011E"))


def test_a_specimen_passport_is_read_and_found_expired() -> None:
    read = read_travel_document(
        PassportChip().answer, SPECIMEN_KEY, today=lambda: date(2026, 11, 25)
    )
    assert isinstance(read, Identity)
    assert read.data["document_number"] == "L898902C3" and read.data["birth_date"] == "1974-08-12"
    assert "没有核对签发机关" in read.proves and "已经过期" in read.note and read.photo == b""
    assert read.data["valid_to"] == "2012-04-15"


@pytest.mark.parametrize(
    "key", [MrzKey("L898902C4", "740812", "120415"), MrzKey("L898902C3", "740813", "120415")]
)
def test_a_page_of_another_document_opens_nothing(key: MrzKey) -> None:
    assert read_travel_document(PassportChip().answer, key) == WRONG_KEY


def test_a_social_security_card_is_no_travel_document() -> None:
    assert read_travel_document(Chip().answer, SPECIMEN_KEY) == NO_DOCUMENT


def tampering(chip: PassportChip, at: int) -> Transmit:
    def answer(command: bytes) -> bytes:
        whole = chip.answer(command)
        if len(whole) <= at + 2:
            return whole
        return whole[:at] + bytes((whole[at] ^ 1,)) + whole[at + 1 :]

    return answer


@pytest.mark.parametrize("at", range(0, 60, 3))
def test_a_changed_bit_anywhere_gives_no_identity(at: int) -> None:
    read = read_travel_document(tampering(PassportChip(), at), SPECIMEN_KEY)
    assert read in (UNREADABLE, WRONG_KEY)


def test_a_passport_on_the_real_reader_is_read_with_its_page_as_the_key() -> None:
    with PcscDaemon():
        card = VirtualCard(PassportChip())
        card.insert()
        reader = PcscCardReader("Virtual PCD 00 00")
        end_s = time.monotonic() + 10
        read = reader.read_travel_document(SPECIMEN_KEY)
        while not isinstance(read, Identity) and time.monotonic() < end_s:
            time.sleep(0.05)
            read = reader.read_travel_document(SPECIMEN_KEY)
        card.remove()
    assert isinstance(read, Identity) and read.data["english_name"] == "ERIKSSON ANNA MARIA"
