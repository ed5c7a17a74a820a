"""A terminal with ears, mind and mouth but no glass, that recordings can talk to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from uuid import uuid4

import numpy as np

from forms.catalogue import Catalogue
from kiosk.events import Event, Pressed
from kiosk.journeys.consult import ConsultState
from kiosk.journeys.view import AskView, Screen
from kiosk.journeys.world import World
from kiosk.knowledge import learn_meanings, matcher_of
from kiosk.performers.hearing import Ear
from kiosk.performers.mind import Mind
from kiosk.performers.speaking import Mouth
from kiosk.runner import Runner
from kiosk.settings import SpeechSettings
from kiosk.speech import EXPECTED_WORDS, open_recognizer
from kiosk.stage import Stage
from voice.errors import VoiceError
from voice.listener import Listener
from voice.loudspeaker import Sound
from voice.matching import Matcher
from voice.microphone import BLOCK_BYTES, BLOCK_S
from voice.models import is_installed
from voice.noise import Samples, end_of_speech_s
from voice.recognizers import Hypothesis, Recognizer, Utterance
from voice.recognizers.recognizer import RATE_HZ
from voice.specimens import Specimen, read_recording
from voice.synthesizers import KokoroSynthesizer, Pyttsx3Synthesizer, Synthesizer
from voice.weights import KOKORO

_LEAD_S, _TRAIL_S = 0.3, 2.5
_LONGEST_TURN_S = 60.0
_SETTLED_S = 0.5


@dataclass(frozen=True)
class Turn:
    """What came of one question; times from the last audible syllable to the screen."""

    specimen: Specimen
    heard: str
    item_code: str
    offered: tuple[str, ...]
    answer_s: float
    overhead_ms: float
    first_sound_s: float

    @property
    def is_answered(self) -> bool:
        """Whether one item was answered, not several offered."""
        return bool(self.item_code)

    @property
    def is_right(self) -> bool:
        """Whether the best reading is the item asked for."""
        best = self.item_code or (self.offered[0] if self.offered else "")
        return best == self.specimen.item_code

    @property
    def is_offered(self) -> bool:
        """Whether the item asked for was answered or offered."""
        return self.specimen.item_code in (self.item_code, *self.offered)


class PlayedMicrophone:
    """Gives a sound at the speed of speech, or at once, and remembers when."""

    def __init__(self) -> None:
        self.opened_s = self.last_block_s = 0.0
        self._blocks: Sequence[bytes] = ()
        self._at = 0
        self._paced = True

    def load(self, samples: Samples, paced: bool) -> None:
        """Take the sound that will be heard when it is opened next."""
        pcm = (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()
        whole = len(pcm) // BLOCK_BYTES * BLOCK_BYTES
        self._blocks = [pcm[at : at + BLOCK_BYTES] for at in range(0, whole, BLOCK_BYTES)]
        self._paced = paced

    def open(self) -> None:
        """Begin."""
        self._at = 0
        self.opened_s = time.monotonic()

    def read(self) -> bytes:
        """Return the next block when its time has come; b'' after the last."""
        if self._at >= len(self._blocks):
            return b""
        self._at += 1
        if self._paced:
            due_s = self.opened_s + self._at * BLOCK_S
            time.sleep(max(0.0, due_s - time.monotonic()))
            self.last_block_s = due_s
        return self._blocks[self._at - 1]

    def close(self) -> None:
        """Nothing is held."""


class TimedLoudspeaker:
    """Plays nothing, and remembers when it was first given a sound."""

    def __init__(self) -> None:
        self.first_s = 0.0
        self.began = threading.Event()

    def play(self, sound: Sound, stopped: threading.Event) -> None:
        """Take the sound; it lasts until it is stopped."""
        if not self.began.is_set():
            self.first_s = time.monotonic()
            self.began.set()
        stopped.wait(5)


class TimedRecognizer:
    """Passes on to the real one, remembering when the text was asked for and when it came."""

    def __init__(self, recognizer: Recognizer) -> None:
        self.asked_s = self.told_s = 0.0
        self.name = type(recognizer).__name__.removesuffix("Recognizer").lower()
        self._recognizer = recognizer

    def open_utterance(self, words: Sequence[str] = ()) -> Utterance:
        """Start an utterance of the real recognizer."""
        utterance = self._recognizer.open_utterance(words)
        finish = utterance.finish

        def timed_finish() -> Hypothesis:
            self.asked_s = time.monotonic()
            hypothesis = finish()
            self.told_s = time.monotonic()
            return hypothesis

        setattr(utterance, "finish", timed_finish)  # noqa: B010 - only this one object's
        return utterance

    def guess(self, pcm: bytes, expected: str = "") -> str:
        """Ask the real recognizer."""
        return self._recognizer.guess(pcm, expected)


def open_voice(
    settings: SpeechSettings, ahead: Sequence[str]
) -> Callable[[TimedLoudspeaker], Synthesizer]:
    """Return what makes the terminal's voice, `ahead` rendered as an idle terminal would."""

    def make(loudspeaker: TimedLoudspeaker) -> Synthesizer:
        shelf = settings.models_folder / "spoken"
        folder = settings.models_folder / "kokoro"
        synthesizer: Synthesizer = (
            KokoroSynthesizer(folder, loudspeaker, shelf_folder=shelf)
            if is_installed(folder, KOKORO)
            else Pyttsx3Synthesizer(loudspeaker, shelf_folder=shelf)
        )
        for text in ahead:
            synthesizer.prepare(text)
        return synthesizer

    return make


