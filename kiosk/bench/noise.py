"""Two hours of a lobby in which nobody talks to the machine, and people who do call it.

The sound goes through the real listener, endpointer, recognizer and understanding, as fast as they
take it: time passes with the blocks. Who calls has a voice by which no limit was chosen.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from forms.catalogue import load_catalogue
from kiosk.knowledge import learn_meanings, matcher_of
from kiosk.opening import KIOSK_CONFIG
from kiosk.settings import CATALOGUE, PROJECT_FOLDER, load_settings
from kiosk.speech import EXPECTED_WORDS, open_recognizer
from voice.listener import Attention, Heard, Listener
from voice.lobby_noise import lobby_noise
from voice.matching import Matcher
from voice.microphone import BLOCK_BYTES, BLOCK_S
from voice.noise import Samples, with_noise
from voice.recognizers import Recognizer
from voice.recognizers.recognizer import RATE_HZ
from voice.specimens import Specimen, load_specimens, read_recording
from voice.waking import WakePhrase

_EVALUATION = PROJECT_FOLDER / "assets" / "evaluation"
MINUTES = 120
_RATIOS_DB = (None, 20, 10, 5)
_MEASURED = ("zf_xiaoxiao", "zm_yunyang")
_BABBLERS = 48
_LEAD_S, _TRAIL_S = 2.0, 1.5


class LobbyMicrophone:
    """Gives minute after minute of sound, made when it is wanted."""

    def __init__(self, minutes: Iterator[Samples]) -> None:
        self._minutes = minutes
        self._pcm = b""
        self.heard_s = 0.0

    def open(self) -> None:
        """The lobby was there before."""

    def read(self) -> bytes:
        """Return the next block; b'' at the end."""
        while len(self._pcm) < BLOCK_BYTES:
            minute = next(self._minutes, None)
            if minute is None:
                return b""
            self._pcm += (np.clip(minute, -1, 1) * 32767).astype("<i2").tobytes()
        block, self._pcm = self._pcm[:BLOCK_BYTES], self._pcm[BLOCK_BYTES:]
        self.heard_s += BLOCK_S
        return block

    def close(self) -> None:
        """Nothing is held."""


@dataclass(frozen=True)
class Quiet:
    """What came of a lobby in which nobody called."""

    hours: float
    false_wakes: int
    answers: int
    processor_share: float


def measure(minutes: int = MINUTES) -> dict[str, Any]:
    """Play the lobby, then the callers."""
    recognizer = open_recognizer(load_settings(KIOSK_CONFIG, os.environ).speech)
    matcher = matcher_of(load_catalogue(CATALOGUE))
    learn_meanings(matcher)
    phrase = WakePhrase(load_settings(KIOSK_CONFIG, os.environ).speech.wake_phrase)
    spoken = [one for one in load_specimens(_EVALUATION / "spoken") if one.path.is_file()]
    voices = [read_recording(one.path) for one in spoken[:: len(spoken) // _BABBLERS]]
    quiet = play_lobby(voices, minutes, phrase, recognizer, matcher)
    called = load_specimens(_EVALUATION / "called")
    measured = [one for one in called if one.voice in _MEASURED]
    callers = [one for one in measured if one.item_code == "wake"]
    caught = dict.fromkeys(_RATIOS_DB, 0)
    for ratio in _RATIOS_DB:
        for number, one in enumerate(callers):
            caught[ratio] += _calls(one, ratio, voices, number, phrase, recognizer)
        print(f"{ratio or 'clean'}: {caught[ratio]} of {len(callers)}", file=sys.stderr)
    near = [one for one in measured if one.item_code == "near"]
    mistaken = [one.text for one in near if _calls(one, None, voices, 0, phrase, recognizer)]
    if mistaken:
        print(f"taken for the name: {Counter(mistaken)}", file=sys.stderr)
    return {
        "hours": round(quiet.hours, 2),
        "false_wakes": quiet.false_wakes,
        "answers": quiet.answers,
        "processor_share": round(quiet.processor_share, 3),
        "callers": len(callers),
        **{f"caught_{ratio or 'clean'}": count for ratio, count in caught.items()},
        "similar": len(near),
        "similar_mistaken": len(mistaken),
    }


def play_lobby(
    voices: Sequence[Samples],
    minutes: int,
    phrase: WakePhrase,
    recognizer: Recognizer,
    matcher: Matcher,
) -> Quiet:
    """Wait for the name in a lobby in which nobody says it."""
    microphone = LobbyMicrophone(_minutes(voices, minutes))
    listener = Listener(
        microphone,
        recognizer,
        is_complete=lambda text, engine: matcher.match(text, engine).outcome != "reject",
    )
    wakes: list[float] = []
    answers = 0
    began_s = time.process_time()

    def note() -> None:
        wakes.append(microphone.heard_s)
        print(f"false wake after {microphone.heard_s / 60:.1f} min", file=sys.stderr, flush=True)

    while microphone.heard_s < minutes * 60 - 1:
        heard = listener.await_name(phrase, note, _attention(lambda: False))
        if isinstance(heard, Heard):
            outcome = matcher.match(heard.text, heard.engine).outcome
            answers += outcome == "answer"
            print(f"heard after it: {heard.text} ({outcome})", file=sys.stderr, flush=True)
    share = (time.process_time() - began_s) / microphone.heard_s
    return Quiet(microphone.heard_s / 3600, len(wakes), answers, share)


def _minutes(voices: Sequence[Samples], count: int) -> Iterator[Samples]:
    began_s = time.monotonic()
    for minute in range(count):
        if minute and minute % 10 == 0:
            took_s = time.monotonic() - began_s
            print(f"{minute} min of the lobby in {took_s:.0f} s", file=sys.stderr, flush=True)
        yield lobby_noise(voices, 60, minute)


def _calls(
    one: Specimen,
    ratio_db: int | None,
    voices: Sequence[Samples],
    seed: int,
    phrase: WakePhrase,
    recognizer: Recognizer,
) -> bool:
    """Tell whether a recording wakes the machine, the lobby being so far below it."""
    silence = [
        np.zeros(int(seconds * RATE_HZ), dtype=np.float32) for seconds in (_LEAD_S, _TRAIL_S)
    ]
    # As loud as from an arm's length.
    sound = np.concatenate([silence[0], read_recording(one.path) * np.float32(0.4), silence[1]])
    if ratio_db is not None:
        noise = lobby_noise(voices, len(sound) / RATE_HZ, 10_000 + seed)[: len(sound)]
        sound = with_noise(sound, np.resize(noise, len(sound)), ratio_db)
    calls: list[bool] = []
    listener = Listener(LobbyMicrophone(iter([sound])), recognizer)
    listener.await_name(phrase, lambda: calls.append(True), _attention(lambda: bool(calls)))
    return bool(calls)


def _attention(should_stop: Callable[[], bool]) -> Attention:
    return Attention(
        on_partial=lambda text: None,
        on_level=lambda level: None,
        should_stop=should_stop,
        words=EXPECTED_WORDS,
    )
