"""Figures come from what happened; charts say what the tables beside them say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kiosk.hall.casework import Doer
from kiosk.hall.charts import Bar, ceiling, columns, rows
from kiosk.hall.config import HallConfig, Levels
from kiosk.hall.notices import Lacking
from kiosk.hall.pages.statistics import range_of
from kiosk.hall.statistics import Range, Statistics, spread_of
from kiosk.platform.protocol import CaseReceipt, TicketRequest
from tests.kiosk.hall.conftest import RunningHall
from tests.kiosk.hall.specimens import specimen

TODAY = date(2026, 11, 24)


def test_waits_and_the_kept_promise_are_counted(hall: RunningHall) -> None:
    for n in range(3):
        request = TicketRequest(request_id=f"request-{n}", category="社会民生")
        hall.service.queue.issue(request)
    for minutes in (4, 6, 10):
        hall.clock.pass_minutes(minutes)
        hall.service.queue.call_next("1")
    figures = hall.service.statistics.of(Range(TODAY, TODAY), TODAY)
    [day] = figures.waits
    assert (day.called, day.median_min, day.kept) == (3, 10, 2)
    assert figures.kept_percent == 67
    assert dict(figures.spread)["10–15 分"] == 1


def test_returns_items_evaluations_and_overdue_cases_are_counted(hall: RunningHall) -> None:
    receipt = hall.service.cases.file(specimen())
    assert isinstance(receipt, CaseReceipt)
    lacking = (Lacking("residence_permit", "居住证"),)
    hall.service.casework.give_back(receipt.case_number, lacking, "说明", Doer("zhang"))
    for n, level in enumerate((1, 2, 5)):
        assert hall.service.evaluations.take(f"subject-{n}", level) is None
    assert hall.service.evaluations.take("subject-0", 1) is not None
    figures = hall.service.statistics.of(Range(TODAY, TODAY), date(2027, 3, 1))
    assert dict(figures.reasons) == {"residence_permit": 1, "other": 1}
    assert (figures.filed, figures.returned, figures.overdue) == (2, 1, 1)
    assert figures.content_percent == 67


def test_the_page_shows_charts_with_tables_and_an_empty_range_in_words(hall: RunningHall) -> None:
    hall.service.cases.file(specimen())
    with hall.staff() as staff:
        page = staff.get(f"{hall.url}/statistics", timeout=20).text
        early = staff.get(
            f"{hall.url}/statistics?first=2026-01-01&last=2026-01-05", timeout=20
        ).text
    assert 'aria-label="办件最多的事项"' in page
    assert "<caption>办件最多的事项</caption>" in page
    assert "这些天没有叫号记录" in early


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-11-20", "2026-11-10", "开始日期在结束日期之后"),
        ("2020-01-01", "2026-11-10", "一次最多看一年"),
        ("gestern", "2026-11-10", "日期看不懂"),
    ],
)
def test_a_range_that_makes_no_sense_is_explained(first: str, last: str, said: str) -> None:
    days, fault = range_of(first, last, TODAY)
    assert days.last == TODAY
    assert said in fault


def test_waits_fall_into_steps_of_five_minutes() -> None:
    assert [count for _, count in spread_of([0, 4, 5, 29, 30, 400])] == [2, 1, 0, 0, 0, 1, 2]


def test_charts_hold_every_bar_and_no_markup_from_names() -> None:
    bars = [Bar("<b>甲</b>", 3), Bar("乙", 0, marked=True)]
    for drawing in (columns("标题", bars, "人", 2), rows("标题", bars)):
        assert drawing.count("<rect") == 2
        assert "<b>" not in drawing
    assert "承诺 2 人" in columns("标题", bars, "人", 2)


def test_an_axis_ends_at_a_round_number() -> None:
    assert [ceiling(value) for value in (0, 3, 7, 15, 101)] == [4, 5, 10, 20, 200]


def test_the_levels_are_called_and_counted_as_the_settings_say(hall: RunningHall) -> None:
    names = ("很好", "好", "一般", "差", "很差")
    levels = Levels(names=names, english=("A", "B", "C", "D", "E"), satisfied=2)
    service = hall.service
    service.config = replace(service.config, levels=levels)
    service.statistics = Statistics(service.database, levels)
    for n, level in enumerate((1, 2, 3, 5)):
        assert service.evaluations.take(f"subject-{n}", level) is None
    figures = service.statistics.of(Range(TODAY, TODAY), TODAY)
    assert figures.levels == (("很好", 1), ("好", 1), ("一般", 1), ("差", 0), ("很差", 1))
    assert figures.content_percent == 50
    assert "满意率 50 %" in hall.staff().get(hall.url + "/statistics").text
    ticket = service.queue.issue(TicketRequest(request_id="request-1", category="社会民生"))
    service.queue.call_next("1")
    page = f"{hall.url}/t/{ticket.link}"  # type: ignore[union-attr]  # issued
    assert ">很好</label>" in hall.browser().get(page).text
    assert ">A</label>" in hall.browser().get(page + "?lang=en").text


def test_the_levels_reach_every_process_of_the_hall(tmp_path: Path) -> None:
    config = HallConfig("样本大厅", tmp_path, levels=Levels(codes=tuple("54321"), satisfied=2))
    assert HallConfig.from_json(config.to_json()) == config
