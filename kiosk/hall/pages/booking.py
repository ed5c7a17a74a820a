"""Booking on a citizen's phone: what for, when, the number and its QR; moved or cancelled there."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from http import HTTPStatus
from types import MappingProxyType
from typing import Annotated, Any
from uuid import uuid4

import qrcode
import qrcode.image.svg
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from forms.today import SHANGHAI
from kiosk.hall.appointments import EARLY, Booking
from kiosk.hall.gate import Strangers
from kiosk.hall.pages.booking_words import ENGLISH_LINES, WORDS
from kiosk.hall.pages.document_number import RESIDENT_LENGTH, as_written, number_fault
from kiosk.hall.pages.guard import to
from kiosk.hall.pages.templates import Templates
from kiosk.hall.rejection import Rejection
from kiosk.hall.service import HallService
from kiosk.hall.tables import MAIN
from kiosk.platform.protocol import KEY_PATTERN, BookAppointment

Lang = Annotated[str, Query(pattern="^(zh|en)?$")]
Word = Annotated[str, Query(max_length=40)]
Field = Annotated[str, Form(max_length=64)]
Code = Annotated[str, Query(max_length=40)]
_MOST_TRIES = 20
"""Of one address in a minute; a whole hall's free network may be one."""
_DAY_S = 86_400.0
_OF_THE_NUMBER = frozenset(
    {"no_number", "wrong_number", "short_number", "long_number", "no_document"}
)
_TOO_OFTEN = frozenset({"later", "crowded"})


