"""Listening to one utterance, from the open microphone to its text."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from voice.endpointing import Endpointer, EndpointSettings, Stretch, silero_detector
from voice.errors import MicrophoneError
from voice.levels import meter
from voice.microphone import BLOCK_BYTES, BLOCK_S, Microphone
from voice.reception import Reception, Trouble
from voice.recognizers.recognizer import Hypothesis, Recognizer, Utterance
from voice.waking import WakePhrase, WakeSpotter

OnPartial = Callable[[str], None]
OnLevel = Callable[[float], None]
ShouldStop = Callable[[], bool]
NewEndpointer = Callable[[], Endpointer]
OVERHEARING = EndpointSettings(begin_s=0.16, faintest_db=-44.0, spares_detector=True)
"""Who cuts in speaks up; what is left of the machine's own voice is faint and short."""
Outcome = TypeVar("Outcome")
IsComplete = Callable[[str, str], bool]
"""Tells whether a text is a whole question already, so that no more of it need be awaited."""

_RETRY = "请靠近话筒再说一遍，也可以打字提问"


@dataclass(frozen=True)
class ListenSettings:
    """How long to wait for speech and how long one utterance may be."""

    wait_s: float = 8.0
    longest_s: float = 15.0
    pause_s: float = 0.14
    """A silence so long has the recognizer decode ahead, in case nothing follows."""
    complete_end_s: float = 0.5
    """The silence that ends a whole question; one that is not yet whole gets the endpointer's."""
    level_every_s: float = 0.1


@dataclass(frozen=True)
class Heard:
    """What was said and how sure the recognizer is, from 0 to 1."""

    text: str
    confidence: float
    engine: str = "text"


@dataclass(frozen=True)
class NothingHeard:
    """Why there is no text, and what the citizen can do."""

    reason: str
    remedy: str
    is_fault: bool = False
    """Whether the microphone is gone, and stays so until somebody mends it."""


Keep = Callable[[bytes, Heard | NothingHeard], None]
"""Takes the sound of a sentence and what was made of it."""


@dataclass(frozen=True)
class Attention:
    """Who follows what is heard, what ends it early, and what is likely to be said."""

    on_partial: OnPartial
    on_level: OnLevel
    should_stop: ShouldStop
    words: Sequence[str] = ()


