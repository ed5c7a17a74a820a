"""Ports in the way of the virtual reader."""

from __future__ import annotations

import socket

import pytest

from devices.errors import SimulatorError
from devices.simulators.pcsc_daemon import PcscDaemon
from devices.simulators.virtual_card import OWN_PORT, USUAL_PORT, VirtualCard


def test_a_client_that_holds_the_usual_port_does_not_keep_the_reader_away() -> None:
    # Linux may give that port to any outgoing connection.
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.bind(("127.0.0.1", USUAL_PORT))
        client.connect(server.getsockname())
        with PcscDaemon():
            card = VirtualCard()
            card.insert()
            assert card.is_inserted
            card.remove()


def test_whoever_takes_the_readers_own_port_is_named() -> None:
    with PcscDaemon() as daemon, socket.socket() as other:
        daemon.stop()
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", OWN_PORT))
        other.listen()
        with pytest.raises(SimulatorError, match=f"port {OWN_PORT}, .* is taken"):
            daemon.start()


def test_a_card_without_a_reader_says_what_to_start() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with pytest.raises(SimulatorError, match="no virtual reader listens on port"):
            VirtualCard(ports=[nobody.getsockname()[1]]).insert(timeout_s=0)
