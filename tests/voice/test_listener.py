import itertools
from pathlib import Path

import numpy as np
import pytest

from voice.errors import MicrophoneError
from voice.listener import Heard, Listener, ListenSettings, NothingHeard
from voice.matching import Matcher
from voice.microphone import BLOCK_BYTES, SounddeviceMicrophone, WavMicrophone
from voice.reception import CLIPPED, DEAD, TOO_LOUD, Trouble, try_reception
from voice.recognizers import ScriptedRecognizer, WhisperRecognizer

WORDS = ("居住证", "社保卡", "医保参保", "公积金")


class NoiseMicrophone:
    """A hall where nobody speaks, so and so loud; or, at 0, a microphone that is switched off."""

    def __init__(self, amplitude: float) -> None:
        self._random = np.random.default_rng(4)
        self._amplitude = amplitude
        self.blocks = 0

    def open(self) -> None:
        self.blocks = 0

    def read(self) -> bytes:
        self.blocks += 1
        noise = self._random.normal(0, self._amplitude, BLOCK_BYTES // 2)
        return np.clip(noise, -32768, 32767).astype("<i2").tobytes()

    def close(self) -> None:
        pass


class AbsentMicrophone:
    """A microphone that is not there, or goes away after some blocks."""

    def __init__(self, blocks: int = -1) -> None:
        self.blocks = blocks
        self.is_open = False

    def open(self) -> None:
        if self.blocks < 0:
            raise MicrophoneError("话筒不可用", "请打字提问")
        self.is_open = True

    def read(self) -> bytes:
        self.blocks -= 1
        if self.blocks < 0:
            raise MicrophoneError("话筒没有声音传来", "请打字提问")
        return bytes(BLOCK_BYTES)

    def close(self) -> None:
        self.is_open = False


def listen(listener: Listener, after_blocks: int | None = None) -> tuple[object, list[str]]:
    partials: list[str] = []
    calls = itertools.count()
    outcome = listener.listen(
        partials.append,
        lambda level: None,
        lambda: after_blocks is not None and next(calls) >= after_blocks,
        WORDS,
    )
    return outcome, partials


def test_a_recording_is_heard_with_partials_and_level(recordings: Path) -> None:
    listener = Listener(
        WavMicrophone(recordings / "居住证怎么办理.wav"), ScriptedRecognizer(["居住证怎么办理"])
    )
    partials: list[str] = []
    levels: list[float] = []
    outcome = listener.listen(partials.append, levels.append, lambda: False)
    assert outcome == Heard("居住证怎么办理", 0.9)
    assert partials[-1].startswith("居住证")
    assert max(levels) > 0.5
    assert levels[-1] == 0.0


def test_an_absent_microphone_is_an_outcome_with_a_remedy() -> None:
    outcome, _ = listen(Listener(AbsentMicrophone(), ScriptedRecognizer(["不会用到"])))
    assert outcome == NothingHeard("话筒不可用", "请打字提问", is_fault=True)


def test_a_microphone_unplugged_while_listening_is_closed_and_told() -> None:
    microphone = AbsentMicrophone(blocks=5)
    outcome, _ = listen(Listener(microphone, ScriptedRecognizer(["不会用到"])))
    assert outcome == NothingHeard("话筒没有声音传来", "请打字提问", is_fault=True)
    assert not microphone.is_open


def test_silence_is_nothing_heard_after_the_wait() -> None:
    microphone = NoiseMicrophone(amplitude=20)
    settings = ListenSettings(wait_s=1.0)
    outcome, _ = listen(Listener(microphone, ScriptedRecognizer(["?"]), settings=settings))
    assert outcome == NothingHeard("没有听到说话", "请靠近话筒再说一遍，也可以打字提问")
    assert microphone.blocks < 100


def test_a_microphone_switched_off_is_told_when_the_wait_is_over() -> None:
    outcome, _ = listen(Listener(NoiseMicrophone(amplitude=0), ScriptedRecognizer(["?"])))
    assert outcome == NothingHeard(DEAD.reason, DEAD.remedy)


def test_a_hall_too_loud_is_told_when_nothing_was_heard() -> None:
    outcome, _ = listen(Listener(NoiseMicrophone(amplitude=3000), ScriptedRecognizer([])))
    assert outcome == NothingHeard(TOO_LOUD.reason, TOO_LOUD.remedy)


def test_a_moment_without_speech_shows_what_is_wrong_with_the_sound(recordings: Path) -> None:
    assert try_reception(NoiseMicrophone(amplitude=20)) is None
    assert try_reception(NoiseMicrophone(amplitude=0)) == DEAD
    assert try_reception(NoiseMicrophone(amplitude=3000)) == TOO_LOUD
    unplugged = try_reception(AbsentMicrophone(blocks=5))
    assert unplugged == Trouble("话筒没有声音传来", "请打字提问", is_fault=True)


def test_a_voice_too_near_is_told_when_it_was_not_understood(recordings: Path) -> None:
    microphone = ShoutedMicrophone(recordings / "居住证怎么办理.wav")
    assert listen(Listener(microphone, ScriptedRecognizer([])))[0] == NothingHeard(
        CLIPPED.reason, CLIPPED.remedy
    )
    # Who was understood all the same is answered.
    assert listen(Listener(microphone, ScriptedRecognizer(["居住证"])))[0] == Heard("居住证", 0.9)


def test_stopping_early_ends_the_sentence_with_what_was_said(recordings: Path) -> None:
    microphone = WavMicrophone(recordings / "居住证怎么办理.wav")
    outcome, _ = listen(Listener(microphone, ScriptedRecognizer(["居住证"])), after_blocks=60)
    assert outcome == Heard("居住证", 0.9)


def test_stopping_before_a_word_is_nothing_heard(recordings: Path) -> None:
    microphone = WavMicrophone(recordings / "居住证怎么办理.wav")
    outcome, _ = listen(Listener(microphone, ScriptedRecognizer(["居住证"])), after_blocks=1)
    assert isinstance(outcome, NothingHeard)


def test_speech_without_words_asks_to_say_it_again(recordings: Path) -> None:
    microphone = WavMicrophone(recordings / "居住证怎么办理.wav")
    outcome, _ = listen(Listener(microphone, ScriptedRecognizer([])))
    assert isinstance(outcome, NothingHeard)


def test_a_whole_question_ends_at_a_short_silence_and_a_beginning_waits_for_more(
    recordings: Path,
) -> None:
    left: dict[str, int] = {}
    for text in ("居住证怎么办理", "我想问一下"):
        microphone = CountingMicrophone(recordings / "居住证怎么办理.wav", silence_s=3)
        listener = Listener(
            microphone,
            ScriptedRecognizer([text]),
            is_complete=lambda said, engine: said == "居住证怎么办理",
        )
        assert listener.listen(lambda part: None, lambda level: None, lambda: False) == Heard(
            text, 0.9
        )
        left[text] = microphone.blocks
    assert 12 <= left["我想问一下"] - left["居住证怎么办理"] <= 18


class ShoutedMicrophone(WavMicrophone):
    """The recording as it comes in from much too near."""

    def read(self) -> bytes:
        samples = 40.0 * np.frombuffer(super().read(), dtype="<i2")
        return np.clip(samples, -32768, 32767).astype("<i2").tobytes()


class CountingMicrophone(WavMicrophone):
    """Counts the blocks that were read."""

    blocks = 0

    def read(self) -> bytes:
        self.blocks += 1
        return super().read()


def test_a_missing_recording_is_a_microphone_fault(tmp_path: Path) -> None:
    outcome, _ = listen(Listener(WavMicrophone(tmp_path / "none.wav"), ScriptedRecognizer(["?"])))
    assert isinstance(outcome, NothingHeard)


def test_a_microphone_of_no_such_name_is_told_with_a_remedy() -> None:
    with pytest.raises(MicrophoneError) as caught:
        SounddeviceMicrophone("no such microphone anywhere").open()
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("recording", "item_code"),
    [
        ("居住证怎么办理", "A1"),
        ("我的社保卡丢了", "C1"),
        ("医保怎么参保", "B1"),
        ("公积金怎么提取", "E1"),
    ],
)
def test_a_spoken_question_is_recognised_and_answered(
    recordings: Path, whisper: WhisperRecognizer, matcher: Matcher, recording: str, item_code: str
) -> None:
    outcome, _ = listen(Listener(WavMicrophone(recordings / f"{recording}.wav"), whisper))
    assert isinstance(outcome, Heard)
    match = matcher.match(outcome.text)
    assert match.outcome == "answer"
    assert match.candidates[0].item_code == item_code


def test_a_spoken_question_that_is_not_ours_is_refused(
    recordings: Path, whisper: WhisperRecognizer, matcher: Matcher
) -> None:
    outcome, _ = listen(Listener(WavMicrophone(recordings / "今天天气怎么样.wav"), whisper))
    assert isinstance(outcome, Heard)
    assert matcher.match(outcome.text).outcome == "reject"
