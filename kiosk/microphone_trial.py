"""A microphone as a technician tries it: a sentence recorded, measured, recognised, played back.

PortAudio is left to processes of their own, for in this one the terminal may be listening.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from devices.status import DeviceState, Status
from kiosk.device_choices import RECORDED_S
from kiosk.settings import SpeechSettings
from voice.errors import VoiceError
from voice.levels import loudest_db
from voice.microphone import BLOCK_BYTES
from voice.reception import Reception

RECORD_S = float(RECORDED_S)
ANSWER_S = RECORD_S + 15.0
FAINT_DB = -45.0
"""Speech from an arm's length is louder."""
BARS, RANGE_DB = 10, 50.0
FAINT = Status(
    DeviceState.ERROR, "录到的声音太小", "请靠近话筒再说一遍；还是太小，请把系统的录音音量调大"
)
NO_RECORDING = Status(DeviceState.ERROR, "话筒录不了音", "请检查话筒是否插好，或换一个")
_RECORD = """
import sys
import sounddevice
name, lasting_s = sys.argv[1], float(sys.argv[2])
device = int(name) if name.isdigit() else name or None
sound = sounddevice.rec(
    round(16000 * lasting_s), samplerate=16000, channels=1, dtype="int16", device=device
)
sounddevice.wait()
sys.stdout.buffer.write(sound.tobytes())
"""
_PLAY = """
import sys
import numpy as np
import sounddevice
sounddevice.play(np.frombuffer(sys.stdin.buffer.read(), np.int16), 16000, blocking=True)
"""


@dataclass(frozen=True)
class SoundWork:
    """What a trial needs done: sound is 16 kHz mono, signed 16-bit."""

    record: Callable[[str], bytes]
    """Record from the microphone of that name; b'' where it cannot be."""
    play: Callable[[bytes], bool]
    """Play, and say whether it could be."""
    words: Callable[[bytes], str]
    """Recognise what is said; '' where nothing is, or nothing recognises."""


def sound_work(settings: SpeechSettings) -> SoundWork:
    """Return the work on this machine's own sound."""
    return SoundWork(record, play_back, lambda pcm: recognised(pcm, settings))


def try_microphone(name: str, work: SoundWork) -> tuple[Status, str]:
    """Record a sentence and play it back; return how it went and what was heard."""
    pcm = work.record(name)
    if not pcm:
        return NO_RECORDING, ""
    reception = Reception()
    for block in _blocks(pcm):
        reception.take(block)
    trouble = reception.trouble()
    if trouble is not None:
        return Status(DeviceState.ERROR, trouble.reason, trouble.remedy), ""
    peak_db = loudest_db(pcm)
    if peak_db < FAINT_DB:
        return FAINT, f"最大音量 {_bars(peak_db)}"
    words = work.words(pcm)
    heard = f"听到“{words}”" if words else "没有听出说的是什么"
    played = "刚才放的录音听得清楚，就是正常" if work.play(pcm) else "喇叭放不出来，录音没有放"
    return Status(DeviceState.READY), f"最大音量 {_bars(peak_db)}，{heard}。{played}"


def record(name: str, lasting_s: float = RECORD_S) -> bytes:
    """Record from a microphone, '' being the system's own; b'' where it cannot be."""
    return _run(_RECORD, name, str(lasting_s)) or b""


def play_back(pcm: bytes) -> bool:
    """Play through the system's loudspeaker, and say whether it could be."""
    return _run(_PLAY, sound=pcm) is not None


def recognised(pcm: bytes, settings: SpeechSettings) -> str:
    """Return what is said by the recognizer of the settings; '' where there is none."""
    from kiosk.speech import EXPECTED_WORDS, open_recognizer

    try:
        utterance = open_recognizer(settings).open_utterance(EXPECTED_WORDS)
    except VoiceError:
        return ""
    utterance.feed(pcm)
    return utterance.finish().text


def _blocks(pcm: bytes) -> Iterator[bytes]:
    for at in range(0, len(pcm) - BLOCK_BYTES + 1, BLOCK_BYTES):
        yield pcm[at : at + BLOCK_BYTES]


def _bars(level_db: float) -> str:
    full = max(0, min(BARS, round(BARS * (1 + level_db / RANGE_DB))))
    return "■" * full + "□" * (BARS - full)


def _run(script: str, *arguments: str, sound: bytes = b"") -> bytes | None:
    try:
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments],
            input=sound,
            capture_output=True,
            timeout=ANSWER_S,
        )
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 else None
