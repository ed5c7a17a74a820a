"""Every screen can be read aloud, and nothing personal with it."""

from __future__ import annotations

import pytest

from kiosk.effects import Hush, ReadScreen, Speak
from kiosk.events import CardRead, DeviceChanged, SpeechEnded
from kiosk.journeys.aloud import words_of
from kiosk.ui.samples import sample_screens

from .conftest import Drive

SAMPLES = sample_screens()


@pytest.mark.parametrize("name", [name for name in SAMPLES if not name.startswith("service")])
def test_every_screen_has_words(name: str) -> None:
    words = words_of(SAMPLES[name])
    assert words and "。。" not in words and "None" not in words


@pytest.mark.parametrize(
    "name", [name for name in sorted(SAMPLES) if name[:6] in ("review", "identi")]
)
def test_what_stands_on_cards_stays_unsaid(name: str) -> None:
    body = SAMPLES[name].body
    cards = getattr(body, "cards", None) or [getattr(body, "card", None)]
    personal = [line.text for card in cards if card is not None for line in card.lines]
    words = words_of(SAMPLES[name])
    assert not [text for text in personal if len(text) > 2 and text in words]


def test_the_card_just_read_is_not_read_out(drive: Drive) -> None:
    drive.press("fill_in")
    drive.happen(DeviceChanged("card_reader", "ready", "", ""))
    drive.happen(
        CardRead("社保卡", {"name": "陈样本", "resident_number": "11010519491231002X"}, "")
    )
    words = words_of(drive.screen)
    assert "请核对，这是您吗？" in words and "是我，继续" in words
    assert "陈样本" not in words and "1101" not in words


def test_pressing_again_silences_it(drive: Drive) -> None:
    drive.press("take_ticket")
    assert drive.press("read_screen") == (Hush(), ReadScreen())
    assert "stop_reading" in [action.name for action in drive.screen.footer]
    assert drive.press("stop_reading") == (Hush(),)
    assert "read_screen" in [action.name for action in drive.screen.footer]


def test_the_end_of_the_reading_gives_the_button_back(drive: Drive) -> None:
    drive.press("take_ticket")
    drive.press("read_screen")
    drive.happen(SpeechEnded())
    assert "read_screen" in [action.name for action in drive.screen.footer]
    assert not drive.asked(Speak)
