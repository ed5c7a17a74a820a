"""A form begun at one terminal is gone on with at another, by the same citizen only."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import requests

from kiosk.effects import DropUnfinished, FindUnfinished, KeepUnfinished
from kiosk.events import Event, UnfinishedFound
from kiosk.hall.tables import MAIN
from kiosk.performers.unfinished import UnfinishedDesk
from kiosk.platform.client import HallClient, Refused, Unreachable
from kiosk.platform.draft_courier import tell_once
from kiosk.platform.draft_protocol import (
    FIND_DRAFT_PATH,
    Draft,
    DraftKept,
    KeepDraft,
    KeepDraftPage,
)
from kiosk.unfinished_shelf import UnfinishedShelf
from kiosk.vault import Vault

from .conftest import RunningHall, stored_bytes
from .specimens import NUMBER

TEXT = '{"codes": [], "phone": "13800138000"}'
PAGES = (b"\xff\xd8 first paper", b"\xff\xd8 second paper")
NAMES = tuple(sha256(page).hexdigest() for page in PAGES)
ABOVE_THE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Of what the terminal does or the routes refuse, whatever database lies behind."""


class Kiosk:
    """What of a terminal keeps and finds unfinished forms."""

    def __init__(self, folder: Path, hall: RunningHall, client: HallClient) -> None:
        vault = Vault(folder / "unfinished.key")
        self.shelf = UnfinishedShelf(
            folder / "unfinished", vault, 3600 * 100, lambda: hall.clock().timestamp()
        )
        self.desk = UnfinishedDesk(self.shelf, client)
        self._client = client

    def keep(self, text: str, *pages: bytes) -> None:
        named = {sha256(page).hexdigest(): page for page in pages}
        self.desk.perform(KeepUnfinished(NUMBER, text, named), lambda event: None)

    def drop(self) -> None:
        self.desk.perform(DropUnfinished(NUMBER), lambda event: None)

    def tell(self) -> bool:
        return tell_once(self._client, self.shelf)

    def offered(self, number: str = NUMBER) -> list[Event]:
        posted: list[Event] = []
        self.desk.perform(FindUnfinished(number), posted.append)
        return posted


def two_kiosks(tmp_path: Path, hall: RunningHall) -> tuple[Kiosk, Kiosk]:
    folders = tmp_path / "one", tmp_path / "other"
    return Kiosk(folders[0], hall, hall.client), Kiosk(folders[1], hall, hall.client)


def handed_over(hall: RunningHall, text: str, minutes_ago: float = 0, number: str = NUMBER) -> bool:
    kept_at = hall.clock() - timedelta(minutes=minutes_ago)
    given = KeepDraft(number=number, shown="card", text=text, kept_at=kept_at)
    answer = hall.client.keep_draft(given)
    assert isinstance(answer, DraftKept)
    return answer.kept


def test_another_terminal_offers_what_was_begun_at_this_one(
    hall: RunningHall, tmp_path: Path
) -> None:
    here, there = two_kiosks(tmp_path, hall)
    here.keep(TEXT)
    assert here.tell()
    assert there.offered() == [UnfinishedFound(NUMBER, TEXT)]
    assert there.offered("440105198001010019") == []


def test_a_submitted_form_is_withdrawn_everywhere(hall: RunningHall, tmp_path: Path) -> None:
    here, there = two_kiosks(tmp_path, hall)
    here.keep(TEXT)
    here.tell()
    assert there.offered() != []
    hall.clock.pass_minutes(1)
    there.drop()
    assert there.tell()
    assert here.offered() == []
    assert there.offered() == []


@ABOVE_THE_DATABASE
def test_without_the_hall_the_form_is_offered_where_it_was_begun(
    hall: RunningHall, tmp_path: Path
) -> None:
    alone = Kiosk(tmp_path / "alone", hall, HallClient("http://127.0.0.1:9", 0.5))
    alone.keep(TEXT)
    assert not alone.tell()
    assert alone.offered() == [UnfinishedFound(NUMBER, TEXT)]
    back = Kiosk(tmp_path / "alone", hall, hall.client)
    assert back.tell()
    assert Kiosk(tmp_path / "other", hall, hall.client).offered() != []


@ABOVE_THE_DATABASE
def test_the_desk_tells_the_hall_by_itself(hall: RunningHall, tmp_path: Path) -> None:
    here, there = two_kiosks(tmp_path, hall)
    here.desk.start(lambda event: None)
    here.keep(TEXT)
    until = time.monotonic() + 20
    while not there.offered() and time.monotonic() < until:
        time.sleep(0.02)
    here.desk.stop()
    assert there.offered() == [UnfinishedFound(NUMBER, TEXT)]


def test_what_a_cut_off_terminal_hands_over_late_does_not_come_back(hall: RunningHall) -> None:
    assert handed_over(hall, TEXT, minutes_ago=30)
    assert handed_over(hall, "", minutes_ago=10)
    assert not handed_over(hall, TEXT, minutes_ago=20)
    found = hall.client.find_draft(NUMBER, 5)
    assert isinstance(found, Draft) and found.text == "" and found.kept_at is not None


def test_the_hall_forgets_after_its_hours(hall: RunningHall) -> None:
    assert handed_over(hall, TEXT)
    hall.clock.pass_minutes(60 * 24 - 1)
    assert hall.service.drafts.find(MAIN, NUMBER).text == TEXT
    hall.clock.pass_minutes(1)
    assert hall.service.drafts.find(MAIN, NUMBER) == Draft()
    assert not handed_over(hall, TEXT, minutes_ago=60 * 24)
    assert handed_over(hall, "{}", number="440105198001010019")
    with hall.service.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM drafts").scalar() == 1