class BookingPages:
    """Open to everybody: who holds an appointment's code holds the appointment."""

    def __init__(self, hall: HallService, templates: Templates) -> None:
        self._hall = hall
        self._templates = templates
        self._tries = Strangers(_MOST_TRIES)
        self._booked = Strangers(span_s=_DAY_S)

    def routes(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        router.get("/book")(self.choose)
        router.post("/book")(self.book)
        router.get("/a/{code}")(self.show)
        router.get("/a/{code}/code.svg")(self.picture)
        router.get("/a/{code}/change")(self.change)
        router.post("/a/{code}/change")(self.move)
        router.post("/a/{code}/cancel")(self.cancel)
        return router

    def choose(
        self,
        hall: Word = "",
        category: Word = "",
        words: Word = "",
        day: Word = "",
        lang: Lang = "zh",
    ) -> Response:
        """Ask where, if there are several halls, then what for, then when."""
        if not self._hall.appointments.rules.is_open:
            return self._page("booking_closed.html", lang, HTTPStatus.NOT_FOUND)
        where = self._hall_of(hall)
        if where is None:
            return self._page("booking_halls.html", lang)
        if category not in self._categories():
            return self._page(
                "booking.html",
                lang,
                hall_key=where,
                lines=self._lines(),
                words_asked=words,
                found=self._hall.guide.named(words),
            )
        return self._times(lang, where, category, day)

    def book(
        self,
        request: Request,
        appointment_id: Field = "",
        hall: Field = "",
        category: Field = "",
        starts_at: Field = "",
        document: Field = "",
        lang: Annotated[str, Form(max_length=2)] = "zh",
    ) -> Response:
        """Book a slot, once however often the button is pressed."""
        begins = _moment(starts_at)
        day = "" if begins is None else begins.date().isoformat()
        number = as_written(document)
        place = request.client.host if request.client else ""
        where = self._hall_of(hall)
        fault = self._fault(place, category, begins, number)
        if where is None or category not in self._categories():
            return to(f"/book?lang={'en' if lang == 'en' else 'zh'}")
        if fault:
            missing = abs(RESIDENT_LENGTH - len(number))
            told = _say(lang)[fault].format(missing)
            typed = document.strip()
            return self._times(lang, where, category, day, told, starts_at, typed=typed, of=fault)
        ends = self._end_of(begins)
        if begins is None or ends is None or not re.fullmatch(KEY_PATTERN, appointment_id):
            return self._times(lang, where, category, day, _say(lang)["gone"])
        booked = self._hall.appointments.book(
            BookAppointment(
                appointment_id=appointment_id,
                category=category,
                starts_at=begins,
                ends_at=ends,
                person_number=number,
            ),
            where,
        )
        if isinstance(booked, Rejection):
            told = _reason(booked, lang)
            return self._times(lang, where, category, day, told, starts_at, typed=document.strip())
        self._booked.note(place)
        self._hall.record("appointment_booked", number=booked.number)
        return to(f"/a/{booked.code}?lang={lang}")

    def show(self, code: str, lang: Lang = "zh", said: Word = "") -> Response:
        """Show an appointment with its QR."""
        found = self._hall.appointments.find(code)
        if found is None:
            return self._page("booking_missing.html", lang, HTTPStatus.NOT_FOUND)
        return self._page(
            "appointment.html",
            lang,
            booking=found,
            opens_at=found.starts_at - EARLY,
            fault=_say(lang).get(said, ""),
        )

    def picture(self, code: str, request: Request) -> Response:
        """Draw the code, which a terminal's camera reads to check in."""
        if self._hall.appointments.find(code) is None:
            return Response(status_code=HTTPStatus.NOT_FOUND)
        base = (self._hall.config.public_url or str(request.base_url)).rstrip("/")
        drawing = qrcode.make(
            f"{base}/a/{code}", image_factory=qrcode.image.svg.SvgPathImage, border=2
        )
        file = io.BytesIO()
        drawing.save(file)
        return Response(file.getvalue(), media_type="image/svg+xml")

    def change(self, code: str, day: Word = "", lang: Lang = "zh") -> Response:
        """Offer other times for an appointment."""
        found = self._hall.appointments.find(code)
        if found is None or found.state != "booked":
            return to(f"/a/{code}?lang={lang}&said=over")
        return self._times(lang, found.hall, found.category, day, booking=found)

    def move(
        self, code: str, starts_at: Field = "", lang: Annotated[str, Form(max_length=2)] = "zh"
    ) -> Response:
        """Move an appointment to another time."""
        found, begins = self._hall.appointments.find(code), _moment(starts_at)
        if found is None or begins is None:
            return to(f"/a/{code}?lang={lang}&said=over")
        moved = self._hall.appointments.move(code, begins)
        if isinstance(moved, Rejection):
            if moved.code == "over":
                return to(f"/a/{code}?lang={lang}&said=over")
            day = begins.date().isoformat()
            return self._times(
                lang,
                found.hall,
                found.category,
                day,
                _reason(moved, lang),
                starts_at,
                booking=found,
            )
        self._hall.record("appointment_moved", number=moved.number)
        return to(f"/a/{code}?lang={lang}")

    def cancel(self, code: str, lang: Annotated[str, Form(max_length=2)] = "zh") -> Response:
        """Cancel an appointment."""
        cancelled = self._hall.appointments.cancel(code)
        if isinstance(cancelled, Rejection):
            return to(f"/a/{code}?lang={lang}&said=over")
        self._hall.record("appointment_cancelled", number=cancelled.number)
        return to(f"/a/{code}?lang={lang}")

    def _times(
        self,
        lang: str,
        where: str,
        category: str,
        day: str,
        fault: str = "",
        chosen: str = "",
        booking: Booking | None = None,
        typed: str = "",
        of: str = "",
    ) -> Response:
        """Show the days and the times of one of them, the first with room if none is asked for."""
        book, line = self._hall.appointments, self._hall.queue.line_of(category)
        offered = [(one, book.slots(line, one, where)) for one in book.days()]
        asked = next((both for both in offered if both[0].isoformat() == day), None)
        free = next((both for both in offered if any(slot.left for slot in both[1])), None)
        now = asked or free or (offered[0] if offered else (None, ()))
        return self._page(
            "booking_times.html",
            lang,
            _status_of(fault, of),
            hall_key=where,
            typed=typed,
            is_number_faulty=of in _OF_THE_NUMBER,
            category=line,
            days=[(one, sum(slot.left for slot in slots)) for one, slots in offered],
            day=now[0],
            slots=now[1],
            fault=fault,
            chosen=chosen,
            booking=booking,
            appointment_id=uuid4().hex,
        )

    def _hall_of(self, asked: str) -> str | None:
        """Return the hall asked for, or the only one; None where a choice is to be made."""
        halls = self._hall.queue.windows.halls()
        if asked in halls:
            return asked
        return MAIN if len(halls) == 1 else None

    def _lines(self) -> list[str]:
        return [one.category for one in self._hall.queue.state().categories]

    def _categories(self) -> frozenset[str]:
        """Return what can be asked for: a stranger's word must not make a new line."""
        return frozenset((*self._lines(), *self._hall.guide.categories()))

    def _end_of(self, begins: datetime | None) -> datetime | None:
        if begins is None or begins.date() not in self._hall.appointments.days():
            return None
        return dict(self._hall.appointments.rules.slots(begins.date())).get(begins)

    def _fault(self, place: str, category: str, begins: datetime | None, number: str) -> str:
        """Return which word says what is to be mended before anything is booked."""
        if not self._tries.may_try(place):
            return "later"
        self._tries.note(place)
        if not self._booked.may_try(place, self._hall.appointments.rules.per_address):
            return "crowded"
        if category not in self._categories() or begins is None:
            return "choose"
        return number_fault(number, self._hall.queue.state_day())

    def _page(
        self, name: str, lang: str, status: HTTPStatus = HTTPStatus.OK, **values: Any
    ) -> Response:
        english = lang == "en"
        return self._templates.page(
            name,
            status,
            words=_say(lang),
            english=english,
            day_name=_day_name(english),
            halls=self._hall.queue.windows.halls(),
            english_lines=ENGLISH_LINES if english else {},
            **values,
        )


def _status_of(fault: str, of: str) -> HTTPStatus:
    if of in _TOO_OFTEN:
        return HTTPStatus.TOO_MANY_REQUESTS
    return HTTPStatus.CONFLICT if fault else HTTPStatus.OK


def _say(lang: str) -> MappingProxyType[str, str]:
    return WORDS["en" if lang == "en" else "zh"]


def _reason(rejection: Rejection, lang: str) -> str:
    """Return why not, in English where the page is in English and has words for it."""
    return _say(lang).get(rejection.code, rejection.reason) if lang == "en" else rejection.reason


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if moment.tzinfo is None else moment.astimezone(SHANGHAI)


def _day_name(english: bool) -> Any:
    def name(day: date) -> str:
        if english:
            return f"{day:%a} {day.day} {day:%b}"
        return f"{day.month}月{day.day}日 周{'一二三四五六日'[day.weekday()]}"

    return name
