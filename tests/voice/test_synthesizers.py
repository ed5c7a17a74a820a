import threading
import time
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from voice.errors import LoudspeakerError, RenderingStoppedError, VoiceError
from voice.loudspeaker import Sound, SounddeviceLoudspeaker
from voice.recognizers import WhisperRecognizer
from voice.resampling import resample
from voice.sentences import split_sentences
from voice.synthesizers import (
    KokoroSynthesizer,
    Manner,
    Pyttsx3Synthesizer,
    SilentSynthesizer,
    SpeakOutcome,
    SynthesizerSettings,
    choose_synthesizer,
    pyttsx3_renderer,
)
from voice.synthesizers.rendered import RenderedSpeech
from voice.synthesizers.shelf import DiskShelf

TEXT = "居住证申领，需要带身份证。时限：3个工作日。"


class RememberingLoudspeaker:
    """Keeps what it was given to play; each sound lasts until stopped or `lasting_s` is over."""

    def __init__(self, lasting_s: float = 0.0) -> None:
        self.sounds: list[Sound] = []
        self._lasting_s = lasting_s

    def play(self, sound: Sound, stopped: threading.Event) -> None:
        self.sounds.append(sound)
        stopped.wait(self._lasting_s)


class AbsentLoudspeaker:
    """A loudspeaker that is not there."""

    def play(self, sound: Sound, stopped: threading.Event) -> None:
        raise LoudspeakerError("音箱不可用", "请检查音箱")


def beep(text: str, speed: float) -> Sound:
    return Sound(np.full(len(text), 0.1, dtype=np.float32), 22_050)


Make = Callable[[RememberingLoudspeaker], RenderedSpeech | SilentSynthesizer | Pyttsx3Synthesizer]


@pytest.mark.parametrize(
    "make",
    [
        lambda loudspeaker: RenderedSpeech(beep, loudspeaker),
        lambda loudspeaker: SilentSynthesizer(),
        Pyttsx3Synthesizer,
    ],
    ids=["rendered", "silent", "pyttsx3"],
)
def test_every_voice_tells_which_stretch_it_speaks(make: Make) -> None:
    spoken: list[str] = []
    voice = make(RememberingLoudspeaker())
    outcome = voice.speak(TEXT, lambda start, end: spoken.append(TEXT[start:end]))
    assert outcome == SpeakOutcome("spoken")
    assert spoken == ["居住证申领，", "需要带身份证。", "时限：3个工作日。"]


def test_stopping_ends_the_speech_at_once() -> None:
    loudspeaker = RememberingLoudspeaker(lasting_s=20)
    speech = RenderedSpeech(beep, loudspeaker)
    begun = threading.Event()
    outcomes: list[SpeakOutcome] = []
    worker = threading.Thread(
        target=lambda: outcomes.append(speech.speak(TEXT, lambda start, end: begun.set()))
    )
    worker.start()
    assert begun.wait(5)
    start = time.monotonic()
    speech.stop()
    worker.join(5)
    assert time.monotonic() - start < 1
    assert outcomes == [SpeakOutcome("stopped")]
    assert len(loudspeaker.sounds) == 1


def test_stopping_when_nothing_is_spoken_does_not_silence_the_next_text() -> None:
    speech = RenderedSpeech(beep, RememberingLoudspeaker())
    speech.stop()
    assert speech.speak(TEXT, lambda start, end: None).result == "spoken"


def test_stopping_ends_a_rendering_that_nobody_wants_any_more() -> None:
    rendering, unwanted = threading.Event(), threading.Event()

    def render(text: str, speed: float) -> Sound:
        rendering.set()
        assert unwanted.wait(20)
        raise RenderingStoppedError("朗读停下了")

    loudspeaker = RememberingLoudspeaker()
    speech = RenderedSpeech(render, loudspeaker, stop_rendering=unwanted.set)
    outcomes: list[SpeakOutcome] = []
    worker = threading.Thread(
        target=lambda: outcomes.append(speech.speak(TEXT, lambda start, end: None))
    )
    worker.start()
    assert rendering.wait(5)
    speech.stop()
    worker.join(5)
    assert outcomes == [SpeakOutcome("stopped")]
    assert not loudspeaker.sounds


def test_kokoro_leaves_the_processor_when_it_is_stopped(models_folder: Path) -> None:
    kokoro = KokoroSynthesizer(models_folder / "kokoro", RememberingLoudspeaker())
    outcomes: list[SpeakOutcome] = []
    # Without a comma it is rendered in one piece, which takes seconds.
    whole = "办理不动产转移登记需要带身份证和房产证还有买卖合同以及完税证明和登记申请书"
    worker = threading.Thread(
        target=lambda: outcomes.append(kokoro.speak(whole, lambda start, end: None))
    )
    worker.start()
    deadline = time.monotonic() + 20
    while not outcomes and time.monotonic() < deadline:
        kokoro.stop()
        worker.join(0.02)
    assert outcomes == [SpeakOutcome("stopped")]
    assert np.abs(kokoro.render("您好！").samples).max() > 0.1


def test_an_absent_loudspeaker_is_an_outcome_with_a_remedy() -> None:
    outcome = RenderedSpeech(beep, AbsentLoudspeaker()).speak(TEXT, lambda start, end: None)
    assert outcome == SpeakOutcome("failed", "音箱不可用", "请检查音箱")


def test_a_loudspeaker_of_no_such_name_is_noticed() -> None:
    with pytest.raises(LoudspeakerError) as caught:
        SounddeviceLoudspeaker("no such loudspeaker").play(beep("你好", 1), threading.Event())
    assert caught.value.remedy


