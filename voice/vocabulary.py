"""Which words a recognizer can write at all; what it cannot write must be matched by sound."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from voice.errors import ModelError

_CHINESE = re.compile(r"[\u3400-\u9fff]+")
# A character Whisper met in its training has a token or two; another is spelled in three bytes.
_MOST_TOKENS = 2


def unknown_to_whisper(folder: Path, phrases: Iterable[str]) -> dict[str, str]:
    """Return characters the model has to spell byte by byte, each with a phrase that has it."""
    from tokenizers import Tokenizer

    path = folder / "tokenizer.json"
    if not path.is_file():
        raise ModelError(f"缺少 {path}", "请运行 yimen models install whisper-base")
    tokenizer = Tokenizer.from_file(str(path))
    known: dict[str, bool] = {}
    found: dict[str, str] = {}
    for phrase in phrases:
        for sign in "".join(_CHINESE.findall(phrase)):
            if sign not in known:
                tokens = tokenizer.encode(sign, add_special_tokens=False).ids
                known[sign] = len(tokens) <= _MOST_TOKENS
            if not known[sign]:
                found.setdefault(sign, phrase)
    return found


def unknown_to_vosk(folder: Path, phrases: Iterable[str]) -> dict[str, str]:
    """Return words outside the model's vocabulary, each with a phrase that has it."""
    import jieba

    from voice.recognizers.vosk import VoskRecognizer

    recognizer = VoskRecognizer(folder)
    found: dict[str, str] = {}
    for phrase in phrases:
        for run in _CHINESE.findall(phrase):
            for word in jieba.cut(run):
                if not recognizer.knows(word):
                    found.setdefault(word, phrase)
    return found
