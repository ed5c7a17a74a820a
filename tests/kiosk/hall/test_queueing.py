"""Tickets are numbered per category and day, called in order, and never given twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from forms.catalogue import load_catalogue
from kiosk.hall.config import THEMES
from kiosk.platform.client import Refused
from kiosk.platform.protocol import (
    PLACES_PATH,
    CaseReceipt,
    HallState,
    Priority,
    Ticket,
    TicketRequest,
)
from kiosk.settings import CATALOGUE
from tests.kiosk.hall.conftest import RunningHall
from tests.kiosk.hall.specimens import specimen

SOCIAL, POLICE = "社会民生", "公安专项"
PERSON = "110101195003070011"


def _take(
    hall: RunningHall,
    request_id: str,
    category: str = SOCIAL,
    priority: Priority = Priority.NONE,
    person: str = "",
) -> Ticket:
    asked = TicketRequest(
        request_id=request_id, category=category, priority=priority, person_number=person
    )
    ticket = hall.client.issue_ticket(asked)
    assert isinstance(ticket, Ticket), ticket
    return ticket


def _state(hall: RunningHall) -> HallState:
    state = hall.client.hall_state()
    assert isinstance(state, HallState), state
    return state


def test_numbers_count_up_within_their_category(hall: RunningHall) -> None:
    numbers = [_take(hall, f"request-{n}").number for n in range(3)]
    assert numbers == ["A001", "A002", "A003"]
    assert _take(hall, "request-x", POLICE).number == "E001"


def test_a_new_day_begins_at_one(hall: RunningHall) -> None:
    _take(hall, "request-1")
    hall.clock.pass_minutes(24 * 60)
    ticket = _take(hall, "request-2")
    assert (ticket.number, ticket.ahead) == ("A001", 0)


def test_asking_again_gives_the_same_ticket(hall: RunningHall) -> None:
    first = _take(hall, "request-1")
    _take(hall, "request-2")
    assert _take(hall, "request-1") == first
    assert _state(hall).waiting == 2


def test_the_same_request_for_another_category_is_refused(hall: RunningHall) -> None:
    _take(hall, "request-1")
    again = TicketRequest(request_id="request-1", category=POLICE)
    assert isinstance(hall.client.issue_ticket(again), Refused)


def test_many_terminals_at_once_get_every_number_once(hall: RunningHall) -> None:
    with ThreadPoolExecutor(8) as pool:
        tickets = list(pool.map(lambda n: _take(hall, f"request-{n}"), range(40)))
    assert sorted(ticket.number for ticket in tickets) == [f"A{n:03d}" for n in range(1, 41)]
    assert sorted(ticket.ahead for ticket in tickets) == list(range(40))


def test_one_request_at_once_from_everywhere_is_one_ticket(hall: RunningHall) -> None:
    with ThreadPoolExecutor(8) as pool:
        tickets = list(pool.map(lambda _: _take(hall, "request-1"), range(8)))
    assert len({ticket.number for ticket in tickets}) == 1
    assert _state(hall).waiting == 1


def test_who_came_first_is_called_first(hall: RunningHall) -> None:
    for n, category in enumerate((SOCIAL, POLICE, SOCIAL)):
        hall.clock.pass_minutes(1)
        _take(hall, f"request-{n}", category)
    called = [hall.service.queue.call_next("1") for _ in range(4)]
    assert [ticket and ticket.number for ticket in called] == ["A001", "E001", "A002", None]


def test_a_window_may_call_one_category_alone(hall: RunningHall) -> None:
    _take(hall, "request-1")
    _take(hall, "request-2", POLICE)
    called = hall.service.queue.call_next("3 号窗口", POLICE)
    assert called is not None
    assert called.number == "E001"
    state = _state(hall)
    assert (state.serving, state.window, state.waiting) == ("E001", "3 号窗口", 1)


def test_the_wait_grows_with_who_is_ahead(hall: RunningHall) -> None:
    waits = [_take(hall, f"request-{n}").wait_min for n in range(4)]
    assert waits == [0, 3, 5, 8]  # two windows of five minutes a visit


def test_the_wait_follows_the_pace_of_today_s_calls(hall: RunningHall) -> None:
    for n in range(8):
        _take(hall, f"request-{n}")
    for _ in range(6):
        hall.clock.pass_minutes(9)
        hall.service.queue.call_next("1")
    # Two wait, at nine minutes a call: 18 to 27 minutes, though the settings would say 5.
    expected = _state(hall).wait_min
    assert 18 <= expected <= 27
    assert _take(hall, "request-late").wait_min == expected


def test_a_category_the_hall_does_not_know_yet_gets_a_letter(hall: RunningHall) -> None:
    assert _take(hall, "request-1", "样本类别").number == "G001"
    assert _take(hall, "request-2", "样本类别").number == "G002"


def test_a_ticket_s_place_tells_when_to_come_near(hall: RunningHall) -> None:
    for n in range(5):
        ticket = _take(hall, f"request-{n}")
    path = f"{PLACES_PATH}/{ticket.url.rpartition('/')[2]}"
    place = hall.url + path
    with hall.browser() as phone:
        far = phone.get(place, headers=hall.sign("GET", path), timeout=20).json()
        hall.service.queue.call_next("1")
        near = phone.get(place, headers=hall.sign("GET", path), timeout=20).json()
        assert phone.get(f"{hall.url}/t/guessed", timeout=20).status_code == 404
    assert (far["ahead"], far["soon"], near["ahead"], near["soon"]) == (4, False, 3, True)


def test_a_persons_second_application_goes_with_the_number_they_hold(hall: RunningHall) -> None:
    """Both forms lie before the clerk who calls the one number of the two errands."""
    for application_id in ("application-0001", "application-0002"):
        assert isinstance(hall.client.submit(specimen(application_id)), CaseReceipt)
    first, second = (
        hall.client.issue_ticket(
            TicketRequest(
                request_id=f"request-{n}",
                category=category,
                application_id=f"application-000{n}",
                person_number=PERSON,
            )
        )
        for n, category in ((1, "社会保障"), (2, "医疗保障"))
    )
    assert isinstance(first, Ticket) and isinstance(second, Ticket)
    assert (second.number, second.again) == (first.number, True)
    queue = hall.service.queue
    called = queue.call_next("1")
    assert called is not None
    assert queue.applications_of(called) == ("application-0001", "application-0002")
    for application_id in ("application-0001", "application-0002"):
        assert [one.number for one in queue.of_application(application_id)] == [called.number]
    assert queue.of_application("") == ()


def test_every_category_of_the_catalogue_has_a_line_and_few_have_a_letter(
    hall: RunningHall,
) -> None:
    names = {item.category for item in load_catalogue(CATALOGUE).items}
    for n, category in enumerate(sorted(names)):
        ticket = hall.client.issue_ticket(
            TicketRequest(request_id=f"request-{n}", category=category)
        )
        assert isinstance(ticket, Ticket) and ticket.category in THEMES
    state = hall.client.hall_state()
    assert isinstance(state, HallState)
    assert [one.category for one in state.categories] == list(THEMES)


def test_when_the_letters_are_used_up_nobody_is_sent_away(hall: RunningHall) -> None:
    for n in range(30):
        ticket = hall.client.issue_ticket(
            TicketRequest(request_id=f"request-{n}", category=f"样本类别 {n}")
        )
        assert isinstance(ticket, Ticket)
    assert (ticket.category, ticket.number) == (THEMES[0], "A010")
