"""The statistics page: charts, and beside each a table that says the same."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from forms.today import SHANGHAI
from kiosk.hall.charts import Bar, columns, rows
from kiosk.hall.notices import FREE_TEXT
from kiosk.hall.pages.guard import EveryHall, Reader
from kiosk.hall.pages.templates import Templates
from kiosk.hall.service import HallService
from kiosk.hall.statistics import LONGEST_RANGE, PROMISE_MIN, Figures, Range

Day = Annotated[str, Query(max_length=10)]
_USUAL_DAYS = 14


class StatisticsPages:
    """Figures of the hall over a range of days."""

    def __init__(self, hall: HallService, templates: Templates) -> None:
        self._hall = hall
        self._templates = templates

    def routes(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        router.get("/statistics")(self.show)
        return router

    def show(
        self, staff: Reader, first: Day = "", last: Day = "", halls: EveryHall = ""
    ) -> Response:
        """Show the figures of a range of days, the last fortnight if none is asked for."""
        today = self._hall.config.clock().astimezone(SHANGHAI).date()
        days, fault = range_of(first, last, today)
        every_hall = bool(halls) and staff.account.may_choose_hall
        figures = self._hall.statistics.of(days, today, "" if every_hall else staff.hall)
        return self._templates.page(
            "statistics.html",
            staff=staff,
            days=days,
            fault=fault,
            figures=figures,
            every_hall=every_hall,
            reasons=self._named(figures),
            promise_min=PROMISE_MIN,
            charts=_charts(figures, self._named(figures)),
        )

    def _named(self, figures: Figures) -> tuple[tuple[str, int], ...]:
        words = {"field": "填写内容有误", FREE_TEXT: "其他（见说明）"}
        return tuple(
            (words.get(key) or self._hall.guide.material_name(key), count)
            for key, count in figures.reasons
        )


def range_of(first: str, last: str, today: date) -> tuple[Range, str]:
    """Read a range of days; what cannot be read falls back to the last fortnight, with why."""
    usual = Range(today - timedelta(days=_USUAL_DAYS - 1), today)
    if not first and not last:
        return usual, ""
    try:
        asked = Range(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return usual, "日期看不懂，请重新选择；先显示最近两周"
    if asked.first > asked.last:
        return usual, "开始日期在结束日期之后，请重新选择；先显示最近两周"
    if asked.last - asked.first >= LONGEST_RANGE:
        return usual, "一次最多看一年，请缩短日期；先显示最近两周"
    return asked, ""


def _charts(figures: Figures, reasons: tuple[tuple[str, int], ...]) -> dict[str, object]:
    waits = [
        Bar(
            f"{one.day.month}/{one.day.day}", round(one.median_min, 1), one.median_min > PROMISE_MIN
        )
        for one in figures.waits
    ]
    late = PROMISE_MIN // 5
    spread = [Bar(name, count, n >= late) for n, (name, count) in enumerate(figures.spread)]
    levels = [
        Bar(name, count, n >= figures.satisfied) for n, (name, count) in enumerate(figures.levels)
    ]
    return {
        "waits": columns("每天等候时间的中位数", waits, "分钟", PROMISE_MIN),
        "spread": columns("等候时间分布", spread, "人"),
        "items": rows("办件最多的事项", [Bar(name, count) for name, count in figures.items]),
        "reasons": rows("退回原因", [Bar(name, count) for name, count in reasons]),
        "levels": rows("评价", levels),
    }
