"""One turn of the consultation without a window."""

from __future__ import annotations

import codecs
import math
import subprocess
import sys
import wave
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forms.catalogue import Catalogue
from kiosk.journeys.answers import source_text
from kiosk.journeys.replies import PROGRESS
from kiosk.journeys.spoken_answers import spoken_answer
from kiosk.knowledge import list_words, matcher_of, meaning_store
from kiosk.list_learning import kept_meanings, learn_beside, learning_alone
from kiosk.speech import EXPECTED_WORDS
from voice.knowledge import HOW, KnowledgeEntry
from voice.matching import Match, Matcher
from voice.meaning import MeaningStore, open_embedding
from voice.microphone import BLOCK_BYTES, mono_16k
from voice.plain_words import simplified
from voice.recognizers import Recognizer

LEARN_S, LEARN_FOR_MANY_S = 10.0, 180.0
"""How long a run over somebody's list may learn what its questions mean: one question is answered
soon, a file of them is worth some minutes."""
_LEARNING_S = 0.03
"""What one question takes, beside other work."""
_LONGEST = 400
"""Characters of a question that are looked at."""
_HEADINGS = frozenset({"id", "编号", "序号", "no", "no.", "qid", "question_id"})
_TOLD = 5
_QUOTE = '"'


class AskingError(Exception):
    """A file cannot be used, in words that say why."""


@dataclass(frozen=True)
class FaqLine:
    """One line of a list; several lines may ask for the same answer in other words."""

    key: str
    question: str
    answer: str


class CatalogueTurn:
    """Answers from the catalogue."""

    def __init__(self, catalogue: Catalogue, kept: Path | None = None) -> None:
        self._catalogue = catalogue
        self._matcher = matcher_of(catalogue, kept)
        _learn(self._matcher, meaning_store(kept))

    def understood(self, text: str, engine: str) -> float:
        """Tell how surely a sentence is understood."""
        return self._matcher.match(text[:_LONGEST], engine).surety

    def answer(self, text: str, engine: str = "text") -> dict[str, Any]:
        """Return what was asked, the verdict, the candidates and the answer with its source."""
        match = self._matcher.match(text[:_LONGEST], engine)
        turn = _turn(text, match, lambda code: self._catalogue.item(code).name)
        if match.aspect == "progress" and match.outcome in ("clarify", "reject"):
            # Which case it is, its number says: the item need not be known.
            return turn | {"outcome": "answer", "aspect": "progress", "answer": PROGRESS}
        if turn["outcome"] == "answer":
            item = self._catalogue.item(turn["item_code"])
            turn["answer"] = spoken_answer(item, turn["aspect"])
            turn["source"] = source_text(item)
        return turn


class FaqTurn:
    """Answers from a list of questions alone; `item_code` is the id of its line."""

    def __init__(
        self, path: Path, kept: Path | None = None, learn_s: float = LEARN_FOR_MANY_S
    ) -> None:
        self._lines: dict[str, FaqLine] = {}
        self._wordings: dict[tuple[str, str], FaqLine] = {}
        lines = _faq_lines(path)
        for line in lines:
            self._lines.setdefault(line.key, line)
            self._wordings.setdefault((line.key, simplified(line.question)), line)
        self._matcher = Matcher(
            (KnowledgeEntry(key, HOW, text) for key, text in self._wordings), list_words()
        )
        texts = [text for _, text in self._wordings]
        self.learner: subprocess.Popen[bytes] | None = None
        """The process that learns on beside."""
        if kept is None:
            _learn(self._matcher, MeaningStore(), texts, learn_s)
        else:
            self.learner = _learn_by_and_by(self._matcher, path, kept, texts, learn_s)
        self._source = path.name

    def understood(self, text: str, engine: str) -> float:
        """Tell how surely a sentence is understood."""
        return self._matcher.match(simplified(text[:_LONGEST]), engine).surety

    def answer(self, text: str, engine: str = "text") -> dict[str, Any]:
        """Return what was asked, the verdict, the candidates and the answer of the list."""
        match = self._matcher.match(simplified(text[:_LONGEST]), engine)
        turn = _turn(text, match, lambda code: self._lines[code].question)
        if turn["outcome"] == "answer":
            best = match.candidates[0]
            # An id may stand before several questions that have answers of their own.
            line = self._wordings.get((best.item_code, best.wording), self._lines[best.item_code])
            turn["answer"] = line.answer
            turn["source"] = self._source
        return turn


