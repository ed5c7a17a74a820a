"""`yimen hall staff` makes and lists accounts, and says in plain words what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.cli import app


@pytest.fixture(autouse=True)
def _hall_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIMEN_DATA__FOLDER", str(tmp_path / "hall"))


def _staff(*arguments: str, password: str = "correct horse battery\n") -> tuple[int, str]:
    done = CliRunner().invoke(app, ["hall", "staff", *arguments], input=password)
    return done.exit_code, done.output


def test_the_first_supervisor_is_made_and_listed() -> None:
    code, said = _staff("add", "boss", "--name", "张样本", "--role", "supervisor")
    assert (code, "账号 boss 建好了（主管）" in said) == (0, True)
    assert "boss　张样本　主管" in _staff("list")[1]


def test_what_is_wrong_is_said() -> None:
    code, said = _staff("add", "boss", "--name", "张样本", "--role", "king")
    assert (code, "没有角色 king" in said) == (1, True)
    code, said = _staff("add", "boss", "--name", "张样本", "--role", "window", password="short\n")
    assert (code, "口令至少要 10 个字符" in said) == (1, True)
    code, said = _staff("password", "nobody")
    assert (code, "没有登录名 nobody" in said) == (1, True)
