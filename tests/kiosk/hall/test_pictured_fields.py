"""Fields answered by pictures: they come whole, lie sealed, and open to who may see the case."""

from __future__ import annotations

import queue
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select

from forms.application import Application
from forms.catalogue import load_catalogue
from forms.pictures import pages_key, text_of_pages
from kiosk.effects import FindUnfinished, KeepUnfinished, Submit
from kiosk.events import CaseFiled, Event, Pressed, Signed, UnfinishedFound
from kiosk.hall.accounts import Role
from kiosk.hall.rejection import Rejection
from kiosk.hall.tables import pictures
from kiosk.journeys.world import World
from kiosk.performers.delivery import DeliveryDesk
from kiosk.performers.unfinished import UnfinishedDesk
from kiosk.platform.draft_courier import tell_once
from kiosk.platform.draft_protocol import MOST_PAGE_BYTES
from kiosk.platform.outbox import Outbox
from kiosk.platform.page_uploads import PageUploads
from kiosk.platform.protocol import CaseReceipt, SubmitApplication
from kiosk.platform.upload_protocol import PART_BYTES
from kiosk.settings import CATALOGUE
from kiosk.unfinished_shelf import UnfinishedShelf
from kiosk.vault import Vault
from tests.kiosk.hall.accounts import form_of, make_account, sign_in
from tests.kiosk.hall.conftest import RunningHall, stored_bytes
from tests.kiosk.hall.specimens import PAGE, PNG, pictured_specimen
from tests.kiosk.journeys.picturing import GUARDIAN, INK, NUMBER, SHOP, Filling

