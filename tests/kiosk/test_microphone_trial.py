"""A microphone is tried by a sentence: how loud it was, what it said, whether it plays back."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from devices.status import DeviceState
from kiosk.microphone_trial import (
    FAINT,
    FAINT_DB,
    NO_RECORDING,
    SoundWork,
    play_back,
    record,
    try_microphone,
)
from voice.levels import loudest_db
from voice.null_audio import null_audio

RATE_HZ = 16_000


def voice(loudness: float, lasting_s: float = 3.0) -> bytes:
    """Return something as loud and with as many pauses as speech."""
    moment = np.arange(round(RATE_HZ * lasting_s))
    speaks = moment % 8_000 > 3_000
    wave = np.clip(32_767 * loudness * speaks * np.sin(moment * 0.1), -32_768, 32_767)
    return bytes(wave.astype("<i2").tobytes())


def work(pcm: bytes, words: str = "我要办居住证", plays: bool = True) -> SoundWork:
    return SoundWork(lambda name: pcm, lambda sound: plays, lambda sound: words)


def test_a_sentence_is_measured_recognised_and_played_back() -> None:
    played: list[bytes] = []
    pcm = voice(0.3)
    heard = SoundWork(
        lambda name: pcm, lambda sound: not played.append(sound), lambda sound: "你好"
    )
    status, did = try_microphone("USB", heard)
    assert status.state is DeviceState.READY and played == [pcm]
    assert "听到“你好”" in did and "■" in did and "放的录音" in did


@pytest.mark.parametrize(
    ("pcm", "reason"),
    [
        (b"", NO_RECORDING.reason),
        (bytes(RATE_HZ * 4), "一点声音也没有"),
        (voice(0.002), FAINT.reason),
        (voice(2.0), "听破"),
    ],
)
def test_what_is_not_fit_to_be_heard_is_told_and_not_played(pcm: bytes, reason: str) -> None:
    def play(sound: bytes) -> bool:
        pytest.fail("it was played")

    status, _ = try_microphone("", SoundWork(lambda name: pcm, play, lambda sound: ""))
    assert status.state is DeviceState.ERROR
    assert reason in status.reason and status.remedy.startswith("请")


def test_neither_a_recognizer_nor_a_loudspeaker_is_needed_for_a_microphone() -> None:
    status, did = try_microphone("", work(voice(0.3), words="", plays=False))
    assert status.state is DeviceState.READY
    assert "没有听出" in did and "喇叭放不出来" in did


def test_a_microphone_that_is_not_there_gives_no_recording() -> None:
    assert record("no such microphone", 0.1) == b""


def test_a_sound_is_recorded_and_played_through_a_real_sound_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = tmp_path / "said.wav"
    with wave.open(str(said), "wb") as file:
        file.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        file.writeframes(voice(0.3, lasting_s=4.0))
    with null_audio() as audio:
        for name, value in audio.environment.items():
            monkeypatch.setenv(name, value)
        speaking = audio.play_into_microphone(said)
        heard = record("", 1.0)
        speaking.terminate()
        speaking.wait(5)
        with audio.captured_speech(tmp_path / "played.wav") as played:
            assert play_back(heard)
    assert loudest_db(heard) > FAINT_DB
    with wave.open(str(played)) as file:
        assert loudest_db(file.readframes(file.getnframes())) > FAINT_DB
