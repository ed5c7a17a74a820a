"""Fifty enrolled terminals at work: what the slowest hundredth of their requests takes."""

from __future__ import annotations

import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console

from kiosk.bench.hall.applications import application
from kiosk.bench.hall.pair import Pair, fresh_database, open_pair
from kiosk.bench.postgresql import PostgresqlServer
from kiosk.hall.config import THEMES
from kiosk.hall.terminals import Terminal
from kiosk.platform.client import HallClient, Refused, Unreachable
from kiosk.platform.protocol import TicketRequest
from kiosk.platform.signing import TerminalKey

TERMINALS = 50
_PAUSE_S = 1.0
"""Between two requests of a terminal; in a lobby it is many seconds."""


def work_terminals(server: PostgresqlServer, console: Console, seconds: float) -> dict[str, Any]:
    """Return the 99th percentile over HTTP: state, tickets and applications in turn."""
    with (
        open_pair(fresh_database(server, "terminals")) as pair,
        tempfile.TemporaryDirectory(prefix="yimen-keys-") as folder,
    ):
        clients = _enrol(pair, Path(folder))
        _work(clients, 3)  # warm: connections, prepared statements, code
        took_ms, faults = _work(clients, seconds)
    took_ms.sort()
    rate = len(took_ms) / seconds
    p99 = took_ms[int(len(took_ms) * 0.99)]
    median = took_ms[len(took_ms) // 2]
    console.print(
        f"{TERMINALS} terminals, a pause of {_PAUSE_S} s: {rate:.0f} requests/s, "
        f"median {median:.0f} ms, p99 {p99:.0f} ms, {sum(faults.values())} faults"
    )
    if faults:
        raise AssertionError(f"requests failed: {faults}")
    return {"p99_ms_50_terminals": round(p99, 1)}


def _enrol(pair: Pair, folder: Path) -> list[HallClient]:
    """Return the lines of terminals that sign each request."""
    hall = pair.open_engine()
    clients = []
    for n in range(TERMINALS):
        key = TerminalKey(folder / f"{n}.key")
        terminal = hall.terminals.enrol(hall.terminals.make_code(f"样本终端 {n}"), key.public)
        assert isinstance(terminal, Terminal)
        client = pair.client()
        client.sign = partial(_sign, key, terminal.terminal)
        clients.append(client)
    hall.close()
    return clients


def _sign(
    key: TerminalKey, terminal: str, method: str, path: str, body: bytes
) -> Mapping[str, str]:
    return key.headers(terminal, method, path, body, datetime.now(UTC))


def _work(clients: list[HallClient], seconds: float) -> tuple[list[float], Counter[str]]:
    took_ms: list[float] = []
    faults: Counter[str] = Counter()
    start_s = time.perf_counter()
    base = int(time.time() * 1000) % 10_000_000 * 10

    def work(terminal: int) -> None:
        client, dice = clients[terminal], random.Random(terminal)
        n = base + terminal * 1000
        while time.perf_counter() < start_s + seconds:
            time.sleep(dice.uniform(0, 2 * _PAUSE_S))
            n += 1
            begun_s = time.perf_counter()
            answer = (
                client.hall_state()
                if n % 3 == 0
                else client.issue_ticket(
                    TicketRequest(request_id=f"request-{n}", category=THEMES[n % len(THEMES)])
                )
                if n % 3 == 1
                else client.submit(application(n))
            )
            took_ms.append((time.perf_counter() - begun_s) * 1000)
            if isinstance(answer, Unreachable | Refused):
                faults[answer.reason] += 1

    threads = [threading.Thread(target=work, args=(n,), daemon=True) for n in range(TERMINALS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took_ms, faults
