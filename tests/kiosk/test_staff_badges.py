"""Staff badges: taken in from the reader, kept as hashes, known again, and nobody else's."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from devices.cards.badge import NO_NUMBER, read_badge
from devices.cards.identity import Identity
from devices.cards.reader import CardFault
from devices.simulators.badge import BadgeChip
from devices.simulators.chip import Chip
from devices.simulators.pcsc_daemon import PcscDaemon
from devices.simulators.virtual_card import VirtualCard
from kiosk.cli import app
from kiosk.device_trial import DeviceTrials
from kiosk.effects import CheckBadge
from kiosk.events import BadgeChecked, Event
from kiosk.performers.service import BADGE_FILE, UNKNOWN_BADGE, About, ServiceDesk
from kiosk.platform.outbox import Outbox
from kiosk.settings import KioskSettings
from kiosk.settings_editor import SettingsEditor
from kiosk.staff_badges import StaffBadges
from kiosk.vault import Vault

NUMBER = "04A1B2C3D4E5F6"


def test_a_badge_is_known_again_and_its_number_is_kept_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "badges.json"
    StaffBadges(path).add("样本工", NUMBER)
    badges = StaffBadges(path)
    assert badges.owner(NUMBER) == "样本工" and badges.owner("04A1B2C3D4E5F7") is None
    assert NUMBER not in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o077 == 0
    assert json.loads(path.read_text(encoding="utf-8"))["样本工"].startswith("$argon2")


def test_a_badge_taken_out_opens_nothing(tmp_path: Path) -> None:
    badges = StaffBadges(tmp_path / "badges.json")
    badges.add("样本工", NUMBER)
    assert badges.remove("样本工") and not badges.remove("样本工")
    assert badges.owner(NUMBER) is None and badges.names() == ()


@pytest.mark.parametrize(
    ("name", "number"), [("", NUMBER), ("样" * 21, NUMBER), ("工", "08A1B2C3")]
)
def test_no_name_and_a_number_drawn_anew_each_time_are_refused(
    name: str, number: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=r"名字|号码"):
        StaffBadges(tmp_path / "badges.json").add(name, number)


@pytest.mark.parametrize("content", ["", "[]", '{"a": 1}', "null"])
def test_a_damaged_file_knows_nobody(content: str, tmp_path: Path) -> None:
    path = tmp_path / "badges.json"
    path.write_text(content, encoding="utf-8")
    assert StaffBadges(path).owner(NUMBER) is None


def test_cards_without_a_number_are_no_badges() -> None:
    assert read_badge(Chip().answer) == NO_NUMBER
    assert read_badge(lambda command: b"") == NO_NUMBER
    read = read_badge(BadgeChip(bytes.fromhex("11223344")).answer)
    assert isinstance(read, Identity) and read.data == {"card_number": "11223344"}


def test_the_desk_opens_to_a_known_badge_alone(tmp_path: Path) -> None:
    StaffBadges(tmp_path / BADGE_FILE).add("样本工", NUMBER)
    lying: list[Identity | CardFault] = [
        NO_NUMBER,
        Identity("感应卡", "", {"card_number": "04FFFFFFFFFFFF"}),
        Identity("感应卡", "", {"card_number": NUMBER}),
    ]
    outbox = Outbox(tmp_path / "outbox.sqlite3", Vault(tmp_path / "outbox.key"))
    about = About("", 0, tmp_path, tmp_path)
    desk = ServiceDesk(
        about,
        (),
        outbox,
        lambda: None,
        SettingsEditor(None),
        lambda: lying.pop(0),
        DeviceTrials(KioskSettings()),
    )
    told: list[Event] = []
    for _ in range(3):
        desk.perform(CheckBadge(), told.append)
    outbox.close()
    no_number = f"{NO_NUMBER.reason}。{NO_NUMBER.remedy}"
    expected = [BadgeChecked(False, no_number), BadgeChecked(False, UNKNOWN_BADGE)]
    assert told == [*expected, BadgeChecked(True)]


@pytest.fixture
def badge_on_the_reader() -> Iterator[None]:
    with PcscDaemon():
        card = VirtualCard(BadgeChip())
        card.insert()
        yield
        card.remove()


def test_the_card_on_the_reader_is_taken_in_listed_and_taken_out(
    badge_on_the_reader: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIMEN_DATA__FOLDER", str(tmp_path))

    def run(*words: str) -> Result:
        return CliRunner().invoke(app, ["badge", *words])

    end_s = time.monotonic() + 10
    while (added := run("add", "样本工")).exit_code and time.monotonic() < end_s:
        time.sleep(0.1)
    assert added.exit_code == 0 and "已登记" in added.output
    assert "样本工" in run("list").output
    assert StaffBadges(tmp_path / BADGE_FILE).owner(NUMBER) == "样本工"
    assert run("remove", "样本工").exit_code == 0
    assert run("remove", "样本工").exit_code == 1
