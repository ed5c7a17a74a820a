"""政民互动: what citizens ask, suggest and complain about; the staff answer here."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import Response

from kiosk.hall.pages.guard import CaseReader, CaseWriter, LongText, to
from kiosk.hall.pages.templates import Templates
from kiosk.hall.service import HallService
from kiosk.hall.staff import Session


class QuestionPages:
    """The list of what waits for an answer."""

    def __init__(self, hall: HallService, templates: Templates) -> None:
        self._hall = hall
        self._templates = templates

    def routes(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        router.get("/questions")(self.show)
        router.post("/questions/{link}")(self.answer)
        return router

    def show(self, staff: CaseReader) -> Response:
        """List what waits, the oldest first, and what was answered lately."""
        return self._page(staff)

    def answer(self, link: str, staff: CaseWriter, text: LongText = "") -> Response:
        """Answer; the citizen's page behind the QR shows it at once."""
        if not text.strip():
            return self._page(staff, "请写下答复再提交", link)
        if self._hall.questions.answer(link, text.strip(), staff.account.login) is None:
            return self._page(staff, "没有这条留言，可能已被删除")
        self._hall.record("question_answered", by=staff.account.login)
        self._hall.bulletin.publish("questions")
        return to("/questions")

    def _page(self, staff: Session, fault: str = "", link: str = "") -> Response:
        self._hall.record("questions_read", by=staff.account.login)
        return self._templates.page(
            "questions.html",
            HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK,
            staff=staff,
            waiting=self._hall.questions.unanswered(),
            answered=self._hall.questions.answered(),
            fault=fault,
            faulty=link,
        )
