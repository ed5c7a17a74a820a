"""Hearing and speaking through a real sound server, in real time."""

import subprocess
import sys
import time
import wave
from pathlib import Path
from typing import Any

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


def test_a_machine_without_sound_is_told_and_not_silent(tmp_path: Path) -> None:
    program = (
        "import threading, numpy\n"
        "from voice.errors import VoiceError\n"
        "from voice.loudspeaker import Sound, SounddeviceLoudspeaker\n"
        "from voice.microphone import SounddeviceMicrophone\n"
        "sound = Sound(numpy.zeros(800, dtype=numpy.float32), 16000)\n"
        "for use in (SounddeviceMicrophone().open,\n"
        "            lambda: SounddeviceLoudspeaker().play(sound, threading.Event())):\n"
        "    try:\n"
        "        use()\n"
        "    except VoiceError as error:\n"
        "        print('remedy' if error.remedy else 'no remedy')\n"
    )
    nothing = tmp_path / "asoundrc"
    nothing.write_text("")
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"ALSA_CONFIG_PATH": str(nothing), "PATH": "/usr/bin:/bin"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.split() == ["remedy", "remedy"], done.stderr
