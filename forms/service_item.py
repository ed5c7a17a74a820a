"""A service item (事项): what its guide says, what it asks and what must be brought."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field

from forms.dictionary import Key, Strict, Words
from forms.materials import Material

UNCONFIRMED = "to be confirmed by the hall"
Aspect = Annotated[str, Field(pattern="^(how|materials|conditions|where|when|how_long|how_much)$")]
Fact = Literal[
    "conditions",
    "materials",
    "fee",
    "days",
    "place",
    "hours",
    "legal_basis",
    "reviewers",
    "results",
]
FACT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "conditions": "条件",
        "materials": "材料",
        "fee": "费用",
        "days": "时限",
        "place": "地点",
        "hours": "时间",
        "legal_basis": "依据",
        "reviewers": "参与审核的部门",
        "results": "结果",
    }
)


class ItemField(Strict):
    """A field an item needs, always or only when a condition holds."""

    key: Key
    required: bool = True
    when: str = ""


class Situation(Strict):
    """One situation (情形) of an item and when it applies."""

    key: Key
    name: Words
    when: Words


class Result(Strict):
    """What the citizen gets in the end."""

    name: Words
    how: str = ""


class Question(Strict):
    """A common question and its answer."""

    question: Words
    answer: Annotated[str, Field(min_length=1, max_length=500)]


class ServiceItem(Strict):
    """One service item (事项) as its guide describes it."""

    code: Annotated[str, Field(pattern=r"^[0-9A-Z]{31}$")]
    name: Words
    short_name: Annotated[str, Field(min_length=1, max_length=12)]
    aliases: tuple[Words, ...] = ()
    wordings: Mapping[Aspect, tuple[Words, ...]] = Field(default_factory=dict)
    """Everyday sentences by the aspect they ask about."""
    department: Words
    category: Words
    """The queue theme whose window takes the case."""
    applicant_kinds: tuple[Literal["person", "business"], ...] = ("person",)
    conditions: tuple[Words, ...] = ()
    situations: tuple[Situation, ...] = ()
    fields: Annotated[tuple[ItemField, ...], Field(min_length=1)]
    materials: tuple[Material, ...] = ()
    fee: str = ""
    statutory_days: Annotated[int, Field(ge=0, le=400)] | None = None
    promised_days: Annotated[int, Field(ge=0, le=400)] | None = None
    place: str = ""
    hours: str = ""
    legal_basis: str = ""
    reviewers: tuple[Words, ...] = ()
    """The departments that look at a case beside each other, each at its own part."""
    results: tuple[Result, ...] = ()
    questions: tuple[Question, ...] = ()
    sources: Mapping[Fact, Words]
    """Where each fact comes from; `to be confirmed by the hall` where it is not certain."""
    verified: date | None = None
    """The day on which the hall last checked the whole item."""

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """Return the names of the facts the hall has yet to confirm."""
        return tuple(
            name
            for fact, name in FACT_NAMES.items()
            # Most items are reviewed by their own department alone.
            if (fact != "reviewers" or self.reviewers)
            and self.sources.get(fact, UNCONFIRMED) == UNCONFIRMED  # type: ignore[call-overload]  # FACT_NAMES has the keys of Fact
        )

    @property
    def verified_text(self) -> str:
        """Return when the item was checked and what is still open, in plain Chinese."""
        if self.unconfirmed:
            return "待本厅确认：" + "、".join(self.unconfirmed)
        if self.verified is None:
            return "内容待本厅确认"
        day = self.verified
        return f"{day.year} 年 {day.month} 月 {day.day} 日核对"
