"""What a hall service needs to know before it starts."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kiosk.hall.slots import SlotRules

THEMES = ("社会民生", "企业设立", "经营许可", "工程建设", "公安专项", "税务专项")
"""Queue categories in the order of their letters; others get the next letter when they appear."""

THEME_OF: Mapping[str, str] = MappingProxyType(
    {
        "企业开办": "企业设立",
        "不动产": "社会民生",
        "住房保障": "社会民生",
        "住房公积金": "社会民生",
        "养老服务": "社会民生",
        "医疗保障": "社会民生",
        "卫生健康": "社会民生",
        "婚姻登记": "社会民生",
        "就业服务": "社会民生",
        "教育服务": "社会民生",
        "残疾人服务": "社会民生",
        "法律服务": "社会民生",
        "社会保障": "社会民生",
        "社会救助": "社会民生",
        "公安综合": "公安专项",
        "出入境": "公安专项",
        "户政服务": "公安专项",
        "车辆驾驶证": "公安专项",
    }
)
"""In which of them the catalogue's categories stand; one that is not named here has its own line.

There are 26 letters, and a catalogue may have more categories.
"""

_CATALOGUE = Path(__file__).resolve().parents[2] / "assets" / "catalogue"


WORKER_VARIABLE = "YIMEN_HALL_WORKER"
"""The environment variable that tells a worker process which hall it works for."""


def utc_now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Levels:
    """The five levels of an evaluation (好差评), very satisfied first."""

    names: tuple[str, ...] = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
    english: tuple[str, ...] = ("Excellent", "Good", "Fair", "Poor", "Very poor")
    codes: tuple[str, ...] = ("1", "2", "3", "4", "5")
    """How a central platform knows them."""
    satisfied: int = 3
    """How many of them, from the first, are satisfied ones."""

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Levels:
        """Read them from settings, or from what one process tells another."""
        return cls(
            tuple(facts["names"]),
            tuple(facts["english"]),
            tuple(facts["codes"]),
            int(facts["satisfied"]),
        )

    def name(self, level: int | None) -> str:
        """Return what a level from 1 to 5 is called; "" when nobody gave one."""
        return "" if level is None else self.names[level - 1]

    def code(self, level: int | None) -> str:
        """Return the platform's code of a level; "" when nobody gave one."""
        return "" if level is None else self.codes[level - 1]


@dataclass(frozen=True)
class HallConfig:
    """Where a hall keeps its data, what it is called, and how it reckons waits."""

    name: str
    folder: Path
    public_url: str = ""
    """How phones reach this hall; empty takes the address the terminal used."""
    database_url: str = ""
    """An SQLAlchemy URL; empty keeps SQLite in the folder."""
    catalogue: Path = _CATALOGUE
    """The folder of service items: what notices, departments and materials are called."""
    exchange_url: str = ""
    """Where the national exchange records go; empty reports nothing."""
    levels: Levels = field(default_factory=Levels)
    """The five levels of an evaluation and what that platform calls them."""
    profile_days: int = 365
    """How long what a case established may fill another form; 0 never."""
    draft_hours: float = 24.0
    """How long a form not finished can be gone on with at any terminal; 0 keeps none."""
    themes: Mapping[str, str] = field(default_factory=lambda: THEME_OF)
    """In which line the tickets of a category stand."""
    appointments: SlotRules = field(default_factory=SlotRules)
    """When citizens may book, and how many at a time."""
    streams_per_address: int = 1000
    """How many phones, and how many boards, of one address listen to one process at a time."""
    windows: int = 2
    service_min: float = 5.0
    """Minutes a visit at a window takes, until the day's own calls say better."""
    clock: Callable[[], datetime] = field(default=utc_now)

    @property
    def seal_path(self) -> Path:
        """The file with the private key that seals what terminals rely on."""
        return self.folder / "keys" / "seal.key"

    @property
    def staff_path(self) -> Path:
        """The file with the secret that marks the staff's own forms."""
        return self.folder / "staff.token"

    @property
    def exchange_token_path(self) -> Path:
        """The file with what the central platform wants to see; there may be none."""
        return self.folder / "exchange.token"

    @property
    def key_path(self) -> Path:
        """The file with the key of the personal columns."""
        return self.folder / "keys" / "hall.key"

    @property
    def audit_path(self) -> Path:
        """The audit log."""
        return self.folder / "audit.jsonl"

    @property
    def url_of_database(self) -> str:
        """The SQLAlchemy URL in force."""
        return self.database_url or f"sqlite:///{self.folder / 'hall.db'}"

    def to_json(self) -> str:
        """Return what another process needs to open the same hall."""
        facts = {
            "name": self.name,
            "folder": str(self.folder),
            "public_url": self.public_url,
            "database_url": self.database_url,
            "exchange_url": self.exchange_url,
            "levels": asdict(self.levels),
            "profile_days": self.profile_days,
            "themes": dict(self.themes),
            "appointments": self.appointments.to_facts(),
            "draft_hours": self.draft_hours,
            "streams_per_address": self.streams_per_address,
        }
        return json.dumps(facts)

    @classmethod
    def from_json(cls, text: str) -> HallConfig:
        """Read what `to_json` wrote."""
        facts = json.loads(text)
        read = {
            "folder": Path(facts["folder"]),
            "levels": Levels.of(facts["levels"]),
            "appointments": SlotRules.of(facts["appointments"]),
        }
        return cls(**{**facts, **read})
