"""Whisper through CTranslate2, with its window cut to what was said.

Whisper pads every utterance to 30 s. Handing the encoder only 8–10 s of features keeps the
accuracy and takes a third of the time, so the encoder and decoder are called directly.
"""

from __future__ import annotations

import math
import threading
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from voice.errors import ModelError
from voice.levels import loudest_db
from voice.models import verify
from voice.recognizers.plausibility import Decoded, is_looping, refusal, said_once
from voice.recognizers.recognizer import Hypothesis, Understood, duration_s

_ENGINE = "whisper"
_FRAMES_PER_S = 100
_LEAST_FRAMES, _MOST_FRAMES = 800, 3000
_SPARE_FRAMES = 100
_LONGEST_S = 29.0
# For a name that is called: three seconds, and no more than it takes to tell it from others.
_SHORT_FRAMES, _SHORT_TOKENS = 300, 14
_LEAST_EXPECTED = -0.6
# A long prompt costs decoder time and lets noise be heard as service words.
_MOST_PROMPT_TOKENS = 48
_TOKENS_PER_S, _SPARE_TOKENS = 12, 12
# A short window makes Whisper say a sentence again and again; people repeat a word, not a phrase.
_LONGEST_REPEATED_TOKENS = 5
_PARTIAL_EVERY_S = 0.9
_LONGEST_DECODING_S = 12.0
_LONGEST_ENDING_S = 5.0
_FULL_WIDTH = str.maketrans("?,!", "？，！", "\ufffd ")
_READINGS = 5
_TOKENS_MORE = 4
"""How much longer another reading may be than the first."""
_LONGEST_WEIGHED = 14
"""Characters of the longest sentence that is worth a second look."""
_LEAST_UNDERSTOOD, _HARDLY = 0.01, 0.001
"""What is refused counts as understood by less than the first, and all of it by the second."""
_SOUND_COUNTS = 0.5
"""How much the sound says in its logarithm, beside how surely a sentence is understood."""
_PROMPT = "以下是普通话的句子。"


