"""What happened, in the past tense: what journeys are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    # Only the names: the first screen is drawn before anything of the forms is loaded.
    from devices.attached import Attached
    from devices.cards.mrz import MrzKey
    from forms.catalogue import Catalogue

WritingKind = Literal["words", "name", "address"]
"""What is being written, which decides the words offered for pinyin."""

Stroke = tuple[tuple[int, int], ...]
"""Points of one stroke in thousandths of the board's height, from its upper left corner."""

# --- events: touches ----------------------------------------------------------


@dataclass(frozen=True)
class Pressed:
    """The citizen pressed an action of the screen."""

    action: str
    argument: str = ""


@dataclass(frozen=True)
class Typed:
    """The open field now holds this text."""

    text: str


@dataclass(frozen=True)
class Signed:
    """The citizen lifted the finger from the signature; empty PNG means it was cleared."""

    png: bytes


@dataclass(frozen=True)
class StrokeWritten:
    """The citizen lifted the finger from the writing board."""

    stroke: Stroke = field(repr=False)


@dataclass(frozen=True)
class Touched:
    """The screen was touched somewhere, so somebody is there."""


# --- events: time and hall ----------------------------------------------------


@dataclass(frozen=True)
class Ticked:
    """A second passed; `now_s` is monotonic, `clock` and `day` are ready to be shown."""

    now_s: float
    clock: str
    day: str


@dataclass(frozen=True)
class HallSeen:
    """The hall answered how busy it is, or did not answer at all."""

    online: bool
    waiting: int = 0
    wait_min: int = 0
    serving: str = ""
    outbox: int = 0


@dataclass(frozen=True)
class LevelsSeen:
    """The hall said what it calls the five levels of an evaluation; until then, GB/T 39046 does."""

    names: tuple[str, ...] = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
    english: tuple[str, ...] = ("Excellent", "Good", "Fair", "Poor", "Very poor")
    satisfied: int = 3
    """So many of them, from the first, need no reason."""


@dataclass(frozen=True)
class CatalogueFetched:
    """The hall published another catalogue, and all of it is here and sound."""

    catalogue: Catalogue = field(repr=False)


# --- events: voice --------------------------------------------------------------


@dataclass(frozen=True)
class LevelChanged:
    """The microphone's level from 0 to 1."""

    level: float


@dataclass(frozen=True)
class HeardPart:
    """What the recognizer makes of the sentence so far."""

    text: str


@dataclass(frozen=True)
class Heard:
    """A whole sentence, spoken or typed."""

    text: str
    engine: str = "text"
    """What heard it; text when it was typed."""


@dataclass(frozen=True)
class HeardNothing:
    """Listening ended without a sentence."""

    reason: str
    remedy: str = ""


@dataclass(frozen=True)
class CalledByName:
    """Somebody called the robot by name, and what follows is heard."""


@dataclass(frozen=True)
class SpokenOver:
    """The citizen began to speak while the machine spoke, and is heard."""


@dataclass(frozen=True)
class Guess:
    """One item and aspect the sentence may mean."""

    item_code: str
    aspect: str
    score: float


@dataclass(frozen=True)
class Understood:
    """The matcher's verdict: answer, clarify, reject or emergency."""

    outcome: str
    guesses: tuple[Guess, ...] = ()


@dataclass(frozen=True)
class SpokenTo:
    """The voice is now at these characters of the text."""

    start: int
    end: int
    text: str = ""


@dataclass(frozen=True)
class SpeechEnded:
    """The voice is done with a text; `reason` says why nothing could be heard, if so."""

    reason: str = ""
    text: str = ""


# --- events: devices ------------------------------------------------------------


@dataclass(frozen=True)
class DeviceChanged:
    """A device has a new status; `state` is one of devices.DeviceState's values."""

    device: str
    state: str
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class CardRead:
    """A card was read."""

    source_label: str
    data: Mapping[str, str] = field(repr=False)
    note: str = ""
    proves: str = ""
    """How far the reading can be trusted, in words."""


@dataclass(frozen=True)
class TravelPageRead:
    """The code lines of a passport or permit were read; their key opens its chip."""

    key: MrzKey = field(repr=False)
    read: CardRead


@dataclass(frozen=True)
class CardFailed:
    """A card could not be read."""

    reason: str
    remedy: str


