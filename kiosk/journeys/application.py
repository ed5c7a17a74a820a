"""The state of an application under way, shared by its steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from devices.cards.mrz import MrzKey
from forms.one_table import OneTable
from kiosk.effects import Effect, Material
from kiosk.events import EarlierMaterial, EarlierValue, EnterpriseSeen
from kiosk.journeys import typing
from kiosk.journeys.parts import Parts
from kiosk.journeys.places import Places
from kiosk.journeys.saying import Saying

StepName = Literal["identify", "resume", "earlier", "choose", "fill", "photo", "review", "receipt"]
PhotoPhase = Literal["live", "checking", "accepted", "refused", "no_camera"]


@dataclass(frozen=True)
class Told:
    """What a citizen said of one item before filling in: answers by the key of their field."""

    item_code: str
    answers: Mapping[str, str]


@dataclass(frozen=True)
class ApplyState:
    """Everything one application holds until it is in the outbox."""

    step: str = "identify"
    codes: tuple[str, ...] = ()
    application_id: str = ""
    told: Told | None = field(default=None, repr=False)
    """What the conversation before settled already."""
    # choose
    by_category: bool = False
    """The chips name categories instead of events of life."""
    category: str = ""
    # identify
    card: Mapping[str, str] = field(default_factory=dict, repr=False)
    card_label: str = ""
    card_note: str = ""
    card_fault: str = ""
    reading: bool = False
    pictured: bool = False
    """The card was read under the camera, which does not prove whose hand laid it there."""
    unfinished: str = field(default="", repr=False)
    """What this citizen began at an earlier visit, while it is on offer."""
    unfinished_pages: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    by_camera: bool = False
    """The card is read from its photograph."""
    card_proves: str = ""
    """How far what was read can be trusted, in words."""
    travel: Literal["", "page", "chip"] = ""
    """A passport or permit is read: its page under the camera, or its chip on the reader."""
    travel_key: MrzKey | None = field(default=None, repr=False)
    """What the page printed, which opens the chip."""
    offered: int = 0
    """How many fields earlier cases would fill, while that is on offer."""
    offered_enterprises: tuple[EnterpriseSeen, ...] = ()
    """The enterprises the citizen may act for, while that is on offer."""
    enterprise: str = ""
    """The code of the one they act for this time."""
    earlier: tuple[EarlierValue, ...] = field(default=(), repr=False)
    """What they say, once the citizen agreed."""
    earlier_materials: tuple[EarlierMaterial, ...] = ()
    """The materials they brought, once the citizen agreed."""
    # fill
    table: OneTable | None = field(default=None, repr=False)
    questions: tuple[str, ...] = ()
    question: int = 0
    draft: typing.Draft = field(default_factory=typing.Draft, repr=False)
    fault: str = ""
    whole_table: bool = False
    parts: Parts | None = field(default=None, repr=False)
    """Where the citizen is within an answer made of parts."""
    saying: Saying = field(default_factory=Saying, repr=False)
    places: Places | None = None
    """The tree of divisions, when it is open over an address."""
    pictures: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """What fields answered by pictures stand for, each page by its SHA-256."""
    edit_key: str = ""
    """The one field the citizen came back to change."""
    back_to_review: bool = False
    # photo
    wanted: tuple[str, ...] = ()
    photo: int = 0
    retake_key: str = ""
    """The one material the citizen came back to photograph again."""
    fetching: EarlierMaterial | None = None
    """The material of an earlier case whose pages are on their way, or lie before the citizen."""
    photo_phase: PhotoPhase = "live"
    photo_message: str = ""
    pages: tuple[bytes, ...] = field(default=(), repr=False)
    preview: bytes = field(default=b"", repr=False)
    uncropped: bytes = field(default=b"", repr=False)
    """The whole of a picture that was refused only because no page can be cut out of it."""
    materials: tuple[Material, ...] = field(default=(), repr=False)
    # review and receipt
    signature: bytes = field(default=b"", repr=False)
    sending: bool = False
    send_fault: str = ""
    kept: bool = False
    case_number: str = ""
    promised: str = ""
    postponed: str = ""
    refused: str = ""


Step = tuple[ApplyState, tuple[Effect, ...]]


def table_of(state: ApplyState) -> OneTable:
    """Return the table of an application that is being filled in."""
    if state.table is None:
        raise ValueError("the table is merged before it is filled")
    return state.table
