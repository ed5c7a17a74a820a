"""Reports this terminal to its hall, calls the staff, and does what the hall's page orders."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from kiosk.delivery_thread import DeliveryThread
from kiosk.effects import CallStaff, Effect, GatherReport, Restart, SetInService, UseCatalogue, Wipe
from kiosk.events import DeviceChanged, Event, ServiceReported
from kiosk.platform.client import HallClient
from kiosk.platform.protocol import (
    DeviceReport,
    DoneOrder,
    Heartbeat,
    HeartbeatAnswer,
    Order,
    OrderKind,
    StaffCall,
    StaffCallReceipt,
)
from kiosk.runner import Post

BEAT_S = 15.0
_CALL_TRIES = 5
_CALL_PAUSE_S = 2.0
_TERMINAL_FILE = "terminal_id"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class TerminalFacts:
    """What the terminal tells of itself in every report."""

    name: str
    version: str
    catalogue_version: str
    folder: Path


class FleetDesk:
    """The terminal's side of the hall's fleet page."""

    handles: tuple[type, ...] = (Wipe, UseCatalogue)
    urgent: tuple[type, ...] = (CallStaff,)

    def __init__(
        self,
        facts: TerminalFacts,
        client: HallClient,
        count_waiting: Callable[[], int],
        serve: Callable[[Effect, Post], None],
        beat_s: float = BEAT_S,
    ) -> None:
        self._facts = facts
        self._client = client
        self._count_waiting = count_waiting
        self._serve = serve
        self._terminal = _own_id(facts.folder)
        self._devices: dict[str, DeviceReport] = {}
        self._last_visit_at: datetime | None = None
        self._done: list[DoneOrder] = []
        self._seen: set[str] = set()
        self._post: Post = lambda event: None
        self._stopping = threading.Event()
        self._beats = DeliveryThread("fleet", self._beat, beat_s, beat_s, idle_pause_s=beat_s)

    def start(self, post: Post) -> None:
        """Begin to report."""
        self._post = post
        self._beats.start()

    def stop(self) -> None:
        """End reporting."""
        self._stopping.set()
        self._beats.stop()

    def perform(self, effect: Effect, post: Post) -> None:
        """Call the staff, told again until the hall has it; note when a visit ends."""
        if isinstance(effect, Wipe):
            self._last_visit_at = datetime.now(UTC)
        if isinstance(effect, UseCatalogue):
            self._facts = replace(self._facts, catalogue_version=effect.version)
        if not isinstance(effect, CallStaff):
            return
        log.warning("staff called: %s", effect.reason)
        call = StaffCall(
            call_id=uuid4().hex,
            terminal=self._terminal,
            name=self._facts.name,
            reason="emergency" if effect.reason == "emergency" else "help",
        )
        threading.Thread(target=self._ring, args=(call,), name="bell", daemon=True).start()

    def note(self, event: Event) -> None:
        """Take from what happens on the terminal what the fleet page shows."""
        if not isinstance(event, DeviceChanged):
            return
        report = DeviceReport(
            name=event.device,
            state=event.state,
            reason=event.reason[:200],
            remedy=event.remedy[:200],
        )
        before = self._devices.get(event.device)
        self._devices = {**self._devices, event.device: report}
        if before is not None and before.is_faulty != report.is_faulty:
            # A card laid on a reader can wait for the next beat; a fault cannot.
            self._beats.wake()

    def _ring(self, call: StaffCall) -> None:
        for _ in range(_CALL_TRIES):
            if isinstance(self._client.call_staff(call), StaffCallReceipt):
                return
            if self._stopping.wait(_CALL_PAUSE_S):
                return
        log.error("the hall did not take a call for the staff")

    def _beat(self) -> bool:
        done = tuple(self._done)
        answer = self._client.beat(self._heartbeat(done))
        if not isinstance(answer, HeartbeatAnswer):
            return False
        self._done = [one for one in self._done if one not in done]
        for order in answer.orders:
            if order.order_id not in self._seen:
                self._seen.add(order.order_id)
                self._carry_out(order)
        return True

    def _heartbeat(self, done: tuple[DoneOrder, ...]) -> Heartbeat:
        return Heartbeat(
            terminal=self._terminal,
            name=self._facts.name,
            version=self._facts.version,
            catalogue_version=self._facts.catalogue_version,
            devices=tuple(self._devices.values()),
            outbox_waiting=self._count_waiting(),
            last_visit_at=self._last_visit_at,
            in_service=not (self._facts.folder / "out_of_service").exists(),
            done=done,
        )

    def _carry_out(self, order: Order) -> None:
        log.warning("ordered by the hall: %s", order.kind.value)
        detail = ""
        match order.kind:
            case OrderKind.LEAVE_SERVICE:
                self._serve(SetInService(False), self._post)
            case OrderKind.ENTER_SERVICE:
                self._serve(SetInService(True), self._post)
            case OrderKind.DIAGNOSE:
                detail = self._diagnose()
            case OrderKind.RESTART:
                # Said before it is done: afterwards nobody is left to say it.
                self._client.beat(self._heartbeat((_done(order, detail),)))
                self._serve(Restart(), self._post)
                return
        self._done.append(_done(order, detail))
        self._beats.wake()

    def _diagnose(self) -> str:
        reported: list[Event] = []
        self._serve(GatherReport(), reported.append)
        return "\n".join(
            line
            for event in reported
            if isinstance(event, ServiceReported)
            for line in _report_lines(event)
        )


def _done(order: Order, detail: str) -> DoneOrder:
    return DoneOrder(order_id=order.order_id, succeeded=True, detail=detail[:40_000])


def _report_lines(report: ServiceReported) -> list[str]:
    lines = []
    for title, facts in report.sections:
        lines.append(f"【{title}】")
        lines += [f"{'　' if fact.ok else '！'}{fact.label}：{fact.text}" for fact in facts]
    return [*lines, "【最近的记录】", *report.log_lines]


def _own_id(folder: Path) -> str:
    """Return the name the hall knows this terminal's installation by, making it once."""
    path = folder / _TERMINAL_FILE
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(uuid4().hex + "\n")
    return path.read_text().strip()
