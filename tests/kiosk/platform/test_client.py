"""Whatever stands at the hall's address, the client answers with a value."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from kiosk.platform.client import HallClient, Refused, Unreachable
from kiosk.platform.protocol import HallState, TicketRequest

TICKET = TicketRequest(request_id="request-1", category="社会民生")


@contextmanager
def _server(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """Answer one connection after another on a real socket."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(2)
                    answer(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def _says(status: str, body: str, headers: str = "") -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        request = b""
        while b"\r\n\r\n" not in request:
            request += connection.recv(65536)
        content = body.encode()
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(content)}\r\n{headers}"
        connection.sendall(f"{head}Connection: close\r\n\r\n".encode() + content)

    return answer


def test_nobody_there_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert HallClient(f"http://127.0.0.1:{port}").issue_ticket(TICKET) == Unreachable(
        "连接不上大厅服务"
    )


def test_a_hall_that_says_nothing_is_unreachable_after_the_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        outcome = HallClient(url, timeout_s=0.2).hall_state()
    assert outcome == Unreachable("大厅服务没有及时回应")


def test_a_line_cut_in_the_middle_is_unreachable() -> None:
    def cut(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")

    with _server(cut) as url:
        assert isinstance(HallClient(url).hall_state(), Unreachable)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        ("200 OK", "<html>please sign in to the network</html>"),
        ("200 OK", "{}"),
        ("404 Not Found", '{"detail":"Not Found"}'),
        ("422 Unprocessable", "nonsense"),
        ("500 Internal Server Error", ""),
        ("503 Service Unavailable", '{"code":"x","reason":"y"}'),
        ("429 Too Many Requests", '{"code":"x","reason":"y"}'),
        ("401 Unauthorized", '{"code":"x","reason":"y"}'),
    ],
)
def test_an_answer_that_is_not_the_hall_s_word_loses_nothing(status: str, body: str) -> None:
    with _server(_says(status, body)) as url:
        outcome = HallClient(url).issue_ticket(TICKET)
    assert isinstance(outcome, Unreachable)
    assert outcome.answered


def test_a_refusal_carries_the_hall_s_reason() -> None:
    with _server(_says("409 Conflict", '{"code":"key_reused","reason":"内容不同"}')) as url:
        assert HallClient(url).issue_ticket(TICKET) == Refused("内容不同", "key_reused")


def test_a_redirect_is_not_followed() -> None:
    visits: list[bytes] = []

    def note(connection: socket.socket) -> None:
        visits.append(connection.recv(65536))

    with _server(note) as elsewhere:
        redirect = _says("307 Temporary Redirect", "", f"Location: {elsewhere}/\r\n")
        with _server(redirect) as url:
            assert isinstance(HallClient(url).issue_ticket(TICKET), Unreachable)
    assert visits == []


def test_a_proxy_of_the_environment_is_not_asked_about_loopback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    state = '{"name":"样本大厅","waiting":2,"wait_min":5}'
    with _server(_says("200 OK", state)) as url:
        assert HallClient(url).hall_state() == HallState(name="样本大厅", waiting=2, wait_min=5)


def test_an_address_that_is_none_is_unreachable() -> None:
    assert isinstance(HallClient("http://").hall_state(), Unreachable)
