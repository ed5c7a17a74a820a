"""Synthesizers: text in, speech out, all behind one Protocol."""

from __future__ import annotations

from voice.synthesizers.choice import SynthesizerSettings, choose_synthesizer
from voice.synthesizers.kokoro import KokoroSynthesizer
from voice.synthesizers.pyttsx3 import Pyttsx3Synthesizer
from voice.synthesizers.silent import SilentSynthesizer
from voice.synthesizers.synthesizer import Manner, OnProgress, SpeakOutcome, Synthesizer

__all__ = [
    "KokoroSynthesizer",
    "Manner",
    "OnProgress",
    "Pyttsx3Synthesizer",
    "SilentSynthesizer",
    "SpeakOutcome",
    "Synthesizer",
    "SynthesizerSettings",
    "choose_synthesizer",
]
