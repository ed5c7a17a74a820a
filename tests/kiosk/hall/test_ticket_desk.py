"""Numbers are given out whether the hall answers or not, and the hall knows each of them once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from kiosk.effects import IssueTicket
from kiosk.events import Event, TicketFailed, TicketIssued
from kiosk.hall.embedded import EmbeddedHall
from kiosk.performers.tickets import TicketDesk
from kiosk.platform.client import HallClient
from kiosk.platform.number_blocks import NumberBlocks
from kiosk.platform.protocol import HallState
from kiosk.vault import Vault
from tests.kiosk.hall.lines import line_to
from tests.kiosk.platform.test_courier import _kill, _until

from .conftest import RunningHall

SOCIAL, TAX = "社会民生", "税务专项"
NOWHERE = "http://127.0.0.1:9"
PERSON = "110101195003070011"


@pytest.fixture
def blocks(tmp_path: Path, hall: RunningHall) -> Iterator[NumberBlocks]:
    opened = NumberBlocks(tmp_path / "numbers.db", Vault(tmp_path / "numbers.key"), hall.clock)
    yield opened
    opened.close()


def _desk(client: HallClient, blocks: NumberBlocks, spare: int = 4) -> TicketDesk:
    return TicketDesk(client, blocks, lambda: (SOCIAL, TAX), spare, look_s=0.1)


def _take(desk: TicketDesk, category: str = SOCIAL, person: str = "") -> Event:
    posted: list[Event] = []
    desk.perform(IssueTicket(category, uuid4().hex, person_number=person), posted.append)
    (event,) = posted
    return event


def _called(hall: RunningHall) -> list[str]:
    numbers = []
    while (called := hall.service.queue.call_next("1")) is not None:
        numbers.append(called.number)
    return numbers


def test_while_the_hall_answers_its_own_numbers_are_given_out(
    hall: RunningHall, blocks: NumberBlocks
) -> None:
    desk = _desk(hall.client, blocks)
    assert desk.look_after_numbers()
    taken = _take(desk)
    assert isinstance(taken, TicketIssued)
    assert (taken.number, taken.ahead) == ("A001", 0)
    assert blocks.pending() == ()


def test_numbers_go_on_without_the_hall_and_are_called_when_it_is_back(
    hall: RunningHall, blocks: NumberBlocks
) -> None:
    client = hall.client
    desk = _desk(client, blocks)
    assert desk.look_after_numbers()
    client.base_url = NOWHERE
    taken = [_take(desk), _take(desk, person=PERSON), _take(desk, person=PERSON)]
    hall.clock.pass_minutes(1)
    assert [isinstance(t, TicketIssued) and t.number for t in taken] == ["A5001", "A5002", "A5002"]
    assert isinstance(taken[0], TicketIssued) and taken[0].ahead is None
    assert not desk.look_after_numbers()
    client.base_url = hall.url
    assert isinstance(_take(desk), TicketIssued)
    assert desk.look_after_numbers() and desk.look_after_numbers()
    assert blocks.count_pending() == 0
    assert _called(hall) == ["A5001", "A5002", "A001"]


def test_without_numbers_in_stock_the_fault_is_told(
    hall: RunningHall, blocks: NumberBlocks
) -> None:
    client = hall.client
    desk = _desk(client, blocks, spare=1)
    assert desk.look_after_numbers()
    client.base_url = NOWHERE
    assert isinstance(_take(desk), TicketIssued)
    assert isinstance(_take(desk), TicketFailed)
    assert isinstance(_take(desk, TAX), TicketIssued)


def test_a_terminal_told_to_keep_none_reserves_none(
    hall: RunningHall, blocks: NumberBlocks
) -> None:
    desk = _desk(hall.client, blocks, spare=0)
    assert desk.look_after_numbers()
    taken = _take(desk)
    assert isinstance(taken, TicketIssued) and taken.number == "A001"


def test_what_the_hall_refuses_is_not_told_for_ever(
    hall: RunningHall, blocks: NumberBlocks
) -> None:
    client = hall.client
    desk = _desk(client, blocks)
    assert desk.look_after_numbers()
    client.base_url = NOWHERE
    assert isinstance(_take(desk), TicketIssued)
    (report,) = blocks.pending()
    taken = report.model_copy(
        update={"request": report.request.model_copy(update={"request_id": "another-1"})}
    )
    client.base_url = hall.url
    client.report_offline_ticket(taken)
    assert desk.look_after_numbers()
    assert blocks.pending() == ()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_hall_killed_and_started_again_learns_of_each_number_once(
    tmp_path: Path, hall: RunningHall
) -> None:
    embedded = EmbeddedHall(tmp_path / "embedded", "样本大厅", restarts=False)
    embedded.start()
    client = line_to(embedded, tmp_path, 2.0)
    # The hall's own clock is the wall's here.
    blocks = NumberBlocks(tmp_path / "numbers.sqlite3", Vault(tmp_path / "numbers.key"))
    desk = _desk(client, blocks)
    assert desk.look_after_numbers()
    _kill(embedded)
    offline = [_take(desk), _take(desk, TAX)]
    assert all(isinstance(taken, TicketIssued) and taken.ahead is None for taken in offline)
    embedded.start()
    client.base_url = embedded.url
    desk.start(lambda event: None)
    _until(lambda: blocks.count_pending() == 0)
    desk.stop()
    state = client.hall_state()
    embedded.stop()
    blocks.close()
    assert isinstance(state, HallState)
    waiting = {one.category: one.waiting for one in state.categories if one.waiting}
    assert waiting == {SOCIAL: 1, TAX: 1}
