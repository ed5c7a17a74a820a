from pathlib import Path

import numpy as np
import pytest

from voice.noise import babble, band_limited, end_of_speech_s, white_noise, with_noise
from voice.specimens import load_specimens, measured_half, read_recording, write_recording

RATE_HZ = 16_000
SPOKEN = Path(__file__).parents[2] / "assets" / "evaluation" / "spoken"


def tone(seconds: float, hz: float = 440.0) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * hz * np.arange(int(seconds * RATE_HZ)) / RATE_HZ)).astype(
        np.float32
    )


def test_every_question_of_the_project_has_its_recording_and_they_stay_small() -> None:
    specimens = load_specimens(SPOKEN)
    assert len([one for one in specimens if one.is_ours]) >= 200
    assert len({one.item_code for one in specimens}) >= 60
    assert len({one.text for one in specimens}) == len(specimens)
    recorded = [one for one in specimens if one.path.is_file()]
    assert len(recorded) == len(specimens)
    assert sum(one.path.stat().st_size for one in recorded) < 15 << 20


def test_the_measured_half_has_every_voice_and_leaves_as_many_to_choose_by() -> None:
    specimens = load_specimens(SPOKEN)
    measured = measured_half(specimens)
    assert abs(2 * len(measured) - len(specimens)) <= 4
    assert {one.voice for one in measured} == {one.voice for one in specimens}
    assert len({one.item_code for one in measured}) >= 50


def test_a_recording_comes_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "tone.opus"
    write_recording(tone(1.0), path)
    back = read_recording(path)
    assert abs(len(back) - RATE_HZ) < 1000
    spectrum = np.abs(np.fft.rfft(back[:RATE_HZ]))
    assert abs(int(spectrum.argmax()) - 440) <= 2
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("ratio_db", [20.0, 10.0, 5.0])
def test_noise_has_the_ratio_asked_for_measured_against_speech_proper(ratio_db: float) -> None:
    speech = np.concatenate([np.zeros(RATE_HZ, np.float32), tone(1.0) / 4])
    noise = white_noise(len(speech), seed=1) / 20
    mixed = with_noise(speech, noise, ratio_db)
    added = mixed - speech
    measured = 10 * np.log10(np.mean(np.square(speech[RATE_HZ:])) / np.mean(np.square(added)))
    assert abs(measured - ratio_db) < 0.5


def test_the_same_seed_gives_the_same_babble() -> None:
    voices = [tone(0.5, hz) for hz in (200, 300, 400)]
    first, again, other = (babble(voices, 20_000, seed) for seed in (1, 1, 2))
    assert len(first) == 20_000
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_cheap_microphone_loses_what_a_telephone_loses() -> None:
    low, voice, high = (band_limited(tone(1.0, hz)) for hz in (100, 1000, 6000))
    assert np.abs(low).max() < 0.01
    assert np.abs(high).max() < 0.01
    assert np.abs(voice).max() > 0.45


def test_speech_ends_with_its_last_audible_moment() -> None:
    recording = np.concatenate([np.zeros(8000, np.float32), tone(1.0), np.zeros(8000, np.float32)])
    assert abs(end_of_speech_s(recording) - 1.5) < 0.04
