"""A database that is away is told as such, and nothing of anybody gets into the log."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from kiosk.platform.client import Unreachable

from .conftest import RunningHall
from .specimens import specimen


def test_while_the_database_is_away_the_hall_answers_so_and_goes_on_later(
    hall: RunningHall, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_args: object) -> None:
        raise OperationalError("SELECT :secret", {"secret": "陈样本"}, OSError("server closed"))

    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR):
        patch.setattr(hall.service.cases, "file", away)
        patch.setattr(hall.service.cases, "is_readable", away)
        page = hall.browser().get(hall.url + "/health", timeout=20)
        outcome = hall.client.submit(specimen())
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "2"
    assert "数据库暂时连不上" in page.text
    assert isinstance(outcome, Unreachable)
    assert outcome.answered
    assert [record.message for record in caplog.records] == [
        "the database cannot be used: server closed"
    ] * 2
    assert hall.browser().get(hall.url + "/health", timeout=20).status_code == 200


def test_a_failed_statement_does_not_tell_its_values(hall: RunningHall) -> None:
    values = {"who": "陈样本"}
    with hall.service.database.read() as connection, pytest.raises(DBAPIError) as raised:
        connection.execute(text("SELECT :who FROM nowhere"), values)
    assert "nowhere" in str(raised.value)
    assert "陈样本" not in str(raised.value)