SCHOOL = "1144010000000008673442190016000"
ABOVE_THE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Of pages and papers made of what the other tests find again in either database."""


@pytest.fixture
def case(hall: RunningHall) -> str:
    receipt = hall.service.cases.file(pictured_specimen(codes=(SCHOOL,)))
    assert isinstance(receipt, CaseReceipt)
    return receipt.case_number


@ABOVE_THE_DATABASE
@pytest.mark.parametrize("spoilt", [{"ink": b"other"}, {"pages": ()}, {"pages": (PAGE, PAGE)}])
def test_a_picture_that_is_not_the_one_named_is_refused(
    hall: RunningHall, spoilt: dict[str, object]
) -> None:
    refused = hall.service.cases.file(pictured_specimen(**spoilt))  # type: ignore[arg-type]  # one each
    assert isinstance(refused, Rejection)
    assert refused.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "在传送中缺失或损坏" in refused.reason


def test_a_large_picture_goes_ahead_in_parts(hall: RunningHall) -> None:
    page = PAGE + bytes(PART_BYTES)
    whole = pictured_specimen(pages=(page,))
    application = Application.model_validate_json(whole.application_json)
    values = [
        one.model_copy(update={"pages": (text_of_pages((page,)),)})
        if one.key == "shop_photo"
        else one
        for one in application.values
    ]
    text = application.model_copy(update={"values": tuple(values)}).to_json()
    body = whole.model_copy(update={"application_json": text}).to_bytes()
    receipt = PageUploads(hall.client).submit_body(whole.application_id, body)
    assert isinstance(receipt, CaseReceipt)
    kept = hall.service.files.picture(whole.application_id, pages_key("shop_photo"), 1)
    assert kept == page
    # Known again to the byte: the pages were put back where they came from.
    assert hall.service.cases.file(SubmitApplication.model_validate_json(body)) == receipt


def test_pictures_lie_sealed(hall: RunningHall, case: str) -> None:
    with hall.service.database.read() as connection:
        rows = connection.execute(select(pictures)).all()
    kept = {row.material: row.content_sealed for row in rows}
    assert kept.keys() >= {pages_key("guardian_signature"), pages_key("shop_photo")}
    assert all(PNG not in sealed and PAGE not in sealed for sealed in kept.values())


@ABOVE_THE_DATABASE
def test_a_window_sees_them_beside_their_field_and_it_is_recorded(
    hall: RunningHall, case: str
) -> None:
    with hall.staff() as clerk:
        page = clerk.get(f"{hall.url}/cases/{case}", timeout=20).text
        signed = f"/cases/{case}/pages/1/{pages_key('guardian_signature')}"
        shot = f"/cases/{case}/pages/1/{pages_key('shop_photo')}"
        assert page.count(f'href="{signed}"') == 1 and page.count(f'href="{shot}"') == 1
        ink, photo = (clerk.get(hall.url + one, timeout=20) for one in (signed, shot))
        beyond = clerk.get(f"{hall.url}{shot}".replace("/1/", "/2/"), timeout=20)
    assert (ink.content, ink.headers["content-type"]) == (PNG, "image/png")
    assert (photo.content, photo.headers["content-type"]) == (PAGE, "image/jpeg")
    assert beyond.status_code == HTTPStatus.NOT_FOUND
    log = hall.service.config.audit_path.read_text()
    assert log.count('"action":"page_read"') == 2


@ABOVE_THE_DATABASE
def test_nobody_else_sees_them(hall: RunningHall, case: str) -> None:
    make_account(hall, "li", Role.DEPARTMENT, department="教育局")
    make_account(hall, "wu", Role.TECHNICIAN)
    path = f"{hall.url}/cases/{case}/pages/1/{pages_key('guardian_signature')}"
    for login, status in (("li", HTTPStatus.NOT_FOUND), ("wu", HTTPStatus.FORBIDDEN)):
        somebody, _ = sign_in(hall, login)
        with somebody:
            assert somebody.get(path, timeout=20).status_code == status


@ABOVE_THE_DATABASE
def test_what_was_left_for_the_window_stands_in_the_notice(hall: RunningHall, case: str) -> None:
    with hall.staff() as clerk:
        url = f"{hall.url}/cases/{case}"
        page = clerk.get(url, timeout=20).text
        assert '<span class="tag warn">到窗口签</span>' in page
        assert 'value="配偶签名" checked' in page
        assert 'value="监护人签名" checked' not in page
        told = {"form": form_of(page), "wrong": ["配偶签名"]}
        notice = clerk.post(f"{url}/return", data=told, timeout=20).text
    assert "<li>配偶签名：到窗口签</li>" in notice


def test_an_earlier_case_offers_no_picture_as_a_datum(hall: RunningHall, case: str) -> None:
    service = hall.service
    with hall.staff() as clerk:
        form = {"form": form_of(clerk.get(f"{hall.url}/cases/{case}", timeout=20).text)}
        clerk.post(f"{hall.url}/cases/{case}/accept", data=form, timeout=20)
    file = service.files.open(case)
    assert file is not None
    known = service.profiles.of_person(file.applicant_number)
    pictured = {"guardian_signature", "shop_photo", "spouse_signature"}
    assert not pictured & {one.key for one in known.fields}
    assert not [one.key for one in known.materials if one.key.startswith("field/")]


@ABOVE_THE_DATABASE
def test_the_paper_shows_them_at_their_field(hall: RunningHall) -> None:
    ink, photo = _drawn((300, 100), "PNG"), _drawn((600, 800), "JPEG")
    whole = pictured_specimen(codes=(SCHOOL,), ink=ink, pages=(photo,))
    application = Application.model_validate_json(whole.application_json)
    named = {"guardian_signature": (ink,), "shop_photo": (photo,)}
    values = tuple(
        one.model_copy(update={"pages": (text_of_pages(named[one.key]),)})
        if one.key in named
        else one
        for one in application.values
    )
    text = application.model_copy(update={"values": values}).to_json()
    receipt = hall.service.cases.file(
        whole.model_copy(update={"application_json": text, "signature_png": ink})
    )
    assert isinstance(receipt, CaseReceipt)
    with hall.staff() as clerk:
        url = f"{hall.url}/cases/{receipt.case_number}/application.pdf"
        paper = PdfReader(BytesIO(clerk.get(url, timeout=20).content))
    sizes = sorted(image.image.size for page in paper.pages for image in page.images if image.image)
    assert sizes == [(300, 100), (300, 100), (600, 800)]
    words = "".join("".join(page.extract_text().split()) for page in paper.pages)
    assert "配偶签名到窗口签" in words and "门店照片已拍摄，1页" in words


def _world() -> World:
    return World(
        catalogue=load_catalogue(CATALOGUE),
        hall_name="样本大厅",
        new_id=lambda: "application-0001",
        now=lambda: datetime(2026, 11, 24, 2, 0, tzinfo=UTC),
        inactivity_s=120,
        countdown_s=30,
    )


def test_what_is_signed_at_the_kiosk_lies_with_the_case(hall: RunningHall, tmp_path: Path) -> None:
    citizen = Filling(_world(), (GUARDIAN, True), (SHOP, True))
    citizen.happen(Signed(INK))
    citizen.press("next_question")
    citizen.photograph(PAGE + bytes(PART_BYTES))
    citizen.press("keep_photo")
    citizen.happen(Signed(PNG))
    citizen.press("submit")
    (submit,) = citizen.effects
    assert isinstance(submit, Submit)
    outbox = Outbox(tmp_path / "outbox.db", Vault(tmp_path / "outbox.key"))
    posted: queue.SimpleQueue[Event] = queue.SimpleQueue()
    desk = DeliveryDesk(outbox, hall.client, lambda code: 15)
    desk.start(posted.put)
    try:
        desk.perform(submit, posted.put)
        events = [posted.get(timeout=20), posted.get(timeout=20)]
    finally:
        desk.stop()
    filed = next(event for event in events if isinstance(event, CaseFiled))
    case = hall.service.files.open(filed.case_number)
    assert case is not None
    kept = hall.service.files.pictures(case)
    assert kept == {GUARDIAN.key: (INK,), SHOP.key: (PAGE + bytes(PART_BYTES),)}
    lying = b"".join(path.read_bytes() for path in tmp_path.glob("outbox*"))
    assert INK not in lying and b64encode(INK)[:12] not in lying


def test_a_form_with_pictures_is_gone_on_with_at_another_terminal(
    hall: RunningHall, tmp_path: Path
) -> None:
    citizen = Filling(_world(), (SHOP, True), (GUARDIAN, True))
    page = PAGE + bytes(MOST_PAGE_BYTES - len(PAGE) - len(INK))
    citizen.photograph(page)
    citizen.press("keep_photo")
    citizen.happen(Signed(INK))
    citizen.press("next_question")
    (kept,) = (one for one in citizen.effects if isinstance(one, KeepUnfinished))
    shelves = [
        UnfinishedShelf(tmp_path / one, Vault(tmp_path / f"{one}.key"), 3600.0 * 1000 * 24)
        for one in ("here", "there")
    ]
    here, there = (UnfinishedDesk(shelf, hall.client) for shelf in shelves)
    here.perform(kept, lambda event: None)
    assert tell_once(hall.client, shelves[0])
    sealed = b"".join(path.read_bytes() for path in (tmp_path / "here").iterdir())
    assert INK not in sealed and INK not in stored_bytes(hall)
    posted: list[Event] = []
    there.perform(FindUnfinished(NUMBER), posted.append)
    (found,) = posted
    assert isinstance(found, UnfinishedFound)
    other = Filling(citizen.world, (SHOP, True), (GUARDIAN, True))
    other.state = replace(other.fresh, table=None)
    other.happen(found, Pressed("resume_form"))
    assert other.state.pictures == citizen.state.pictures
    assert other.state.step == "review"


def _drawn(size: tuple[int, int], kind: str) -> bytes:
    buffer = BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(buffer, kind)
    return buffer.getvalue()
