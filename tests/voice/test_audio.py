"""Hearing and speaking through a real sound server, in real time."""

import subprocess
import sys
import time
import wave
from pathlib import Path
from typing import Any

import pytest

from voice.levels import loudest_db
from voice.listener import Heard, Listener
from voice.loudspeaker import SounddeviceLoudspeaker
from voice.matching import Matcher
from voice.microphone import SounddeviceMicrophone
from voice.recognizers import WhisperRecognizer
from voice.synthesizers import Pyttsx3Synthesizer


def test_a_question_spoken_into_the_microphone_is_answered_aloud(
    null_audio: Any,
    recordings: Path,
    whisper: WhisperRecognizer,
    matcher: Matcher,
    tmp_path: Path,
) -> None:
    partials: list[str] = []
    speaker = null_audio.play_into_microphone(recordings / "居住证怎么办理.wav")
    listener = Listener(SounddeviceMicrophone(), whisper)
    heard = listener.listen(partials.append, lambda level: None, lambda: False, ["居住证"])
    speaker.wait(10)
    assert isinstance(heard, Heard)
    assert partials
    assert matcher.match(heard.text).candidates[0].item_code == "A1"

    voice = Pyttsx3Synthesizer(SounddeviceLoudspeaker())
    with null_audio.captured_speech(tmp_path / "spoken.wav") as path:
        start = time.monotonic()
        outcome = voice.speak("请按马上填表。", lambda start, end: None)
        assert time.monotonic() - start > 1
    assert outcome.result == "spoken"
    with wave.open(str(path)) as recording:
        assert loudest_db(recording.readframes(recording.getnframes())) > -30


PROGRAM_WITHOUT_SOUND = """
import threading, numpy, sounddevice
from voice.errors import VoiceError
from voice.loudspeaker import Sound, SounddeviceLoudspeaker
from voice.microphone import SounddeviceMicrophone

if len(sounddevice.query_devices()):
    raise SystemExit("has sound")
sound = Sound(numpy.zeros(800, dtype=numpy.float32), 16000)
play = lambda: SounddeviceLoudspeaker().play(sound, threading.Event())
for use in (SounddeviceMicrophone().open, play):
    try:
        use()
    except VoiceError as error:
        print("remedy" if error.remedy else "no remedy")
"""


def test_a_machine_without_sound_is_told_and_not_silent(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM_WITHOUT_SOUND],
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
    )
    if "has sound" in done.stderr:
        pytest.skip("this machine has a sound card")
    assert done.stdout.split() == ["remedy", "remedy"], done.stderr