@dataclass(frozen=True)
class PageSteady:
    """A page or card under the camera has come to rest."""


@dataclass(frozen=True)
class PortraitSeen:
    """Somebody sits before the camera; `reason` says what to do differently, '' for nothing."""

    reason: str


@dataclass(frozen=True)
class CodeSeen:
    """A QR code came under the camera."""

    text: str = field(repr=False)


@dataclass(frozen=True)
class PhotoTaken:
    """A page was photographed and judged; of a refused one perhaps the whole picture."""

    accepted: bool
    reason: str
    jpeg: bytes = field(default=b"", repr=False)
    preview_png: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class CandidatesFound:
    """Words for the pinyin typed; each is (text, number of letters it uses up)."""

    pinyin: str
    words: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class CharactersFound:
    """Characters that the strokes written so far look like, the likeliest first."""

    strokes: tuple[Stroke, ...] = field(repr=False)
    characters: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class UnfinishedFound:
    """The citizen whose number is on the card began a form and did not finish it."""

    owner: str = field(repr=False)
    text: str = field(repr=False)
    pages: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """By digest, what answers the fields of pictures, as far as it was found."""


# --- events: service mode ---------------------------------------------------------


@dataclass(frozen=True)
class ProfileOffered:
    """Earlier cases of the citizen whose number is on the card settle so many fields."""

    owner: str = field(repr=False)
    count: int
    enterprises: tuple[EnterpriseSeen, ...] = ()


@dataclass(frozen=True)
class EnterpriseSeen:
    """An enterprise the citizen has acted for; `count` fields of it are known."""

    uscc: str
    name: str
    count: int = 0


@dataclass(frozen=True)
class EarlierMaterial:
    """A material an earlier case brought, which may be used again after one look at it."""

    key: str
    case_number: str
    source_label: str
    established_on: date | None = None


@dataclass(frozen=True)
class EarlierPages:
    """The pages of a material of an earlier case; none when they could not be had."""

    key: str
    case_number: str
    pages: tuple[bytes, ...] = field(default=(), repr=False)
    preview_png: bytes = field(default=b"", repr=False)
    reason: str = ""


@dataclass(frozen=True)
class EarlierValue:
    """What an earlier case says of a field, and where the citizen reads it comes from."""

    key: str
    text: str = field(repr=False)
    source_label: str


@dataclass(frozen=True)
class ProfileFound:
    """What earlier cases settle, once the citizen agreed."""

    owner: str = field(repr=False)
    values: tuple[EarlierValue, ...]
    materials: tuple[EarlierMaterial, ...] = ()


@dataclass(frozen=True)
class PinChecked:
    """The staff PIN was right or wrong; `wait_s` is how long no other is looked at."""

    ok: bool
    wait_s: int = 0
    is_set: bool = True


@dataclass(frozen=True)
class BadgeChecked:
    """A staff badge was known, or the reason why it does not open."""

    ok: bool
    reason: str = ""


@dataclass(frozen=True)
class Fact:
    """One line of the technician's report; `ok` is False where something is wrong."""

    label: str
    text: str
    ok: bool = True


