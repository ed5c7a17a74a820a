"""The lobby that nobody talks in, in short."""

from __future__ import annotations

import numpy as np
import pytest

from forms.catalogue import load_catalogue
from kiosk.bench.noise import play_lobby
from kiosk.knowledge import matcher_of
from kiosk.settings import CATALOGUE, PROJECT_FOLDER
from voice.levels import level_db
from voice.lobby_noise import lobby_noise
from voice.noise import Samples
from voice.recognizers import ScriptedRecognizer
from voice.specimens import load_specimens, read_recording
from voice.waking import WakePhrase

SPOKEN = PROJECT_FOLDER / "assets" / "evaluation" / "spoken"


@pytest.fixture(scope="module")
def voices() -> list[Samples]:
    return [read_recording(one.path) for one in load_specimens(SPOKEN)[:8]]


def test_a_lobby_is_as_loud_as_a_lobby_and_the_same_again(voices: list[Samples]) -> None:
    lobby = lobby_noise(voices, 20, seed=3)
    assert len(lobby) == 20 * 16_000
    assert -50 < level_db((lobby * 32767).astype("<i2").tobytes()) < -20
    assert np.array_equal(lobby, lobby_noise(voices, 20, seed=3))
    assert not np.array_equal(lobby, lobby_noise(voices, 20, seed=4))


def test_a_minute_of_a_lobby_wakes_nobody_and_a_name_heard_in_it_is_counted(
    voices: list[Samples],
) -> None:
    matcher = matcher_of(load_catalogue(CATALOGUE))
    phrase = WakePhrase("你好一门")
    quiet = play_lobby(voices, 1, phrase, ScriptedRecognizer([]), matcher)
    assert (quiet.false_wakes, quiet.answers) == (0, 0)
    assert quiet.hours == pytest.approx(1 / 60, abs=0.001)
    mistaken = ScriptedRecognizer(["你好一门", "你好一门", "居住证怎么办理"])
    woken = play_lobby(voices, 1, phrase, mistaken, matcher)
    assert (woken.false_wakes, woken.answers) == (1, 1)
