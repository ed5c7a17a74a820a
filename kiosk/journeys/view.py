"""View data: everything a screen needs to draw, and nothing else.

Values are plain text ready to be shown; screens format nothing and decide nothing.
A touch on an `Action` posts `Pressed(action.name, action.argument)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from kiosk.events import Stroke

Tone = Literal["plain", "ok", "warn", "error"]
Language = Literal["zh_hans", "zh_hant", "en"]
LANGUAGES: Mapping[Language, str] = MappingProxyType(
    {"zh_hans": "简体中文", "zh_hant": "繁體中文", "en": "English"}
)
"""Each by the name its readers know it by."""


@dataclass(frozen=True)
class Action:
    """Something the citizen can press."""

    name: str
    label: str
    argument: str = ""
    note: str = ""
    glyph: str = ""
    enabled: bool = True
    chosen: bool = False


@dataclass(frozen=True)
class Tag:
    """A small badge, such as the source of a value."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True)
class Line:
    """One labelled line of a card; `action` is the link at its end."""

    label: str
    text: str
    tag: Tag | None = None
    action: Action | None = None


@dataclass(frozen=True)
class Card:
    """A titled block of lines; `source` names where its facts come from."""

    title: str
    lines: tuple[Line, ...]
    source: str = ""


@dataclass(frozen=True)
class HomeView:
    """The first screen: the voice door, four doors, quick items and the hall's state."""

    greeting: str
    voice: Action
    voice_examples: tuple[str, ...]
    doors: tuple[Action, ...]
    quick: tuple[Action, ...]
    hall_tag: str
    hall_state: str
    hall_tone: Tone = "plain"


@dataclass(frozen=True)
class LobbyView:
    """The robot's first screen: its face, large questions to tap, and a few doors."""

    greeting: str
    hint: str
    questions: tuple[Action, ...]
    doors: tuple[Action, ...]
    primary: Action
    hall_tag: str
    hall_state: str
    hall_tone: Tone = "plain"


@dataclass(frozen=True)
class MapSpot:
    """A place on the map, in parts of the floor's width and depth from its lower left corner."""

    label: str
    kind: Literal["window", "room", "entrance", "stairs", "here"]
    x: float
    y: float
    width: float
    height: float
    is_goal: bool = False


@dataclass(frozen=True)
class MapView:
    """One floor of the hall; `shape` is its width divided by its depth."""

    title: str
    message: str
    floor: str
    shape: float
    spots: tuple[MapSpot, ...]
    floors: tuple[Action, ...]
    primary: Action


@dataclass(frozen=True)
class AskView:
    """The consultation: what was heard, the answer card or nearest choices, what to do next."""

    phase: Literal["idle", "listening", "thinking", "speaking"]
    heard: str
    prompt: str
    level: float = 0.0
    """Microphone level from 0 to 1."""
    card: Card | None = None
    message: str = ""
    message_tone: Tone = "plain"
    choices: tuple[Action, ...] = ()
    primary: Action | None = None
    actions: tuple[Action, ...] = ()
    typed: str | None = None
    """Text typed so far when the keyboard is open, else None."""
    spoken: tuple[int, int] | None = None
    """Start and end of the stretch of `spoken_text` now being read aloud."""
    spoken_text: str = ""
    candidates: tuple[Action, ...] = ()
    pinyin: str = ""
    keyboard: Keyboard = "pinyin"
    strokes: tuple[Stroke, ...] = field(default=(), repr=False)
    has_face: bool = False
    """Whether the robot's face is shown with it."""


@dataclass(frozen=True)
class ChooseItemsView:
    """The list of items to handle together; several can be chosen."""

    title: str
    hint: str
    items: tuple[Action, ...]
    saved: str
    primary: Action
    filters: tuple[Action, ...] = ()


@dataclass(frozen=True)
class IdentifyView:
    """Putting a card on the reader, and confirming what was read."""

    title: str
    hint: str
    picture: Literal["card_reader", "reading", "card_read", "card_fault", "no_reader"]
    message: str = ""
    tone: Tone = "plain"
    card: Card | None = None
    primary: Action | None = None
    actions: tuple[Action, ...] = ()


# Keys post Pressed("key", char); on the pinyin layout letters post Pressed("pinyin_key", letter);
# the delete key posts Pressed("backspace"), the clear key Pressed("clear"). A hardware keyboard
# posts Typed(whole text). Candidates are Actions of their own (name "word"). The handwriting board
# posts StrokeWritten, its clear key Pressed("rewrite"); Pressed("board", ...) turns to it and back.
Keyboard = Literal["none", "digits", "resident_number", "letters", "pinyin", "handwriting"]


