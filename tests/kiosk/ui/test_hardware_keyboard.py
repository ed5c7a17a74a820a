"""A keyboard of keys faster than the screen."""

from __future__ import annotations

import pytest

from kiosk.events import Event, Typed
from kiosk.ui.hardware_keyboard import HardwareKeyboard


class Field:
    """The text drawn so far; None while no field is open."""

    text: str | None = ""

    def __call__(self) -> str | None:
        return self.text


@pytest.fixture
def field() -> Field:
    return Field()


@pytest.fixture
def posted() -> list[Event]:
    return []


@pytest.fixture
def keyboard(field: Field, posted: list[Event]) -> HardwareKeyboard:
    return HardwareKeyboard(field, posted.append)


def test_keys_faster_than_the_screen_lose_nothing(
    keyboard: HardwareKeyboard, posted: list[Event]
) -> None:
    for key in "abc":
        assert keyboard.type(key)
    assert posted == [Typed("a"), Typed("ab"), Typed("abc")]


def test_a_screen_drawn_late_takes_nothing_back(
    keyboard: HardwareKeyboard, field: Field, posted: list[Event]
) -> None:
    keyboard.type("a")
    keyboard.type("b")
    field.text = "a"
    keyboard.type("c")
    assert posted[-1] == Typed("abc")


def test_what_the_screen_changed_is_taken_over(
    keyboard: HardwareKeyboard, field: Field, posted: list[Event]
) -> None:
    keyboard.type("a")
    field.text = "a"
    keyboard.delete()
    field.text = "从卡上来"
    keyboard.type("1")
    assert posted[-1] == Typed("从卡上来1")


def test_without_a_field_a_key_does_nothing(
    keyboard: HardwareKeyboard, field: Field, posted: list[Event]
) -> None:
    field.text = None
    assert not keyboard.type("a") and not keyboard.delete()
    assert posted == []
