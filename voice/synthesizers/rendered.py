"""Speaking by rendering sentence by sentence, the next one while the last one plays."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from voice.errors import VoiceError
from voice.loudspeaker import Loudspeaker, Sound
from voice.sentences import Sentence, split_sentences
from voice.synthesizers.synthesizer import OnProgress, SpeakOutcome

Render = Callable[[str], Sound]

_REMEMBERED = 64


class RenderedSpeech:
    """Speaks what `render` makes of each sentence; frequent sentences are rendered once."""

    def __init__(self, render: Render, loudspeaker: Loudspeaker) -> None:
        self._render = render
        self._loudspeaker = loudspeaker
        self._rendered: OrderedDict[str, Sound] = OrderedDict()
        self._stopped = threading.Event()
        self._turn = threading.Lock()
        self._remembering = threading.Lock()

    def speak(self, text: str, on_progress: OnProgress) -> SpeakOutcome:
        """Speak a text to its end; a new text waits until the last one has fallen silent."""
        with self._turn:
            self._stopped.clear()
            sentences = split_sentences(text)
            try:
                with ThreadPoolExecutor(1, thread_name_prefix="render") as renderer:
                    return self._play_all(sentences, renderer, on_progress)
            except VoiceError as error:
                return SpeakOutcome("failed", error.reason, error.remedy)

    def stop(self) -> None:
        """Fall silent within a twentieth of a second."""
        self._stopped.set()

    def prepare(self, text: str) -> None:
        """Render a text ahead, so that it is spoken without delay."""
        for sentence in split_sentences(text):
            self._sound(sentence.text)

    def _play_all(
        self, sentences: Sequence[Sentence], renderer: ThreadPoolExecutor, on_progress: OnProgress
    ) -> SpeakOutcome:
        coming: Future[Sound] | None = None
        for number, sentence in enumerate(sentences):
            now = coming or renderer.submit(self._sound, sentence.text)
            sound = now.result()
            if self._stopped.is_set():
                break
            if number + 1 < len(sentences):
                coming = renderer.submit(self._sound, sentences[number + 1].text)
            on_progress(sentence.start, sentence.end)
            self._loudspeaker.play(sound, self._stopped)
        return SpeakOutcome("stopped" if self._stopped.is_set() else "spoken")

    def _sound(self, text: str) -> Sound:
        with self._remembering:
            known = self._rendered.get(text)
        if known is not None:
            return known
        sound = self._render(text)
        with self._remembering:
            self._rendered[text] = sound
            while len(self._rendered) > _REMEMBERED:
                self._rendered.popitem(last=False)
        return sound
