"""What the window remembers of settings that were checked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kiosk.opening import Opening, opening_of, recall_opening, remember_opening
from kiosk.settings import load_settings
from kiosk.start import start_terminal


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "kiosk.toml"
    path.write_text('[screen]\nwidth = 1920\nheight = 1080\n[hall]\nname = "样本大厅"\n')
    return path


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"XDG_CACHE_HOME": str(tmp_path / "cache"), "YIMEN_DATA__FOLDER": str(tmp_path)}


def _opened(config: Path, environ: dict[str, str]) -> Opening:
    opening = opening_of(load_settings(config, environ))
    remember_opening(opening, config, environ)
    return opening


def test_checked_settings_are_recalled_while_nothing_changes(
    config: Path, environ: dict[str, str]
) -> None:
    assert recall_opening(config, environ) is None
    opening = _opened(config, environ)
    assert recall_opening(config, environ) == opening
    assert (opening.width, opening.height, opening.hall_name) == (1920, 1080, "样本大厅")


def test_a_changed_file_is_checked_again(config: Path, environ: dict[str, str]) -> None:
    _opened(config, environ)
    config.write_text("[screen]\nwidth = 1080\n")
    os.utime(config, ns=(1, 1))
    assert recall_opening(config, environ) is None


def test_a_changed_environment_is_checked_again(config: Path, environ: dict[str, str]) -> None:
    _opened(config, environ)
    assert recall_opening(config, {**environ, "YIMEN_SCREEN__WIDTH": "12"}) is None


def test_what_is_remembered_quotes_no_secret(config: Path, environ: dict[str, str]) -> None:
    environ["YIMEN_HALL__NAME"] = "secret-of-the-hall"
    _opened(config, environ)
    config_text = config.read_text()
    for kept in Path(environ["XDG_CACHE_HOME"]).rglob("*.json"):
        assert config_text not in kept.read_text()
        checked = kept.read_text().partition('"opening"')[0]
        assert "secret-of-the-hall" not in checked


def test_a_torn_file_is_as_good_as_none(config: Path, environ: dict[str, str]) -> None:
    _opened(config, environ)
    for kept in Path(environ["XDG_CACHE_HOME"]).rglob("*.json"):
        kept.write_text(kept.read_text()[:40])
    assert recall_opening(config, environ) is None


def test_a_bad_setting_ends_the_start_with_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text("[hall]\ntimeout = 3\n")
    assert start_terminal(config) == 1
    assert "hall.timeout: unknown setting; did you mean 'timeout_s'?" in capsys.readouterr().err
