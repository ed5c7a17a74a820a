"""Speaking over the machine: its own voice must never stop it, and a citizen's must, soon.

The machine's voice comes back into the microphone from faint to louder than a citizen, through a
room's echo and the buffers of the devices; the real canceller, endpointer and listener hear it,
by a clock that passes with the sound.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import numpy as np

from kiosk.settings import PROJECT_FOLDER
from voice.echo import EchoFreeMicrophone
from voice.listener import Attention, Listener
from voice.noise import Samples
from voice.recognizers import ScriptedRecognizer
from voice.recognizers.recognizer import RATE_HZ
from voice.simulated_room import SimulatedRoom, Spoken
from voice.specimens import Specimen, load_specimens, read_recording

_EVALUATION = PROJECT_FOLDER / "assets" / "evaluation"
ECHO_GAINS = (1.0, 0.3, 0.1, 0.03)
DELAYS_S = (0.05, 0.17, 0.31)
_PAUSE_S, _SENTENCES, _CUT_IN_S = 0.3, 12, 9.0
_CITIZEN_GAINS = (0.5, 0.2)
_MEASURED = ("zf_xiaoxiao", "zm_yunyang")
"""Voices by which no limit was chosen."""


@dataclass
class _Told:
    """When the machine would have been stopped."""

    begun_s: list[float] = field(default_factory=list)


def measure() -> dict[str, Any]:
    """Play every level and delay without a citizen, then with one."""
    own = own_triggers()
    waits, missed = citizens()
    return {
        "own_voice_minutes": round(own.minutes, 1),
        "own_triggers": own.triggers,
        "cut_in": len(waits) + missed,
        "stopped": len(waits),
        "stop_median_s": round(median(waits), 2) if waits else None,
        "stop_max_s": round(max(waits), 2) if waits else None,
    }


@dataclass(frozen=True)
class OwnVoice:
    """How long the machine spoke into its own ear and how often it was taken for a citizen."""

    minutes: float
    triggers: int


def own_triggers(
    gains: Sequence[float] = ECHO_GAINS, delays_s: Sequence[float] = DELAYS_S
) -> OwnVoice:
    """Let the machine speak alone."""
    machine = machine_voice()
    triggers, seconds = 0, 0.0
    for gain in gains:
        for delay_s in delays_s:
            # Every sentence opens the device anew, some milliseconds sooner or later.
            delays = tuple(delay_s + step for step in (0.0, 0.005, -0.004))
            room = SimulatedRoom(machine, (), gain, delays)
            told = _listen(room)
            triggers += len(told.begun_s)
            seconds += room.now_s
            for at_s in told.begun_s:
                print(f"own voice at {gain} and {delay_s} s: {at_s:.1f} s", file=sys.stderr)
    return OwnVoice(seconds / 60, triggers)


def citizens(gains: Sequence[float] = (0.3, 0.1)) -> tuple[list[float], int]:
    """Let citizens cut in; return how long each took to be noticed, and how many never were."""
    machine = machine_voice()
    waits, missed = [], 0
    for gain in gains:
        for citizen_gain in _CITIZEN_GAINS:
            for one in _stops():
                sound = _spoken(read_recording(one.path)) * np.float32(citizen_gain)
                room = SimulatedRoom(machine, [Spoken(_CUT_IN_S, sound)], gain)
                begun = [at_s for at_s in _listen(room, _CUT_IN_S + 3).begun_s if at_s >= _CUT_IN_S]
                if begun:
                    waits.append(begun[0] - _CUT_IN_S)
                else:
                    missed += 1
                    print(f"not noticed at {gain}, {citizen_gain}: {one.text}", file=sys.stderr)
    return waits, missed


def machine_voice() -> list[Spoken]:
    """Return a long answer: sentences of one voice with a breath between them."""
    spoken = load_specimens(_EVALUATION / "spoken")
    chosen = [one for one in spoken if one.voice == "zf_xiaobei"][:_SENTENCES]
    return list(_in_turn(read_recording(one.path) for one in chosen))


def _in_turn(sounds: Iterator[Samples]) -> Iterator[Spoken]:
    at_s = 0.5
    for sound in sounds:
        yield Spoken(at_s, sound)
        at_s += len(sound) / RATE_HZ + _PAUSE_S


def _stops() -> list[Specimen]:
    called = load_specimens(_EVALUATION / "called")
    return [one for one in called if one.item_code == "stop" and one.voice in _MEASURED]


def _spoken(recording: Samples) -> Samples:
    """Return a recording from its first audible moment on."""
    return recording[int(np.argmax(np.abs(recording) > 0.02)) :]


def _listen(room: SimulatedRoom, until_s: float = float("inf")) -> _Told:
    """Overhear until the time is up or the room falls silent, again after each interruption."""
    told = _Told()
    listener = Listener(EchoFreeMicrophone(room, room.reference), ScriptedRecognizer([]))
    while room.now_s < until_s and not room.is_over:
        attention = Attention(
            on_partial=lambda text: None,
            on_level=lambda level: None,
            should_stop=lambda: room.now_s >= until_s,
        )
        listener.overhear(lambda: told.begun_s.append(room.now_s), attention)
    return told
