"""What terminal and hall say to each other of forms that a citizen has not finished."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from kiosk.platform.protocol import API, Message, PersonQuery

DRAFTS_PATH = f"{API}/people/drafts"
FIND_DRAFT_PATH = f"{API}/people/drafts/find"
LONGEST = 5_000_000
"""Characters of a form, the pictures that answer some of its fields among them."""


class DraftQuery(PersonQuery):
    """Asks for the form of the person whose card lies on the reader.

    A number is easily learnt and a picture may show anybody's card: a terminal asks only for a
    card it has read itself, says so, and its signature answers for that.
    """

    shown: Literal["card"]


class KeepDraft(DraftQuery):
    """Hands over a form as it stands; empty text says it was submitted or given up."""

    text: Annotated[str, Field(max_length=LONGEST)] = Field(repr=False)
    kept_at: AwareDatetime
    """When the citizen left it so: of two terminals the later one counts."""


class DraftKept(Message):
    """Whether the hall keeps it: not where something later is known, or where it keeps none."""

    kept: bool


class Draft(Message):
    """What the hall has; empty text with a time was submitted or given up, without one unknown."""

    text: str = Field(default="", repr=False)
    kept_at: AwareDatetime | None = None
