"""A terminal's own numbers: each once, on the disk before it is printed, told to the hall later."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.platform.number_blocks import GivenNumber, NumberBlocks
from kiosk.platform.protocol import NumberBlock, Priority, TicketRequest
from kiosk.vault import Vault

SOCIAL, TAX = "社会民生", "税务专项"
PERSON = "110101195003070011"
TODAY = date(2026, 11, 24)


class Clock:
    """10:00 in Shanghai, until told to go on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_blocks(tmp_path: Path, clock: Clock) -> Callable[[], NumberBlocks]:
    def open_again() -> NumberBlocks:
        return NumberBlocks(tmp_path / "numbers.db", Vault(tmp_path / "k" / "numbers.key"), clock)

    return open_again


@pytest.fixture
def blocks(open_blocks: Callable[[], NumberBlocks]) -> NumberBlocks:
    return open_blocks()


def _stock(blocks: NumberBlocks, category: str = SOCIAL, first: int = 1, count: int = 3) -> None:
    (wanted,) = blocks.wanted([category], 1)
    prefix = "A" if category == SOCIAL else "F"
    facts = {"category": category, "prefix": prefix, "first": first, "last": first + count - 1}
    blocks.set_aside(
        NumberBlock.model_validate({"block_id": wanted.block_id, "day": TODAY, **facts})
    )


def _ask(n: int, category: str = SOCIAL, person: str = "") -> TicketRequest:
    return TicketRequest(
        request_id=f"request-{n}",
        category=category,
        priority=Priority.ELDERLY,
        person_number=person,
    )


def _give(blocks: NumberBlocks, n: int, category: str = SOCIAL, person: str = "") -> str:
    given = blocks.give(_ask(n, category, person))
    return "" if given is None else given.number


def test_numbers_are_given_out_one_by_one_until_none_is_left(blocks: NumberBlocks) -> None:
    assert _give(blocks, 0) == ""
    _stock(blocks)
    assert [_give(blocks, n) for n in range(4)] == ["A001", "A002", "A003", ""]


def test_each_category_has_its_own(blocks: NumberBlocks) -> None:
    _stock(blocks)
    _stock(blocks, TAX, 7)
    assert (_give(blocks, 1, TAX), _give(blocks, 2)) == ("F007", "A001")


def test_the_same_request_and_the_same_person_get_the_same_number(blocks: NumberBlocks) -> None:
    _stock(blocks)
    assert _give(blocks, 1, person=PERSON) == "A001"
    assert blocks.give(_ask(1, person=PERSON)) == GivenNumber(SOCIAL, "A001", again=True)
    assert _give(blocks, 2, person=PERSON) == "A001"
    assert _give(blocks, 3) == "A002"


def test_yesterdays_numbers_are_not_given_out(blocks: NumberBlocks, clock: Clock) -> None:
    _stock(blocks)
    clock.now += timedelta(days=1)
    assert _give(blocks, 1) == ""
    (wanted,) = blocks.wanted([SOCIAL], 1)
    assert wanted.category == SOCIAL


def test_a_block_whose_answer_was_lost_is_asked_for_under_the_same_id(
    blocks: NumberBlocks, open_blocks: Callable[[], NumberBlocks]
) -> None:
    first = blocks.wanted([SOCIAL], 5)
    assert blocks.wanted([SOCIAL], 5) == first
    blocks.close()
    assert open_blocks().wanted([SOCIAL], 5) == first


def test_more_is_asked_for_before_the_last_is_gone(blocks: NumberBlocks) -> None:
    _stock(blocks, count=3)
    assert blocks.wanted([SOCIAL], 3) == ()
    _give(blocks, 1)
    (wanted,) = blocks.wanted([SOCIAL], 3)
    blocks.forget(wanted.block_id)
    (another,) = blocks.wanted([SOCIAL], 3)
    assert another.block_id != wanted.block_id


def test_an_answer_told_twice_gives_no_number_twice(blocks: NumberBlocks) -> None:
    (wanted,) = blocks.wanted([SOCIAL], 1)
    block = NumberBlock(
        block_id=wanted.block_id, category=SOCIAL, prefix="A", day=TODAY, first=1, last=3
    )
    blocks.set_aside(block)
    _give(blocks, 1)
    blocks.set_aside(block)
    assert _give(blocks, 2) == "A002"


def test_the_hall_is_told_what_was_asked_and_under_which_request(
    blocks: NumberBlocks, clock: Clock
) -> None:
    _stock(blocks)
    _give(blocks, 1, person=PERSON)
    (report,) = blocks.pending()
    assert report.request.request_id != "request-1"
    assert (report.instead_of, report.sequence, report.issued_at) == ("request-1", 1, clock())
    assert (report.request.priority, report.request.person_number) == (Priority.ELDERLY, PERSON)
    assert blocks.count_pending() == 1
    blocks.reported(report.request.request_id)
    assert (blocks.pending(), blocks.count_pending()) == ((), 0)


def test_who_took_a_number_is_not_to_be_read_on_the_disk(
    blocks: NumberBlocks, tmp_path: Path
) -> None:
    _stock(blocks)
    _give(blocks, 1, person=PERSON)
    blocks.close()
    files = [path.read_bytes() for path in tmp_path.glob("numbers.db*")]
    assert files
    assert not any(PERSON.encode() in content for content in files)


def test_many_at_once_never_share_a_number(blocks: NumberBlocks) -> None:
    _stock(blocks, count=40)
    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(lambda n: _give(blocks, n), range(40)))
    assert len(set(numbers)) == 40


def test_killed_between_disk_and_paper_the_number_is_spent_and_the_hall_hears_of_it(
    open_blocks: Callable[[], NumberBlocks], tmp_path: Path
) -> None:
    blocks = open_blocks()
    _stock(blocks)
    blocks.close()
    script = (
        "import sys, time; from datetime import UTC, datetime; from pathlib import Path\n"
        "from kiosk.platform.number_blocks import NumberBlocks\n"
        "from kiosk.platform.protocol import TicketRequest\n"
        "from kiosk.vault import Vault\n"
        "folder = Path(sys.argv[1])\n"
        "blocks = NumberBlocks(folder / 'numbers.db', Vault(folder / 'k' / 'numbers.key'),\n"
        "    lambda: datetime(2026, 11, 24, 2, tzinfo=UTC))\n"
        f"asked = TicketRequest(request_id='request-1', category={SOCIAL!r})\n"
        "print(blocks.give(asked).number, flush=True); time.sleep(60)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as terminal:
        assert terminal.stdout is not None
        assert terminal.stdout.readline() == b"A001\n"
        os.kill(terminal.pid, signal.SIGKILL)
    blocks = open_blocks()
    assert [report.sequence for report in blocks.pending()] == [1]
    # The citizen presses again on the screen that came back, then another one comes.
    assert (_give(blocks, 1), _give(blocks, 2)) == ("A001", "A002")


def test_old_blocks_and_known_tickets_are_dropped_unknown_ones_stay(
    blocks: NumberBlocks, clock: Clock
) -> None:
    _stock(blocks)
    _give(blocks, 1)
    _give(blocks, 2)
    first, second = blocks.pending()
    blocks.reported(first.request.request_id)
    clock.now += timedelta(days=7)
    blocks.forget_old()
    assert [report.request.request_id for report in blocks.pending()] == [second.request.request_id]