@dataclass(frozen=True)
class QuestionView:
    """One field of the one table."""

    step: int
    steps: int
    question: str
    hint: str
    text: str
    tag: Tag | None
    fault: str
    keyboard: Keyboard
    primary: Action
    choices: tuple[Action, ...] = ()
    helpers: tuple[Action, ...] = ()
    candidates: tuple[Action, ...] = ()
    pinyin: str = ""
    strokes: tuple[Stroke, ...] = field(default=(), repr=False)
    """What stands on the handwriting board."""
    takes_speech: bool = False
    """Whole sentences are understood as answers; else what is said is written as it is."""
    pad: str = ""
    """What stands on a pad to sign on with the finger, in place of a field; empty without one."""
    picture_png: bytes | None = field(default=None, repr=False)
    """The signature on the pad."""


@dataclass(frozen=True)
class CaptureView:
    """Photographing one material; `frame_stream` names the live picture to draw."""

    title: str
    hint: str
    phase: Literal["live", "checking", "accepted", "refused", "no_camera"]
    message: str
    tone: Tone
    primary: Action | None
    actions: tuple[Action, ...] = ()
    picture_png: bytes | None = field(default=None, repr=False)
    pages: int = 0
    step: int = 0
    steps: int = 0
    """Of the questions of a form, where the picture answers one of them."""


@dataclass(frozen=True)
class ReviewView:
    """Everything on one page, each line editable, with the signature."""

    cards: tuple[Card, ...]
    faults: tuple[str, ...]
    consent: str
    signature_hint: str
    signature_png: bytes = field(repr=False)
    primary: Action
    waiting: str = ""

    @property
    def signed(self) -> bool:
        """Whether there is a signature."""
        return bool(self.signature_png)


@dataclass(frozen=True)
class ReceiptView:
    """The end of an application: its case number, or that it is kept and will be sent."""

    title: str
    tone: Tone
    case_number: str
    qr_text: str
    lines: tuple[Line, ...]
    message: str
    primary: Action
    actions: tuple[Action, ...] = ()
    number_label: str = "办件编号"


@dataclass(frozen=True)
class TicketView:
    """A queue ticket."""

    category: str
    number: str
    ahead: str
    wait: str
    qr_text: str
    message: str
    print_state: str
    print_tone: Tone
    primary: Action
    promise: str
    waiting: str = ""
    actions: tuple[Action, ...] = ()
    ahead_label: str = "您前面"
    wait_label: str = "预计等候"


@dataclass(frozen=True)
class TableView:
    """The whole table at once, or any list of cards to read (progress, my page)."""

    title: str
    cards: tuple[Card, ...]
    primary: Action | None
    actions: tuple[Action, ...] = ()
    message: str = ""
    tone: Tone = "plain"


@dataclass(frozen=True)
class TouchTestView:
    """Squares to be touched one by one; those that were are chosen."""

    title: str
    message: str
    columns: int
    squares: tuple[Action, ...]
    primary: Action
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True)
class NoticeView:
    """A waiting, empty or failing state: what happened and what to do next."""

    title: str
    message: str
    tone: Tone
    busy: bool = False
    primary: Action | None = None
    actions: tuple[Action, ...] = ()


Body = (
    HomeView
    | LobbyView
    | MapView
    | AskView
    | ChooseItemsView
    | IdentifyView
    | QuestionView
    | CaptureView
    | ReviewView
    | ReceiptView
    | TicketView
    | TableView
    | NoticeView
    | TouchTestView
)


@dataclass(frozen=True)
class Away:
    """The warning with a countdown before an abandoned visit is wiped."""

    title: str
    message: str
    seconds: int
    stay: Action
    leave: Action


@dataclass(frozen=True)
class Looks:
    """How the screen is drawn: 关爱版, high contrast, within wheelchair reach, its language."""

    care: bool = False
    high_contrast: bool = False
    low_reach: bool = False
    language: Language = "zh_hans"
    handwriting: bool = True
    """Whether the keyboard has a board to write on with the finger."""


@dataclass(frozen=True)
class Screen:
    """A whole screen: bar, body, footer, and the overlay if there is one."""

    body: Body
    title: str
    subtitle: str = ""
    corner: str = ""
    corner_note: str = ""
    footer: tuple[Action, ...] = ()
    looks: Looks = field(default_factory=Looks)
    away: Away | None = None
    banner: str = ""
    """A line across the top, such as 演示模式 or 暂时离线."""
