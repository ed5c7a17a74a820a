"""The board's voice speaks both languages with what is installed, and is silent otherwise."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import pytest

from kiosk.announcer import EspeakAnnouncer
from kiosk.hall.announcements import LANGUAGES, Language, call_text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_call_is_spoken_in_both_languages(language: Language) -> None:
    spoken = EspeakAnnouncer().render(call_text("A012", "3"), language)
    with wave.open(io.BytesIO(spoken)) as recording:
        seconds = recording.getnframes() / recording.getframerate()
    assert 2 < seconds < 12


def test_without_espeak_it_is_silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert EspeakAnnouncer().render("请", "cantonese") == b""
