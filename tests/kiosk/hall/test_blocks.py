"""Numbers set aside for a terminal are its alone, and the hall learns of them later."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from kiosk.hall.rejection import Rejection
from kiosk.hall.ticketing import IssuedTicket
from kiosk.platform.protocol import BlockRequest, NumberBlock, OfflineTicket, TicketRequest
from tests.kiosk.hall.conftest import RunningHall

SOCIAL, TAX = "社会民生", "税务专项"


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
    hall: RunningHall, n: int, sequence: int, terminal: str = "t1", category: str = SOCIAL
) -> IssuedTicket | Rejection:
    offline = OfflineTicket(
        request=TicketRequest(request_id=f"offline-{n}", category=category),
        block_id="block-0001",
        sequence=sequence,
        issued_at=hall.clock(),
    )
    return hall.service.queue.take_over(offline, terminal=terminal)


def test_the_hall_leaves_the_numbers_of_a_block_out(hall: RunningHall) -> None:
    assert _take(hall, 1) == "A001"
    block = _reserve(hall)
    assert (block.prefix, block.first, block.last) == ("A", 2, 6)
    assert _take(hall, 2) == "A007"


def test_asking_again_gives_the_same_block(hall: RunningHall) -> None:
    assert _reserve(hall) == _reserve(hall)
    assert _reserve(hall, "block-0002").first == 6


def test_the_hall_learns_of_a_number_given_out_meanwhile_once(hall: RunningHall) -> None:
    _reserve(hall)
    first = _offline(hall, 1, 1)
    assert isinstance(first, IssuedTicket)
    assert (first.number, first.issued_at) == ("A001", hall.clock())
    hall.clock.pass_minutes(1)
    assert _offline(hall, 1, 1) == first
    called = hall.service.queue.call_next("1")
    assert called is not None
    assert called.number == "A001"


def test_who_took_a_number_while_the_hall_was_away_keeps_the_place(hall: RunningHall) -> None:
    _reserve(hall)
    hall.clock.pass_minutes(1)
    taken_at = hall.clock()
    hall.clock.pass_minutes(5)
    assert _take(hall, 1) == "A006"
    offline = OfflineTicket(
        request=TicketRequest(request_id="offline-1", category=SOCIAL),
        block_id="block-0001",
        sequence=1,
        issued_at=taken_at,
    )
    learned = hall.service.queue.take_over(offline, terminal="t1")
    assert isinstance(learned, IssuedTicket)
    assert learned.ahead == 0
    called = hall.service.queue.call_next("1")
    assert called is not None
    assert called.number == "A001"


def test_numbers_of_another_block_terminal_or_category_are_refused(hall: RunningHall) -> None:
    _reserve(hall)
    for outcome in (
        _offline(hall, 1, 6),
        _offline(hall, 2, 1, terminal="t2"),
        _offline(hall, 3, 1, category=TAX),
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
