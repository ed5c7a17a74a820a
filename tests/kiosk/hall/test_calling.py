"""Windows call, call again, send on, pass over, give back and finish; everybody gets their turn."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.hall.rejection import Rejection
from kiosk.hall.ticketing import HEAD_START, IssuedTicket, TicketState, rank_at
from kiosk.platform.protocol import Priority, TicketRequest
from tests.kiosk.hall.conftest import RunningHall
from tests.kiosk.hall.specimens import NUMBER

SOCIAL, POLICE, TAX = "社会民生", "公安专项", "税务专项"


def _take(
    hall: RunningHall,
    n: int,
    category: str = SOCIAL,
    priority: Priority = Priority.NONE,
    person: str = "",
    place: str = "main",
) -> IssuedTicket:
    request = TicketRequest(
        request_id=f"request-{n}", category=category, priority=priority, person_number=person
    )
    ticket = hall.service.queue.issue(request, place)
    assert isinstance(ticket, IssuedTicket), ticket
    return ticket


def _call(hall: RunningHall, window: str = "1") -> str:
    called = hall.service.queue.call_next(window)
    return called.number if called else ""


def _moved(outcome: IssuedTicket | Rejection) -> IssuedTicket:
    assert isinstance(outcome, IssuedTicket), outcome
    return outcome


def test_a_window_calls_what_it_serves_alone(hall: RunningHall) -> None:
    hall.service.queue.windows.open("1", [POLICE, TAX])
    for n, category in enumerate((SOCIAL, TAX, POLICE)):
        hall.clock.pass_minutes(1)
        _take(hall, n, category)
    assert [_call(hall) for _ in range(3)] == ["F001", "E001", ""]


def test_a_window_that_calls_the_next_has_finished_with_the_last(hall: RunningHall) -> None:
    first, _ = _take(hall, 1), _take(hall, 2)
    _call(hall)
    _call(hall)
    found = hall.service.queue.find(first.link)
    assert found is not None
    assert found[0].state is TicketState.FINISHED
    serving = hall.service.queue.calling.at_window("1")
    assert serving is not None
    assert serving.number == "A002"


def test_many_windows_at_once_call_everybody_once(hall: RunningHall) -> None:
    for n in range(12):
        _take(hall, n)
    with ThreadPoolExecutor(6) as pool:
        called = list(pool.map(lambda n: _call(hall, str(n)), range(12)))
    assert sorted(called) == [f"A{n:03d}" for n in range(1, 13)]


def test_who_does_not_come_is_passed_over_after_three_calls(hall: RunningHall) -> None:
    ticket, calling = _take(hall, 1), hall.service.queue.calling
    _call(hall)
    too_early = calling.no_show(ticket.request_id)
    assert isinstance(too_early, Rejection)
    for _ in range(2):
        _moved(calling.recall(ticket.request_id))
    assert _moved(calling.no_show(ticket.request_id)).state is TicketState.NO_SHOW
    assert isinstance(calling.finish(ticket.request_id), Rejection)


def test_who_missed_the_call_comes_back_behind_the_next_three(hall: RunningHall) -> None:
    tickets = []
    for n in range(6):
        hall.clock.pass_minutes(1)
        tickets.append(_take(hall, n))
    calling = hall.service.queue.calling
    _call(hall)
    for _ in range(2):
        calling.recall(tickets[0].request_id)
    calling.no_show(tickets[0].request_id)
    _moved(calling.give_back(tickets[0].request_id))
    assert [_call(hall) for _ in range(6)] == ["A002", "A003", "A004", "A001", "A005", "A006"]


def test_called_by_mistake_a_ticket_keeps_its_place(hall: RunningHall) -> None:
    first, _ = _take(hall, 1), _take(hall, 2)
    _call(hall)
    _moved(hall.service.queue.calling.give_back(first.request_id))
    assert _call(hall) == "A001"


def test_transferred_it_waits_in_the_other_line_with_its_number_and_rank(
    hall: RunningHall,
) -> None:
    moved = _take(hall, 1)
    hall.clock.pass_minutes(1)
    _take(hall, 2, TAX)
    hall.service.queue.windows.open("6", [TAX])
    _call(hall)
    _moved(hall.service.queue.calling.transfer(moved.request_id, TAX))
    assert [_call(hall, "6"), _call(hall, "6")] == ["A001", "F001"]


def test_transferred_to_a_window_no_other_calls_it(hall: RunningHall) -> None:
    moved = _take(hall, 1)
    _call(hall)
    _moved(hall.service.queue.calling.transfer(moved.request_id, window="3"))
    assert [_call(hall, "2"), _call(hall, "3")] == ["", "A001"]


def test_every_move_is_noted_and_told(hall: RunningHall) -> None:
    ticket = _take(hall, 1)
    _call(hall)
    calling = hall.service.queue.calling
    for move in (calling.recall, calling.finish):
        _moved(move(ticket.request_id))
    with hall.service.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT action FROM ticket_events ORDER BY event_id")
        assert list(rows.scalars()) == ["call", "recall", "finish"]


def test_an_unknown_ticket_moves_nowhere(hall: RunningHall) -> None:
    calling = hall.service.queue.calling
    moves: tuple[Callable[[str], IssuedTicket | Rejection], ...] = (
        calling.recall,
        calling.transfer,
        calling.no_show,
        calling.give_back,
        calling.finish,
    )
    for move in moves:
        outcome = move("request-none")
        assert isinstance(outcome, Rejection)
        assert outcome.code == "unknown_ticket"


def test_halls_have_numbers_and_lines_of_their_own(hall: RunningHall) -> None:
    hall.service.queue.windows.add_hall("east", "东分厅")
    here, there = _take(hall, 1), _take(hall, 2, place="east")
    assert (here.number, there.number, there.ahead) == ("A001", "A001", 0)
    called = hall.service.queue.call_next("1", hall="east")
    assert called is not None
    assert called.request_id == there.request_id
    assert hall.service.queue.windows.halls() == {"main": "样本大厅", "east": "东分厅"}


def test_a_person_has_one_open_ticket_a_category(hall: RunningHall) -> None:
    first = _take(hall, 1, person=NUMBER)
    again = _take(hall, 2, person=NUMBER.lower())
    assert (again.number, again.again) == (first.number, True)
    assert _take(hall, 3, TAX, person=NUMBER).number == "F001"
    _call(hall)
    hall.service.queue.calling.finish(first.request_id)
    assert _take(hall, 4, person=NUMBER).number == "A002"


def test_one_person_at_many_terminals_at_once_gets_one_number(hall: RunningHall) -> None:
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda n: _take(hall, n, person=NUMBER).number, range(6)))
    assert set(found) == {"A001"}
    assert _take(hall, 99).number == "A002"


def test_the_elderly_are_called_before_who_came_a_little_earlier(hall: RunningHall) -> None:
    _take(hall, 1)
    hall.clock.pass_minutes(10)
    elder = _take(hall, 2, priority=Priority.ELDERLY)
    assert elder.ahead == 0
    assert [_call(hall), _call(hall)] == ["A002", "A001"]


def test_who_has_waited_long_is_called_before_everybody_with_priority(hall: RunningHall) -> None:
    _take(hall, 1)
    hall.clock.pass_minutes(16)
    for n in range(2, 5):
        _take(hall, n, priority=Priority.PREGNANT)
    assert _call(hall) == "A001"


_START = datetime(2026, 11, 24, 1, tzinfo=UTC)
_ARRIVALS = st.lists(
    st.tuples(st.integers(0, 20_000), st.sampled_from(list(Priority))), min_size=1, max_size=60
)


@given(_ARRIVALS)
def test_nobody_is_overtaken_by_who_comes_after_the_head_start(
    arrivals: list[tuple[int, Priority]],
) -> None:
    """So the wait is bounded by who came before and shortly after, whatever comes later."""
    people = [(_START + timedelta(seconds=s), priority) for s, priority in arrivals]
    order = sorted(people, key=lambda person: rank_at(*person))
    for position, (came, priority) in enumerate(order):
        for later_came, later_priority in order[:position]:
            assert later_came <= came + HEAD_START
            if priority is later_priority:
                assert later_came <= came


@pytest.mark.parametrize("priority", list(Priority))
def test_every_priority_is_kept(hall: RunningHall, priority: Priority) -> None:
    assert _take(hall, 1, priority=priority).priority is priority
    assert hall.service.queue.today()[0].priority is priority
