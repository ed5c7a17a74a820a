"""The questions the understanding is measured by, and the two halves they are split into."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from kiosk.settings import PROJECT_FOLDER

QUESTIONS_FILE = PROJECT_FOLDER / "assets" / "evaluation" / "questions.tsv"
NEAR_FILE = QUESTIONS_FILE.with_name("business_of_others.txt")
OF_OTHERS = "of others"
NONE = "-"
OR = "|"


@dataclass(frozen=True)
class PosedQuestion:
    """A question somebody would ask; `items` are short names, empty for what is not ours."""

    items: tuple[str, ...]
    aspect: str
    wording: str
    text: str

    @property
    def is_ours(self) -> bool:
        """Tell whether the hall has an answer."""
        return bool(self.items)

    @property
    def is_for_testing(self) -> bool:
        """Tell the half: by the text alone, so that no question ever changes sides."""
        return int(sha256(self.text.encode()).hexdigest()[-1], 16) % 2 == 1


def read_questions() -> tuple[PosedQuestion, ...]:
    """Return all questions, in the order of the file."""
    lines = QUESTIONS_FILE.read_text(encoding="utf-8").splitlines()
    return tuple(_question(line) for line in lines if line and not line.startswith("#"))


def read_business_of_others() -> tuple[PosedQuestion, ...]:
    """Return what people ask that is an office's business, yet in no guide of this hall's."""
    lines = NEAR_FILE.read_text(encoding="utf-8").splitlines()
    return tuple(
        PosedQuestion((), "", OF_OTHERS, line)
        for line in lines
        if line and not line.startswith("#")
    )


def _question(line: str) -> PosedQuestion:
    items, aspect, wording, text = line.split("\t")
    named = () if items == NONE else tuple(items.split(OR))
    return PosedQuestion(named, "" if aspect == NONE else aspect, wording, text)
