"""What the hall asks of a central platform: to take one record of each kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kiosk.hall.exchange.records import AcceptRecord, MaterialRecord, ProcessRecord, ResultRecord


@dataclass(frozen=True)
class Taken:
    """The platform has the record, from now or from an earlier try."""


@dataclass(frozen=True)
class Refused:
    """The platform will not take this record as it is; trying again changes nothing."""

    reason: str


@dataclass(frozen=True)
class Away:
    """The platform takes nothing now; the record waits."""

    reason: str


Answer = Taken | Refused | Away


class CentralPlatform(Protocol):
    """A platform above the hall; a record's `row_guid` tells it what it has had already."""

    def accept(self, record: AcceptRecord) -> Answer:
        """Report that a case was accepted."""
        ...

    def process(self, record: ProcessRecord) -> Answer:
        """Report a step of a case."""
        ...

    def result(self, record: ResultRecord) -> Answer:
        """Report how a case ended, or what the applicant thought of it."""
        ...

    def material(self, record: MaterialRecord) -> Answer:
        """Report a material handed in with a case."""
        ...
