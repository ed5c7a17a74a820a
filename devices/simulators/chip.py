"""The chip of a specimen social security card: commands in, answers out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

APPLICATION = bytes.fromhex("7378312E73682EC9E7BBE1B1A3D5CF")
CARD_FILE, HOLDER_FILE = 0xEF05, 0xEF06
FILE_CONTROL = bytes.fromhex("6F118410") + APPLICATION + b"\0"

DONE = b"\x90\x00"
WRONG_LENGTH, SECURITY, NO_FILE, NO_RECORD = b"\x67\x00", b"\x69\x82", b"\x6a\x82", b"\x6a\x83"
NO_INSTRUCTION, LOCKED = b"\x6d\x00", b"\x93\x03"

Files = Mapping[int, Mapping[int, bytes]]


def specimen_files(generation: int = 2, name: str = "陈样本") -> Files:
    """Return the records of a card that nobody owns, by file and tag."""
    encoded = name.encode("gb18030")
    holder = {
        0x08: b"11010519491231002X",
        0x09: encoded[:30].ljust(30, b"\0"),
        0x0A: b"2",
        0x0B: b"\x01",
        0x0C: b"\x11\x01\x05",
        0x0D: bytes.fromhex("19491231"),
    }
    if len(encoded) > 30:
        holder[0x4E] = encoded[30:].ljust(20, b"\0")
    card = {
        0x01: bytes.fromhex("440604D1560000051000000000000001"),
        0x02: b"3" if generation == 3 else b"1",
        0x03: f"{generation}.00".encode("ascii"),
        0x04: bytes.fromhex("440600000000000000000000"),
        0x05: bytes.fromhex("20200101"),
        0x06: bytes.fromhex("20300101"),
        0x07: b"A00000001",
    }
    return {CARD_FILE: card, HOLDER_FILE: holder}


@dataclass
class Chip:
    """Answers as a card does; generation 3 keeps the holder's file to security modules."""

    generation: int = 2
    files: Files = field(default_factory=dict)
    is_locked: bool = False
    application: bytes = APPLICATION
    answers_in_two_steps: bool = True
    file_selectors: tuple[int, ...] = (0x00, 0x02)
    """The P1 of SELECT with which it lets a file be selected; makers differ."""
    record_padding: int = 0
    """How many bytes a record is longer than its layout says: asking for less is answered 6Cxx."""
    _selected: int = field(default=0, init=False)
    _waiting: bytes = field(default=b"", init=False)

    def __post_init__(self) -> None:
        """Take the specimen's files unless others were given."""
        self.files = self.files or specimen_files(self.generation)

    def reset(self) -> None:
        """Forget what was selected, as after a power cycle."""
        self._selected, self._waiting = 0, b""

    def answer(self, command: bytes) -> bytes:
        """Carry out one command; return data and status."""
        if len(command) < 5:
            return WRONG_LENGTH
        match command[1]:
            case 0xA4 if command[2] == 0x04:
                return self._select_application(command[5 : 5 + command[4]])
            case 0xA4:
                return self._select_file(command[2], int.from_bytes(command[5:7], "big"))
            case 0xC0:
                waiting, self._waiting = self._waiting, b""
                return waiting[: command[4] or 256] + DONE
            case 0xB2:
                return self._read_record(command)
        return NO_INSTRUCTION

    def _select_application(self, name: bytes) -> bytes:
        if self.is_locked:
            return LOCKED
        if name != self.application:
            return NO_FILE
        if self.answers_in_two_steps:
            self._waiting = FILE_CONTROL
            return bytes((0x61, len(FILE_CONTROL)))
        return FILE_CONTROL + DONE

    def _select_file(self, selector: int, identifier: int) -> bytes:
        if selector not in self.file_selectors or identifier not in self.files:
            return NO_FILE
        self._selected = identifier
        return DONE

    def _read_record(self, command: bytes) -> bytes:
        tag, parameter, length = command[2:5]
        if parameter & 0xF8:
            self._selected = 0xEF00 | parameter >> 3
        if self._selected == HOLDER_FILE and self.generation >= 3:
            return SECURITY
        value = self.files.get(self._selected, {}).get(tag)
        if value is None:
            return NO_RECORD
        record = bytes((tag, len(value))) + value + bytes(self.record_padding)
        if length and length != len(record):
            return bytes((0x6C, len(record)))
        return record + DONE