class WhisperRecognizer:
    """Recognises Mandarin with the weights in a folder; loading takes about two seconds."""

    def __init__(
        self,
        model_folder: Path,
        threads: int = 2,
        understood: Understood = lambda text, engine: 1.0,
    ) -> None:
        fault = verify(model_folder)
        if fault:
            raise ModelError(f"语音识别模型不可用：{fault}", "请运行 ./run setup")
        # Imported late: it takes a second that a kiosk without a microphone need not spend.
        from faster_whisper import WhisperModel
        from faster_whisper.tokenizer import Tokenizer
        from opencc import OpenCC

        self._model: Any = WhisperModel(
            str(model_folder), device="cpu", compute_type="int8", cpu_threads=threads
        )
        self._tokenizer = Tokenizer(self._model.hf_tokenizer, True, "transcribe", "zh")
        self._simplify: Callable[[str], str] = OpenCC("t2s").convert
        self._understood = understood
        self._busy = threading.Lock()
        # CTranslate2 aborts the whole program when it ends under a decoding.
        weakref.finalize(self, self._busy.acquire, timeout=_LONGEST_ENDING_S)

    def open_utterance(self, words: Sequence[str] = ()) -> WhisperUtterance:
        """Start an utterance; `words` become a short prompt."""
        return WhisperUtterance(self, self._prompt(words))

    def decode(self, pcm: bytes, prompt: Sequence[int], thoroughly: bool = True) -> Decoded:
        """Decode a whole stretch of sound, widening the window when the text loops.

        What is only shown while somebody speaks need not be weighed.
        """
        with self._busy:
            frames = _window_frames(duration_s(pcm))
            decoded = self._decode(pcm, prompt, frames, thoroughly)
            if is_looping(decoded.text) and frames < _MOST_FRAMES:
                decoded = self._decode(pcm, prompt, _MOST_FRAMES, thoroughly)
            return decoded

    def readings(self, pcm: bytes, words: Sequence[str] = ()) -> tuple[str, ...]:
        """Return all that a stretch of sound may say, likeliest first by the sound alone."""
        prompt = self._prompt(words)
        seconds = duration_s(pcm)
        with self._busy:
            encoded = self._encode(pcm, _window_frames(seconds))
            most = _SPARE_TOKENS + int(_TOKENS_PER_S * seconds)
            _, first = self._generate(encoded, prompt, most, 1)
            _, more = self._generate(encoded, prompt, most, _READINGS)
        return tuple(dict.fromkeys(text for text, _ in (*first, *more)))

    def guess(self, pcm: bytes, expected: str = "") -> str:
        """Return what up to three seconds say, a phrase being expected or nothing in particular."""
        tokenizer = self._tokenizer
        start = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        if expected:
            start = [tokenizer.sot_prev, *tokenizer.encode(f"{_PROMPT}{expected}。"), *start]
        with self._busy:
            decoded = self._decode(pcm, start, _SHORT_FRAMES, False, _SHORT_TOKENS)
        # Told what to expect, the model says it of noise as well, and is not sure of it.
        unsure = bool(expected) and decoded.mean_log_probability < _LEAST_EXPECTED
        return "" if unsure else decoded.text

    def _decode(
        self,
        pcm: bytes,
        prompt: Sequence[int],
        frames: int,
        weighed: bool,
        tokens: int | None = None,
    ) -> Decoded:
        seconds = duration_s(pcm)
        most = tokens or _SPARE_TOKENS + int(_TOKENS_PER_S * seconds)
        encoded = self._encode(pcm, frames)
        result, said = self._generate(encoded, prompt, most, 1)
        text = said[0][0]
        if weighed and self._wants_second_look(text):
            about_as_long = min(most, len(result.sequences_ids[0]) + _TOKENS_MORE)
            _, more = self._generate(encoded, prompt, about_as_long, _READINGS)
            text = self._understood_best([*said, *more])
        sure, empty = float(result.scores[0]), float(result.no_speech_prob)
        return Decoded(text, sure, empty, seconds, loudest_db(pcm))

    def _wants_second_look(self, text: str) -> bool:
        """Tell whether other readings are looked for, which takes as long again or longer.

        Only of what would be refused, and is so short that the answer still comes in time; a long
        sentence has more to be understood by.
        """
        short = len(text) <= _LONGEST_WEIGHED and not is_looping(text)
        return short and self._understood(text, _ENGINE) < _LEAST_UNDERSTOOD

    def _encode(self, pcm: bytes, frames: int) -> Any:
        features = self._model.feature_extractor(_samples(pcm))[:, :frames]
        # Silence is the least there is; padded with nought, the rest of the window would be a
        # loud hiss that has the sentence said again.
        spare = ((0, 0), (0, frames - features.shape[1]))
        return self._model.encode(
            np.pad(features, spare, constant_values=features.min(initial=0.0))
        )

    def _generate(
        self, encoded: Any, prompt: Sequence[int], tokens: int, beam: int
    ) -> tuple[Any, list[tuple[str, float]]]:
        """Return the result and its texts, likeliest first, with the logarithm of each."""
        result = self._model.model.generate(
            encoded,
            [list(prompt)],
            beam_size=beam,
            num_hypotheses=beam,
            max_length=len(prompt) + tokens,
            sampling_temperature=0,
            no_repeat_ngram_size=_LONGEST_REPEATED_TOKENS,
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        said = [
            (self._text_of(ids), float(score) * len(ids))
            for ids, score in zip(result.sequences_ids, result.scores, strict=True)
        ]
        return result, said

    def _text_of(self, tokens: Sequence[int]) -> str:
        text = _written(self._tokenizer.decode(tokens), self._simplify)
        # A loop of a syllable or two is left as it is: it is no speech, and refused as such.
        return text if is_looping(text) else said_once(text)

    def _understood_best(self, said: Sequence[tuple[str, float]]) -> str:
        """Return what was most likely said, by its sound and by what is asked in a hall."""
        likely: dict[str, float] = {}
        for text, logarithm in said:
            if text not in likely:
                surely = max(self._understood(text, _ENGINE), _HARDLY)
                likely[text] = math.log(surely) + _SOUND_COUNTS * logarithm
        return max(likely, key=likely.__getitem__)

    def _prompt(self, words: Sequence[str]) -> list[int]:
        tokenizer = self._tokenizer
        told = tokenizer.encode(_PROMPT)
        for word in words:
            more = tokenizer.encode(word + "，")
            if len(told) + len(more) > _MOST_PROMPT_TOKENS:
                break
            told += more
        return [tokenizer.sot_prev, *told, *tokenizer.sot_sequence, tokenizer.no_timestamps]


class WhisperUtterance:
    """Gathers sound; decodes it on a thread of its own from time to time and at each pause."""

    def __init__(self, recognizer: WhisperRecognizer, prompt: Sequence[int]) -> None:
        self._recognizer = recognizer
        self._prompt = prompt
        self._pcm = bytearray()
        self._partial = ""
        self._decoded_s = 0.0
        self._last: tuple[int, Decoded] | None = None
        """How much of the sound was decoded thoroughly, and what came of it."""
        self._wants_more = self._is_decoding = False
        self._worker: threading.Thread | None = None
        self._lock = threading.Lock()

    def feed(self, pcm: bytes) -> str:
        """Take more sound and return the latest partial text."""
        if duration_s(self._pcm) < _LONGEST_S:
            self._pcm += pcm
        heard_s = duration_s(self._pcm)
        if heard_s - self._decoded_s >= _PARTIAL_EVERY_S and not self._is_decoding:
            self._start_decoding(thoroughly=False)
        return self._partial

    def pause(self) -> None:
        """Decode all that was said, as the speaker may be done; kept if nothing follows."""
        with self._lock:
            # A decoding under way lacks the last word; it is not worth waiting for twice.
            self._wants_more = self._is_decoding
        if not self._wants_more:
            self._start_decoding(thoroughly=True)

    def settled(self) -> Hypothesis | None:
        """Return the final text when a decoding covered all that was fed."""
        last = self._last
        if last is None or last[0] != len(self._pcm):
            return None
        return _hypothesis(last[1])

    def finish(self) -> Hypothesis:
        """Decode the whole utterance, reusing a decoding that already covered it."""
        if not self._pcm:
            return Hypothesis("", 0.0, refusal="empty")
        if self.settled() is None:
            self.pause()
        if self._worker is not None:
            # A model in a loop cannot be interrupted, but the citizen need not wait for it.
            self._worker.join(_LONGEST_DECODING_S)
        return self.settled() or Hypothesis("", 0.0, refusal="took too long")

    def _start_decoding(self, thoroughly: bool) -> None:
        if not self._pcm or (self._last is not None and self._last[0] == len(self._pcm)):
            return
        self._decoded_s = duration_s(self._pcm)
        self._is_decoding = True
        self._worker = threading.Thread(
            target=self._decode, args=(thoroughly,), name="whisper", daemon=True
        )
        self._worker.start()

    def _decode(self, thoroughly: bool) -> None:
        pcm = bytes(self._pcm)
        while True:
            decoded = self._recognizer.decode(pcm, self._prompt, thoroughly)
            if thoroughly:
                self._last = (len(pcm), decoded)
            if not refusal(decoded):
                self._partial = decoded.text
            with self._lock:
                known = thoroughly and len(self._pcm) == len(pcm)
                self._is_decoding = self._wants_more and not known
                self._wants_more = False
                if not self._is_decoding:
                    return
            pcm, thoroughly = bytes(self._pcm), True


def _hypothesis(decoded: Decoded) -> Hypothesis:
    reason = refusal(decoded)
    confidence = math.exp(decoded.mean_log_probability)
    text = "" if reason else decoded.text
    return Hypothesis(text, confidence, refusal=reason, engine=_ENGINE)


def _window_frames(seconds: float) -> int:
    needed = math.ceil(seconds * _FRAMES_PER_S) + _SPARE_FRAMES
    # The encoder halves the frames, so they come in whole hundreds.
    return min(_MOST_FRAMES, max(_LEAST_FRAMES, -(-needed // 100) * 100))


def _samples(pcm: bytes) -> Any:
    return np.frombuffer(pcm, dtype="<i2").astype(np.float32) / 32768.0


def _written(text: str, simplify: Callable[[str], str]) -> str:
    """Return text in simplified characters with Chinese punctuation and no half character."""
    return simplify(text).strip().translate(_FULL_WIDTH)
