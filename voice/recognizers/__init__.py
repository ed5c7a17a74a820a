"""Recognizers: sound in, text out, all behind one Protocol."""

from __future__ import annotations

from voice.recognizers.choice import RecognizerSettings, choose_recognizer
from voice.recognizers.pair import PairRecognizer
from voice.recognizers.recognizer import Hypothesis, Recognizer, Understood, Utterance, Word
from voice.recognizers.scripted import ScriptedRecognizer
from voice.recognizers.vosk import VoskRecognizer
from voice.recognizers.whisper import WhisperRecognizer

__all__ = [
    "Hypothesis",
    "PairRecognizer",
    "Recognizer",
    "RecognizerSettings",
    "ScriptedRecognizer",
    "Understood",
    "Utterance",
    "VoskRecognizer",
    "WhisperRecognizer",
    "Word",
    "choose_recognizer",
]
