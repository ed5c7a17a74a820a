"""`yimen devices read-passport` over the real pcscd, with a specimen on its virtual reader."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest
from click.testing import Result
from typer.testing import CliRunner

from devices.simulators.passport import PassportChip
from devices.simulators.pcsc_daemon import PcscDaemon
from devices.simulators.virtual_card import VirtualCard
from kiosk.cli import app

PAGE = ["--number", "l898902c3", "--birth", "740812", "--expiry", "120415"]


@pytest.fixture(scope="module")
def passport() -> Iterator[None]:
    with PcscDaemon():
        card = VirtualCard(PassportChip())
        card.insert()
        yield
        card.remove()


def run(*options: str) -> Result:
    return CliRunner().invoke(app, ["devices", "read-passport", *options])


def soon(word: str, *options: str) -> Result:
    """Run it until its output holds a word: pcscd sees a card only a moment after it is laid."""
    end_s = time.monotonic() + 10
    while word not in (done := run(*options)).output and time.monotonic() < end_s:
        time.sleep(0.1)
    return done


def test_a_passport_is_read_with_what_is_printed_on_its_page(passport: None) -> None:
    done = soon("true", *PAGE, "--json")
    result = json.loads(done.output)
    assert done.exit_code == 0 and result["accepted"] and "过期" in result["reason"]
    assert result["fields"]["document_number"] == "L898902C3"


def test_the_page_of_another_passport_opens_nothing(passport: None) -> None:
    done = soon("对不上", *PAGE[:-1], "120416")
    assert done.exit_code == 1 and "L898902C3" not in done.output


def test_half_of_what_is_printed_is_asked_for() -> None:
    done = run("--number", "L898902C3", "--birth", "12-08-74", "--expiry", "120415")
    assert done.exit_code == 1 and "六位数" in done.output
