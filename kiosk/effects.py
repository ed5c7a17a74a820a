"""What to do, in the imperative: what journeys ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.events import PriorityKind, Stroke, WritingKind

if TYPE_CHECKING:
    # Only the names: the first screen is drawn before anything of the forms is loaded.
    from devices.cards.mrz import MrzKey


@dataclass(frozen=True)
class Listen:
    """Open the microphone for one sentence."""


@dataclass(frozen=True)
class StopListening:
    """Close the microphone and take what was said so far."""


@dataclass(frozen=True)
class AwaitName:
    """Wait until somebody calls the robot by name."""


@dataclass(frozen=True)
class StopAwaiting:
    """Wait no longer for the name."""


@dataclass(frozen=True)
class Overhear:
    """Notice when the citizen speaks while the machine does."""


@dataclass(frozen=True)
class StopOverhearing:
    """Stop noticing; a sentence that has begun is heard to its end."""


@dataclass(frozen=True)
class Understand:
    """Find what a sentence means, by the limits for what heard it."""

    text: str
    engine: str = "text"


@dataclass(frozen=True)
class Speak:
    """Read a text aloud."""

    text: str


@dataclass(frozen=True)
class ReadScreen:
    """Say aloud what the screen asks."""


@dataclass(frozen=True)
class Hush:
    """Stop reading aloud."""


@dataclass(frozen=True)
class ChangeVoice:
    """Speak by so many steps faster (negative: slower) and louder for the rest of the visit."""

    faster: int = 0
    louder: int = 0


@dataclass(frozen=True)
class ReadCard:
    """Read the card on the reader."""


@dataclass(frozen=True)
class StartCamera:
    """Show the live picture, to photograph a page, to read a card from it, or a QR code."""

    reads_cards: bool = False
    reads_codes: bool = False
    portrait: bool = False
    """The camera that looks at the citizen, to take a photo for a document."""


@dataclass(frozen=True)
class StopCamera:
    """Close the camera."""


@dataclass(frozen=True)
class ReadCardPhoto:
    """Read the card under the camera."""


@dataclass(frozen=True)
class ReadTravelPage:
    """Read the code lines of the passport or permit under the camera."""


@dataclass(frozen=True)
class ReadTravelChip:
    """Read the chip of the passport or permit on the reader, opened by its page."""

    key: MrzKey = field(repr=False)


@dataclass(frozen=True)
class TakePhoto:
    """Photograph the page under the camera, or the citizen for a document, and judge it."""

    portrait: bool = False


@dataclass(frozen=True)
class FindCandidates:
    """Find words for pinyin; `before` is what already stands in the field."""

    pinyin: str
    writing: WritingKind = "words"
    before: str = field(default="", repr=False)


@dataclass(frozen=True)
class FindCharacters:
    """Find the characters that strokes look like."""

    strokes: tuple[Stroke, ...] = field(repr=False)


@dataclass(frozen=True)
class KeepUnfinished:
    """Keep what is filled in so far for whoever shows the same card."""

    owner: str = field(repr=False)
    text: str = field(repr=False)
    pages: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """By digest, what answers the fields of pictures."""


@dataclass(frozen=True)
class FindUnfinished:
    """Look whether this citizen began something."""

    owner: str = field(repr=False)


@dataclass(frozen=True)
class FindProfile:
    """Ask the hall what earlier cases settle; without consent only how much."""

    owner: str = field(repr=False)
    consented: bool = False
    uscc: str = ""
    """The enterprise the citizen acts for this time."""


@dataclass(frozen=True)
class FetchEarlierMaterial:
    """Fetch the pages of a material that an earlier case brought."""

    owner: str = field(repr=False)
    key: str
    case_number: str
    uscc: str = ""


@dataclass(frozen=True)
class DropUnfinished:
    """Forget what this citizen began."""

    owner: str = field(repr=False)


@dataclass(frozen=True)
class Material:
    """A kept picture of a material."""

    key: str
    name: str
    pages: tuple[bytes, ...] = field(repr=False)
    earlier_case: str = ""
    """The case it comes from, when it was not photographed now."""


@dataclass(frozen=True)
class Submit:
    """Keep the application in the outbox and send it to the hall."""

    application_json: str = field(repr=False)
    application_id: str = ""
    materials: tuple[Material, ...] = ()
    signature_png: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class IssueTicket:
    """Ask the hall for a queue ticket; `request_id` makes a second asking harmless."""

    category: str
    request_id: str
    application_id: str = ""
    priority: PriorityKind = "none"
    person_number: str = field(default="", repr=False)
    """Whose ticket it is, when that is known: each has one open ticket a category."""


@dataclass(frozen=True)
class CheckInAppointment:
    """Turn an appointment into a ticket; it is known by one of number, code and document."""

    request_id: str
    number: str = ""
    code: str = ""
    person_number: str = field(default="", repr=False)


@dataclass(frozen=True)
class LookUpCase:
    """Ask the hall how far a case has come."""

    case_number: str


@dataclass(frozen=True)
class LookUpPlace:
    """Ask the hall where the ticket behind a QR's link stands."""

    link: str = field(repr=False)


