"""Vosk: streams partial words as they are spoken; needs a model folder from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from voice.errors import ModelError
from voice.recognizers.recognizer import RATE_HZ, Hypothesis, Word


class VoskRecognizer:
    """Recognises with the Vosk model in a folder; `joined` drops the spaces Chinese lacks."""

    def __init__(self, model_folder: Path, joined: bool = True) -> None:
        if not (model_folder / "am").is_dir() and not (model_folder / "final.mdl").is_file():
            raise ModelError(
                f"{model_folder} 里没有 Vosk 模型", "请检查设置 voice.vosk_folder 指向解压后的目录"
            )
        from vosk import KaldiRecognizer, Model, SetLogLevel

        SetLogLevel(-1)
        try:
            self._model: Any = Model(str(model_folder))
        # Vosk raises bare Exception and names no cause.
        except Exception as error:
            raise ModelError(f"Vosk 模型 {model_folder} 无法加载", "请重新解压该模型") from error
        self._new_recognizer = KaldiRecognizer
        self._joined = joined

    def knows(self, word: str) -> bool:
        """Tell whether a word is in the model's vocabulary; no other is ever recognised."""
        return int(self._model.vosk_model_find_word(word)) >= 0

    def open_utterance(self, words: Sequence[str] = ()) -> VoskUtterance:
        """Start an utterance.

        `words` are ignored: a runtime grammar silently drops words outside the vocabulary and is
        then sure of anything it hears.
        """
        recognizer = self._new_recognizer(self._model, RATE_HZ)
        recognizer.SetWords(True)
        return VoskUtterance(recognizer, "" if self._joined else " ")

    def guess(self, pcm: bytes, expected: str = "") -> str:
        """Return what a short stretch says; what is expected makes no difference to Vosk."""
        utterance = self.open_utterance()
        utterance.feed(pcm)
        return utterance.finish().text


class VoskUtterance:
    """One utterance; Vosk may end sentences inside it, which are kept and joined."""

    def __init__(self, recognizer: Any, space: str) -> None:
        self._recognizer = recognizer
        self._space = space
        self._words: list[Word] = []
        self._shown = ""

    def feed(self, pcm: bytes) -> str:
        """Take more sound and return the words so far."""
        partial = ""
        if self._recognizer.AcceptWaveform(pcm):
            self._keep(self._recognizer.Result())
        else:
            partial = json.loads(self._recognizer.PartialResult()).get("partial", "")
        parts = (self._text(), self._close(partial))
        self._shown = self._space.join(part for part in parts if part)
        return self._shown

    def pause(self) -> None:
        """Vosk decodes as it hears; nothing is left to do."""

    def settled(self) -> Hypothesis | None:
        """Return the words so far; their confidence comes with the end."""
        return Hypothesis(self._shown, 0.0, engine="vosk")

    def finish(self) -> Hypothesis:
        """Return all words with their mean confidence."""
        self._keep(self._recognizer.FinalResult())
        if not self._words:
            return Hypothesis("", 0.0, refusal="empty")
        confidence = sum(word.confidence for word in self._words) / len(self._words)
        return Hypothesis(self._text(), confidence, tuple(self._words), engine="vosk")

    def _keep(self, result: str) -> None:
        for word in json.loads(result).get("result", ()):
            self._words.append(Word(word["word"], word["start"], word["end"], word["conf"]))

    def _text(self) -> str:
        return self._space.join(word.text for word in self._words)

    def _close(self, text: str) -> str:
        return self._space.join(text.split())
