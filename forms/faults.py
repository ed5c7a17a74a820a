"""What is wrong with a catalogue, said so that whoever keeps the files can mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One fault of a catalogue file."""

    file: str
    place: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        """Return the fault as one line."""
        return f"{self.file}：{self.place}：{self.problem}。{self.remedy}"


class FormsError(Exception):
    """Base of all errors of this package."""


class CatalogueError(FormsError):
    """The catalogue cannot be used; `faults` says where and how to mend it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        """Keep the faults; the message lists them all."""
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class UnknownItemError(FormsError, KeyError):
    """No service item has this code."""


class UnknownFieldError(FormsError, KeyError):
    """The one table has no such field."""
