"""A hall's processes start: they wait for their database, and take as many lines as they may."""

from __future__ import annotations

import logging
import os
import resource
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from kiosk.hall import worker
from kiosk.hall.announcements import Announcer
from kiosk.hall.config import WORKER_VARIABLE, HallConfig
from kiosk.hall.server import allow_many_lines
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


def test_more_pages_may_listen_than_a_system_usually_grants() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(1024, hard), hard))
    try:
        allow_many_lines()
        granted, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert granted == min(hard, 65_536)
