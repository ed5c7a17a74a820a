"""One of several workers starts: with its database away it waits, and does not die of it."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from kiosk.hall import worker
from kiosk.hall.announcements import Announcer
from kiosk.hall.config import WORKER_VARIABLE, HallConfig
from kiosk.hall.service import HallService


def test_a_worker_waits_for_its_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries = []

    def open_late(config: HallConfig, announcer: Announcer | None = None) -> HallService:
        tries.append(config)
        if len(tries) < 3:
            raise OperationalError("SELECT 1", {}, OSError("server closed"))
        return HallService(config, announcer=announcer)

    monkeypatch.setattr(worker, "HallService", open_late)
    monkeypatch.setattr(worker, "_RETRY_S", 0.0)
    config = HallConfig("样本大厅", tmp_path / "hall")
    monkeypatch.setenv(WORKER_VARIABLE, config.to_json())
    umask = os.umask(0o077)
    try:
        with caplog.at_level(logging.WARNING):
            app = worker.create()
    finally:
        os.umask(umask)
    assert len(tries) == 3
    assert [r.message for r in caplog.records] == ["waiting for the database: server closed"] * 2
    app.state.hall.close()
