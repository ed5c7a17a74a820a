import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from voice.endpointing import Endpointer, EndpointSettings, Stretch, silero_detector
from voice.microphone import BLOCK_BYTES, BLOCK_S, BLOCK_SAMPLES


def block(level: float, seed: int = 0) -> bytes:
    noise = np.random.default_rng(seed).normal(0, level, BLOCK_SAMPLES)
    return (np.clip(noise, -1, 1) * 32767).astype("<i2").tobytes()


def marked_as_speech(pcm: bytes) -> float:
    """Take anything loud for speech, as a voice detector in babble does."""
    return 1.0 if np.frombuffer(pcm, dtype="<i2").std() > 300 else 0.0


def blocks_of(path: Path) -> Iterator[bytes]:
    with wave.open(str(path)) as recording:
        pcm = recording.readframes(recording.getnframes())
    pcm += bytes(int(1.5 / BLOCK_S) * BLOCK_BYTES)
    for start in range(0, len(pcm) - BLOCK_BYTES, BLOCK_BYTES):
        yield pcm[start : start + BLOCK_BYTES]


def follow(endpointer: Endpointer, blocks: Iterator[bytes] | list[bytes]) -> list[Stretch]:
    return [endpointer.push(one) for one in blocks]


def test_silence_never_begins_an_utterance() -> None:
    heard = follow(Endpointer(lambda pcm: 1.0), [bytes(BLOCK_BYTES)] * 200)
    assert {one.phase for one in heard} == {"waiting"}


def test_one_click_is_not_speech() -> None:
    quiet, click = block(0.0005), block(0.3)
    heard = follow(Endpointer(marked_as_speech), [quiet] * 20 + [click] * 2 + [quiet] * 20)
    assert {one.phase for one in heard} == {"waiting"}


def test_the_moment_before_speech_is_kept() -> None:
    settings = EndpointSettings(pre_roll_s=0.5)
    quiet = [block(0.0005, seed) for seed in range(40)]
    heard = follow(Endpointer(marked_as_speech, settings), [*quiet, *[block(0.1)] * 10])
    first = next(one.sound for one in heard if one.phase == "speaking")
    assert len(first) / BLOCK_BYTES * BLOCK_S == pytest.approx(0.5, abs=0.04)
    assert first.startswith(tuple(quiet))


def test_a_short_pause_does_not_end_the_sentence_and_a_long_one_does() -> None:
    endpointer = Endpointer(marked_as_speech, EndpointSettings(end_s=0.8))
    quiet, loud = block(0.0005), block(0.1)
    heard = follow(endpointer, [quiet] * 30 + [loud] * 20 + [quiet] * 12 + [loud] * 10)
    assert heard[-1].phase == "speaking"
    heard = follow(endpointer, [quiet] * 26)
    assert heard[-1].phase == "ended"
    assert endpointer.push(loud) == Stretch("ended")


def test_speech_in_babble_ends_when_only_the_babble_is_left() -> None:
    endpointer = Endpointer(lambda pcm: 1.0)
    babble = [block(0.02, seed) for seed in range(60)]
    heard = follow(endpointer, [*babble, *[block(0.2)] * 40, *babble])
    assert heard[-1].phase == "ended"


def test_who_talks_on_behind_the_citizen_does_not_keep_the_sentence_open() -> None:
    """They are softer than the citizen and yet far louder than the hall's quiet moments."""
    quiet, behind = [block(0.002)] * 40, [block(0.02)] * 40
    heard = follow(Endpointer(lambda pcm: 1.0), [*quiet, *[block(0.2)] * 40, *behind])
    assert heard[-1].phase == "ended"


def test_one_cough_in_a_silence_does_not_begin_it_anew_and_a_word_does() -> None:
    quiet, loud = block(0.0005), block(0.1)
    spoken = [*[quiet] * 30, *[loud] * 20]
    cough = follow(Endpointer(marked_as_speech), [*spoken, *[quiet] * 16, loud, *[quiet] * 15])
    assert cough[-1].phase == "ended"
    word = follow(
        Endpointer(marked_as_speech), [*spoken, *[quiet] * 16, *[loud] * 6, *[quiet] * 15]
    )
    assert word[-1].phase == "pausing"
    assert word[71].phase == "speaking"


@pytest.mark.parametrize("name", ["居住证怎么办理", "我的社保卡丢了", "今天天气怎么样"])
def test_a_real_recording_is_found_whole(recordings: Path, name: str) -> None:
    blocks = list(blocks_of(recordings / f"{name}.wav"))
    heard = follow(Endpointer(silero_detector()), blocks)
    assert heard[-1].phase == "ended"
    spoken_s = sum(len(one.sound) for one in heard) / BLOCK_BYTES * BLOCK_S
    assert 1.5 < spoken_s < len(blocks) * BLOCK_S
