"""What a hall service needs to know before it starts."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
THEMES = ("社会民生", "企业设立", "经营许可", "工程建设", "公安专项", "税务专项")
"""Queue categories in the order of their letters; others get the next letter when they appear."""

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
            "draft_hours": self.draft_hours,
        }
        return json.dumps(facts)

    @classmethod
    def from_json(cls, text: str) -> HallConfig:
        """Read what `to_json` wrote."""
        facts = json.loads(text)
        levels = Levels.of(facts["levels"])
        return cls(**{**facts, "folder": Path(facts["folder"]), "levels": levels})
