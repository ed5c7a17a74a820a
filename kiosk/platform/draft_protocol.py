"""What terminal and hall say to each other of forms that a citizen has not finished."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from kiosk.platform.protocol import API, Message, PersonQuery

DRAFTS_PATH = f"{API}/people/drafts"
FIND_DRAFT_PATH = f"{API}/people/drafts/find"
DRAFT_PAGES_PATH = f"{API}/people/drafts/pages"
FIND_DRAFT_PAGE_PATH = f"{API}/people/drafts/pages/find"
LONGEST = 1_000_000
"""Characters of a form."""
MOST_PAGES = 40
"""Of a form, in the fields answered by pictures."""
MOST_PAGE_BYTES = 3_000_000
"""Of these pages together; another terminal fetches them while the citizen waits."""

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""The SHA-256 of a page: its name."""


class DraftQuery(PersonQuery):
    """Asks for the form of the person whose card lies on the reader.

    A number is easily learnt and a picture may show anybody's card: a terminal asks only for a
    card it has read itself, says so, and its signature answers for that.
    """

    shown: Literal["card"]


class KeepDraft(DraftQuery):
    """Hands over a form as it stands; empty text says it was submitted or given up."""

    text: Annotated[str, Field(max_length=LONGEST)] = Field(repr=False)
    pages: Annotated[tuple[Digest, ...], Field(max_length=MOST_PAGES)] = ()
    """The pages that belong to it; they are handed over once, not with every answer."""
    kept_at: AwareDatetime
    """When the citizen left it so: of two terminals the later one counts."""


class DraftKept(Message):
    """Whether the hall keeps it: not where something later is known, or where it keeps none."""

    kept: bool
    missing: tuple[Digest, ...] = ()
    """The pages the hall has yet to be given."""


class Draft(Message):
    """What the hall has; empty text with a time was submitted or given up, without one unknown."""

    text: str = Field(default="", repr=False)
    kept_at: AwareDatetime | None = None
    pages: tuple[Digest, ...] = ()
    """Those of its pages that the hall was given."""


class DraftPageQuery(DraftQuery):
    """Asks for one page of the form."""

    page: Digest


class KeepDraftPage(DraftPageQuery):
    """Hands over one page of a form that the hall keeps."""

    content: Annotated[bytes, Field(max_length=MOST_PAGE_BYTES)] = Field(repr=False)

    @model_validator(mode="after")
    def _is_the_one_named(self) -> Self:
        if sha256(self.content).hexdigest() != self.page:
            raise ValueError("content is not the page named")
        return self


class DraftPage(Message):
    """One page of a form; empty where the hall does not have it."""

    content: bytes = Field(default=b"", repr=False)