def test_a_sentence_is_rendered_once() -> None:
    rendered: list[str] = []

    def render(text: str, speed: float) -> Sound:
        rendered.append(text)
        return beep(text, speed)

    speech = RenderedSpeech(render, RememberingLoudspeaker())
    speech.prepare("您好！")
    speech.speak("您好！", lambda start, end: None)
    assert rendered == ["您好！"]


def test_pyttsx3_makes_sound_at_the_asked_rate() -> None:
    slow, fast = (Pyttsx3Synthesizer(RememberingLoudspeaker(), rate) for rate in (120, 240))
    long, short = slow.render("居住证怎么办理"), fast.render("居住证怎么办理")
    assert np.abs(short.samples).max() > 0.1
    assert 0.8 < len(short.samples) / short.rate_hz < 3
    assert len(long.samples) > 1.3 * len(short.samples)


def test_a_file_still_growing_is_not_taken_for_the_whole_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pyttsx3_renderer, "WRITE_TIMEOUT_S", 0.1)
    path = tmp_path / "sentence.wav"
    assert not pyttsx3_renderer.is_written(path)
    with wave.open(str(path), "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(22_050)
        recording.writeframes(bytes(20_000))
    whole = path.read_bytes()
    path.write_bytes(whole[:12_000])
    assert not pyttsx3_renderer.is_written(path)
    path.write_bytes(whole)
    assert pyttsx3_renderer.is_written(path)


def test_a_missing_espeak_is_an_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice.synthesizers.pyttsx3._RENDERER", "voice.no_such_renderer")
    voice = Pyttsx3Synthesizer(RememberingLoudspeaker())
    with pytest.raises(VoiceError):
        voice.render("你好")
    outcome = voice.speak("你好", lambda start, end: None)
    assert outcome.result == "failed"
    assert "espeak-ng" in outcome.remedy


def test_without_kokoro_the_voice_is_pyttsx3(tmp_path: Path) -> None:
    chosen = choose_synthesizer(SynthesizerSettings(kokoro_folder=tmp_path))
    assert isinstance(chosen, Pyttsx3Synthesizer)


@pytest.mark.parametrize("rate_hz", [22_050, 24_000, 48_000])
def test_resampling_keeps_a_tone_and_removes_what_would_alias(rate_hz: int) -> None:
    moments = np.arange(rate_hz) / rate_hz
    low = np.sin(2 * np.pi * 1_000 * moments).astype(np.float32)
    high = np.sin(2 * np.pi * 10_000 * moments).astype(np.float32)
    kept, removed = resample(low, rate_hz, 16_000), resample(high, rate_hz, 16_000)
    assert len(kept) == 16_000
    assert np.abs(kept[500:-500]).max() == pytest.approx(1, abs=0.05)
    assert np.abs(removed[500:-500]).max() < 0.05


def test_kokoro_is_understood_by_whisper(models_folder: Path, whisper: WhisperRecognizer) -> None:
    folder = models_folder / "kokoro"
    sound = KokoroSynthesizer(folder, RememberingLoudspeaker()).render("居住证怎么办理")
    samples = resample(sound.samples, sound.rate_hz, 16_000)
    utterance = whisper.open_utterance(["居住证"])
    utterance.feed((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    assert "怎么办理" in utterance.finish().text


def test_what_is_rendered_ahead_is_there_after_a_restart_and_what_a_citizen_heard_is_not(
    tmp_path: Path,
) -> None:
    rendered: list[str] = []

    def render(text: str, speed: float) -> Sound:
        rendered.append(text)
        return beep(text, speed)

    def start() -> RenderedSpeech:
        return RenderedSpeech(render, RememberingLoudspeaker(), DiskShelf(tmp_path, "a voice"))

    first = start()
    first.prepare("您好！")
    first.speak("陈样本请到三号窗口。", lambda start, end: None)
    again = start()
    again.speak("您好！", lambda start, end: None)
    again.speak("陈样本请到三号窗口。", lambda start, end: None)
    assert rendered == ["您好！", "陈样本请到三号窗口。", "陈样本请到三号窗口。"]
    assert len(list(tmp_path.iterdir())) == 1


def test_a_damaged_file_on_the_shelf_is_rendered_again(tmp_path: Path) -> None:
    shelf = DiskShelf(tmp_path, "a voice")
    shelf.put("您好！", beep("您好！", 1))
    next(tmp_path.iterdir()).write_bytes(b"RIFF")
    assert shelf.get("您好！") is None


def test_a_shelf_without_room_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    shelf = DiskShelf(tmp_path / "taken", "a voice")
    shelf.put("您好！", beep("您好！", 1))
    assert not shelf.holds("您好！")


def test_speaking_louder_and_slower_changes_the_sound() -> None:
    speeds: list[float] = []

    def render(text: str, speed: float) -> Sound:
        speeds.append(speed)
        return beep(text, speed)

    loudspeaker = RememberingLoudspeaker()
    speech = RenderedSpeech(render, loudspeaker)
    speech.speak("您好！", lambda start, end: None, Manner(speed=0.8, volume=2.0))
    assert speeds == [0.8]
    assert loudspeaker.sounds[0].samples[0] == pytest.approx(0.2)


def test_the_first_stretch_of_a_long_answer_is_short() -> None:
    answer = "不动产转移登记，需要带：身份证、房产证、买卖合同。时限：五个工作日。"
    stretches = split_sentences(answer)
    assert [one.text for one in stretches][:2] == [
        "不动产转移登记，",
        "需要带：身份证、房产证、买卖合同。",
    ]
    assert "".join(answer[one.start : one.end] for one in stretches) == answer
