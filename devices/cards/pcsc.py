"""Social security cards on any reader that the PC/SC daemon knows."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from smartcard import scard

from devices.cards.apdu import Transmit
from devices.cards.badge import read_badge
from devices.cards.identity import Identity
from devices.cards.mrz import MrzKey
from devices.cards.pcsc_link import PcscError, await_change, find_reader, open_card, open_context
from devices.cards.reader import NO_READER, CardFault, StatusListener, Unwatch
from devices.cards.social_security import read_social_security_card
from devices.status import DeviceState, Status

WAIT_MS = 250
"""How long one question to the daemon lasts; also bounds how long unwatching takes."""
RETRY_S = 0.25
"""Pause before looking again for a reader, or for a daemon that went away."""

STOP_S = 2.0

_log = logging.getLogger(__name__)

FindReader = Callable[[Any], str | None]
ReadCard = Callable[[Transmit], Identity | CardFault]

READY = Status(DeviceState.READY)
NO_CARD = Status(DeviceState.NO_CARD, "读卡器上没有卡", "请把社保卡放到读卡器上")
BUSY = Status(DeviceState.BUSY, "读卡器正在被别的程序使用", "请稍等片刻再试")
MUTE = CardFault("卡没有反应", "请把卡拿起来，芯片一面朝里，再放一次")
NO_DAEMON = Status(
    DeviceState.ABSENT, "读卡服务没有运行", "请工作人员启动读卡服务（pcscd），您也可以自己填写"
)
NO_RIGHT = Status(
    DeviceState.ERROR, "没有权限使用读卡服务", "请工作人员运行 ./run install，您也可以自己填写"
)
BROKEN = Status(DeviceState.ERROR, "读卡器出了故障", "请工作人员重新插拔读卡器，您也可以自己填写")

CARD_GONE = CardFault("卡被拿开了", "请把卡重新放好，看到读出的信息后再拿开")

TOO_SLOW = CardFault("读卡太久没有读完", "请把卡拿起来再放一次，或自己填写")

_NO_DAEMON_CODES = {
    scard.SCARD_E_NO_SERVICE,
    scard.SCARD_E_SERVICE_STOPPED,
    # It went away in the middle of an answer.
    scard.SCARD_F_COMM_ERROR,
}
_NO_READER_CODES = {
    scard.SCARD_E_UNKNOWN_READER,
    scard.SCARD_E_READER_UNAVAILABLE,
    scard.SCARD_E_NO_READERS_AVAILABLE,
}
_MUTE_CODES = {
    scard.SCARD_W_UNRESPONSIVE_CARD,
    scard.SCARD_W_UNPOWERED_CARD,
    scard.SCARD_W_UNSUPPORTED_CARD,
    scard.SCARD_E_PROTO_MISMATCH,
}
_GONE_CODES = {
    scard.SCARD_W_REMOVED_CARD,
    scard.SCARD_W_RESET_CARD,
    scard.SCARD_E_NOT_TRANSACTED,
    scard.SCARD_E_COMM_DATA_LOST,
    scard.SCARD_E_INVALID_HANDLE,
}


class PcscCardReader:
    """Reads social security cards through pcscd; an empty name takes the first reader."""

    def __init__(
        self, name_filter: str = "", *, allow_virtual: bool = True, timeout_s: float = 8.0
    ) -> None:
        self._find: FindReader = partial(
            find_reader, name_part=name_filter, allow_virtual=allow_virtual
        )
        self._timeout_s = timeout_s
        self._reading = threading.Lock()

    def status(self) -> Status:
        """Return what the reader is like right now."""
        try:
            with open_context() as context:
                reader = self._find(context)
                if reader is None:
                    return NO_READER
                state = await_change(context, reader, scard.SCARD_STATE_UNAWARE, WAIT_MS)
                return _status_of_state(state or scard.SCARD_STATE_UNAVAILABLE)
        except PcscError as error:
            return _status_of_error(error)

    def read(self) -> Identity | CardFault:
        """Read the social security card that lies there, or give up after `timeout_s`."""
        return self._read_by(read_social_security_card)

    def read_travel_document(self, key: MrzKey) -> Identity | CardFault:
        """Read the passport or permit that lies there, opened by its printed page."""
        # Loaded with its ciphers only where travel documents are read.
        from devices.cards.emrtd.document import read_travel_document

        return self._read_by(lambda transmit: read_travel_document(transmit, key))

    def read_badge(self) -> Identity | CardFault:
        """Read the number of the contactless card that lies there."""
        return self._read_by(read_badge)

    def close(self) -> None:
        """Nothing is held between cards."""

    def _read_by(self, read: ReadCard) -> Identity | CardFault:
        if not self._reading.acquire(blocking=False):
            return CardFault(BUSY.reason, BUSY.remedy)
        answers: queue.SimpleQueue[Identity | CardFault] = queue.SimpleQueue()
        # The daemon waits for a stuck card without end, and nothing can call it back.
        threading.Thread(
            target=self._read_into, args=(read, answers), name="card-reading", daemon=True
        ).start()
        try:
            return answers.get(timeout=self._timeout_s)
        except queue.Empty:
            return TOO_SLOW

    def watch(self, listener: StatusListener) -> Unwatch:
        """Tell the status now and at each change, through restarts of pcscd and unplugging."""
        watcher = _Watcher(self._find, listener)
        watcher.start()
        return watcher.stop

    def _read_into(self, read: ReadCard, answers: queue.SimpleQueue[Identity | CardFault]) -> None:
        try:
            answer = self._read_card(read)
        except Exception:
            _log.exception("reading the card failed")
            answer = CardFault(BROKEN.reason, BROKEN.remedy)
        finally:
            self._reading.release()
        answers.put(answer)

    def _read_card(self, read: ReadCard) -> Identity | CardFault:
        try:
            with open_context() as context:
                reader = self._find(context)
                if reader is None:
                    return CardFault(NO_READER.reason, NO_READER.remedy)
                with open_card(context, reader) as transmit:
                    return read(transmit)
        except PcscError as error:
            return _fault_of_error(error)


class _Watcher:
    """The one place that tells a reader's status, and only when it changed."""

    def __init__(self, find: FindReader, listener: StatusListener) -> None:
        self._find = find
        self._listener = listener
        self._told: Status | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="card-reader", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        if threading.current_thread() is not self._thread:
            # A daemon that hangs keeps its callers; the terminal must be able to end all the same.
            self._thread.join(STOP_S)

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                with open_context() as context:
                    self._follow_readers(context)
            except PcscError as error:
                # The context is of no more use; a new one is opened after a pause.
                self._tell(_status_of_error(error))
                self._ended.wait(RETRY_S)
            except Exception:
                # A watcher that dies leaves the terminal without cards until somebody restarts it.
                _log.exception("watching the card reader failed")
                self._tell(BROKEN)
                self._ended.wait(RETRY_S)

    def _follow_readers(self, context: Any) -> None:
        while not self._ended.is_set():
            reader = self._find(context)
            if reader is None:
                self._tell(NO_READER)
                self._ended.wait(RETRY_S)
            else:
                self._follow(context, reader)

    def _follow(self, context: Any, reader: str) -> None:
        known = int(scard.SCARD_STATE_UNAWARE)
        while not self._ended.is_set():
            state = await_change(context, reader, known, WAIT_MS)
            if state is None:
                continue
            if state & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE):
                # Unplugged: the list of readers tells whether another one fits.
                self._ended.wait(RETRY_S)
                return
            self._tell(_status_of_state(state))
            # The upper half counts insertions: a card lifted and laid back between two looks
            # differs from the one that never moved.
            known = state & ~scard.SCARD_STATE_CHANGED

    def _tell(self, status: Status) -> None:
        if status != self._told and not self._ended.is_set():
            self._told = status
            try:
                self._listener(status)
            except Exception:
                _log.exception("the listener of the card reader failed")


def _status_of_state(state: int) -> Status:
    if state & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE):
        return NO_READER
    if state & scard.SCARD_STATE_EXCLUSIVE:
        return BUSY
    # A mute card counts as well: reading it tells the citizen what to do.
    return READY if state & scard.SCARD_STATE_PRESENT else NO_CARD


def _status_of_error(error: PcscError) -> Status:
    if error.code in _NO_DAEMON_CODES:
        return NO_DAEMON
    if error.code == scard.SCARD_W_SECURITY_VIOLATION:
        # polkit lets only the user of an active session in, unless a rule says otherwise.
        return NO_RIGHT
    return NO_READER if error.code in _NO_READER_CODES else BROKEN


def _fault_of_error(error: PcscError) -> CardFault:
    if error.code in _GONE_CODES:
        return CARD_GONE
    if error.code in _MUTE_CODES:
        return MUTE
    if error.code == scard.SCARD_E_NO_SMARTCARD:
        status = NO_CARD
    elif error.code == scard.SCARD_E_SHARING_VIOLATION:
        status = BUSY
    else:
        status = _status_of_error(error)
    return CardFault(status.reason, status.remedy)
