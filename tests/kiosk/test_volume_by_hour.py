"""The volume of each hour: read, written, and heard at the right hour."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.commands.config import CONFIG_FOLDER
from kiosk.settings import SettingsError, load_settings
from kiosk.volume_by_hour import HOURS, USUAL, hours_of, parse_day, volume_now, with_span, write_day
from voice.loudspeaker import Sound, SounddeviceLoudspeaker

VOLUMES = st.one_of(st.none(), st.sampled_from([0.0, 0.3, 0.45, 1.0]))


@given(st.tuples(*[VOLUMES] * HOURS))
def test_every_day_is_written_and_read_back(day: tuple[float | None, ...]) -> None:
    assert parse_day(write_day(day)) == day


def test_a_span_over_midnight_stays_in_one_piece() -> None:
    day = parse_day("12-14 0.4, 21-7 0")
    assert (day[12], day[14], day[23], day[6], day[7]) == (0.4, None, 0.0, 0.0, None)
    assert write_day(day) == "12-14 0.4, 21-7 0"
    assert write_day(with_span(day, 21, 7, None)) == "12-14 0.4"
    assert write_day(with_span(USUAL, 0, 24, 0.5)) == "0-24 0.5"
    assert hours_of(22, 2) == (22, 23, 0, 1)


@pytest.mark.parametrize(
    "text",
    ["12-14", "12-14 1.5", "24-3 0.5", "9-9 0.5", "8-10 0.5, 9-11 0.4", "noon 0.3", "1-25 0"],
)
def test_what_cannot_be_meant_stops_the_start_with_one_line(text: str, tmp_path: Path) -> None:
    place = tmp_path / "kiosk.toml"
    given = (CONFIG_FOLDER / "kiosk.toml").read_text(encoding="utf-8")
    place.write_text(
        given.replace('volume_by_hour = ""', f'volume_by_hour = "{text}"'), encoding="utf-8"
    )
    with pytest.raises(SettingsError) as caught:
        load_settings(place, {})
    (fault,) = caught.value.faults
    assert "speech.volume_by_hour" in fault


class Played:
    """Stands where PortAudio is: keeps the loudest sample of each sound."""

    def __init__(self) -> None:
        self.peaks: list[int] = []

    def open(self, start: Any) -> Any:
        self.peaks.append(0)
        return SimpleNamespace(write=self._write, close=lambda: None, stop=lambda: None)

    def closed(self) -> None:
        """Nobody waits for it."""

    def _write(self, samples: Any) -> None:
        loudest = int(np.abs(np.frombuffer(samples, np.int16)).max())
        self.peaks[-1] = max(self.peaks[-1], loudest)


def test_the_loudspeaker_is_as_loud_as_the_hour_asks_for() -> None:
    """A fake clock goes through a day in Shanghai, one sound an hour."""
    start = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)  # midnight in Shanghai
    hours = iter(range(HOURS))
    volume = volume_now(0.8, "12-14 0.4, 21-7 0", lambda: start + timedelta(hours=next(hours)))
    played = Played()
    loudspeaker = SounddeviceLoudspeaker("", volume, played)  # type: ignore[arg-type]  # stands in for PortAudio
    for _ in range(HOURS):
        loudspeaker.play(Sound(np.ones(1600, np.float32), 16000), threading.Event())
    usual, soft = int(0.8 * 32767), int(0.4 * 32767)
    expected = [0] * 7 + [usual] * 5 + [soft] * 2 + [usual] * 7 + [0] * 3
    assert played.peaks == pytest.approx(expected, abs=1)
