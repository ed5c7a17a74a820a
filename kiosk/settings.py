"""Typed settings from config/*.toml and the environment, checked before anything starts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from kiosk.settings_file import SettingsError, load_section
from kiosk.volume_by_hour import parse_day, write_day

__all__ = [
    "ASSETS",
    "CATALOGUE",
    "PROJECT_FOLDER",
    "HallSettings",
    "KioskSettings",
    "SettingsError",
    "load_hall_settings",
    "load_settings",
]

PROJECT_FOLDER = Path(__file__).resolve().parent.parent
"""Relative folders and files in settings start here."""
ASSETS = PROJECT_FOLDER / "assets"
CATALOGUE = ASSETS / "catalogue"

PRINTER_TARGETS = {
    "file": (r".+", "a file such as '.yimen/data/tickets.bin'"),
    "network": (r"[\w.-]+(:\d{1,5})?", "'host' or 'host:port'"),
    "serial": (r"/dev/\S+", "'/dev/ttyUSB0' or '/dev/ttyUSB0@19200'"),
    "usb": (r"[0-9a-fA-F]{4}:[0-9a-fA-F]{4}", "vendor and product such as '04b8:0e15'"),
    "none": (r".*", ""),
}
"""Kind -> (what its target looks like, an example to show)."""

SDT_PLACE = r"usb(:[0-9a-fA-F]{4}:[0-9a-fA-F]{4})?|/dev/[^\s@]+(@(115200|57600|38400|19200|9600))?"
"""Where a resident card reader is attached."""

HALL_NAME = "禅城区祖庙街道政务服务中心"


def _from_project(path: Path) -> Path:
    return PROJECT_FOLDER / path.expanduser()


def _number_if_digits(value: object) -> object:
    """Read "0" as camera 0: the environment knows only text."""
    return int(value) if isinstance(value, str) and value.isdecimal() else value


ProjectPath = Annotated[Path, AfterValidator(_from_project)]
VolumeByHour = Annotated[str, AfterValidator(lambda text: write_day(parse_day(text)))]
CameraSource = Annotated[int | str, BeforeValidator(_number_if_digits)]
Pixels = Annotated[int, Field(ge=240, le=8192)]


class Section(BaseModel):
    """One table of a settings file; an unknown key in it is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)


SETTINGS_VERSION = 3
"""What a settings file of today says; `yimen config migrate` brings older ones here."""
Version = Annotated[int, Field(ge=1, le=SETTINGS_VERSION)]


class HallLink(Section):
    """The hall this terminal belongs to; without a URL it starts a hall of its own."""

    name: str = Field(default=HALL_NAME, min_length=1, max_length=40)
    url: str = Field(default="", pattern=r"^(https?://\S+)?$")
    timeout_s: float = Field(default=5.0, gt=0, le=60)
    map: ProjectPath = Path("config/maps/hall.toml")
    offline_numbers: int = Field(default=20, ge=0, le=100)

    @property
    def is_embedded(self) -> bool:
        """Whether the terminal starts the hall itself."""
        return self.url == ""


class ScreenSettings(Section):
    """The window, in pixels, and what stands in it first."""

    width: Pixels = 1080
    height: Pixels = 1920
    fullscreen: bool = False
    home: Literal["services", "conversation"] = "services"


class VisitSettings(Section):
    """How long a visit waits for a sign of life before it is wiped."""

    inactivity_s: float = Field(default=120, gt=0, le=3600)
    countdown_s: float = Field(default=30, gt=0, le=600)
    keep_unfinished_h: float = Field(default=12, ge=0, le=24 * 30)


class SpeechSettings(Section):
    """What hears and what speaks; an empty microphone is the system's default."""

    recognizer: Literal["auto", "whisper", "vosk", "both"] = "auto"
    vosk_model: str = ""
    models_folder: ProjectPath = Path(".yimen/models")
    microphone: str = ""
    synthesizer: Literal["auto", "pyttsx3", "kokoro", "silent"] = "auto"
    wake: Literal["auto", "on", "off"] = "auto"
    wake_phrase: str = Field(default="你好一门", pattern=r"^[\u4e00-\u9fff]{3,8}$")
    interruptible: bool = True
    rate: int = Field(default=170, ge=60, le=400)
    volume: float = Field(default=0.9, ge=0, le=1)
    volume_by_hour: VolumeByHour = ""

    @model_validator(mode="after")
    def _vosk_has_its_model(self) -> Self:
        if self.recognizer in ("vosk", "both") and not self.vosk_model:
            raise ValueError("vosk_model: name the folder of a Vosk model or use 'auto'")
        return self


