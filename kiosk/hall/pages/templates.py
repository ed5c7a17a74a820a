"""Draws the pages from their templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from http import HTTPStatus
from pathlib import Path

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from forms.today import SHANGHAI
from kiosk.hall.announcements import window_text
from kiosk.hall.staff import Session

_PLACES = ("/", "/window", "/department", "/questions", "/statistics", "/fleet", "/staff")
"""The pages the frame's navigation offers."""
_FOLDER = Path(__file__).parents[1] / "templates"


def shanghai_time(at: datetime) -> str:
    """Return 09:05."""
    return f"{at.astimezone(SHANGHAI):%H:%M}"


def shanghai_day_time(at: datetime) -> str:
    """Return 11月24日 09:05."""
    local = at.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def chinese_day(day: date | None) -> str:
    """Return 2026年11月24日."""
    return "—" if day is None else f"{day.year}年{day.month}月{day.day}日"


class Templates:
    """The templates of one hall."""

    def __init__(
        self,
        hall_name: str,
        reports: bool = False,
        halls: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        """`reports` offers the page of what a central platform is told; `halls` names the halls."""
        self._environment = Environment(
            loader=FileSystemLoader(_FOLDER),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(
            time=shanghai_time, day_time=shanghai_day_time, day=chinese_day
        )
        self._environment.globals.update(
            hall=hall_name,
            place="",
            places=(*_PLACES, "/exchange") if reports else _PLACES,
            window_text=window_text,
            # Asked for by the frame of the staff's pages alone, not by what is drawn anew often.
            all_halls=halls,
        )

    def page(
        self,
        name: str,
        status: HTTPStatus = HTTPStatus.OK,
        staff: Session | None = None,
        **values: object,
    ) -> HTMLResponse:
        """Return a page as an answer; `staff` is who is signed in and sees the staff's frame."""
        text = self._environment.get_template(name).render(values, staff=staff)
        return HTMLResponse(text, status)