def hear(path: Path, recognizer: Recognizer) -> str:
    """Return what a recording (WAV, 16 bit) says; empty when nothing can be made out."""
    try:
        with wave.open(str(path)) as file:
            if file.getsampwidth() != 2 or file.getnchannels() != 1:
                raise AskingError(f"{path}: 录音要单声道、16 位")
            pcm = mono_16k(file)
    except (OSError, EOFError, wave.Error) as error:
        reason = f"打不开这个录音（{type(error).__name__}），请用 WAV 文件"
        raise AskingError(f"{path}: {reason}") from None
    utterance = recognizer.open_utterance(EXPECTED_WORDS)
    for start in range(0, len(pcm), BLOCK_BYTES):
        utterance.feed(pcm[start : start + BLOCK_BYTES])
    return utterance.finish().text


def _turn(text: str, match: Match, name_of: Callable[[str], str]) -> dict[str, Any]:
    candidates = [
        {
            "item_code": one.item_code,
            "item_name": name_of(one.item_code),
            "aspect": one.aspect,
            "score": one.score,
        }
        for one in match.nearest
    ]
    nearest: dict[str, Any] = candidates[0] if candidates else {}
    best = nearest if match.outcome == "answer" else {}
    return {
        "heard": text,
        "outcome": match.outcome,
        "item_code": best.get("item_code", ""),
        "item_name": best.get("item_name", ""),
        "aspect": best.get("aspect", ""),
        "score": nearest.get("score", 0.0),
        "candidates": candidates,
        "answer": "",
        "source": "",
    }


def list_wordings(path: Path) -> list[str]:
    """Return the questions of a list as they are compared."""
    return list(dict.fromkeys(simplified(line.question) for line in _faq_lines(path)))


def _learn(
    matcher: Matcher, store: MeaningStore, texts: Sequence[str] = (), learn_s: float = LEARN_S
) -> int:
    """Take in meanings, unless some are left that take longer; return how many those are."""
    embedding = open_embedding()
    if embedding is None:
        return 0
    left = store.learn(texts, embedding, learn_s)
    if not left:
        matcher.learn_meanings(embedding, store)
    return left


def _learn_by_and_by(
    matcher: Matcher, path: Path, kept: Path, texts: Sequence[str], learn_s: float
) -> subprocess.Popen[bytes] | None:
    """Learn a list; one too long for this run is matched without, and learnt on beside."""
    with learning_alone(kept) as alone:
        # Who learns beside keeps what it knows; two who keep would undo each other's work.
        store = kept_meanings(kept) if alone else kept_meanings(kept).read_only()
        left = _learn(matcher, store, texts, learn_s if alone else 0.0)
    if not left:
        return None
    learner = learn_beside(path, kept) if alone else None
    minutes = math.ceil(left * _LEARNING_S / 60)
    told = (
        f"问题太多，还有 {left} 条没按意思学过：这次先按字和音比，不按意思比，会差一些。"
        f"后台正在接着学，约 {minutes} 分钟，学完再运行就按意思比"
    )
    print(told, file=sys.stderr, flush=True)
    return learner


def _faq_lines(path: Path) -> list[FaqLine]:
    found: list[FaqLine] = []
    odd: list[int] = []
    for number, line in enumerate(lines_of(read_list(path)), start=1):
        if not line.strip():
            continue
        parts = [_unquoted(part.strip()) for part in line.split("\t")]
        if number == 1 and parts[0].lower() in _HEADINGS:
            continue
        if len(parts) < 3 or not parts[0] or not parts[1]:
            odd.append(number)
            continue
        found.append(FaqLine(parts[0], parts[1], " ".join(parts[2:]).strip()))
    if odd and not found:
        raise AskingError(f"{path}:{odd[0]}: 每行要有编号、问题、回答，用 Tab 隔开")
    if not found:
        raise AskingError(f"{path}: 里面没有问题")
    if odd:
        some = "、".join(map(str, odd[:_TOLD])) + ("……" if len(odd) > _TOLD else "")
        why = "每行要有编号、问题、回答，用 Tab 隔开"
        told = f"{path.name}: 跳过 {len(odd)} 行（第 {some} 行），{why}"
        print(told, file=sys.stderr, flush=True)
    return found


def lines_of(text: str) -> list[str]:
    """Return the lines of a text, which published lists hold other separators inside of."""
    # Only a line feed ends a line, save where an old spreadsheet wrote none.
    return [line.rstrip("\r") for line in text.split("\n" if "\n" in text else "\r")]


def _unquoted(part: str) -> str:
    """Return a field without the quotes that a spreadsheet put around it."""
    if (
        len(part) > 1
        and part[0] == part[-1] == _QUOTE
        and _QUOTE not in part[1:-1].replace(_QUOTE * 2, "")
    ):
        return part[1:-1].replace(_QUOTE * 2, _QUOTE)
    return part


def read_list(path: Path) -> str:
    """Return the text of a list: UTF-8, or GB 18030 or UTF-16 as spreadsheets here write it."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise AskingError(f"{path}: 读不了（{type(error).__name__}）") from None
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AskingError(f"{path}: 读不了，要 UTF-8 文本")
