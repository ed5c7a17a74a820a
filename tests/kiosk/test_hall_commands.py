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


def _hall(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["hall", *arguments])
    return done.exit_code, done.output


def test_a_hall_is_added_and_its_staff_and_terminals_belong_there() -> None:
    assert "yimen hall code" in _hall("add-hall", "east", "东区大厅")[1]
    assert "east　东区大厅" in _hall("halls")[1]
    assert _hall("code", "东区终端", "--hall", "east")[0] == 0
    assert _staff("add", "lin", "--name", "林样本", "--role", "window", "--hall", "east")[0] == 0
    for wrong in (
        ("code", "东区终端", "--hall", "west"),
        ("add-hall", "East!", "东区大厅"),
        ("add-hall", "east", " "),
    ):
        code, said = _hall(*wrong)
        assert code == 1 and ("没有大厅 west；可选：" in said or "不能用" in said or "1 到" in said)
    code, said = _staff("add", "wu", "--name", "吴样本", "--role", "window", "--hall", "west")
    assert (code, "没有大厅 west" in said) == (1, True)