@dataclass(frozen=True)
class ServiceReported:
    """What the terminal knows of itself: headings with their lines, and the end of the log."""

    sections: tuple[tuple[str, tuple[Fact, ...]], ...]
    log_lines: tuple[str, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    """Each setting's key and its value as text."""
    can_change_settings: bool = False


@dataclass(frozen=True)
class SettingChanged:
    """A setting was written, or was not for a reason; `before` is what it was."""

    key: str
    before: str
    reason: str = ""


@dataclass(frozen=True)
class SettingsChanged:
    """Settings were written together, or were not for a reason; `before` is what they were."""

    before: tuple[tuple[str, str], ...]
    reason: str = ""


@dataclass(frozen=True)
class DevicesFound:
    """What is plugged in."""

    found: tuple[Attached, ...]


@dataclass(frozen=True)
class DeviceTried:
    """A device was used as the terminal would; `did` is what it did, in words."""

    ok: bool
    did: str = ""
    reason: str = ""
    remedy: str = ""
    picture_png: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class TonePlayed:
    """A tone was played on one side, or was not for a reason."""

    reason: str = ""


@dataclass(frozen=True)
class ServiceChanged:
    """The terminal was taken out of service or put back."""

    in_service: bool


# --- events: platform -----------------------------------------------------------


@dataclass(frozen=True)
class ApplicationKept:
    """The application is safe in the outbox."""

    application_id: str


@dataclass(frozen=True)
class ApplicationNotKept:
    """The outbox could not take the application."""

    reason: str
    remedy: str


@dataclass(frozen=True)
class CaseFiled:
    """The hall has the application."""

    application_id: str
    case_number: str
    promised: str = ""


@dataclass(frozen=True)
class DeliveryPostponed:
    """The hall did not answer; the application stays in the outbox."""

    application_id: str
    reason: str


@dataclass(frozen=True)
class DeliveryRefused:
    """The hall refused the application for good."""

    application_id: str
    reason: str


PriorityKind = Literal["none", "elderly", "disabled", "military", "pregnant"]


@dataclass(frozen=True)
class TicketIssued:
    """A queue ticket is issued; while the hall is away nobody knows who is ahead."""

    category: str
    number: str
    ahead: int | None = None
    wait_min: int | None = None
    url: str = ""
    again: bool = False
    """The citizen had this ticket already."""


@dataclass(frozen=True)
class TicketFailed:
    """No ticket could be had."""

    reason: str
    remedy: str


@dataclass(frozen=True)
class CaseSeen:
    """How far one case has come, dates ready to be shown."""

    case_number: str
    item_name: str
    status: str
    status_text: str
    submitted: str
    promised: str = ""
    lacking: tuple[str, ...] = ()
    """Everything a returned case still needs."""
    result: str = field(default="", repr=False)
    """What a finished case brought, such as a certificate's number."""


@dataclass(frozen=True)
class CasesFound:
    """The hall told what it has; empty when it has nothing."""

    cases: tuple[CaseSeen, ...]
    enterprises: tuple[EnterpriseSeen, ...] = ()
    """Those the person acted for, whose cases can be looked at as well."""


@dataclass(frozen=True)
class PlaceFound:
    """Where a ticket stands: `state` is waiting, called or another; `window` where it is called."""

    number: str
    category: str
    state: str
    window: str
    ahead: int
    wait_min: int


@dataclass(frozen=True)
class CasesNotFound:
    """The hall could not be asked, or did not know the number."""

    reason: str
    remedy: str


@dataclass(frozen=True)
class StaffTold:
    """The hall has an evaluation, a suggestion or a complaint; some get a number."""

    number: str = ""
    url: str = ""
    """The page on which the answer will appear."""


@dataclass(frozen=True)
class WordKept:
    """What is for the staff is safe on the terminal, and goes to the hall once that is back."""


@dataclass(frozen=True)
class StaffNotTold:
    """It did not reach the hall."""

    reason: str
    remedy: str


@dataclass(frozen=True)
class Printed:
    """A slip left the printer, or did not."""

    ok: bool
    reason: str = ""
    remedy: str = ""


Event = (
    Pressed
    | Typed
    | Signed
    | StrokeWritten
    | Touched
    | Ticked
    | HallSeen
    | LevelsSeen
    | CatalogueFetched
    | LevelChanged
    | HeardPart
    | Heard
    | HeardNothing
    | CalledByName
    | SpokenOver
    | Understood
    | SpokenTo
    | SpeechEnded
    | DeviceChanged
    | CardRead
    | TravelPageRead
    | CardFailed
    | PageSteady
    | PortraitSeen
    | PhotoTaken
    | CandidatesFound
    | CharactersFound
    | UnfinishedFound
    | ProfileOffered
    | ProfileFound
    | EarlierPages
    | PinChecked
    | BadgeChecked
    | ServiceReported
    | ServiceChanged
    | SettingChanged
    | SettingsChanged
    | DevicesFound
    | DeviceTried
    | TonePlayed
    | ApplicationKept
    | ApplicationNotKept
    | CaseFiled
    | DeliveryPostponed
    | DeliveryRefused
    | TicketIssued
    | TicketFailed
    | CasesFound
    | PlaceFound
    | CodeSeen
    | CasesNotFound
    | StaffTold
    | WordKept
    | StaffNotTold
    | Printed
)