def test_a_fast_clock_does_not_shut_out_what_comes_after(hall: RunningHall) -> None:
    assert handed_over(hall, "{}", minutes_ago=-600)
    hall.clock.pass_minutes(1)
    assert handed_over(hall, TEXT)


def test_another_hall_of_the_same_database_finds_nothing(hall: RunningHall) -> None:
    assert handed_over(hall, TEXT)
    assert hall.service.drafts.find("branch", NUMBER) == Draft()


def test_nothing_of_the_person_lies_open_or_in_the_audit_log(hall: RunningHall) -> None:
    assert handed_over(hall, TEXT)
    hall.client.find_draft(NUMBER, 5)
    stored = stored_bytes(hall)
    assert NUMBER.encode() not in stored and b"13800138000" not in stored
    audited = hall.service.config.audit_path.read_text("utf-8")
    assert "draft_kept" in audited and "draft_looked_for" in audited


@ABOVE_THE_DATABASE
def test_who_does_not_say_that_a_card_was_read_gets_nothing(hall: RunningHall) -> None:
    assert handed_over(hall, TEXT)
    browser, url = hall.browser(), hall.url + FIND_DRAFT_PATH

    def post(body: dict[str, str], signed: bool = True) -> requests.Response:
        content = json.dumps(body).encode()
        proof = hall.sign("POST", FIND_DRAFT_PATH, content) if signed else {}
        return browser.post(
            url, data=content, headers={"Content-Type": "application/json", **proof}
        )

    for body in ({"number": NUMBER}, {"number": NUMBER, "shown": "picture"}):
        assert post(body).status_code == 422
    card = {"number": NUMBER, "shown": "card"}
    assert post(card, signed=False).status_code == 401
    assert post(card).json()["text"] == TEXT


def pages_kept(hall: RunningHall) -> int:
    with hall.service.database.read() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM draft_pages").scalar()
    return int(count or 0)


def page_of(number: str, page: bytes) -> KeepDraftPage:
    name = sha256(page).hexdigest()
    return KeepDraftPage(number=number, shown="card", page=name, content=page)


def test_pictures_are_handed_over_once_and_fetched_by_another_terminal(
    hall: RunningHall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = two_kiosks(tmp_path, hall)
    sent: list[str] = []
    hand_over = HallClient.keep_draft_page

    def noted(client: HallClient, given: KeepDraftPage) -> DraftKept | Unreachable | Refused:
        sent.append(given.page)
        return hand_over(client, given)

    monkeypatch.setattr(HallClient, "keep_draft_page", noted)
    for text in ("{}", TEXT):
        here.keep(text, *PAGES)
        assert here.tell()
        hall.clock.pass_minutes(1)
    assert sent == list(NAMES)
    assert there.offered() == [UnfinishedFound(NUMBER, TEXT, dict(zip(NAMES, PAGES, strict=True)))]
    stored = stored_bytes(hall)
    assert not any(page[2:] in stored for page in PAGES)
    there.keep(TEXT, PAGES[0])
    assert there.tell() and pages_kept(hall) == 1
    there.drop()
    assert there.tell() and pages_kept(hall) == 0


@ABOVE_THE_DATABASE
def test_a_terminal_cut_off_among_the_pictures_hands_over_the_others_later(
    hall: RunningHall, tmp_path: Path
) -> None:
    here, there = two_kiosks(tmp_path, hall)
    here.keep(TEXT, *PAGES)
    given = KeepDraft(number=NUMBER, shown="card", text=TEXT, kept_at=hall.clock(), pages=NAMES)
    assert hall.client.keep_draft(given) == DraftKept(kept=True, missing=NAMES)
    assert hall.client.keep_draft_page(page_of(NUMBER, PAGES[1])) == DraftKept(kept=True)
    assert there.offered() == [UnfinishedFound(NUMBER, TEXT, {NAMES[1]: PAGES[1]})]
    assert hall.client.keep_draft(given) == DraftKept(kept=True, missing=NAMES[:1])
    hall.clock.pass_minutes(1)
    here.keep(TEXT, *PAGES)
    assert here.tell()
    other = Kiosk(tmp_path / "third", hall, hall.client)
    (found,) = other.offered()
    assert isinstance(found, UnfinishedFound) and tuple(found.pages.values()) == PAGES


def test_a_page_that_no_form_names_is_not_kept(hall: RunningHall) -> None:
    assert hall.client.keep_draft_page(page_of(NUMBER, PAGES[0])) == DraftKept(kept=False)
    hall.client.keep_draft(
        KeepDraft(number=NUMBER, shown="card", text=TEXT, kept_at=hall.clock(), pages=NAMES[:1])
    )
    stranger = "440105198001010019"
    assert hall.client.keep_draft_page(page_of(NUMBER, PAGES[1])) == DraftKept(kept=False)
    assert hall.client.keep_draft_page(page_of(stranger, PAGES[0])) == DraftKept(kept=False)
    assert hall.client.keep_draft_page(page_of(NUMBER, PAGES[0])) == DraftKept(kept=True)
    drafts = hall.service.drafts
    assert drafts.find_page(MAIN, NUMBER, NAMES[0]) == PAGES[0]
    assert drafts.find_page(MAIN, stranger, NAMES[0]) == b""
    assert drafts.find_page("branch", NUMBER, NAMES[0]) == b""
    hall.clock.pass_minutes(60 * 24)
    assert drafts.find_page(MAIN, NUMBER, NAMES[0]) == b""
    assert handed_over(hall, "{}", number=stranger) and pages_kept(hall) == 0
