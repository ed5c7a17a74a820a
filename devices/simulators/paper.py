"""Reads the bytes sent to a printer as the paper would show them, and refuses what it would not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from devices.errors import DeviceError

COLUMNS = 48
SIMPLE = {b"\x1b\x61": 1, b"\x1b\x64": 1, b"\x10\x04": 1, b"\x1d\x72": 1}
"""Commands that change nothing about the text, and how many bytes follow."""


class PaperError(DeviceError):
    """Bytes that a printer would print as garbage or not understand."""


@dataclass(frozen=True)
class Paper:
    """What lies in the tray: the slips that were cut off, and whatever still hangs out."""

    text: str
    slips: tuple[str, ...]
    qr_texts: tuple[str, ...]


def decode(data: bytes) -> Paper:
    """Print the bytes; PaperError names the first byte that no printer would understand."""
    roll = _Roll(data)
    while roll.place < len(data):
        roll.step()
    if roll.line:
        raise PaperError("the last line was never ended and stays in the printer")
    loose = "\n".join(roll.lines)
    return Paper("\n".join([*roll.slips, loose]).strip("\n"), tuple(roll.slips), tuple(roll.codes))


@dataclass
class _Roll:
    data: bytes
    place: int = 0
    hanzi: bool = False
    line: str = ""
    columns: int = 0
    wide: int = 1
    hanzi_wide: int = 1
    pending_code: bytes = b""
    lines: list[str] = field(default_factory=list)
    slips: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    def step(self) -> None:
        """Take one command, line end or character."""
        byte = self.data[self.place]
        if byte in (0x10, 0x1B, 0x1C, 0x1D):
            self._command(self.take(2))
        elif byte == 0x0A:
            self.take(1)
            self.lines.append(self.line)
            self.line, self.columns = "", 0
        elif 0x20 <= byte < 0x7F:
            self._put(self.take(1).decode("ascii"), self.wide)
        elif self.hanzi and 0x81 <= byte <= 0xFE:
            self._put(self._hanzi(), 2 * self.hanzi_wide)
        else:
            raise PaperError(f"byte {byte:#04x} at {self.place} is not text in this mode")

    def take(self, count: int) -> bytes:
        """Take the next bytes, all of them."""
        taken = self.data[self.place : self.place + count]
        if len(taken) < count:
            raise PaperError(f"the bytes end in the middle of a command at {self.place}")
        self.place += count
        return taken

    def _put(self, character: str, columns: int) -> None:
        self.line += character
        self.columns += columns
        if self.columns > COLUMNS:
            raise PaperError(f"the line {self.line!r} is wider than the paper")

    def _hanzi(self) -> str:
        # The second byte of a character of four bytes is a digit.
        following = self.data[self.place + 1 : self.place + 2]
        raw = self.take(4 if following.isdigit() else 2)
        try:
            return raw.decode("gb18030")
        except UnicodeDecodeError as error:
            raise PaperError(f"{raw.hex()} at {self.place} is no GB18030") from error

    def _command(self, command: bytes) -> None:
        if command in SIMPLE:
            self.take(SIMPLE[command])
            return
        commands: dict[bytes, Callable[[], None]] = {
            b"\x1b\x40": self._init,
            b"\x1c\x26": lambda: self._set_hanzi(True),
            b"\x1c\x2e": lambda: self._set_hanzi(False),
            b"\x1b\x21": self._latin_mode,
            b"\x1c\x21": self._hanzi_mode,
            b"\x1d\x21": self._scale,
            b"\x1d\x28": self._code,
            b"\x1d\x56": self._cut,
        }
        if command not in commands:
            raise PaperError(f"unknown command {command.hex(' ')} at {self.place - 2}")
        commands[command]()

    def _init(self) -> None:
        self.hanzi, self.wide, self.hanzi_wide = False, 1, 1

    def _set_hanzi(self, on: bool) -> None:
        self.hanzi = on

    def _latin_mode(self) -> None:
        self.wide = 2 if self.take(1)[0] & 0x20 else 1

    def _hanzi_mode(self) -> None:
        self.hanzi_wide = 2 if self.take(1)[0] & 0x04 else 1

    def _scale(self) -> None:
        self.wide = self.hanzi_wide = (self.take(1)[0] >> 4) + 1

    def _cut(self) -> None:
        if self.take(1)[0] not in (0, 1, 48, 49):
            raise PaperError(f"unknown cut at {self.place}")
        if self.line:
            raise PaperError(f"the knife goes through the line {self.line!r}")
        self.slips.append("\n".join(self.lines))
        self.lines = []

    def _code(self) -> None:
        """GS ( k: choose the model, size and correction, store the text, draw it."""
        if self.take(1) != b"\x6b":
            raise PaperError(f"unknown command GS ( at {self.place}")
        body = self.take(int.from_bytes(self.take(2), "little"))
        if body[:1] != b"\x31" or body[1:2] not in (b"\x41", b"\x43", b"\x45", b"\x50", b"\x51"):
            raise PaperError(f"unknown code function {body[:2].hex(' ')} at {self.place}")
        if body[1] == 0x50:
            self.pending_code = body[3:]
        elif body[1] == 0x51:
            if not self.pending_code:
                raise PaperError(f"a code is drawn at {self.place} before any text was stored")
            self.codes.append(self._code_text())
            self.pending_code = b""

    def _code_text(self) -> str:
        try:
            return self.pending_code.decode()
        except UnicodeDecodeError as error:
            raise PaperError(f"the code drawn at {self.place} is no UTF-8") from error
