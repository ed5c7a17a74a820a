"""Numbers set aside for a terminal are its alone, and the hall learns of them later."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.hall.database import next_numbers
from kiosk.hall.issuing import RANGE, ordinary_sequence, reserved_sequence
from kiosk.hall.rejection import Rejection
from kiosk.hall.ticketing import IssuedTicket
from kiosk.platform.client import HallClient
from kiosk.platform.protocol import (
    BlockRequest,
    Enrolled,
    HallState,
    NumberBlock,
    OfflineTicket,
    TicketRequest,
)
from kiosk.platform.signing import TerminalKey
from tests.kiosk.hall.conftest import RunningHall

SOCIAL, TAX = "社会民生", "税务专项"
PERSON = "110101195003070011"


def _reserve(hall: RunningHall, block: str = "block-0001", count: int = 5) -> NumberBlock:
    request = BlockRequest(block_id=block, category=SOCIAL, count=count)
    reserved = hall.service.queue.reserve(request, terminal="t1")
    assert isinstance(reserved, NumberBlock), reserved
    return reserved


def _take(hall: RunningHall, n: int) -> str:
    request = TicketRequest(request_id=f"request-{n}", category=SOCIAL)
    ticket = hall.service.queue.issue(request)
    assert isinstance(ticket, IssuedTicket)
    return ticket.number


def _offline(
    hall: RunningHall,
    n: int,
    sequence: int,
    terminal: str = "t1",
    category: str = SOCIAL,
    person: str = "",
    instead_of: str = "",
    issued_at: datetime | None = None,
) -> IssuedTicket | Rejection:
    request = TicketRequest(request_id=f"offline-{n}", category=category, person_number=person)
    offline = OfflineTicket(
        request=request,
        block_id="block-0001",
        sequence=sequence,
        issued_at=issued_at or hall.clock(),
        instead_of=instead_of,
    )
    return hall.service.queue.take_over(offline, terminal=terminal)


def _issue(hall: RunningHall, request_id: str, person: str = "") -> IssuedTicket:
    request = TicketRequest(request_id=request_id, category=SOCIAL, person_number=person)
    ticket = hall.service.queue.issue(request, terminal="t1")
    assert isinstance(ticket, IssuedTicket)
    return ticket


def _call(hall: RunningHall) -> str:
    called = hall.service.queue.call_next("1")
    return "" if called is None else called.number


def test_the_hall_counts_from_one_whatever_terminals_have_reserved(hall: RunningHall) -> None:
    assert _take(hall, 1) == "A001"
    block = _reserve(hall)
    assert (block.prefix, block.first, block.last) == ("A", 5001, 5005)
    assert _take(hall, 2) == "A002"


def test_asking_again_gives_the_same_block(hall: RunningHall) -> None:
    assert _reserve(hall) == _reserve(hall)
    assert _reserve(hall, "block-0002").first == 5006


def test_the_hall_learns_of_a_number_given_out_meanwhile_once(hall: RunningHall) -> None:
    _reserve(hall)
    first = _offline(hall, 1, 5001)
    assert isinstance(first, IssuedTicket)
    assert (first.number, first.issued_at) == ("A5001", hall.clock())
    hall.clock.pass_minutes(1)
    assert _offline(hall, 1, 5001) == first
    called = hall.service.queue.call_next("1")
    assert called is not None
    assert called.number == "A5001"


def test_who_took_a_number_while_the_hall_was_away_keeps_the_place(hall: RunningHall) -> None:
    _reserve(hall)
    hall.clock.pass_minutes(1)
    taken_at = hall.clock()
    hall.clock.pass_minutes(5)
    assert _take(hall, 1) == "A001"
    offline = OfflineTicket(
        request=TicketRequest(request_id="offline-1", category=SOCIAL),
        block_id="block-0001",
        sequence=5001,
        issued_at=taken_at,
    )
    learned = hall.service.queue.take_over(offline, terminal="t1")
    assert isinstance(learned, IssuedTicket)
    assert learned.ahead == 0
    called = hall.service.queue.call_next("1")
    assert called is not None
    assert called.number == "A5001"


def test_numbers_of_another_block_terminal_or_category_are_refused(hall: RunningHall) -> None:
    _reserve(hall)
    for outcome in (
        _offline(hall, 1, 5006),
        _offline(hall, 2, 5001, terminal="t2"),
        _offline(hall, 3, 5001, category=TAX),
    ):
        assert isinstance(outcome, Rejection)
        assert outcome.code == "no_block"


def test_blocks_and_tickets_at_once_never_share_a_number(hall: RunningHall) -> None:
    def work(n: int) -> set[str]:
        if n % 3:
            return {_take(hall, n)}
        block = _reserve(hall, f"block-{n:04d}", 4)
        return {f"A{sequence:03d}" for sequence in range(block.first, block.last + 1)}

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(work, range(15)))
    numbers = [number for some in found for number in some]
    assert len(numbers) == len(set(numbers)) == 10 + 5 * 4


def test_a_printed_number_is_called_also_when_its_holder_has_another(hall: RunningHall) -> None:
    _reserve(hall)
    first = _issue(hall, "request-1", PERSON)
    hall.clock.pass_minutes(1)
    learned = _offline(hall, 1, 5001, person=PERSON)
    assert isinstance(learned, IssuedTicket)
    assert (first.number, learned.number) == ("A001", "A5001")
    assert _issue(hall, "request-2", PERSON).number == "A001"
    assert [_call(hall), _call(hall), _call(hall)] == ["A001", "A5001", ""]


def test_a_number_whose_answer_was_lost_is_not_called(hall: RunningHall) -> None:
    _reserve(hall)
    assert _issue(hall, "request-1", PERSON).number == "A001"
    learned = _offline(hall, 1, 5001, person=PERSON, instead_of="request-1")
    assert isinstance(learned, IssuedTicket)
    assert _issue(hall, "request-2", PERSON).number == "A5001"
    assert [_call(hall), _call(hall)] == ["A5001", ""]


def test_one_number_reported_for_two_requests_is_refused(hall: RunningHall) -> None:
    _reserve(hall)
    first = _offline(hall, 1, 5001)
    again = _offline(hall, 2, 5001)
    assert isinstance(again, Rejection)
    assert again.code == "number_taken"
    assert _offline(hall, 1, 5001) == first


def test_what_is_reported_on_another_day_belongs_to_its_own(hall: RunningHall) -> None:
    _reserve(hall)
    taken_at = hall.clock()
    hall.clock.pass_minutes(24 * 60)
    _issue(hall, "request-1")
    _issue(hall, "request-2")
    learned = _offline(hall, 1, 5001, issued_at=taken_at)
    assert isinstance(learned, IssuedTicket)
    assert (learned.day, learned.ahead, learned.wait_min) == (taken_at.date(), 0, 0)
    assert hall.service.queue.state().waiting == 2
    assert [_call(hall), _call(hall), _call(hall)] == ["A001", "A002", ""]


def test_a_clock_gone_wrong_loses_no_number(hall: RunningHall) -> None:
    _reserve(hall)
    for n, days in ((1, -3000), (2, 40)):
        learned = _offline(hall, n, 5000 + n, issued_at=hall.clock() + timedelta(days=days))
        assert isinstance(learned, IssuedTicket)
        assert learned.issued_at == hall.clock()


def test_a_terminal_is_told_of_its_own_hall(hall: RunningHall, tmp_path: Path) -> None:
    hall.service.queue.windows.add_hall("east", "东区大厅")
    key = TerminalKey(tmp_path / "terminal.key")
    client = HallClient(hall.url)
    enrolled = client.enrol(hall.service.terminals.make_code("东区 1 号机", "east"), key.public)
    assert isinstance(enrolled, Enrolled)
    client.sign = lambda method, path, body: key.headers(
        enrolled.terminal, method, path, body, hall.clock()
    )
    _issue(hall, "request-1")
    client.issue_ticket(TicketRequest(request_id="request-2", category=TAX))
    state = client.hall_state()
    assert isinstance(state, HallState)
    assert (state.name, state.waiting) == ("东区大厅", 1)
    main = hall.client.hall_state()
    assert isinstance(main, HallState)
    assert (main.name, main.waiting) == ("样本大厅", 1)


def test_both_kinds_of_numbers_go_on_beyond_their_ranges_and_never_meet(
    hall: RunningHall,
) -> None:
    with hall.service.database.write() as connection:
        next_numbers(connection, {"ticket 20261124 A": RANGE, "reserved ticket 20261124 A": 4998})
    assert _take(hall, 1) == "A10001"
    # Five do not fit any more below 10001: the block lies whole in the next range.
    block = _reserve(hall)
    assert (block.first, block.last) == (15004, 15008)
    assert _reserve(hall, "block-0002").first == 15009
    given = {ordinary_sequence(n) for n in range(1, 12_001)}
    assert not given & {reserved_sequence(n) for n in range(1, 12_001)}


def test_a_request_that_comes_after_its_replacement_gets_the_replacement(
    hall: RunningHall,
) -> None:
    """The hall did not answer in time; the terminal gave a number; then the request comes in."""
    _reserve(hall)
    learned = _offline(hall, 1, 5001, instead_of="request-1")
    assert isinstance(learned, IssuedTicket)
    late = _issue(hall, "request-1")
    assert (late.number, late.link) == (learned.number, learned.link)
    assert [_call(hall), _call(hall)] == ["A5001", ""]
    assert _issue(hall, "request-1").number == "A5001"
    assert _take(hall, 2) == "A001"


def test_request_and_replacement_at_once_leave_one_number_to_call(hall: RunningHall) -> None:
    _reserve(hall)
    with ThreadPoolExecutor(2) as pool:
        late = pool.submit(_issue, hall, "request-1")
        learned = pool.submit(_offline, hall, 1, 5001, instead_of="request-1")
        assert late.result().number in ("A001", "A5001")
        assert isinstance(learned.result(), IssuedTicket)
    assert [_call(hall), _call(hall)] == ["A5001", ""]
