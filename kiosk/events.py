"""What happened (past tense) and what to do (imperative): the only words journeys exchange."""

from __future__ import annotations

from dataclasses import dataclass

# --- events -----------------------------------------------------------------


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
class Touched:
    """The screen was touched somewhere, so somebody is there."""