class CameraSettings(Section):
    """A number, a device, a stream, "none", or outside production a video file."""

    source: CameraSource = 0
    portrait_source: CameraSource = "none"
    width: Pixels = 1920
    height: Pixels = 1080

    @property
    def is_recorded(self) -> bool:
        """Whether a file stands in for the camera."""
        return _is_file(self.source)

    @property
    def is_portrait_recorded(self) -> bool:
        """Whether a file stands in for the camera that takes portraits."""
        return self.portrait_source != "same" and _is_file(self.portrait_source)

    @property
    def own_portrait_source(self) -> int | str:
        """The source of a second camera for portraits; "none" where there is none of its own."""
        return "none" if self.portrait_source == "same" else self.portrait_source

    @property
    def portrait_device(self) -> str:
        """Which of the terminal's cameras takes portraits; "" if none does."""
        if self.portrait_source == "same":
            return "camera" if self.source != "none" else ""
        return "" if self.portrait_source == "none" else "portrait_camera"


def _is_file(source: int | str) -> bool:
    if isinstance(source, int) or source == "none":
        return False
    return "://" not in source and not source.startswith("/dev/")


class CardReaderSettings(Section):
    """Which readers are read; an empty name takes the first PC/SC reader."""

    kind: Literal["pcsc", "sdt", "pcsc+sdt", "none"] = "pcsc"
    name: str = ""
    place: str = "usb"
    photo_decoder: str = ""

    @field_validator("place")
    @classmethod
    def _place_can_be_opened(cls, place: str) -> str:
        if not re.fullmatch(SDT_PLACE, place):
            raise ValueError(
                f"place: an SDT reader is at 'usb' or '/dev/ttyUSB0@115200', not {place!r}"
            )
        return place

    @property
    def is_virtual(self) -> bool:
        """Whether the reader of vsmartcard is asked for by name."""
        return "virtual pcd" in self.name.lower()

    @property
    def card_names(self) -> str:
        """The cards that these readers read, as they stand in a sentence."""
        names = {"sdt": "身份证", "pcsc+sdt": "社保卡或身份证"}
        return names.get(self.kind, "社保卡")

    @property
    def is_pseudo(self) -> bool:
        """Whether the resident card reader is a simulator behind a pseudo terminal."""
        return self.place.startswith("/dev/pts/")


class PrinterSettings(Section):
    """Where the bytes of a ticket go."""

    kind: Literal["file", "network", "serial", "usb", "none"] = "file"
    target: str = ".yimen/data/tickets.bin"

    @model_validator(mode="after")
    def _target_fits_the_kind(self) -> Self:
        pattern, example = PRINTER_TARGETS[self.kind]
        if not re.fullmatch(pattern, self.target):
            raise ValueError(f"target: a {self.kind} printer needs {example}, not {self.target!r}")
        return self

    @property
    def file(self) -> Path:
        """The file that receives the bytes, of a printer of kind "file"."""
        return _from_project(Path(self.target))

    @property
    def place(self) -> str:
        """The target as the driver takes it: a file by its whole path."""
        return str(self.file) if self.kind == "file" else self.target


class PagePrinterSettings(Section):
    """The A4 printer behind CUPS; an empty queue is none."""

    queue: str = Field(default="", pattern=r"^[\w.-]*$")


class RecordingSettings(Section):
    """Whether what citizens say is recorded for a while, to judge the hearing by."""

    keep: bool = False
    days: float = Field(default=7, gt=0, le=30)
    limit: int = Field(default=200, ge=1, le=5000)


class DataSettings(Section):
    """Where everything lies that outlives the program."""

    folder: ProjectPath = Path(".yimen/data")


class KioskSettings(Section):
    """All settings of a terminal, kiosk or robot."""

    production: bool = False
    hall: HallLink = HallLink()
    screen: ScreenSettings = ScreenSettings()
    visit: VisitSettings = VisitSettings()
    speech: SpeechSettings = SpeechSettings()
    camera: CameraSettings = CameraSettings()
    card_reader: CardReaderSettings = CardReaderSettings()
    printer: PrinterSettings = PrinterSettings()
    page_printer: PagePrinterSettings = PagePrinterSettings()
    data: DataSettings = DataSettings()
    recordings: RecordingSettings = RecordingSettings()
    settings_version: Version = SETTINGS_VERSION

    @property
    def wake_phrase(self) -> str:
        """The name by which the terminal is called; empty where it does not listen for one."""
        speech = self.speech
        listens = speech.wake == "on" or (
            speech.wake == "auto" and self.screen.home == "conversation"
        )
        return speech.wake_phrase if listens else ""

    @model_validator(mode="after")
    def _no_simulators_in_production(self) -> Self:
        refused = {
            "camera.source": self.camera.is_recorded,
            "camera.portrait_source": self.camera.is_portrait_recorded,
            "card_reader.name": self.card_reader.is_virtual,
            "card_reader.place": self.card_reader.is_pseudo,
            "printer.kind": self.printer.kind == "file",
        }
        for key, simulated in refused.items():
            if self.production and simulated:
                raise ValueError(f"{key}: a simulator is refused while production = true")
        return self


