"""Recordings are kept only while somebody evaluates, sealed, few, and not for long."""

from __future__ import annotations

import time
import wave
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.cli import app
from kiosk.face import face
from kiosk.journeys.world import World
from kiosk.kept_recordings import KeptRecordings, open_recordings
from kiosk.settings import KioskSettings, load_settings
from kiosk.vault import Vault, VaultError
from kiosk.visit import Visit
from voice.listener import Heard, Keep, Listener, NothingHeard
from voice.microphone import WavMicrophone
from voice.recognizers import ScriptedRecognizer

RECORDING = Path(__file__).parents[1] / "recordings" / "居住证怎么办理.wav"
SOUND = bytes(range(256)) * 125


def kept_in(
    folder: Path, days: float = 7, limit: int = 200, later_s: float = 0.0
) -> KeptRecordings:
    return KeptRecordings(
        folder / "recordings",
        lambda: Vault(folder / "key"),
        days,
        limit,
        lambda: time.time() + later_s,
    )


def listen(keep: Keep | None) -> object:
    listener = Listener(WavMicrophone(RECORDING), ScriptedRecognizer(["居住证怎么办理"]), keep=keep)
    return listener.listen(lambda text: None, lambda level: None, lambda: False)


def test_what_was_said_is_kept_sealed_and_comes_back_as_it_was(tmp_path: Path) -> None:
    kept = kept_in(tmp_path)
    assert listen(kept.keep) == Heard("居住证怎么办理", 0.9)
    (one,) = kept.listed()
    assert one.heard == "居住证怎么办理"
    assert 1.0 < one.seconds < 6.0
    (path,) = (tmp_path / "recordings").iterdir()
    assert "居住证".encode() not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert kept.export(tmp_path / "out") == 1
    with wave.open(str(tmp_path / "out" / f"{one.name}.wav")) as exported:
        assert exported.getframerate() == 16_000
        assert exported.getnframes() / 16_000 == pytest.approx(one.seconds, abs=0.06)
    assert "居住证怎么办理" in (tmp_path / "out" / "heard.tsv").read_text(encoding="utf-8")


def test_switched_off_nothing_reaches_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    opened: list[str] = []
    real = Path.open

    def watched(path: Path, mode: str = "r", *args: object, **kwargs: object) -> object:
        opened.append(mode)
        return real(path, mode, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", watched)
    assert listen(None) == Heard("居住证怎么办理", 0.9)
    assert not any("w" in mode or "a" in mode for mode in opened)
    assert list(tmp_path.rglob("*")) == []


def test_a_terminal_keeps_nothing_unless_told_to() -> None:
    assert KioskSettings().recordings.keep is False
    shipped = load_settings(Path(__file__).parents[2] / "config" / "robot.toml", {})
    assert shipped.recordings.keep is False


def test_what_is_old_or_too_many_is_erased(tmp_path: Path) -> None:
    for number in range(4):
        kept_in(tmp_path, limit=3, later_s=number).keep(SOUND, NothingHeard("没有听清楚", ""))
    assert len(kept_in(tmp_path, limit=3).listed()) == 3
    assert kept_in(tmp_path, later_s=8 * 86_400).listed() == ()
    assert list((tmp_path / "recordings").iterdir()) == []


def test_another_terminals_key_opens_none(tmp_path: Path) -> None:
    kept_in(tmp_path).keep(SOUND, Heard("居住证", 0.9))
    (tmp_path / "key").unlink()
    with pytest.raises(VaultError):
        kept_in(tmp_path).listed()


def test_a_folder_that_takes_nothing_costs_only_the_recording(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "recordings").write_text("a file where the folder should be")
    assert listen(kept_in(tmp_path).keep) == Heard("居住证怎么办理", 0.9)
    assert "could not be kept" in caplog.text
    assert "居住证" not in caplog.text


def test_the_command_lists_exports_and_erases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text(f'[data]\nfolder = "{tmp_path / "data"}"\n', encoding="utf-8")
    open_recordings(load_settings(config, {})).keep(SOUND, Heard("居住证怎么办", 0.9, "whisper"))

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(app, ["voice", "recordings", "--config", str(config), *arguments])
        assert done.exit_code == 0, done.output
        return done.output

    assert "居住证怎么办" in run()
    assert "1 段" in run("--export", str(tmp_path / "out"))
    assert len(list((tmp_path / "out").glob("*.wav"))) == 1
    assert "已删除 1 段" in run("--erase")
    assert "0 段" in run()


@pytest.mark.parametrize("banner", ["", "请说，我在听"])
def test_every_screen_says_that_it_records(world_of_hall: World, banner: str) -> None:
    visit = Visit(banner=banner)
    assert "录音" not in face(visit, world_of_hall).banner
    shown = face(visit, replace(world_of_hall, recordings_days=7.0)).banner
    assert "您说的话会录音，保存 7 天" in shown
    assert banner in shown


@pytest.fixture
def world_of_hall() -> World:
    from forms.catalogue import load_catalogue
    from kiosk.settings import CATALOGUE

    return World(load_catalogue(CATALOGUE), "测试大厅", lambda: "id")
