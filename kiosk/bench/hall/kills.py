"""Workers killed at random under load, and the database restarted: nothing may get lost."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psutil
from rich.console import Console

from kiosk.bench.hall.applications import application
from kiosk.bench.hall.pair import Pair, fresh_database, open_pair
from kiosk.bench.postgresql import PostgresqlServer
from kiosk.hall.config import THEMES
from kiosk.platform.protocol import CaseReceipt, Ticket, TicketRequest

_CALLERS = 8
_PAUSE_S = 0.02
"""Between two requests of a terminal: no lobby is as busy, and workers come back meanwhile."""
_RETRY_S = 0.1
_BETWEEN_S = (0.0, 0.6)
_WORKING = 5
"""So many answers the terminals get between two blows: who is struck down is at work."""
_TOLD_EVERY = 20
_TRIES = 300


class _Caller(threading.Thread):
    """A terminal that asks again, under the same id, until it is answered."""

    def __init__(self, place: int, pair: Pair, stopping: threading.Event) -> None:
        super().__init__(name=f"caller-{place}", daemon=True)
        self._place = place
        self._client = pair.client(5)
        self._stopping = stopping
        self.tickets: dict[str, str] = {}
        self.receipts: dict[str, str] = {}
        self.retries = 0

    @property
    def answered(self) -> int:
        """How many tickets and receipts it has got."""
        return len(self.tickets) + len(self.receipts)

    def run(self) -> None:
        """Take tickets, and file an application with every fourth."""
        n = self._place * 1_000_000
        while not self._stopping.wait(_PAUSE_S):
            n += 1
            request = TicketRequest(request_id=f"request-{n}", category=THEMES[n % len(THEMES)])
            ticket = self._insist(lambda r=request: self._client.issue_ticket(r), Ticket)
            if isinstance(ticket, Ticket):
                self.tickets[request.request_id] = ticket.number
            if n % 4 == 0:
                filed = application(n)
                receipt = self._insist(lambda f=filed: self._client.submit(f), CaseReceipt)
                if isinstance(receipt, CaseReceipt):
                    self.receipts[filed.application_id] = receipt.case_number

    def _insist(self, ask: Any, kind: type) -> object:
        while not isinstance(answer := ask(), kind):
            self.retries += 1
            if self._stopping.is_set():
                return None
            time.sleep(_RETRY_S)
        return answer


@dataclass(frozen=True)
class Blows:
    """How many workers are killed and how often the database is restarted, within which time."""

    kills: int
    restarts: int
    longest_s: float
    """The blows end then, however many there were: a busy machine brings workers back slowly."""


def kill_workers(server: PostgresqlServer, console: Console, blows: Blows) -> dict[str, Any]:
    """Kill workers, restart the database between, then count what is there."""
    with open_pair(fresh_database(server, "kills")) as pair:
        stopping = threading.Event()
        callers = [_Caller(place, pair, stopping) for place in range(1, _CALLERS + 1)]
        for caller in callers:
            caller.start()
        try:
            kills, restarts = _strike(server, pair, callers, console, blows)
            time.sleep(2)
        finally:
            stopping.set()
        for caller in callers:
            caller.join()
        figures = {"kills": kills, "restarts": restarts} | _count(pair, callers)
    console.print(
        f"{kills} workers killed, {restarts} restarts of PostgreSQL: "
        f"{sum(len(c.tickets) for c in callers)} tickets and "
        f"{sum(len(c.receipts) for c in callers)} applications answered, "
        f"{sum(c.retries for c in callers)} asked again"
    )
    return figures


def _strike(
    server: PostgresqlServer,
    pair: Pair,
    callers: Sequence[_Caller],
    console: Console,
    blows: Blows,
) -> tuple[int, int]:
    dice = random.Random(20_261_124)
    kills = restarts = 0
    start_s = time.monotonic()
    while (done := max(kills / blows.kills, (time.monotonic() - start_s) / blows.longest_s)) < 1:
        _await_work(callers)
        time.sleep(dice.uniform(*_BETWEEN_S))
        _kill_one(pair, dice)
        kills += 1
        if restarts < blows.restarts and done >= (restarts + 1) / (blows.restarts + 1):
            server.stop()
            server.start()
            restarts += 1
        if kills % _TOLD_EVERY == 0:
            console.print(f"  {kills} of {blows.kills} killed")
    return kills, restarts


def _await_work(callers: Sequence[_Caller]) -> None:
    before = sum(caller.answered for caller in callers)
    for _ in range(_TRIES):
        if sum(caller.answered for caller in callers) >= before + _WORKING:
            return
        time.sleep(0.1)
    raise TimeoutError("the hall answers no more")


def _kill_one(pair: Pair, dice: random.Random) -> None:
    """Kill a worker, waiting for one to be there: the last blows may have felled them all."""
    for _ in range(_TRIES):
        try:
            dice.choice(pair.workers()).kill()
        except (IndexError, psutil.NoSuchProcess):
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("no worker came back")


def _count(pair: Pair, callers: list[_Caller]) -> dict[str, int]:
    """Compare what the terminals were told with what the tables hold."""
    hall = pair.open_engine()
    with hall.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT request_id, number, category, sequence FROM tickets"
        ).all()
        cases = connection.exec_driver_sql("SELECT application_id, case_number FROM cases").all()
    hall.close()
    kept = {row.request_id: row.number for row in rows}
    filed = {row.application_id: row.case_number for row in cases}
    told = {key: number for caller in callers for key, number in caller.tickets.items()}
    receipts = {key: number for caller in callers for key, number in caller.receipts.items()}
    lost = sum(kept.get(key) != number for key, number in told.items())
    lost += sum(filed.get(key) != number for key, number in receipts.items())
    numbers = Counter((row.category, row.sequence) for row in rows)
    return {
        "kill_lost": lost,
        "kill_duplicated": len(rows) - len(kept) + len(cases) - len(filed),
        "numbers_reused": sum(count - 1 for count in numbers.values()),
    }
