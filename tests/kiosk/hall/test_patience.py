"""Over a real socket: what drips in is ended, what comes steadily is served, streams have room."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import pytest
import requests

from kiosk.hall.patience import PatientProtocol
from kiosk.hall.stream_room import MOST_OF_A_TICKET, StreamRoom
from kiosk.platform.protocol import TICKETS_PATH, HallState
from tests.kiosk.hall.conftest import RunningHall
from tests.kiosk.hall.lively import take_number

HALF_HEAD = b"POST /sign-out HTTP/1.1\r\nHost: hall\r\nX-Dri"
HEAD = b"POST /sign-out HTTP/1.1\r\nHost: hall\r\nContent-Length: 8\r\n"
FORM = HEAD + b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"


@pytest.fixture
def database_url() -> str:
    """SQLite: none of it has to do with the database."""
    return ""


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test wait twenty seconds for what drips in."""
    monkeypatch.setattr(PatientProtocol, "first_s", 0.3)


@contextmanager
def line_to(hall: RunningHall) -> Iterator[socket.socket]:
    place = urlsplit(hall.url)
    with socket.create_connection((str(place.hostname), int(place.port or 0)), 5) as line:
        yield line


def heard(line: socket.socket) -> bytes:
    """Return what the hall says until it closes the line."""
    parts = []
    while part := line.recv(65_536):
        parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize("begun", [HALF_HEAD, FORM + b"lang"], ids=["head", "body"])
def test_what_drips_in_is_ended_with_what_to_do(hall: RunningHall, begun: bytes) -> None:
    with line_to(hall) as line:
        line.sendall(begun)
        began_s = time.monotonic()
        told = heard(line)
    assert told.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert "请检查网络后再试一次" in told.decode()
    assert time.monotonic() - began_s < 1.5


def test_byte_by_byte_gains_no_time_and_silence_is_ended_without_a_word(hall: RunningHall) -> None:
    with line_to(hall) as dripping, line_to(hall) as silent:
        dripping.sendall(FORM)
        for _ in range(6):
            dripping.sendall(b"a")
            time.sleep(0.1)
        assert heard(dripping).startswith(b"HTTP/1.1 408 ")
        assert heard(silent) == b""


def test_a_terminal_is_told_in_its_own_way_and_tries_again(hall: RunningHall) -> None:
    with line_to(hall) as line:
        head = "".join(
            f"{name}: {value}\r\n" for name, value in hall.sign("POST", TICKETS_PATH).items()
        )
        begun = f"POST {TICKETS_PATH} HTTP/1.1\r\nHost: hall\r\nContent-Length: 9\r\n{head}\r\n{{"
        line.sendall(begun.encode())
        told = heard(line)
    assert b"application/json" in told and b'"too_slow"' in told
    # It was no try of a stranger, and the hall goes on.
    assert isinstance(hall.client.hall_state(), HallState)


def test_what_comes_slowly_but_steadily_arrives(
    hall: RunningHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PatientProtocol, "least_bytes_s", 10)
    body = b"lang=zh&" + b"x" * 12 + b"=1"
    with line_to(hall) as line:
        line.sendall(FORM.replace(b"Length: 8", b"Length: %d" % len(body)))
        for n in range(0, len(body), 2):
            line.sendall(body[n : n + 2])
            time.sleep(0.04)
        assert b"HTTP/1.1 303 " in line.recv(65_536)


def test_a_kept_line_and_an_open_stream_are_not_ended(hall: RunningHall) -> None:
    with hall.browser() as browser, listening(hall, "/events/board") as stream:
        assert browser.get(f"{hall.url}/health").status_code == 200
        time.sleep(0.4)
        assert browser.get(f"{hall.url}/health").status_code == 200
        hall.service.bulletin.publish("queue", {"action": "call"})
        assert b"queue" in next(stream.iter_content(200))


@contextmanager
def listening(hall: RunningHall, path: str, of: str = "") -> Iterator[requests.Response]:
    """Open a stream, behind a proxy in the name of the address `of`."""
    headers = {"X-Forwarded-For": of} if of else {}
    with (
        hall.browser() as browser,
        browser.get(hall.url + path, headers=headers, stream=True, timeout=5) as answer,
    ):
        yield answer


def test_a_ticket_has_room_for_a_familys_phones(hall: RunningHall) -> None:
    path = take_number(hall, 1, "社会民生").replace("/t/", "/events/phone/")
    other = take_number(hall, 2, "社会民生").replace("/t/", "/events/phone/")
    with ExitStack() as phones:
        opened = [
            phones.enter_context(listening(hall, path)).status_code for _ in range(MOST_OF_A_TICKET)
        ]
        assert set(opened) == {200}
        with listening(hall, path) as more:
            assert more.status_code == 429 and more.headers["Retry-After"] == "30"
            assert "自己隔一会儿更新一次" in more.text
        with listening(hall, other) as anothers:
            assert anothers.status_code == 200
    # Who has gone leaves the place to others.
    for _ in range(50):
        with listening(hall, path) as again:
            if again.status_code == 200:
                break
        time.sleep(0.02)
    assert again.status_code == 200
    with listening(hall, "/events/phone/nobodys-link") as invented:
        assert invented.status_code == 404


def test_an_address_has_room_for_a_hall_full_of_phones_and_no_more(hall: RunningHall) -> None:
    hall.service.stream_room.most_of_an_address = 3
    paths = [take_number(hall, n, "社会民生").replace("/t/", "/events/phone/") for n in range(4)]
    staff = hall.staff()
    with ExitStack() as phones:
        for path in paths[:3]:
            assert phones.enter_context(listening(hall, path)).status_code == 200
        with listening(hall, paths[3]) as full, listening(hall, paths[3], "10.1.2.3") as elsewhere:
            assert (full.status_code, elsewhere.status_code) == (429, 200)
        # The hall's own boards and windows are none of the phones.
        with listening(hall, "/events/board") as board:
            assert board.status_code == 200
        for _ in range(4):
            url = f"{hall.url}/events/window"
            window = phones.enter_context(staff.get(url, stream=True, timeout=5))
            assert window.status_code == 200


def test_room_is_given_back_and_nothing_is_kept_of_who_left() -> None:
    room = StreamRoom(2)
    with room.take({"a": 2, "b": 1}) as first, room.take({"a": 2, "b": 1}) as second:
        assert first and not second
        with room.take({"a": 2}) as third, room.take({"a": 2}) as fourth:
            assert third and not fourth
    assert not room._open
