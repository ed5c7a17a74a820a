"""The pages on a citizen's phone: the place in the queue, and the answer to a question."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from kiosk.hall.announcements import window_text
from kiosk.hall.live import open_stream
from kiosk.hall.pages.guard import LongText, to
from kiosk.hall.pages.templates import Templates
from kiosk.hall.service import HallService
from kiosk.hall.ticketing import IssuedTicket

Lang = Annotated[str, Query(pattern="^(zh|en)?$")]
NEAR = 3
"""So few ahead, and the citizen should come to the windows."""
_WORDS = MappingProxyType(
    {
        "zh": {
            "lang": "zh-Hans",
            "other": ("en", "English"),
            "missing": "没有这个号",
            "missing_help": "请核对小票，或问工作人员。",
            "called": "轮到您了，请到",
            "called_help": "请带好证件和材料。",
            "done": "已办完，谢谢您",
            "missed": "叫过您的号，您没有到",
            "missed_help": "请到咨询台，工作人员会帮您重新排上。",
            "past": "这是以前的号，已经作废",
            "ahead": "前面还有",
            "people": "位",
            "wait": "大约还要等",
            "minutes": "分钟",
            "near": "快到您了，请到窗口前等候",
            "taken": "取号",
            "reload": "刷新",
            "keep": "这一页会自己更新，不用刷新。",
            "lost": "网络断了，正在重新连接……",
            "slowly": "这一页现在每半分钟更新一次",
            "rate": "您对这次服务满意吗？",
            "remark": "还想说的话（可不填）",
            "send": "提交评价",
            "thanks": "谢谢您的评价",
        },
        "en": {
            "lang": "en",
            "other": ("zh", "中文"),
            "missing": "No such number",
            "missing_help": "Please check your slip, or ask the staff.",
            "called": "It is your turn. Please go to",
            "called_help": "Please have your documents ready.",
            "done": "Finished. Thank you",
            "missed": "Your number was called and you were not there",
            "missed_help": "Please ask at the information desk to be put back in the queue.",
            "past": "This number is from another day and no longer valid",
            "ahead": "People ahead of you:",
            "people": "",
            "wait": "Expected wait: about",
            "minutes": "min",
            "near": "Almost your turn. Please come to the windows",
            "taken": "taken",
            "reload": "Reload",
            "keep": "This page updates by itself.",
            "lost": "Connection lost, trying again…",
            "slowly": "This page now updates every half minute",
            "rate": "How was the service?",
            "remark": "Anything else? (optional)",
            "send": "Send",
            "thanks": "Thank you for your feedback",
        },
    }
)


class PhonePages:
    """Pages behind the QR codes of tickets and questions; nothing personal is on them."""

    def __init__(self, hall: HallService, templates: Templates) -> None:
        self._hall = hall
        self._templates = templates

    def routes(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        router.get("/t/{link}")(self.ticket)
        router.post("/t/{link}/evaluation")(self.evaluate)
        router.get("/q/{link}")(self.question)
        router.get("/events/phone/{link}")(self.events)
        return router

    def ticket(self, link: str, lang: Lang = "zh") -> Response:
        """Show a ticket's place in the queue."""
        found = self._hall.queue.find(link)
        today = self._hall.queue.state_day()
        english = lang == "en"
        levels = self._hall.config.levels
        return self._templates.page(
            "ticket.html",
            HTTPStatus.NOT_FOUND if found is None else HTTPStatus.OK,
            words=_WORDS["en" if english else "zh"],
            english=english,
            found=found,
            state="" if found is None else _state_of(found[0], today),
            near=NEAR,
            window_text=_english_window if english else window_text,
            levels=levels.english if english else levels.names,
            rated=found is not None and self._hall.evaluations.level_of(link) is not None,
        )

    def evaluate(
        self,
        link: str,
        level: Annotated[int, Form()] = 0,
        text: LongText = "",
        lang: Annotated[str, Form(max_length=2)] = "zh",
    ) -> Response:
        """Take down what the citizen thinks; who holds the link holds the ticket."""
        found = self._hall.queue.find(link)
        if found is not None and found[0].called_at is not None:
            self._hall.evaluations.take(link, level, text, window=found[0].window)
        return to(f"/t/{link}?lang={'en' if lang == 'en' else 'zh'}")

    def question(self, link: str) -> Response:
        """Show a question's answer as soon as there is one."""
        found = self._hall.questions.find(link)
        status = HTTPStatus.NOT_FOUND if found is None else HTTPStatus.OK
        return self._templates.page("question.html", status, question=found)

    async def events(self, link: str) -> Response:
        """Tell a phone when the queue moves or its question is answered."""
        if not await run_in_threadpool(self._leads_somewhere, link):
            return Response(status_code=HTTPStatus.NOT_FOUND)
        return open_stream(
            self._hall.bulletin,
            "queue",
            "questions",
            room=self._hall.stream_room,
            kind="phone",
            ticket=link,
        )

    def _leads_somewhere(self, link: str) -> bool:
        return self._hall.queue.has(link) or self._hall.questions.find(link) is not None


def _state_of(ticket: IssuedTicket, today: date) -> str:
    return ticket.state.value if ticket.day == today else "past"


def _english_window(window: str) -> str:
    number = window.replace("号窗口", "").strip()
    return f"window {number}" if number.isdecimal() else window or "the windows"
