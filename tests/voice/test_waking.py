"""Being called by name, and by nothing that only sounds a little like it."""

import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from voice.endpointing import Endpointer
from voice.listener import Attention, Heard, Listener, NothingHeard
from voice.microphone import BLOCK_BYTES, BLOCK_SAMPLES, WavMicrophone
from voice.recognizers import ScriptedRecognizer, WhisperRecognizer
from voice.specimens import load_specimens, read_recording
from voice.waking import WAITING, Called, WakePhrase, WakeSpotter

NAME = WakePhrase("你好一门")
CALLED = Path(__file__).parents[2] / "assets" / "evaluation" / "called"


@pytest.mark.parametrize(
    "text", ["你好一门", "你好，一门！", "您好医们", "喂，你好一门", "泥耗一闷"]
)
def test_what_sounds_like_the_name_is_the_name(text: str) -> None:
    assert NAME.likeness(text) >= 0.9


@pytest.mark.parametrize("text", ["你好医保", "你好", "一门课", "请问一下", "居住证怎么办", ""])
def test_what_only_begins_like_the_name_is_not(text: str) -> None:
    assert NAME.likeness(text) < 0.8


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("你好一门，居住证怎么办", "居住证怎么办"),
        ("喂你好英文居住证怎么办", "居住证怎么办"),
        ("你好一门。", ""),
        ("居住证怎么办", "居住证怎么办"),
        ("", ""),
    ],
)
def test_the_name_is_cut_from_the_sentence_that_follows_it(text: str, rest: str) -> None:
    assert NAME.cut_from(text) == rest


def hiss(level: float, count: int, seed: int = 0) -> Iterator[bytes]:
    random = np.random.default_rng(seed)
    for _ in range(count):
        noise = random.normal(0, level, BLOCK_SAMPLES)
        yield (np.clip(noise, -1, 1) * 32767).astype("<i2").tobytes()


def spotter_of(texts: list[str]) -> WakeSpotter:
    """Everything loud is speech here, and is understood as these texts, one after another."""
    return WakeSpotter(NAME, ScriptedRecognizer(texts), Endpointer(lambda block: 1.0, WAITING))


def call(spotter: WakeSpotter, *sounds: Iterator[bytes]) -> list[Called]:
    return [
        called for sound in sounds for block in sound if (called := spotter.push(block)) is not None
    ]


def test_a_name_between_two_silences_is_called_once() -> None:
    spotter = spotter_of(["你好一门", "你好医们"])
    (called,) = call(spotter, hiss(0.0005, 40), hiss(0.1, 35), hiss(0.0005, 60))
    assert not called.goes_on


def test_a_name_that_a_question_follows_is_called_while_it_is_spoken() -> None:
    spotter = spotter_of(["你好一门居住", "你好一门居住"])
    (called,) = call(spotter, hiss(0.0005, 40), hiss(0.1, 90))
    assert called.goes_on


def test_what_the_model_hears_only_when_told_to_expect_it_is_not_the_name() -> None:
    spotter = spotter_of(["你好一门", "那边还有什么"])
    assert call(spotter, hiss(0.0005, 40), hiss(0.1, 35), hiss(0.0005, 60)) == []
    assert spotter.looks == 1


def test_who_talks_on_is_looked_at_once() -> None:
    spotter = spotter_of(["那边还有什么"])
    assert call(spotter, hiss(0.0005, 40), hiss(0.1, 600)) == []
    assert spotter.looks == 1


def test_a_click_is_not_looked_at() -> None:
    spotter = spotter_of([])
    assert call(spotter, hiss(0.0005, 40), hiss(0.1, 3), hiss(0.0005, 60)) == []
    assert spotter.looks == 0


def test_who_calls_over_others_that_talk_on_is_heard() -> None:
    spotter = spotter_of(["那边还有什么", "你好一门", "你好一门"])
    called = call(spotter, hiss(0.0005, 40), hiss(0.02, 120), hiss(0.15, 40), hiss(0.0005, 60))
    assert len(called) == 1


def test_real_weights_hear_the_name_and_not_what_sounds_like_it(whisper: WhisperRecognizer) -> None:
    heard: dict[str, bool] = {}
    for one in load_specimens(CALLED):
        if one.voice != "zm_yunyang" or one.speed != 1.0 or one.item_code == "stop":
            continue
        if one.text in ("你好一门", "你好，请问一下", "你好医保"):
            spotter = WakeSpotter(NAME, whisper)
            heard[one.text] = bool(call(spotter, hiss(0.0005, 40), blocks_of(one.path)))
    assert heard == {"你好一门": True, "你好，请问一下": False, "你好医保": False}


def blocks_of(path: Path) -> Iterator[bytes]:
    pcm = (np.clip(read_recording(path), -1, 1) * 32767).astype("<i2").tobytes()
    pcm += bytes(20 * BLOCK_BYTES)
    for start in range(0, len(pcm) - BLOCK_BYTES, BLOCK_BYTES):
        yield pcm[start : start + BLOCK_BYTES]


def recording_of(blocks: list[bytes], path: Path) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(b"".join(blocks))
    return path


def await_name(listener: Listener) -> tuple[object, int]:
    calls: list[str] = []
    attention = Attention(lambda text: None, lambda level: None, lambda: False)
    heard = listener.await_name(NAME, lambda: calls.append("called"), attention)
    return heard, len(calls)


def test_a_question_in_one_breath_with_the_name_is_heard_without_it(
    tmp_path: Path, recordings: Path
) -> None:
    name = next(
        one.path for one in load_specimens(CALLED) if (one.text, one.speed) == ("你好一门", 1.0)
    )
    pcm = b"".join(blocks_of(name))
    with wave.open(str(recordings / "居住证怎么办理.wav")) as question:
        # Without the silence between them.
        whole = pcm[: int(1.7 * 32_000)] + question.readframes(question.getnframes())[12_800:]
    path = recording_of([*hiss(0.0005, 40), whole, bytes(60 * BLOCK_BYTES)], tmp_path / "one.wav")
    script = ScriptedRecognizer(["你好一门居住", "你好一门居住", "你好一门居住证怎么办理"])
    heard, calls = await_name(Listener(WavMicrophone(path), script))
    assert heard == Heard("居住证怎么办理", 0.9)
    assert calls == 1


def test_a_hall_in_which_nobody_calls_opens_no_ear(recordings: Path) -> None:
    microphone = WavMicrophone(recordings / "居住证怎么办理.wav")
    assert await_name(Listener(microphone, ScriptedRecognizer(["居住证怎么办理"]))) == (None, 0)


def test_a_missing_microphone_is_told_to_whoever_waits_for_the_name(tmp_path: Path) -> None:
    heard, calls = await_name(
        Listener(WavMicrophone(tmp_path / "none.wav"), ScriptedRecognizer([]))
    )
    assert isinstance(heard, NothingHeard) and heard.is_fault
    assert calls == 0