@dataclass(frozen=True)
class LookUpPerson:
    """Ask the hall for the cases of the person whose card was read."""

    number: str = field(repr=False)


@dataclass(frozen=True)
class LookUpEnterprise:
    """Ask the hall for the cases of an enterprise that the person acts for."""

    number: str = field(repr=False)
    uscc: str


@dataclass(frozen=True)
class Evaluate:
    """Hand in an evaluation; level 1 is very satisfied, 5 very dissatisfied."""

    evaluation_id: str
    subject: str
    level: int
    text: str = field(default="", repr=False)


@dataclass(frozen=True)
class TellStaff:
    """Hand in a question, a suggestion or a complaint."""

    message_id: str
    kind: str
    text: str = field(repr=False)


@dataclass(frozen=True)
class PrintSlip:
    """Print lines on the slip printer; `large` is the line in large type."""

    title: str
    large: str
    lines: tuple[str, ...]
    qr_text: str = ""


@dataclass(frozen=True)
class CallStaff:
    """Alert the staff."""

    reason: str


@dataclass(frozen=True)
class CheckPin:
    """Look whether a staff PIN is right."""

    pin: str = field(repr=False)


@dataclass(frozen=True)
class CheckBadge:
    """Look whether a staff badge lies on the reader."""


@dataclass(frozen=True)
class GatherReport:
    """Find out how the terminal is."""


@dataclass(frozen=True)
class SetInService:
    """Take the terminal out of service or put it back, also over a restart."""

    in_service: bool


@dataclass(frozen=True)
class ChangeSetting:
    """Write one setting, given as text."""

    key: str
    text: str


@dataclass(frozen=True)
class ChangeSettings:
    """Write several settings together, given as texts: all of them or none."""

    settings: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FindDevices:
    """Look what is plugged in."""


@dataclass(frozen=True)
class TryDevice:
    """Use a device by these settings once, without saving them."""

    settings: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PlayTone:
    """Play a tone on the "left" or the "right" alone."""

    side: str


@dataclass(frozen=True)
class Restart:
    """End the program; whoever watches over it starts it again."""


@dataclass(frozen=True)
class Wipe:
    """Forget everything of the visit outside the state: sound, pictures, jobs under way."""


@dataclass(frozen=True)
class UseCatalogue:
    """Work with another catalogue from now on; between two visits only."""

    version: str
    item_count: int


Effect = (
    Listen
    | StopListening
    | AwaitName
    | StopAwaiting
    | Overhear
    | StopOverhearing
    | Understand
    | Speak
    | ReadScreen
    | Hush
    | ChangeVoice
    | ReadCard
    | StartCamera
    | StopCamera
    | ReadCardPhoto
    | ReadTravelPage
    | ReadTravelChip
    | TakePhoto
    | FindCandidates
    | FindCharacters
    | KeepUnfinished
    | FindUnfinished
    | DropUnfinished
    | FindProfile
    | FetchEarlierMaterial
    | Submit
    | IssueTicket
    | CheckInAppointment
    | LookUpCase
    | LookUpPlace
    | LookUpPerson
    | LookUpEnterprise
    | Evaluate
    | TellStaff
    | PrintSlip
    | CallStaff
    | CheckPin
    | CheckBadge
    | GatherReport
    | SetInService
    | Restart
    | ChangeSetting
    | ChangeSettings
    | FindDevices
    | TryDevice
    | PlayTone
    | Wipe
    | UseCatalogue
)
