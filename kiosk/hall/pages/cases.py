"""A case as the staff see it, and what a window does with it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query
from fastapi.responses import Response

from forms.paper import draw_application
from forms.today import SHANGHAI
from kiosk.hall.accounts import Role
from kiosk.hall.case_file import CaseFile, CaseHead
from kiosk.hall.casework import OUTCOME_NAMES, Doer, Outcome
from kiosk.hall.filing import SIGNATURE
from kiosk.hall.notices import compose_lacking
from kiosk.hall.pages.guard import (
    CaseReader,
    LongText,
    ShortText,
    WindowReader,
    WindowWriter,
    to,
)
from kiosk.hall.pages.templates import Templates
from kiosk.hall.rejection import Rejection
from kiosk.hall.service import HallService
from kiosk.hall.staff import Session
from kiosk.hall.time_limits import CARD_NAMES, card_of, limit_text

PageNumber = Annotated[int, Path(ge=1, le=1000)]
Chosen = Annotated[list[str], Form(max_length=60)]
_UNKNOWN = "没有这个办件，请核对编号。"
_PNG = b"\x89PNG"
_PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"
"""A browser's own reader draws a PDF as an object with a style of its own."""


class CasePages:
    """Cases, their pages and papers, and the actions of the windows."""

    def __init__(self, hall: HallService, templates: Templates) -> None:
        self._hall = hall
        self._templates = templates

    def routes(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        router.get("/cases")(self.look_up)
        router.get("/cases/{case_number}")(self.show)
        router.get("/cases/{case_number}/pages/{page}/{material:path}")(self.picture)
        router.get("/cases/{case_number}/application.pdf")(self.paper)
        router.get("/cases/{case_number}/notices/{notice_id}")(self.notice)
        router.post("/cases/{case_number}/accept")(self.accept)
        router.post("/cases/{case_number}/return")(self.give_back)
        router.post("/cases/{case_number}/send")(self.send)
        router.post("/cases/{case_number}/finish")(self.finish)
        return router

    def look_up(
        self, staff: WindowReader, number: Annotated[str, Query(max_length=60)] = ""
    ) -> Response:
        """Go to a case by its number, as scanned from the receipt."""
        number = number.strip()
        if self._hall.files.head(number) is None:
            return self._missing(staff)
        return to(f"/cases/{number}")

    def show(self, case_number: str, staff: WindowReader) -> Response:
        """Show a case with everything handed in."""
        return self._page(case_number, staff)

    def picture(
        self, case_number: str, page: PageNumber, material: str, staff: CaseReader
    ) -> Response:
        """Send one page of a material or of a field, or the signature."""
        head = self._head(case_number, staff)
        if head is None:
            return self._missing(staff)
        content = self._hall.files.picture(head.application_id, material, page)
        if content is None:
            return self._missing(staff)
        self._hall.record("page_read", case=case_number, page=page, by=staff.account.login)
        kind = "image/png" if content.startswith(_PNG) else "image/jpeg"
        return Response(content, media_type=kind)

    def paper(self, case_number: str, staff: CaseReader) -> Response:
        """Send the application as PDF."""
        case = self._open(case_number, staff)
        if case is None:
            return self._missing(staff)
        self._hall.record("paper_read", case=case_number, by=staff.account.login)
        signature = self._hall.files.picture(case.head.application_id, SIGNATURE, 1) or b""
        try:
            drawn = self._hall.files.pictures(case)
            pdf = draw_application(case.application, signature, case_number, pictures=drawn)
        except (OSError, ValueError):
            # A picture that cannot be drawn must not keep the rest from the window.
            pdf = draw_application(case.application, b"", case_number)
        headers = {"Content-Security-Policy": _PDF_POLICY}
        return Response(pdf, media_type="application/pdf", headers=headers)

    def notice(self, case_number: str, notice_id: int, staff: CaseReader) -> Response:
        """Show a one-time notice, ready to print."""
        notices = self._hall.casework.notices(case_number)
        found = next((one for one in notices if one.notice_id == notice_id), None)
        case = self._open(case_number, staff)
        if found is None or case is None:
            return self._missing(staff)
        self._hall.record("notice_read", case=case_number, by=staff.account.login)
        item = self._hall.guide.item(case.head.item_code)
        return self._templates.page("notice.html", staff=staff, notice=found, case=case, item=item)

    def accept(self, case_number: str, staff: WindowWriter) -> Response:
        """Accept a case."""
        refused = self._hall.casework.accept(case_number, doer_of(staff))
        return self._done(case_number, staff, "case_accepted", refused)

    def give_back(
        self,
        case_number: str,
        staff: WindowWriter,
        missing: Chosen = [],  # noqa: B006  # FastAPI copies a default
        wrong: Chosen = [],  # noqa: B006
        note: LongText = "",
    ) -> Response:
        """Return a case with its one-time notice."""
        case = self._hall.files.open(case_number)
        materials = () if case is None else self._hall.guide.materials(case.head.item_code)
        values = () if case is None else case.values
        at_window = {value.name: value.shown for value in values if value.at_window}
        lacking = compose_lacking(materials, missing, wrong, at_window)
        made = self._hall.casework.give_back(case_number, lacking, note, doer_of(staff))
        if isinstance(made, Rejection):
            return self._page(case_number, staff, made)
        self._hall.record("case_returned", case=case_number, by=staff.account.login)
        self._hall.bulletin.publish("cases")
        return to(f"/cases/{case_number}/notices/{made}")

    def send(
        self,
        case_number: str,
        staff: WindowWriter,
        department: Chosen = [],  # noqa: B006
    ) -> Response:
        """Hand a case to the departments."""
        refused = self._hall.casework.send(case_number, department, doer_of(staff))
        return self._done(case_number, staff, "case_sent", refused)

    def finish(
        self, case_number: str, staff: WindowWriter, outcome: ShortText = "", text: LongText = ""
    ) -> Response:
        """Finish a case with its result."""
        if outcome not in set(Outcome):
            refused = Rejection(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", "请选择办理结果")
            return self._page(case_number, staff, refused)
        done = self._hall.casework.finish(case_number, Outcome(outcome), text, doer_of(staff))
        return self._done(case_number, staff, "case_finished", done)

    def _done(
        self, case_number: str, staff: Session, action: str, refused: Rejection | None
    ) -> Response:
        if refused is not None:
            return self._page(case_number, staff, refused)
        self._hall.record(action, case=case_number, by=staff.account.login)
        self._hall.bulletin.publish("cases")
        return to(self._place_of(case_number, staff))

    def _place_of(self, case_number: str, staff: Session) -> str:
        """Back to the console while the citizen stands at the window, else to the case."""
        head = self._hall.files.head(case_number)
        serving = self._hall.queue.calling.at_window(staff.window) if staff.window else None
        applications = self._hall.queue.applications_of(serving) if serving else ()
        if head is not None and head.application_id in applications:
            return f"/window?case={case_number}"
        return f"/cases/{case_number}"

    def _page(self, case_number: str, staff: Session, refused: Rejection | None = None) -> Response:
        case = self._hall.files.open(case_number)
        if case is None:
            return self._missing(staff)
        self._hall.record("case_read", case=case_number, by=staff.account.login)
        status = HTTPStatus.OK if refused is None else refused.status
        return self._templates.page(
            "case.html",
            status,
            staff=staff,
            fault="" if refused is None else refused.reason,
            **case_values(self._hall, case),
        )

    def _head(self, case_number: str, staff: Session) -> CaseHead | None:
        """Windows see every case; a department sees those it is asked about."""
        head = self._hall.files.head(case_number)
        if head is None or staff.may(Role.WINDOW):
            return head
        asked = {review.department for review in self._hall.reviews.of_case(case_number)}
        return head if staff.account.department in asked else None

    def _open(self, case_number: str, staff: Session) -> CaseFile | None:
        if self._head(case_number, staff) is None:
            return None
        return self._hall.files.open(case_number)

    def _missing(self, staff: Session) -> Response:
        return self._templates.page(
            "missing.html", HTTPStatus.NOT_FOUND, staff=staff, reason=_UNKNOWN
        )


def doer_of(staff: Session) -> Doer:
    """Return who does something, and where."""
    return Doer(staff.account.login, staff.window, staff.account.department)


def case_values(hall: HallService, case: CaseFile) -> dict[str, object]:
    """Return what the templates draw a case from."""
    number, code = case.head.case_number, case.head.item_code
    today = hall.config.clock().astimezone(SHANGHAI).date()
    level = hall.evaluations.level_of(number)
    due_on = case.head.promised_on if case.head.status != "finished" else None
    return {
        "case": case,
        "item": hall.guide.item(code),
        "guide_materials": hall.guide.materials(code),
        "handed_in": {material.key for material in case.materials if material.pages},
        "reviewers": hall.guide.reviewers(code),
        "departments": hall.guide.departments(),
        "reviews": hall.reviews.of_case(number),
        "steps": hall.casework.steps(number),
        "notices": hall.casework.notices(number),
        "result": hall.casework.result(number),
        "outcomes": OUTCOME_NAMES,
        "evaluation": hall.config.levels.name(level),
        "card": card_of(today, due_on),
        "card_names": CARD_NAMES,
        "limit": limit_text(today, due_on) if due_on else "",
        "signature": SIGNATURE,
    }
