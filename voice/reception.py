"""How sound comes in: a dead microphone, a hall too loud to be heard in, a voice too near."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voice.errors import MicrophoneError
from voice.levels import SILENCE_DB, level_db
from voice.microphone import BLOCK_S, Microphone

# Converters of real microphones hiss far above this; only what is muted or broken is below.
_DEAD_DB = SILENCE_DB + 6
_DEAD_AFTER_S = 1.0
# Speech from an arm's length comes at -35 to -20 dB.
_LOUD_HALL_DB = -32.0
_JUDGED_AFTER_S = 1.5
_FULL_SCALE = 32_700
_CLIPPED_SHARE = 0.01
_CLIPPED_BLOCKS = 4


@dataclass(frozen=True)
class Trouble:
    """What is wrong with the sound and what to do about it."""

    reason: str
    remedy: str
    is_fault: bool = False
    """Whether the microphone is gone; one that gives no sound may only be waiting for a voice."""


DEAD = Trouble("话筒里一点声音也没有", "请工作人员看看话筒是不是关了或没插好，也可以打字提问")
TOO_LOUD = Trouble("这里太吵，听不清您说的话", "请靠近话筒再说一遍，也可以打字提问")
CLIPPED = Trouble("声音太大，话筒听破了", "请离话筒远一点、小声一点再说，也可以打字提问")


class Reception:
    """Takes every block that comes in and says what is wrong with the sound, if anything is."""

    def __init__(self) -> None:
        self._levels: list[float] = []
        self._clipped = 0

    def take(self, block: bytes) -> None:
        """Take note of a block."""
        self._levels.append(level_db(block))
        samples = np.frombuffer(block, dtype="<i2").astype(np.int32)
        if len(samples) and np.mean(np.abs(samples) >= _FULL_SCALE) >= _CLIPPED_SHARE:
            self._clipped += 1

    @property
    def floor_db(self) -> float:
        """The level of the quietest moments: a tenth of all are pauses even in fast speech."""
        ranked = sorted(self._levels)
        return ranked[len(ranked) // 10] if ranked else SILENCE_DB

    def trouble(self) -> Trouble | None:
        """Return the worst of what is wrong, None while it is too early to tell or all is well."""
        heard_s = len(self._levels) * BLOCK_S
        if heard_s >= _DEAD_AFTER_S and max(self._levels) <= _DEAD_DB:
            return DEAD
        if self._clipped >= _CLIPPED_BLOCKS:
            return CLIPPED
        if heard_s >= _JUDGED_AFTER_S and self.floor_db > _LOUD_HALL_DB:
            return TOO_LOUD
        return None


def try_reception(microphone: Microphone, lasting_s: float = 2.0) -> Trouble | None:
    """Listen for a moment in which nobody need speak, and return what is wrong with the sound."""
    reception = Reception()
    try:
        microphone.open()
        for _ in range(round(lasting_s / BLOCK_S)):
            reception.take(microphone.read())
    except MicrophoneError as error:
        return Trouble(error.reason, error.remedy, is_fault=True)
    finally:
        microphone.close()
    return reception.trouble()
