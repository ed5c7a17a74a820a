"""Thousands of displays listening: how soon a call reaches all of them, and what each costs."""

from __future__ import annotations

import asyncio
import re
import resource
import time
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console

from kiosk.bench.hall.pair import Pair, fresh_database, open_pair
from kiosk.bench.postgresql import PostgresqlServer
from kiosk.hall.config import THEMES
from kiosk.platform.protocol import TicketRequest

_REQUEST = b"GET /events/board HTTP/1.1\r\nHost: hall\r\nAccept: text/event-stream\r\n\r\n"
_CALLED = re.compile(rb'"action": "call", "number": "(\w+)"')
_PAUSE_S = 1.5
"""Between two calls; each is told to all the listeners."""
_OPENING = 50
_OF_AN_ADDRESS = 500
"""The hall has room for so many boards of one address; the loopback has many."""


def listen_all(
    server: PostgresqlServer, console: Console, listeners: int, calls: int
) -> dict[str, Any]:
    """Open the listeners, call, and see when each call has reached each of them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 16_384)), hard))
    with open_pair(fresh_database(server, "listeners")) as pair:
        took_s, kb = asyncio.run(_listen(pair, listeners, calls))
    took_s.sort()
    p99 = took_s[int(len(took_s) * 0.99)]
    console.print(
        f"{listeners} listeners, {calls} calls: {len(took_s)} arrivals, "
        f"median {took_s[len(took_s) // 2]:.3f} s, p99 {p99:.3f} s, {kb:.0f} KB each"
    )
    return {"sse_p99_s": round(p99, 3), "sse_kb_per_listener": round(kb, 1)}


async def _listen(pair: Pair, listeners: int, calls: int) -> tuple[list[float], float]:
    port = urlsplit(pair.url).port or 0
    before = _memory(pair)
    arrivals: dict[str, list[float]] = {}
    gate = asyncio.Semaphore(_OPENING)
    lines = await asyncio.gather(*(_open(port, gate, arrivals, n) for n in range(listeners)))
    await asyncio.sleep(1)
    kb = (_memory(pair) - before) / 1024 / listeners
    began = await asyncio.to_thread(_call, pair, calls)
    deadline_s = time.perf_counter() + 30
    while any(len(arrivals.get(number, ())) < listeners for number in began):
        if time.perf_counter() > deadline_s:
            raise TimeoutError("a call did not reach every listener")
        await asyncio.sleep(0.05)
    for line in lines:
        line.close()
    return [at - began[n] for n, ats in arrivals.items() for at in ats if n in began], kb


class _Listener(asyncio.Protocol):
    """Notes when calls arrive; of what comes it reads no more than that, for there are thousands.

    A notice is far shorter than a packet, so it arrives in one piece.
    """

    def __init__(self, arrivals: dict[str, list[float]]) -> None:
        self._arrivals = arrivals
        self.opened = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the board's stream."""
        assert isinstance(transport, asyncio.Transport)
        transport.write(_REQUEST)

    def data_received(self, data: bytes) -> None:
        """Note the number of a call."""
        if not self.opened.done():
            self.opened.set_result(None)
        for number in _CALLED.findall(data):
            self._arrivals.setdefault(number.decode(), []).append(time.perf_counter())


async def _open(
    port: int, gate: asyncio.Semaphore, arrivals: dict[str, list[float]], n: int
) -> asyncio.BaseTransport:
    async with gate:
        transport, listener = await asyncio.get_running_loop().create_connection(
            lambda: _Listener(arrivals),
            "127.0.0.1",
            port,
            local_addr=(f"127.0.1.{n // _OF_AN_ADDRESS + 1}", 0),
        )
        await listener.opened
    return transport


def _call(pair: Pair, calls: int) -> dict[str, float]:
    """Call so many tickets, and return when each call began."""
    hall = pair.open_engine()
    for n in range(calls):
        hall.queue.issue(TicketRequest(request_id=f"request-{n}", category=THEMES[0]))
    time.sleep(2)  # what was issued has been told
    began = {}
    for _ in range(calls):
        start_s = time.perf_counter()
        called = hall.queue.call_next("1")
        assert called is not None
        began[called.number] = start_s
        time.sleep(_PAUSE_S)
    hall.close()
    return began


def _memory(pair: Pair) -> int:
    return sum(worker.memory_info().rss for worker in pair.workers())