class Listener:
    """Listens with one microphone and one recognizer, for one caller after another."""

    def __init__(
        self,
        microphone: Microphone,
        recognizer: Recognizer,
        new_endpointer: NewEndpointer = lambda: Endpointer(silero_detector()),
        new_overhearer: NewEndpointer = lambda: Endpointer(silero_detector(), OVERHEARING),
        settings: ListenSettings | None = None,
        is_complete: IsComplete = lambda text, engine: False,
        keep: Keep | None = None,
    ) -> None:
        self._microphone = microphone
        self._recognizer = recognizer
        self._new_endpointer = new_endpointer
        self._new_overhearer = new_overhearer
        self._settings = settings or ListenSettings()
        self._is_complete = is_complete
        self._keep = keep
        self._turn = threading.Lock()

    def listen(
        self,
        on_partial: OnPartial,
        on_level: OnLevel,
        should_stop: ShouldStop,
        words: Sequence[str] = (),
    ) -> Heard | NothingHeard:
        """Listen until the citizen falls silent or `should_stop`, which ends the sentence early.

        Blocks, so call it on a worker. `words` are what is likely to be said now.
        """
        attention = Attention(on_partial, on_level, should_stop, words)
        return self._with_microphone(lambda: self._sentence(attention))

    def await_name(
        self, phrase: WakePhrase, on_called: Callable[[], None], attention: Attention
    ) -> Heard | NothingHeard | None:
        """Wait to be called by name, then listen; None when stopped before.

        What follows the name in one breath is the sentence already.
        """
        return self._with_microphone(lambda: self._named(phrase, on_called, attention))

    def overhear(
        self, on_begun: Callable[[], None], attention: Attention
    ) -> Heard | NothingHeard | None:
        """Listen for as long as it takes until somebody speaks; None when stopped before."""
        begun = threading.Event()

        def note() -> None:
            begun.set()
            on_begun()

        heard = self._with_microphone(lambda: self._sentence(attention, on_begun=note))
        is_fault = isinstance(heard, NothingHeard) and heard.is_fault
        return heard if begun.is_set() or is_fault else None

    def try_microphone(self) -> NothingHeard | None:
        """Open the microphone and close it again; what is wrong, or None."""
        if self._turn.locked():
            # Somebody waits for the name with it all day: it is there.
            return None
        return self._with_microphone(lambda: None)

    def _with_microphone(self, work: Callable[[], Outcome]) -> Outcome | NothingHeard:
        with self._turn:
            try:
                self._microphone.open()
                return work()
            except MicrophoneError as error:
                return NothingHeard(error.reason, error.remedy, is_fault=True)
            finally:
                self._microphone.close()

    def _named(
        self, phrase: WakePhrase, on_called: Callable[[], None], attention: Attention
    ) -> Heard | NothingHeard | None:
        spotter = WakeSpotter(phrase, self._recognizer)
        called = None
        while called is None:
            block = b"" if attention.should_stop() else self._microphone.read()
            if not block:
                return None
            called = spotter.push(block)
        on_called()
        if called.goes_on:
            heard = self._sentence(attention, called.sound)
            rest = phrase.cut_from(heard.text) if isinstance(heard, Heard) else ""
            if isinstance(heard, Heard) and rest:
                return replace(heard, text=rest)
            self._microphone.open()
        return self._sentence(attention)

    def _sentence(
        self,
        attention: Attention,
        before: bytes = b"",
        on_begun: Callable[[], None] | None = None,
    ) -> Heard | NothingHeard:
        utterance = self._recognizer.open_utterance(attention.words)
        kept = bytearray()
        if self._keep is not None:
            utterance = _Kept(utterance, kept)
        reception = Reception()
        blocks = _blocks(before, self._microphone)
        spoke = self._follow(utterance, reception, attention, blocks, on_begun)
        # Letting a device go can take a tenth of a second that the decoding need not wait for.
        closing = threading.Thread(target=self._microphone.close, name="close-microphone")
        closing.start()
        attention.on_level(0.0)
        heard = utterance.finish() if spoke else None
        closing.join()
        outcome = _outcome(heard, reception.trouble())
        if self._keep is not None and kept:
            self._keep(bytes(kept), outcome)
        return outcome

    def _follow(
        self,
        utterance: Utterance,
        reception: Reception,
        attention: Attention,
        blocks: Iterator[bytes],
        on_begun: Callable[[], None] | None,
    ) -> bool:
        settings = self._settings
        endpointer = self._new_endpointer() if on_begun is None else self._new_overhearer()
        gathered = _Gathered(utterance, attention.on_partial, settings.pause_s)
        waits_s = settings.wait_s if on_begun is None else math.inf
        count = spoken_blocks = 0
        while not attention.should_stop():
            block = next(blocks)
            if not block:
                break
            count += 1
            reception.take(block)
            if count % max(1, round(settings.level_every_s / BLOCK_S)) == 0:
                attention.on_level(meter(block))
            heard = endpointer.push(block)
            if heard.phase == "waiting":
                if count * BLOCK_S >= waits_s:
                    return False
                continue
            if spoken_blocks == 0 and on_begun is not None:
                on_begun()
            spoken_blocks += 1
            gathered.take(heard)
            if heard.phase == "ended" or spoken_blocks * BLOCK_S >= settings.longest_s:
                break
            if heard.silent_s >= settings.complete_end_s and self._is_whole(utterance):
                break
        return spoken_blocks > 0

    def _is_whole(self, utterance: Utterance) -> bool:
        known = utterance.settled()
        if known is None or not known.text:
            return False
        return self._is_complete(known.text, known.engine)


class _Kept:
    """An utterance whose sound is gathered, while somebody evaluates the hearing."""

    def __init__(self, utterance: Utterance, sound: bytearray) -> None:
        self._sound = sound
        self._feed = utterance.feed
        self.pause, self.settled, self.finish = (
            utterance.pause,
            utterance.settled,
            utterance.finish,
        )

    def feed(self, pcm: bytes) -> str:
        self._sound += pcm
        return self._feed(pcm)


class _Gathered:
    """Hands on what is said, and has it decoded ahead at a pause; holds back longer silence."""

    def __init__(self, utterance: Utterance, on_partial: OnPartial, pause_s: float) -> None:
        self._utterance = utterance
        self._on_partial = on_partial
        self._pause_s = pause_s
        self._held = b""
        self._paused = False
        self._shown = ""

    def take(self, heard: Stretch) -> None:
        self._held += heard.sound
        if heard.phase == "speaking":
            self._paused = False
            self._feed()
        elif not self._paused and heard.silent_s >= self._pause_s:
            self._paused = True
            self._feed()
            self._utterance.pause()

    def _feed(self) -> None:
        partial = self._utterance.feed(self._held)
        self._held = b""
        if partial != self._shown:
            self._shown = partial
            self._on_partial(partial)


def _blocks(before: bytes, microphone: Microphone) -> Iterator[bytes]:
    for start in range(0, len(before), BLOCK_BYTES):
        yield before[start : start + BLOCK_BYTES]
    while True:
        yield microphone.read()


def _outcome(hypothesis: Hypothesis | None, trouble: Trouble | None) -> Heard | NothingHeard:
    if hypothesis is not None and hypothesis.text:
        return Heard(hypothesis.text, hypothesis.confidence, hypothesis.engine)
    if trouble is not None:
        return NothingHeard(trouble.reason, trouble.remedy, trouble.is_fault)
    return NothingHeard("没有听到说话" if hypothesis is None else "没有听清楚", _RETRY)
