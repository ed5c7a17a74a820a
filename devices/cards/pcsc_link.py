"""The link to the PC/SC daemon: contexts, readers and cards, by pyscard's plain functions.

pyscard's own monitors are not used: their thread dies when the daemon restarts and stays dead.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from smartcard import scard

from devices.cards.apdu import Transmit

VIRTUAL = "Virtual PCD"
"""What vsmartcard calls its readers, onto which any program can lay any card."""


class PcscError(Exception):
    """A call to the PC/SC daemon failed."""

    def __init__(self, code: int) -> None:
        super().__init__(f"PC/SC 0x{code & 0xFFFFFFFF:08X}")
        self.code = code


@contextmanager
def open_context() -> Iterator[Any]:
    """Open a conversation with the daemon; each thread needs its own."""
    code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    _check(code)
    try:
        yield context
    finally:
        scard.SCardReleaseContext(context)


def find_reader(context: Any, name_part: str, *, allow_virtual: bool = True) -> str | None:
    """Return the first reader whose name holds `name_part`, None if there is none."""
    wanted = name_part.casefold()
    fitting = (name for name in reader_names(context) if wanted in name.casefold())
    return next((name for name in fitting if allow_virtual or VIRTUAL not in name), None)


def reader_names(context: Any) -> tuple[str, ...]:
    """Return the names of all readers; makers put the serial number into them."""
    code, readers = scard.SCardListReaders(context, [])
    if code == scard.SCARD_E_NO_READERS_AVAILABLE:
        return ()
    _check(code)
    return tuple(readers)


def await_change(context: Any, reader: str, known: int, timeout_ms: int) -> int | None:
    """Wait until the reader's state differs from `known`; return the new one, None if it lasted."""
    code, states = scard.SCardGetStatusChange(context, timeout_ms, [(reader, known)])
    if code == scard.SCARD_E_TIMEOUT:
        return None
    _check(code)
    return int(states[0][1])


@contextmanager
def open_card(context: Any, reader: str) -> Iterator[Transmit]:
    """Connect to the card on a reader and hold it for one uninterrupted session."""
    code, card, protocol = scard.SCardConnect(
        context,
        reader,
        scard.SCARD_SHARE_SHARED,
        scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1,
    )
    _check(code)
    try:
        _check(scard.SCardBeginTransaction(card))
        yield lambda command: _transmit(card, protocol, command)
    finally:
        # A card that is gone cannot be let go of; there is nothing to do about it.
        scard.SCardEndTransaction(card, scard.SCARD_LEAVE_CARD)
        scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)


def _transmit(card: Any, protocol: int, command: bytes) -> bytes:
    header = scard.SCARD_PCI_T1 if protocol == scard.SCARD_PROTOCOL_T1 else scard.SCARD_PCI_T0
    code, answer = scard.SCardTransmit(card, header, list(command))
    _check(code)
    if not answer:
        # No card answers nothing at all: some readers tell of its removal like this.
        raise PcscError(scard.SCARD_W_REMOVED_CARD)
    return bytes(value & 0xFF for value in answer)


def _check(code: int) -> None:
    if code != scard.SCARD_S_SUCCESS:
        raise PcscError(code)