class Conversation:
    """Asks question after question; use it with `with`."""

    def __init__(
        self,
        catalogue: Catalogue,
        settings: SpeechSettings,
        voice: Callable[[TimedLoudspeaker], Synthesizer],
    ) -> None:
        self._microphone = PlayedMicrophone()
        self._loudspeaker = TimedLoudspeaker()
        mind = Mind(lambda: _knowing(catalogue))
        self._recognizer = TimedRecognizer(open_recognizer(settings, mind.understood))
        self.engine = self._recognizer.name
        performers: dict[str, Any] = {
            "mind": mind,
            "ear": Ear(
                lambda: Listener(self._microphone, self._recognizer, is_complete=mind.is_complete),
                EXPECTED_WORDS,
            ),
        }
        self._mouth = Mouth(lambda: voice(self._loudspeaker))
        performers["mouth"] = self._mouth
        self._runner = Runner(performers, self._post)
        world = World(catalogue, "", lambda: uuid4().hex, inactivity_s=3600)
        self._stage = Stage(world, self._runner.perform, self._show)
        self._shown_s = 0.0
        self._told = threading.Event()
        self._at_home = threading.Event()

    def __enter__(self) -> Conversation:
        self._stage.start()
        self._runner.start()
        # The voice loads behind a lane of its own; a first answer must not wait for that.
        self._mouth.reopen()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._runner.stop()
        self._stage.stop()

    def ask(
        self, specimen: Specimen, treatment: Callable[[Samples, int], Samples], paced: bool
    ) -> Turn:
        """Have one recording heard and wait for the screen's answer, and the first sound of it."""
        speech = read_recording(specimen.path)
        padded = np.concatenate([_silence(_LEAD_S), speech, _silence(_TRAIL_S)])
        seed = int(specimen.name.strip("s"))
        self._microphone.load(treatment(padded, seed), paced)
        self._told.clear()
        self._loudspeaker.began.clear()
        self._post(Pressed("listen"))
        if not self._told.wait(_LONGEST_TURN_S):
            raise VoiceError(f"{specimen.name}: no answer within {_LONGEST_TURN_S:.0f} s")
        state = self._stage.visit.journey
        assert isinstance(state, ConsultState)
        first_sound_s = 0.0
        if paced and state.item_code and self._loudspeaker.began.wait(20):
            first_sound_s = self._loudspeaker.first_s - self._shown_s
        spoken_s = self._microphone.opened_s + end_of_speech_s(padded)
        recognizer = self._recognizer
        waited_s = recognizer.asked_s - self._microphone.last_block_s
        overhead_s = waited_s + self._shown_s - recognizer.told_s
        self._go_home()
        return Turn(
            specimen,
            state.heard,
            state.item_code,
            tuple(guess.item_code for guess in state.guesses),
            self._shown_s - spoken_s,
            overhead_s * 1000,
            first_sound_s,
        )

    def _go_home(self) -> None:
        self._at_home.clear()
        self._post(Pressed("leave"))
        if not self._at_home.wait(_LONGEST_TURN_S):
            raise VoiceError("the first screen did not come back")
        time.sleep(_SETTLED_S)

    def _post(self, event: Event) -> None:
        self._stage.post(event)

    def _show(self, screen: Screen) -> None:
        body = screen.body
        if not isinstance(body, AskView):
            self._at_home.set()
        elif body.phase in ("speaking", "idle") and not self._told.is_set():
            self._shown_s = time.monotonic()
            self._told.set()


def _knowing(catalogue: Catalogue) -> Matcher:
    matcher = matcher_of(catalogue)
    # The terminal learns this beside its work; a measurement must not begin before.
    learn_meanings(matcher)
    return matcher


def _silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * RATE_HZ), dtype=np.float32)
