"""A citizen with a passport or a permit instead of a card."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from devices.cards.mrz import MrzKey
from devices.cards.pcsc import PcscCardReader
from devices.simulators.passport import PassportChip
from devices.simulators.pcsc_daemon import PcscDaemon
from devices.simulators.rehearsals import FIRST_READER
from devices.simulators.travel_pages import draw_page
from devices.simulators.virtual_card import VirtualCard
from devices.status import DeviceState
from kiosk.effects import FindProfile, ReadTravelChip, ReadTravelPage, StartCamera, StopCamera
from kiosk.events import CardFailed, CardRead, DeviceChanged, Event, PageSteady, TravelPageRead
from kiosk.journeys.view import CaptureView, ChooseItemsView, IdentifyView
from kiosk.performers.card_photos import CardPhotoReader
from kiosk.performers.cards import CardDesk

from .conftest import Drive, labels

KEY = MrzKey("L898902C3", "740812", "120415")
DATA = {"document_number": "L898902C3", "english_name": "ERIKSSON ANNA MARIA", "sex": "女"}
PAGE = TravelPageRead(KEY, CardRead("照片（护照）", DATA, "", "只读了机读码"))
CHIP = CardRead("护照或通行证", {**DATA, "birth_date": "1974-08-12"}, "已经过期", "芯片认可")
NO_READER = DeviceChanged("card_reader", "absent", "没有找到读卡器", "请检查连线")


@pytest.fixture
def with_chips(drive: Drive) -> Drive:
    drive.world = replace(drive.world, reads_chips=True)
    drive.happen(DeviceChanged("card_reader", "no_card"))
    return drive


@pytest.fixture
def at_page(with_chips: Drive, code_of: Callable[[str], str]) -> Drive:
    with_chips.press("fill_in", code_of("居住证申领"))
    body = with_chips.screen.body
    assert isinstance(body, IdentifyView) and "用护照或通行证" in labels(body.actions)
    assert with_chips.press("by_passport") == (StartCamera(reads_cards=True),)
    return with_chips


def identify(drive: Drive) -> IdentifyView:
    body = drive.screen.body
    assert isinstance(body, IdentifyView)
    return body


def capture(drive: Drive) -> CaptureView:
    body = drive.screen.body
    assert isinstance(body, CaptureView)
    return body


def shown(drive: Drive) -> dict[str, str]:
    card = identify(drive).card
    assert card is not None
    return {line.label: line.text for line in card.lines}


def test_page_and_chip_are_read_and_shown_with_what_they_prove(at_page: Drive) -> None:
    assert "带照片的一页" in capture(at_page).hint
    assert at_page.happen(PageSteady()) == (ReadTravelPage(),)
    assert capture(at_page).phase == "checking"
    assert at_page.happen(PAGE) == (StopCamera(),)
    assert "读卡器" in identify(at_page).title and identify(at_page).card is None
    assert at_page.happen(DeviceChanged("card_reader", "ready")) == (ReadTravelChip(KEY),)
    assert identify(at_page).picture == "reading"
    at_page.happen(CHIP)
    body = identify(at_page)
    assert body.card is not None and body.card.source == "芯片认可" and body.message == "已经过期"
    assert shown(at_page) == {
        "证件号码": "L8 **** 2C3",
        "英文姓名": "ERIKSSON ANNA MARIA",
        "性别": "女",
        "出生日期": "1974-08-12",
    }
    assert "只用于这次办事" in body.hint and "再刷" not in body.hint
    at_page.press("confirm_card")
    assert isinstance(at_page.screen.body, ChooseItemsView)
    assert not at_page.asked(FindProfile)


def test_a_passport_already_on_the_reader_is_read_at_once(at_page: Drive) -> None:
    at_page.happen(DeviceChanged("card_reader", "ready"), PageSteady())
    assert at_page.happen(PAGE) == (StopCamera(), ReadTravelChip(KEY))


def test_a_chip_that_cannot_be_read_is_tried_again_or_left(at_page: Drive) -> None:
    at_page.happen(PageSteady(), PAGE, DeviceChanged("card_reader", "ready"))
    at_page.happen(CardFailed("证件芯片里的信息没有读出来", "请把证件放平再试一次"))
    body = identify(at_page)
    assert body.tone == "error" and labels(body.actions) == ["不读芯片，继续"]
    assert at_page.press("read_card") == (ReadTravelChip(KEY),)
    at_page.happen(CardFailed("证件芯片里的信息没有读出来", "请把证件放平再试一次"))
    at_page.press("without_chip")
    card = identify(at_page).card
    assert card is not None and card.source == "只读了机读码"
    assert "照片不保存" in identify(at_page).hint


@pytest.mark.parametrize("reads_chips", [False, True])
def test_without_a_chip_reader_the_page_alone_is_shown_and_says_so(
    drive: Drive, code_of: Callable[[str], str], reads_chips: bool
) -> None:
    drive.world = replace(drive.world, reads_chips=reads_chips)
    drive.happen(NO_READER)
    drive.press("fill_in", code_of("居住证申领"))
    drive.press("by_passport")
    drive.press("take_photo")
    drive.happen(PAGE)
    card = identify(drive).card
    assert card is not None and card.source == "只读了机读码"


def test_a_reader_that_goes_meanwhile_leaves_the_page(at_page: Drive) -> None:
    at_page.happen(PageSteady(), PAGE, NO_READER)
    body = identify(at_page)
    assert body.primary is not None and body.primary.name == "without_chip"
    at_page.press("without_chip")
    assert shown(at_page)["证件号码"] == "L8 **** 2C3"


def test_a_page_that_is_not_clear_is_photographed_again(at_page: Drive) -> None:
    at_page.press("take_photo")
    at_page.happen(CardFailed("没有读出证件下方的机读码", "请再拍一次"))
    assert capture(at_page).phase == "refused"
    assert at_page.happen(PageSteady()) == ()
    assert at_page.press("retake_photo") == (StartCamera(reads_cards=True),)


def test_back_and_other_ways_forget_the_page(at_page: Drive) -> None:
    at_page.happen(PageSteady(), PAGE)
    at_page.press("back")
    assert identify(at_page).picture == "card_reader" and "ERIKSSON" not in str(at_page.screen)
    at_page.press("by_passport")
    assert at_page.press("by_card") == (StopCamera(),)
    at_page.press("by_passport")
    assert StopCamera() in at_page.press("without_card")
    assert isinstance(at_page.screen.body, ChooseItemsView)


def test_a_camera_that_goes_says_so(at_page: Drive) -> None:
    gone = DeviceChanged("camera", "absent", "没有找到摄像头", "请到窗口")
    assert at_page.happen(gone) == (StopCamera(),)
    assert "用护照或通行证" not in labels(identify(at_page).actions)


def test_another_persons_passport_replaces_this_one(at_page: Drive) -> None:
    at_page.happen(PageSteady(), PAGE)
    at_page.press("without_chip")
    at_page.press("not_me")
    assert identify(at_page).picture == "card_reader" and identify(at_page).card is None


@pytest.fixture
def passport() -> Iterator[PcscCardReader]:
    with PcscDaemon():
        card = VirtualCard(PassportChip())
        card.insert()
        reader = PcscCardReader(FIRST_READER)
        end_s = time.monotonic() + 10
        while reader.status().state is not DeviceState.READY and time.monotonic() < end_s:
            time.sleep(0.02)
        yield reader
        card.remove()


def test_real_drivers_read_the_specimen_from_its_page_to_its_chip(
    at_page: Drive, passport: PcscCardReader
) -> None:
    told: list[Event] = []
    photos = CardPhotoReader()
    at_page.press("take_photo")
    page = photos.read_travel_page(draw_page())
    photos.close()
    assert isinstance(page, TravelPageRead)
    at_page.happen(page)
    (asked,) = at_page.happen(DeviceChanged("card_reader", "ready"))
    CardDesk(passport).perform(asked, told.append)
    at_page.happen(*told)
    body = identify(at_page)
    assert body.card is not None and "没有核对签发机关" in body.card.source
    assert "过期" in body.message and shown(at_page)["国籍"] == "UTO"
