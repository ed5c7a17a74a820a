"""Speaking by rendering stretch by stretch, the next one while the last one plays."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from voice.errors import RenderingStoppedError, VoiceError
from voice.loudspeaker import Loudspeaker, Sound
from voice.sentences import Sentence, split_sentences
from voice.synthesizers.shelf import NO_SHELF, Shelf
from voice.synthesizers.synthesizer import NORMALLY, Manner, OnProgress, SpeakOutcome

Render = Callable[[str, float], Sound]
"""Makes sound of a text at a speed, 1 being the normal one."""

_REMEMBERED = 64


class RenderedSpeech:
    """Speaks what `render` makes of each stretch; what is said often is rendered once."""

    def __init__(
        self,
        render: Render,
        loudspeaker: Loudspeaker,
        shelf: Shelf = NO_SHELF,
        stop_rendering: Callable[[], None] = lambda: None,
    ) -> None:
        self._render = render
        self._stop_rendering = stop_rendering
        self._loudspeaker = loudspeaker
        self._shelf = shelf
        self._rendered: OrderedDict[tuple[str, float], Sound] = OrderedDict()
        self._stopped = threading.Event()
        self._turn = threading.Lock()
        self._remembering = threading.Lock()

    def speak(self, text: str, on_progress: OnProgress, manner: Manner = NORMALLY) -> SpeakOutcome:
        """Speak a text to its end; a new text waits until the last one has fallen silent."""
        with self._turn:
            self._stopped.clear()
            sentences = split_sentences(text)
            try:
                with ThreadPoolExecutor(1, thread_name_prefix="render") as renderer:
                    return self._play_all(sentences, renderer, on_progress, manner)
            except RenderingStoppedError:
                return SpeakOutcome("stopped")
            except VoiceError as error:
                return SpeakOutcome("failed", error.reason, error.remedy)

    def stop(self) -> None:
        """Fall silent within a twentieth of a second, and leave the processor to the ear."""
        self._stopped.set()
        self._stop_rendering()

    def prepare(self, text: str) -> None:
        """Render a text ahead and keep it on the shelf, so that it is spoken without delay."""
        for sentence in split_sentences(text):
            if not self._shelf.holds(sentence.text):
                self._shelf.put(sentence.text, self._sound(sentence.text, 1.0))

    def forget(self) -> None:
        """Forget what was rendered for a citizen; what is on the shelf concerns nobody."""
        with self._remembering:
            self._rendered.clear()

    def _play_all(
        self,
        sentences: Sequence[Sentence],
        renderer: ThreadPoolExecutor,
        on_progress: OnProgress,
        manner: Manner,
    ) -> SpeakOutcome:
        coming: Future[Sound] | None = None
        for number, sentence in enumerate(sentences):
            now = coming or renderer.submit(self._sound, sentence.text, manner.speed)
            sound = now.result()
            if self._stopped.is_set():
                break
            if number + 1 < len(sentences):
                coming = renderer.submit(self._sound, sentences[number + 1].text, manner.speed)
            on_progress(sentence.start, sentence.end)
            self._loudspeaker.play(sound.at_volume(manner.volume), self._stopped)
        return SpeakOutcome("stopped" if self._stopped.is_set() else "spoken")

    def _sound(self, text: str, speed: float) -> Sound:
        kept = self._shelf.get(text) if speed == 1.0 else None
        if kept is not None:
            return kept
        with self._remembering:
            known = self._rendered.get((text, speed))
        if known is not None:
            return known
        sound = self._render(text, speed)
        with self._remembering:
            self._rendered[text, speed] = sound
            while len(self._rendered) > _REMEMBERED:
                self._rendered.popitem(last=False)
        return sound
