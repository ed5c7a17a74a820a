"""What happened reaches every page that listens, in every process of the hall."""

from __future__ import annotations

import asyncio
from contextlib import closing

import pytest
from sse_starlette.event import ensure_bytes

from kiosk.bench.postgresql import PostgresqlServer
from kiosk.hall.bulletin import RESYNC, LocalBulletin, Notice, Subscription
from kiosk.hall.live import stream
from kiosk.hall.postgres_bulletin import PostgresBulletin

_WAIT_S = 20.0


def test_a_listener_hears_its_topics_alone() -> None:
    async def scenario() -> list[Notice]:
        bulletin = LocalBulletin()
        with bulletin.subscribe("calls", "queue") as subscription:
            for topic in ("calls", "fleet", "queue"):
                bulletin.publish(topic, {"number": "A001"})
            return [await asyncio.wait_for(subscription.next(), _WAIT_S) for _ in range(2)]

    heard = asyncio.run(scenario())
    assert [notice.topic for notice in heard] == ["calls", "queue"]
    assert heard[0].payload == {"number": "A001"}


def test_who_does_not_keep_up_is_told_to_redraw() -> None:
    async def scenario() -> str:
        subscription = Subscription(frozenset({"calls"}))
        for _ in range(65):
            subscription.take(Notice("calls", {}))
        return (await subscription.next()).topic

    assert asyncio.run(scenario()) == RESYNC


def test_publishing_to_nobody_is_nothing() -> None:
    LocalBulletin().publish("calls", {})


def test_a_notice_reaches_other_processes(postgresql: PostgresqlServer) -> None:
    async def scenario() -> Notice:
        here, elsewhere = PostgresBulletin(postgresql.url()), PostgresBulletin(postgresql.url())
        with closing(here), closing(elsewhere), elsewhere.subscribe("calls") as subscription:
            assert await asyncio.to_thread(elsewhere.await_listening, _WAIT_S)
            here.publish("calls", {"number": "A001", "window": "3 号窗口"})
            return await asyncio.wait_for(subscription.next(), _WAIT_S)

    notice = asyncio.run(scenario())
    assert notice == Notice("calls", {"number": "A001", "window": "3 号窗口"})


def test_a_notice_too_long_for_the_server_is_an_error(postgresql: PostgresqlServer) -> None:
    with closing(PostgresBulletin(postgresql.url())) as bulletin, pytest.raises(ValueError):
        bulletin.publish("calls", {"text": "长" * 4000})


def test_a_page_gets_the_state_first_and_then_what_happens() -> None:
    async def scenario() -> list[bytes]:
        bulletin = LocalBulletin()
        answer = stream(bulletin, "calls", first=Notice("state", {"waiting": 2}))
        events = aiter(answer.body_iterator)
        lines = [ensure_bytes(await anext(events), "\n")]
        bulletin.publish("calls", {"number": "A001"})
        lines.append(ensure_bytes(await anext(events), "\n"))
        return lines

    assert asyncio.run(scenario()) == [
        b'event: state\r\ndata: {"waiting": 2}\r\n\r\n',
        b'event: calls\r\ndata: {"number": "A001"}\r\n\r\n',
    ]
