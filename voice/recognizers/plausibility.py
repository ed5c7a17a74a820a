"""Telling recognised speech from text a model invented on noise or fell into a loop over."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

# Speech's first percentile was -0.89 in babble; silence, hum and clicks began at -1.10.
LEAST_LOG_PROBABILITY = -1.0
MOST_NO_SPEECH = 0.6
# People reach seven characters a second when in a hurry; models in a loop go far beyond.
MOST_CHARACTERS_PER_S = 9.0
# On plain silence a prompt makes the model say the words of the prompt, and be sure of them.
QUIETEST_DB = -55.0
_LOOP = re.compile(r"(.{1,8}?)\1{4,}")
_BEGINNING = 4
_SENTENCE = re.compile(r"[^。？！]+[。？！]*")
_ALIKE = 60.0
_MEANINGFUL = re.compile(r"[\w]", re.UNICODE)
# What Whisper was taught from subtitles and says when it hears nothing.
_SUBTITLE_PHRASES = ("字幕", "谢谢观看", "謝謝觀看", "请不吝点赞", "订阅", "明镜", "优优独播")


@dataclass(frozen=True)
class Decoded:
    """One decoding and how sure the model was."""

    text: str
    mean_log_probability: float
    no_speech_probability: float
    duration_s: float
    level_db: float = 0.0
    """Level of the loudest moment, relative to full scale."""


def is_looping(text: str) -> bool:
    """Return whether the same few characters come five times or more in a row."""
    return bool(_LOOP.search(text))


def said_once(text: str) -> str:
    """Return a sentence up to where it begins again: models repeat it where people are done."""
    again = text.find(text[:_BEGINNING], _BEGINNING) if len(text) > 2 * _BEGINNING else -1
    text = text if again < 0 else text[:again]
    # The second time some characters come out otherwise.
    first, *others = _SENTENCE.findall(text) or [text]
    alike = (fuzz.ratio(first, other[: len(first)]) >= _ALIKE for other in others)
    return first if any(alike) else text


def refusal(decoded: Decoded) -> str:
    """Return why a decoding must not be believed, or '' when it is plausible."""
    text = decoded.text
    if decoded.level_db < QUIETEST_DB:
        return "silence"
    if not _MEANINGFUL.search(text):
        return "empty"
    if is_looping(text):
        return "repetition"
    if len(text) > 4 + MOST_CHARACTERS_PER_S * decoded.duration_s:
        return "too much text"
    if any(phrase in text for phrase in _SUBTITLE_PHRASES):
        return "subtitle phrase"
    if decoded.mean_log_probability < LEAST_LOG_PROBABILITY:
        return "low probability"
    unsure = decoded.mean_log_probability < LEAST_LOG_PROBABILITY / 2
    if decoded.no_speech_probability > MOST_NO_SPEECH and unsure:
        return "no speech"
    return ""
