"""Supervised time limits (电子监察): a yellow card before a promise ends, a red one after."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

_YELLOW_DAYS = 1


class Card(StrEnum):
    """How a time limit stands."""

    NONE = "none"
    YELLOW = "yellow"
    RED = "red"


CARD_NAMES = {Card.NONE: "", Card.YELLOW: "黄牌", Card.RED: "红牌"}


def working_days_left(today: date, due_on: date) -> int:
    """Return the working days after today up to the last day; negative when it has passed."""
    step = 1 if due_on >= today else -1
    days, day = 0, today
    while day != due_on:
        day += timedelta(days=step)
        days += step * (day.weekday() < 5)
    # A limit that passed over a weekend has passed, though no working day lies between.
    return days if due_on >= today else min(days, -1)


def card_of(today: date, due_on: date | None) -> Card:
    """Return the card a limit shows today."""
    if due_on is None:
        return Card.NONE
    left = working_days_left(today, due_on)
    if left < 0:
        return Card.RED
    return Card.YELLOW if left <= _YELLOW_DAYS else Card.NONE


def limit_text(today: date, due_on: date | None) -> str:
    """Say how a limit stands, in plain words."""
    if due_on is None:
        return "没有承诺时限"
    left = working_days_left(today, due_on)
    if left < 0:
        return f"超期 {-left} 个工作日"
    return "今天到期" if due_on == today or left == 0 else f"还有 {left} 个工作日"
