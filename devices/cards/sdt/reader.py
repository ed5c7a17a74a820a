"""A resident card reader as the terminal sees it: its status, its card, and its changes."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from devices.cards.identity import Identity
from devices.cards.mrz import MrzKey
from devices.cards.reader import NO_CHIPS, NO_READER, CardFault, StatusListener, Unwatch
from devices.cards.sdt.card import identify
from devices.cards.sdt.conversation import Conversation, NoAnswerError
from devices.cards.sdt.frames import FrameError, Response
from devices.cards.sdt.link import Link, LinkAbsentError, LinkBusyError, LinkLostError, Place
from devices.cards.sdt.photo import PhotoDecoder, no_photo
from devices.cards.sdt.status_words import CARD_FOUND, OK, explain
from devices.cards.sdt.text import CardTextError, decode_new_address
from devices.status import DeviceState, Status

POLL_S = 0.3
"""Asked more often, a reader stops finding cards."""
RETRY_S = 0.5
FOUND_HOLD_S = 1.0
"""How long a card that was found counts as lying there: many readers find it only once."""
READ_HOLD_S = 5.0
"""The same for a card that was read, which is not found again before it was lifted."""

READY = Status(DeviceState.READY)
NO_CARD = Status(DeviceState.NO_CARD, "读卡区没有证", "请把身份证平放到读卡区")
BUSY = Status(DeviceState.BUSY, "身份证读卡器正在忙", "请稍等片刻再试")
BROKEN = Status(
    DeviceState.ERROR, "身份证读卡器没有回答", "请工作人员重新插拔读卡器，您也可以自己填写"
)
GARBLED = CardFault("读卡器传来的数据不完整", "请把证拿起来，等一下再平放到读卡区")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Seen:
    """What a look showed, and how often a card was laid down anew between two looks."""

    status: Status
    laid: int


class SdtCardReader:
    """Reads resident cards, residence permits and permanent residents' cards."""

    def __init__(
        self,
        place: Place,
        *,
        decode_photo: PhotoDecoder = no_photo,
        today: Callable[[], date] = date.today,
        read_hold_s: float = READ_HOLD_S,
    ) -> None:
        self._place = place
        self._decode_photo = decode_photo
        self._today = today
        self._read_hold_s = read_hold_s
        self._lock = threading.Lock()
        self._link: Link | None = None
        self._lies_until_s = 0.0
        self._was_read = False
        self._seen = _Seen(NO_CARD, 0)
        self._seen_s = -POLL_S

    def status(self) -> Status:
        """Ask the reader, unless it was asked a moment ago or is busy with a card."""
        return self._observe().status

    def read(self) -> Identity | CardFault:
        """Find, select and read the card; blocks for seconds at most."""
        with self._lock:
            try:
                with self._conversation() as talk:
                    return self._read_card(talk)
            except (FrameError, NoAnswerError):
                return GARBLED
            except LinkLostError as error:
                return _fault_of(_status_of(error))

    def read_travel_document(self, key: MrzKey) -> CardFault:
        """Return that this kind of reader reads resident cards alone."""
        return NO_CHIPS

    def watch(self, listener: StatusListener) -> Unwatch:
        """Tell the status now and at each change, through unplugging and plugging in."""
        watcher = _Watcher(self._observe, listener)
        watcher.start()
        return watcher.stop

    def serial_number(self) -> str:
        """Return the number of the reader's security module, '' while it cannot be asked."""
        with self._lock:
            try:
                with self._conversation() as talk:
                    return talk.sam_id()
            except (LinkLostError, FrameError, NoAnswerError):
                return ""

    def close(self) -> None:
        """Give the wire back; the next call takes it again."""
        with self._lock:
            self._drop()

    def _observe(self) -> _Seen:
        if self._lock.acquire(blocking=False):
            try:
                # However many ask: the reader itself is asked no faster than it can find.
                if time.monotonic() - self._seen_s >= POLL_S:
                    self._seen = self._look()
                    self._seen_s = time.monotonic()
            finally:
                self._lock.release()
        return self._seen

    def _look(self) -> _Seen:
        laid = self._seen.laid
        try:
            with self._conversation() as talk:
                found = talk.find().status == CARD_FOUND
        except LinkLostError as error:
            return _Seen(_status_of(error), laid)
        except (FrameError, NoAnswerError):
            return _Seen(BROKEN, laid)
        now_s = time.monotonic()
        if not found:
            if now_s < self._lies_until_s:
                return _Seen(READY, laid)
            self._was_read = False
            return _Seen(NO_CARD, laid)
        # A card that was read is found again only because it was lifted and laid down anew.
        again, self._was_read = self._was_read, False
        self._lies_until_s = now_s + FOUND_HOLD_S
        return _Seen(READY, laid + again)

    def _read_card(self, talk: Conversation) -> Identity | CardFault:
        found = talk.find().status == CARD_FOUND
        # A card found a moment ago waits to be selected and is not found again.
        selected = talk.select()
        if selected.status != OK:
            return _refusal(selected.status) if found else _fault_of(NO_CARD)
        self._was_read, self._lies_until_s = True, time.monotonic() + self._read_hold_s
        answer = talk.read_base()
        if answer.status != OK:
            return _refusal(answer.status)
        address = _new_address(talk)
        return identify(answer, address, self._decode_photo, self._today)

    @contextmanager
    def _conversation(self) -> Iterator[Conversation]:
        """Talk over the open link, opening it where need be and dropping a broken one."""
        if self._link is None:
            self._link = self._place.open()
        try:
            yield Conversation(self._link)
        except LinkLostError:
            self._drop()
            raise

    def _drop(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            link.close()


def _new_address(talk: Conversation) -> str:
    """Return the newer address, '' for the many cards without one."""
    try:
        answer: Response = talk.read_new_address()
        return decode_new_address(answer.data) if answer.status == OK else ""
    except (FrameError, NoAnswerError, CardTextError):
        # The card itself was read whole; its first address is better than nothing.
        return ""


def _refusal(status: int) -> CardFault:
    """Return why a card was refused; an answer to another question comes late, and says nothing."""
    told = explain(status)
    return told if told.remedy else GARBLED


def _status_of(error: LinkLostError) -> Status:
    if isinstance(error, LinkAbsentError):
        return NO_READER
    return BUSY if isinstance(error, LinkBusyError) else BROKEN


def _fault_of(status: Status) -> CardFault:
    return CardFault(status.reason, status.remedy)


class _Watcher:
    """Asks the reader at its own pace and tells only what changed."""

    def __init__(self, look: Callable[[], _Seen], listener: StatusListener) -> None:
        self._look = look
        self._listener = listener
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sdt-reader", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        told: _Seen | None = None
        while not self._ended.is_set():
            seen = self._see(told)
            if seen != told and not self._ended.is_set():
                if told is not None and seen.laid != told.laid:
                    self._tell(NO_CARD)
                told = seen
                self._tell(seen.status)
            self._ended.wait(POLL_S if seen.status.state.is_usable else RETRY_S)

    def _see(self, told: _Seen | None) -> _Seen:
        try:
            return self._look()
        except Exception:
            # A watcher that dies leaves the terminal without cards until it is restarted.
            _log.exception("watching the resident card reader failed")
            return _Seen(BROKEN, told.laid if told else 0)

    def _tell(self, status: Status) -> None:
        try:
            self._listener(status)
        except Exception:
            _log.exception("the listener of the resident card reader failed")