class ServerSettings(Section):
    """Where the hall service listens; port 0 takes a free one."""

    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=8080, ge=0, le=65535)
    workers: int = Field(default=1, ge=1, le=64)
    public_url: str = Field(default="", pattern=r"^(https?://[^/?#\s]+)?$")
    streams_per_address: int = Field(default=1000, ge=10, le=100_000)


class HallIdentity(Section):
    """The hall's name on its pages and tickets."""

    name: str = Field(default=HALL_NAME, min_length=1, max_length=40)


class HallData(Section):
    """Where the hall's key and its database lie; an empty URL keeps SQLite in the folder."""

    folder: ProjectPath = Path(".yimen/hall")
    database_url: str = ""


class ExchangeSettings(Section):
    """The central platform that is told of the cases; an empty URL tells nobody."""

    url: str = Field(default="", pattern=r"^(https?://\S+)?$")


def _all_different(words: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(words)) < len(words):
        raise ValueError("two of the five levels are the same")
    return words


LevelName = Annotated[str, Field(min_length=1, max_length=20)]
LevelCode = Annotated[str, Field(pattern=r"^[0-9A-Za-z_.-]{1,20}$")]
FiveNames = Annotated[
    tuple[LevelName, ...], Field(min_length=5, max_length=5), AfterValidator(_all_different)
]
FiveCodes = Annotated[
    tuple[LevelCode, ...], Field(min_length=5, max_length=5), AfterValidator(_all_different)
]


LineName = Annotated[str, Field(min_length=1, max_length=40)]


def _is_span(text: str) -> str:
    try:
        begins, ends = (time.fromisoformat(part) for part in text.split("-"))
    except ValueError:
        raise ValueError('a span is written like "09:00-12:00"') from None
    if begins >= ends:
        raise ValueError("a span ends after it begins")
    return text


DaySpan = Annotated[str, AfterValidator(_is_span)]


class EvaluationSettings(Section):
    """The five levels of 好差评, very satisfied first, and what a central platform calls them."""

    names: FiveNames = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
    english: FiveNames = ("Excellent", "Good", "Fair", "Poor", "Very poor")
    codes: FiveCodes = ("1", "2", "3", "4", "5")
    satisfied: int = Field(default=3, ge=1, le=4)


class ProfileSettings(Section):
    """How long what a case established may fill another form of the same person; 0 never."""

    days: int = Field(default=365, ge=0, le=3650)


class DraftSettings(Section):
    """How long a form not finished can be gone on with at any terminal of the hall; 0 never."""

    hours: float = Field(default=24, ge=0, le=24 * 30)


class QueueSettings(Section):
    """In which line the tickets of a category stand, where that is not as usual."""

    themes: dict[LineName, LineName] = Field(default_factory=dict, max_length=200)


class AppointmentSettings(Section):
    """When citizens may come by appointment, and how many at a time."""

    days_ahead: int = Field(default=7, ge=0, le=60)
    spans: Annotated[tuple[DaySpan, ...], Field(min_length=1, max_length=8)] = (
        "09:00-12:00",
        "13:00-17:00",
    )
    slot_min: int = Field(default=60, ge=10, le=240)
    capacity: int = Field(default=6, ge=0, le=1000)
    weekdays: Annotated[tuple[Annotated[int, Field(ge=1, le=7)], ...], Field(min_length=1)] = (
        1, 2, 3, 4, 5,
    )  # fmt: skip
    closed: Annotated[tuple[date, ...], Field(max_length=200)] = ()
    per_address: int = Field(default=100, ge=1, le=100_000)


class HallSettings(Section):
    """All settings of the hall service."""

    hall: HallIdentity = HallIdentity()
    server: ServerSettings = ServerSettings()
    data: HallData = HallData()
    exchange: ExchangeSettings = ExchangeSettings()
    evaluation: EvaluationSettings = EvaluationSettings()
    profiles: ProfileSettings = ProfileSettings()
    drafts: DraftSettings = DraftSettings()
    queue: QueueSettings = QueueSettings()
    appointments: AppointmentSettings = AppointmentSettings()
    settings_version: Version = SETTINGS_VERSION


def load_settings(path: Path, environ: Mapping[str, str]) -> KioskSettings:
    """Read a terminal's settings; the environment wins over the file."""
    return load_section(KioskSettings, path, environ)


def load_hall_settings(path: Path, environ: Mapping[str, str]) -> HallSettings:
    """Read the hall service's settings; the environment wins over the file."""
    return load_section(HallSettings, path, environ)
