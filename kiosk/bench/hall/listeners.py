"""Thousands of displays listening: how soon a call reaches all of them, and what each costs."""

from __future__ import annotations

import asyncio
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
_PAUSE_S = 1.5
"""Between two calls; each is told to all the listeners."""
_OPENING = 50


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
    place = urlsplit(pair.url)
    before = _memory(pair)
    arrivals: dict[str, list[float]] = {}
    tasks = []
    gate = asyncio.Semaphore(_OPENING)
    opened = [asyncio.Event() for _ in range(listeners)]
    for event in opened:
        tasks.append(asyncio.create_task(_listener(place.port or 0, gate, event, arrivals)))
    await asyncio.gather(*(event.wait() for event in opened))
    await asyncio.sleep(1)
    kb = (_memory(pair) - before) / 1024 / listeners
    began = await asyncio.to_thread(_call, pair, calls)
    deadline_s = time.perf_counter() + 30
    while any(len(arrivals.get(number, ())) < listeners for number in began):
        if time.perf_counter() > deadline_s:
            raise TimeoutError("a call did not reach every listener")
        await asyncio.sleep(0.05)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return [at - began[n] for n, ats in arrivals.items() for at in ats if n in began], kb


async def _listener(
    port: int, gate: asyncio.Semaphore, opened: asyncio.Event, arrivals: dict[str, list[float]]
) -> None:
    async with gate:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(_REQUEST)
        await reader.readuntil(b"\r\n\r\n")
    opened.set()
    try:
        async for line in reader:
            # Of the payload only the number matters, and thousands of these run at once.
            if line.startswith(b"data:") and b'"call"' in line:
                number = line.partition(b'"number": "')[2].partition(b'"')[0].decode()
                arrivals.setdefault(number, []).append(time.perf_counter())
    finally:
        writer.close()


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
