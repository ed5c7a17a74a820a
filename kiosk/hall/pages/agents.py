"""The page on which a supervisor ends that somebody acts for an enterprise."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import Response

from kiosk.hall.pages.guard import ShortText, Supervisor, SupervisorWriter
from kiosk.hall.pages.templates import Templates
from kiosk.hall.rejection import Rejection
from kiosk.hall.service import HallService
from kiosk.hall.staff import Session

_USCC_LENGTH = 18


class AgentPages:
    """企业代办人: who was accepted as acting for an enterprise, by its code."""

    def __init__(self, hall: HallService, templates: Templates) -> None:
        self._hall = hall
        self._templates = templates

    def routes(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        router.get("/agents")(self.show)
        # A code in an address would stand in logs; in a form it does not.
        router.post("/agents")(self.find)
        router.post("/agents/revoke")(self.revoke)
        router.post("/agents/restore")(self.restore)
        return router

    def show(self, staff: Supervisor) -> Response:
        """Ask for the enterprise."""
        return self._page(staff, "")

    def find(self, staff: SupervisorWriter, uscc: ShortText = "") -> Response:
        """List who may act for it."""
        code = uscc.strip().upper()
        if len(code) != _USCC_LENGTH or not (code.isascii() and code.isalnum()):
            fault = "统一社会信用代码是 18 位数字或字母，请核对"
            return self._page(
                staff, code, Rejection(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", fault)
            )
        return self._page(staff, code)

    def revoke(
        self, staff: SupervisorWriter, uscc: ShortText = "", person: ShortText = ""
    ) -> Response:
        """End that somebody acts for it."""
        rejected = self._hall.agents.revoke(uscc, person, staff.account.login)
        return self._told(staff, uscc, "agent_revoked", rejected, "代办取消了，马上生效")

    def restore(
        self, staff: SupervisorWriter, uscc: ShortText = "", person: ShortText = ""
    ) -> Response:
        """Let them act again."""
        rejected = self._hall.agents.restore(uscc, person)
        return self._told(staff, uscc, "agent_restored", rejected, "代办恢复了")

    def _told(
        self, staff: Session, uscc: str, action: str, rejected: Rejection | None, done: str
    ) -> Response:
        if rejected is None:
            self._hall.record(action, by=staff.account.login)
        return self._page(staff, uscc, rejected, "" if rejected else done)

    def _page(
        self, staff: Session, uscc: str, rejected: Rejection | None = None, done: str = ""
    ) -> Response:
        found = self._hall.agents.of(uscc) if uscc else ()
        if uscc:
            self._hall.record("agents_read", agents=len(found), by=staff.account.login)
        return self._templates.page(
            "agents.html",
            HTTPStatus.OK if rejected is None else rejected.status,
            staff=staff,
            uscc=uscc,
            agents=found,
            days=self._hall.config.profile_days,
            fault="" if rejected is None else rejected.reason,
            done=done,
        )
