"""Takes queue numbers: of the hall, and of the terminal's own stock while the hall is away."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Collection

from kiosk.effects import CheckInAppointment, Effect, IssueTicket
from kiosk.events import TicketFailed, TicketIssued
from kiosk.platform.client import HallClient, Refused, Unreachable
from kiosk.platform.number_blocks import NumberBlocks
from kiosk.platform.protocol import (
    BlockRequest,
    CheckIn,
    NumberBlock,
    Priority,
    Ticket,
    TicketRequest,
)
from kiosk.runner import Post

LOOK_S = 15.0
_FIRST_LOOK_S = 1.0

log = logging.getLogger(__name__)


class TicketDesk:
    """Asks the hall for queue tickets, and gives out reserved numbers when it does not answer."""

    handles: tuple[type, ...] = (IssueTicket, CheckInAppointment)
    urgent: tuple[type, ...] = ()

    def __init__(
        self,
        client: HallClient,
        blocks: NumberBlocks,
        categories: Callable[[], Collection[str]],
        spare: int,
        look_s: float = LOOK_S,
    ) -> None:
        """`spare` is how many numbers of each category to have in stock; 0 keeps none."""
        self._client = client
        self._blocks = blocks
        self._categories = categories
        self._spare = spare
        self._look_s = look_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="numbers", daemon=True)

    def start(self, post: Post) -> None:
        """Begin to keep the stock up, and to tell the hall what an earlier run gave out."""
        self._blocks.forget_old()
        self._thread.start()

    def stop(self) -> None:
        """End; what the hall does not know yet is told at the next start."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def perform(self, effect: Effect, post: Post) -> None:
        """Get one ticket."""
        if isinstance(effect, CheckInAppointment):
            self._check_in(effect, post)
        if not isinstance(effect, IssueTicket):
            return
        request = TicketRequest(
            request_id=effect.request_id,
            category=effect.category,
            application_id=effect.application_id,
            priority=Priority(effect.priority),
            person_number=effect.person_number,
        )
        match self._client.issue_ticket(request):
            case Ticket() as ticket:
                place = (ticket.ahead, ticket.wait_min, ticket.url)
                post(TicketIssued(ticket.category, ticket.number, *place, ticket.again))
            case Refused(reason, _):
                post(TicketFailed(reason, "请到人工取号处"))
            case Unreachable(reason, remedy, _):
                given = self._blocks.give(request)
                if given is None:
                    post(TicketFailed(reason, remedy))
                    return
                log.warning("a number of the terminal's own was given out")
                post(TicketIssued(given.category, given.number, again=given.again))

    def _check_in(self, effect: CheckInAppointment, post: Post) -> None:
        asked = CheckIn(
            request_id=effect.request_id,
            number=effect.number,
            code=effect.code,
            person_number=effect.person_number,
        )
        match self._client.check_in(asked):
            case Ticket() as ticket:
                place = (ticket.ahead, ticket.wait_min, ticket.url)
                post(TicketIssued(ticket.category, ticket.number, *place, ticket.again))
            case Refused(reason, _):
                post(TicketFailed(reason, ""))
            case Unreachable(reason, _, _):
                # Whose appointment it is only the hall knows; a number can be had without it.
                post(TicketFailed(f"{reason}，现在查不到预约", "请取普通号，到窗口说明有预约"))

    def look_after_numbers(self) -> bool:
        """Tell the hall what was given out, then ask for more; say whether it answered."""
        return self._report() and self._top_up()

    def _report(self) -> bool:
        for offline in self._blocks.pending():
            match self._client.report_offline_ticket(offline):
                case Ticket():
                    self._blocks.reported(offline.request.request_id)
                case Refused(reason, code):
                    log.error("the hall does not take a number given out: %s", code)
                    self._blocks.reported(offline.request.request_id, reason)
                case Unreachable():
                    return False
        return True

    def _top_up(self) -> bool:
        if not self._spare:
            return True
        # Asked for when half is gone: each block is a gap in the numbers that the hall calls.
        least = max(1, self._spare // 2)
        for wanted in self._blocks.wanted(self._categories(), least):
            request = BlockRequest(
                block_id=wanted.block_id, category=wanted.category, count=self._spare
            )
            match self._client.reserve_block(request):
                case NumberBlock() as block:
                    self._blocks.set_aside(block)
                case Refused(_, code):
                    log.error("the hall sets no numbers aside: %s", code)
                    self._blocks.forget(wanted.block_id)
                case Unreachable():
                    return False
            if self._stopping.is_set():
                return True
        return True

    def _run(self) -> None:
        pause_s = _FIRST_LOOK_S
        while not self._stopping.is_set():
            try:
                answered = self.look_after_numbers()
            except Exception:
                log.exception("the numbers could not be looked after")
                answered = False
            pause_s = self._look_s if answered else min(pause_s * 2, self._look_s)
            # Many terminals get their hall back at the same moment.
            self._stopping.wait(pause_s * random.uniform(0.75, 1.0))
