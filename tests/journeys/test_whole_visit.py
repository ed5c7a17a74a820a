"""Whole visits in the real window: spoken question, card, one table, photograph, case, ticket."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.display import display

CASE_NUMBER = re.compile(r"[0-9A-Z]{31}\d{8}\d{4}")


def play(pictures: Path, *options: str) -> dict[str, Any]:
    """Play the demonstration in a process of its own and return its figures."""
    with display(own=True) as environment:
        command = [sys.executable, "-m", "kiosk", "demo", "--json", "--pace-s", "0"]
        done = subprocess.run(
            [*command, "--pictures", str(pictures), *options],
            capture_output=True,
            text=True,
            timeout=240,
            env=environment,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-4000:]
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One whole visit, shared by the tests that look at it."""
    pictures = tmp_path_factory.mktemp("pictures")
    return {**play(pictures), "pictures": sorted(path.name for path in pictures.iterdir())}


def test_spoken_question_is_heard_as_it_was_asked(visit: dict[str, Any]) -> None:
    assert "居住" in visit["heard"]


def test_visit_ends_with_one_case_number_and_one_ticket(visit: dict[str, Any]) -> None:
    assert visit["receipt"] == "提交成功"
    assert CASE_NUMBER.fullmatch(visit["case_number"])
    assert re.fullmatch(r"[A-Z]\d{3}", visit["ticket"])


def test_printed_slip_says_the_number_in_chinese(visit: dict[str, Any]) -> None:
    assert visit["ticket"] in visit["printed"]
    assert "前面还有" in visit["printed"]


def test_halls_page_lists_the_case_and_the_ticket_once(visit: dict[str, Any]) -> None:
    assert visit["cases"].count(visit["case_number"]) == 1
    assert visit["tickets"].count(visit["ticket"]) == 1


def test_every_step_has_its_picture(visit: dict[str, Any]) -> None:
    names = " ".join(visit["pictures"])
    assert all(step in names for step in visit["steps"])


def test_killed_hall_still_gives_a_receipt_and_the_case_arrives_once(tmp_path: Path) -> None:
    result = play(tmp_path, "--kill-hall")
    assert result["receipt"] == "已保存，待上传"
    assert CASE_NUMBER.fullmatch(result["arrived"])
    assert result["cases"].count(result["arrived"]) == 1
