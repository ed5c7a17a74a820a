"""The window console: whom to call, what the citizen filled in, and what comes next."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response

from kiosk.hall.calling import CALLS_BEFORE_NO_SHOW, Moved
from kiosk.hall.pages.cases import case_values
from kiosk.hall.pages.guard import OwnTicket, ShortText, WindowReader, WindowWriter, to
from kiosk.hall.pages.templates import Templates
from kiosk.hall.rejection import Rejection
from kiosk.hall.service import HallService
from kiosk.hall.staff import Session
from kiosk.hall.ticketing import IssuedTicket

Categories = Annotated[list[str], Form(max_length=30)]
CaseNumber = Annotated[str, Query(max_length=60)]
Said = Annotated[str, Query(max_length=20)]
_NOBODY = "nobody"
"""Stands in the form while the window serves nobody: what is empty there counts as not said."""
FAULTS = {
    "empty": "现在没有人等候",
    "late": "这个号的状态已经变了，下面是最新的情况",
    "early": f"叫满 {CALLS_BEFORE_NO_SHOW} 次无人应答才能过号",
    "nowhere": "请选择转到哪个业务或窗口",
}


class WindowPages:
    """What one window works with."""

    def __init__(self, hall: HallService, templates: Templates) -> None:
        self._hall = hall
        self._templates = templates

    def routes(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        router.get("/window")(self.show)
        router.get("/window/queue")(self.queue)
        router.post("/window/sit")(self.sit)
        router.post("/window/leave")(self.leave)
        router.post("/window/next")(self.call_next)
        router.post("/window/{request_id}/recall")(self.recall)
        router.post("/window/{request_id}/transfer")(self.transfer)
        router.post("/window/{request_id}/no-show")(self.no_show)
        router.post("/window/{request_id}/return")(self.give_back)
        router.post("/window/{request_id}/finish")(self.finish)
        return router

    def show(self, staff: WindowReader, case: CaseNumber = "", said: Said = "") -> Response:
        """Show the console, or the choice of a window."""
        if not staff.window:
            return self._templates.page(
                "window_choice.html", staff=staff, state=self._hall.queue.state(staff.hall)
            )
        serving = self._hall.queue.calling.at_window(staff.window, staff.hall)
        return self._templates.page(
            "window.html",
            HTTPStatus.OK,
            staff=staff,
            **self._queue_values(staff, serving, said),
            **self._case_values(staff, serving, case),
        )

    def queue(self, staff: WindowReader) -> Response:
        """Show the part of the console that changes by itself; nobody's data is in it."""
        serving = self._hall.queue.calling.at_window(staff.window, staff.hall)
        return self._templates.page(
            "window_queue.html",
            HTTPStatus.OK,
            staff=staff,
            **self._queue_values(staff, serving, ""),
        )

    def sit(
        self,
        staff: WindowWriter,
        window: ShortText = "",
        category: Categories = [],  # noqa: B006  # FastAPI copies a default
    ) -> Response:
        """Open a window and sit there."""
        window = window.strip()[:20]
        if window:
            lines = [one for one in category if one in self._lines()]
            self._hall.queue.windows.open(window, lines, staff.hall)
            self._hall.door.sit_at(staff.token, window)
            self._hall.record("window_opened", by=staff.account.login)
        return to("/window")

    def leave(self, staff: WindowWriter) -> Response:
        """Close the window; who is still there stays with it until finished."""
        self._hall.queue.windows.close(staff.window, staff.hall)
        self._hall.door.sit_at(staff.token, "")
        self._hall.record("window_closed", by=staff.account.login)
        return to("/window")

    def call_next(
        self, staff: WindowWriter, category: ShortText = "", serving: ShortText = ""
    ) -> Response:
        """Call the next number; `serving` is whom the clerk saw at the window."""
        if not staff.window:
            return to("/window")
        seen = "" if serving == _NOBODY else serving or None
        called = self._hall.queue.calling.call_next(
            staff.window, category, staff.hall, staff.account.login, seen
        )
        if called is None:
            there = self._hall.queue.calling.at_window(staff.window, staff.hall)
            if seen is not None and there is not None and there.request_id != seen:
                return to("/window")
            return to("/window?said=empty")
        return self._moved(staff, "called", called)

    def recall(self, request_id: OwnTicket, staff: WindowWriter) -> Response:
        """Call the same number again."""
        moved = self._hall.queue.calling.recall(request_id, staff.account.login)
        return self._moved(staff, "recalled", moved)

    def transfer(
        self,
        request_id: OwnTicket,
        staff: WindowWriter,
        category: ShortText = "",
        window: ShortText = "",
    ) -> Response:
        """Send a number to another line or window."""
        if (not window.strip() and not category) or (category and category not in self._lines()):
            return to("/window?said=nowhere")
        moved = self._hall.queue.calling.transfer(
            request_id, category, window.strip()[:20], staff.account.login
        )
        return self._moved(staff, "transferred", moved)

    def no_show(self, request_id: OwnTicket, staff: WindowWriter) -> Response:
        """Pass over somebody who does not come."""
        moved = self._hall.queue.calling.no_show(request_id, staff.account.login)
        return self._moved(staff, "passed", moved)

    def give_back(self, request_id: OwnTicket, staff: WindowWriter) -> Response:
        """Let somebody wait again who was passed over, or called by mistake."""
        moved = self._hall.queue.calling.give_back(request_id, staff.account.login)
        return self._moved(staff, "put_back", moved)

    def finish(self, request_id: OwnTicket, staff: WindowWriter) -> Response:
        """Note that the visit is over."""
        moved = self._hall.queue.calling.finish(request_id, staff.account.login)
        return self._moved(staff, "served", moved)

    def _lines(self) -> frozenset[str]:
        return frozenset(one.category for one in self._hall.queue.state().categories)

    def _moved(self, staff: Session, action: str, moved: Moved) -> Response:
        if isinstance(moved, Rejection):
            return to(f"/window?said={'early' if moved.code == 'too_early' else 'late'}")
        self._hall.record(
            f"ticket_{action}",
            ticket=moved.number,
            day=moved.day.isoformat(),
            by=staff.account.login,
        )
        return to("/window")

    def _queue_values(
        self, staff: Session, serving: IssuedTicket | None, said: str
    ) -> dict[str, object]:
        queue = self._hall.queue
        own = queue.windows.find(staff.window, staff.hall)
        lines = own.categories if own else ()
        line = self._hall.lines.before(staff.window, lines, staff.hall)
        return {
            "serving": serving,
            "nobody": _NOBODY,
            "state": queue.state(staff.hall),
            "waiting": line.first,
            "waiting_count": line.count,
            "missed": line.missed,
            "windows": [w.window for w in queue.windows.of(staff.hall) if w.is_open],
            "calls": self._hall.fleet.open_calls(staff.hall),
            "decided": self._hall.reviews.ready_to_finish(),
            "calls_before_no_show": CALLS_BEFORE_NO_SHOW,
            "said": FAULTS.get(said, ""),
        }

    def _case_values(
        self, staff: Session, serving: IssuedTicket | None, number: str
    ) -> dict[str, object]:
        """Open the case that belongs to the number; of several, the one asked for."""
        applications = self._hall.queue.applications_of(serving) if serving else ()
        heads = tuple(head for one in applications for head in self._hall.files.of_application(one))
        chosen = next((head for head in heads if head.case_number == number), None)
        head = chosen or (heads[0] if heads else None)
        opened = None if head is None else self._hall.files.open(head.case_number)
        if opened is None:
            return {"heads": heads, "case": None}
        self._hall.record("case_read", case=opened.head.case_number, by=staff.account.login)
        return {"heads": heads, "fault": "", **case_values(self._hall, opened)}
