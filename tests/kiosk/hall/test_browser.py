"""The pages in a real Chromium: live by SSE, by keyboard alone, and in shape at their sizes."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import cv2
import numpy as np
import pytest
import uvicorn
from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver

from kiosk.hall.accounts import Role
from kiosk.hall.app import build_app
from kiosk.hall.config import HallConfig
from kiosk.hall.server import listen
from kiosk.hall.service import HallService
from kiosk.platform.protocol import StaffCall
from tests.kiosk.hall.accounts import PASSWORD, make_account
from tests.kiosk.hall.conftest import QUICK_HASHER, Clock, RunningHall
from tests.kiosk.hall.lively import fill_day, take_number

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--host-resolver-rules=MAP hall.test 127.0.0.1",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[WebDriver]:
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        for flag in (*_FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        yield driver
        driver.quit()


@pytest.fixture(scope="module")
def lively(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[RunningHall, dict[str, str]]]:
    folder: Path = tmp_path_factory.mktemp("hall")
    clock = Clock()
    service = HallService(
        HallConfig("禅城区祖庙街道政务服务中心", folder, clock=clock), QUICK_HASHER
    )
    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(build_app(service), log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    hall = RunningHall(f"http://127.0.0.1:{listener.getsockname()[1]}", service, folder, clock)
    yield hall, fill_day(hall)
    server.should_exit = True
    thread.join(10)
    listener.close()


@pytest.fixture
def hall(lively: tuple[RunningHall, dict[str, str]]) -> RunningHall:
    return lively[0]


@pytest.fixture
def paths(lively: tuple[RunningHall, dict[str, str]]) -> dict[str, str]:
    return lively[1]


def _until(true: Callable[[], bool], timeout_s: float = 20) -> None:
    end_s = time.monotonic() + timeout_s
    while not _holds(true):
        assert time.monotonic() < end_s, "it did not happen in time"
        time.sleep(0.05)


def _holds(true: Callable[[], bool]) -> bool:
    """Ask of a page that may just be replaced by the next one; then it does not hold yet."""
    try:
        return true()
    except (NoSuchElementException, StaleElementReferenceException):
        return False


def _text(browser: WebDriver) -> str:
    # While a page is being replaced there is no body.
    return str(browser.execute_script("return document.body ? document.body.innerText : ''"))


def _is_whole(browser: WebDriver) -> bool:
    """Tell whether the page is there with its pictures, and its scripts have run."""
    return bool(
        browser.execute_script(
            "return document.readyState === 'complete'"
            " && [...document.images].every((one) => one.complete && one.naturalWidth > 0)"
        )
    )


def _sign_in(browser: WebDriver, hall: RunningHall, window: str = "2") -> None:
    browser.get(hall.url + hall.service.staff_path())
    cookie = browser.get_cookie("yimen_staff")
    assert cookie is not None
    assert cookie["httpOnly"]
    hall.service.door.sit_at(cookie["value"], window)
    hall.service.queue.windows.open(window)


def _resize(browser: WebDriver, width: int, height: int) -> None:
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def _faults(browser: WebDriver) -> list[str]:
    """Return what the console complained of: a blocked script or style, an exception."""
    return [entry["message"] for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]


def _focused(browser: WebDriver, attribute: str) -> str:
    """Return the id or name of what has the focus, asked and answered in one go."""
    asked = "return (document.activeElement || {})[arguments[0]] || ''"
    return str(browser.execute_script(asked, attribute))


def _press(browser: WebDriver, *keys: str) -> None:
    """Type: to whatever has the focus then, for the page may put another part in its place."""
    _until(lambda: _is_whole(browser))
    for key in keys:
        ActionChains(browser).send_keys(key).perform()


def test_every_page_fits_its_screen_and_breaks_no_rule_of_the_policy(
    browser: WebDriver, hall: RunningHall, paths: dict[str, str]
) -> None:
    _sign_in(browser, hall)
    case = f"/cases/{paths['case']}"
    notice = f"/cases/{paths['returned']}/notices/1"
    task = f"/department/{paths['reviewed']}?department=教育局"
    desk = ("/", "/window", "/department", "/questions", "/statistics", "/fleet", "/staff")
    desk = (*desk, "/agents", "/exchange")
    places = [(path, 1366, 768) for path in (*desk, case, notice, task)]
    places += [(path, 1024, 768) for path in (*desk, case, task)]
    places += [("/board", 1920, 1080), ("/board", 1080, 1920)]
    booking = ("/book", "/book?category=社会民生", "/book?category=公安专项&lang=en", "/a/nobody")
    places += [(path, 390, 844) for path in (paths["phone"], *booking, *desk, case, notice, task)]
    _faults(browser)
    for path, width, height in places:
        _resize(browser, width, height)
        browser.get(hall.url + path)
        wide = browser.execute_script("return document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} wide on {width}"
        if path in desk and width >= 1024:
            tall = browser.execute_script("return document.querySelector('.top').offsetHeight")
            assert tall < 90, f"the header of {path} is in two rows on {width}"
        aside = browser.execute_script(
            "return [...document.querySelectorAll('.scroll:has(.stack)')]"
            ".some((one) => one.scrollWidth > one.clientWidth)"
        )
        assert not aside, f"a table of {path} is wider than {width}"
        assert "Internal Server Error" not in browser.page_source, path
        faults = [one for one in _faults(browser) if "/a/nobody" not in one]
        assert faults == [], path


def test_the_board_follows_a_call_and_its_recall_without_being_touched(
    browser: WebDriver, hall: RunningHall
) -> None:
    _resize(browser, 1920, 1080)
    browser.get(f"{hall.url}/board")
    browser.execute_script(
        "window.heard = []; const play = HTMLMediaElement.prototype.play;"
        "HTMLMediaElement.prototype.play = function () {"
        " window.heard.push(this.src); return play.call(this); };"
    )
    take_number(hall, 50, "公安专项")
    called = hall.service.queue.call_next("9", "公安专项")
    assert called is not None
    _until(lambda: called.number in _text(browser) and "9 号窗口" in _text(browser))

    def heard() -> list[str]:
        return list(browser.execute_script("return window.heard"))

    _until(lambda: len(heard()) >= 3)
    asked = heard()[:3]
    assert asked[0].endswith("/board/chime.wav")
    assert f"number={called.number}&language=mandarin" in asked[1]
    assert "language=cantonese" in asked[2] and "hall=main" in asked[2]
    hall.clock.pass_minutes(1)
    hall.service.queue.calling.recall(called.request_id)
    _until(lambda: len(heard()) >= 4)


def test_the_phone_says_when_the_turn_has_come(browser: WebDriver, hall: RunningHall) -> None:
    path = take_number(hall, 60, "工程建设")
    _resize(browser, 390, 844)
    browser.get(hall.url + path)
    assert "快到您了" in _text(browser)
    hall.service.queue.call_next("8", "工程建设")
    _until(lambda: "轮到您了" in _text(browser) and "8 号窗口" in _text(browser))
    _until(lambda: "您对这次服务满意吗" in _text(browser))


def test_a_clerk_works_with_the_keyboard_alone(browser: WebDriver, hall: RunningHall) -> None:
    take_number(hall, 70, "经营许可")
    _resize(browser, 1366, 768)
    _sign_in(browser, hall, "4")
    hall.service.queue.windows.open("4", ("经营许可",))
    browser.get(f"{hall.url}/window")
    _press(browser, "n")
    _until(lambda: browser.find_element(By.CSS_SELECTOR, ".calling .number").text.startswith("C"))
    _press(browser, "r")
    _until(lambda: "叫了 2 次" in _text(browser))
    _press(browser, "t")
    _until(lambda: _focused(browser, "id") == "to-category")
    browser.get(f"{hall.url}/window")
    _press(browser, "f")
    _until(lambda: "还没有叫号" in _text(browser))
    state = hall.service.queue.calling.at_window("4")
    assert state is None


def test_a_case_is_returned_with_the_keyboard_and_the_notice_is_complete(
    browser: WebDriver, hall: RunningHall, paths: dict[str, str]
) -> None:
    _resize(browser, 1366, 768)
    _sign_in(browser, hall)
    browser.get(f"{hall.url}/cases/{paths['case']}")
    _press(browser, "b")
    _press(browser, Keys.SPACE, Keys.TAB, Keys.SPACE)
    for _ in range(40):
        if _focused(browser, "name") == "note":
            break
        _press(browser, Keys.TAB)
    _press(browser, "请带样本原件", Keys.TAB, Keys.ENTER)
    _until(lambda: "一次性告知书" in browser.title)
    said = _text(browser)
    for expected in ("居民身份证", "居住证（原件 1 份", "说明：请带样本原件"):
        assert expected in said
    _press(browser, "w")
    _until(lambda: browser.current_url == f"{hall.url}/window")


def test_a_call_for_help_reaches_the_console_at_once(browser: WebDriver, hall: RunningHall) -> None:
    _sign_in(browser, hall)
    browser.get(f"{hall.url}/window")
    call = StaffCall(
        call_id="browser-call-1", terminal="lively-terminal-1", name="二楼终端", reason="emergency"
    )
    hall.client.call_staff(call)
    _until(lambda: "二楼终端" in _text(browser) and "紧急情况" in _text(browser))


HURRY = "const later = setTimeout; setTimeout = (go, ms) => later(go, ms > 3000 ? 200 : ms);"
"""Lets a page ask in no time what it asks every few seconds or every half minute."""


def test_a_page_that_lost_the_hall_says_so(browser: WebDriver, hall: RunningHall) -> None:
    _resize(browser, 1920, 1080)
    hurry = f"fetch = () => Promise.reject(); {HURRY}"
    added = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": hurry})
    try:
        browser.execute_cdp_cmd("Network.enable", {})
        browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*/events/*"]})
        browser.get(f"{hall.url}/board")
        _until(lambda: "叫号信息暂时中断" in _text(browser))
    finally:
        browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})
        browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)


def test_a_page_without_a_line_of_its_own_asks_now_and_then(
    browser: WebDriver, hall: RunningHall
) -> None:
    room = hall.service.stream_room
    path, most, room.most_of_an_address = take_number(hall, 90, "税务专项"), 1000, 0
    added = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": HURRY})
    try:
        browser.get(f"{hall.url}{path}?lang=zh")
        _until(lambda: "这一页现在每半分钟更新一次" in _text(browser))
        called = hall.service.queue.find(path.rpartition("/")[2])
        while called is not None and called[0].called_at is None:
            hall.service.queue.call_next("6", "税务专项")
            called = hall.service.queue.find(path.rpartition("/")[2])
        _until(lambda: "轮到您了" in _text(browser))
        room.most_of_an_address = most
        _until(lambda: "每半分钟更新" not in _text(browser))
    finally:
        room.most_of_an_address = most
        browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)


def _number_called(browser: WebDriver) -> str:
    shown = browser.find_elements(By.CSS_SELECTOR, ".calling .number")
    return shown[0].text if shown else ""


def test_without_script_the_essential_actions_work(browser: WebDriver, hall: RunningHall) -> None:
    take_number(hall, 80, "社会民生")
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        _sign_in(browser, hall, "6")
        browser.get(f"{hall.url}/window")
        browser.find_element(By.ID, "next").click()
        _until(lambda: _number_called(browser)[:1].isalpha() and _is_whole(browser))
        browser.find_element(By.ID, "finish").click()
        _until(lambda: "还没有叫号" in browser.find_element(By.TAG_NAME, "main").text)
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_a_visit_is_booked_with_the_keyboard_alone_and_its_code_leads_back(
    browser: WebDriver, hall: RunningHall
) -> None:
    _resize(browser, 390, 844)
    browser.get(f"{hall.url}/book?category=社会民生")

    def go_to(name: str) -> None:
        for _ in range(30):
            if _focused(browser, "name") == name:
                return
            _press(browser, Keys.TAB)
        raise AssertionError(f"the keyboard never reaches {name}")

    go_to("starts_at")
    _press(browser, Keys.SPACE, Keys.ARROW_DOWN)
    go_to("document")
    _press(browser, "H1234567801", Keys.ENTER)
    _until(lambda: "/a/" in browser.current_url)
    _until(lambda: "约好了" in _text(browser) and _is_whole(browser))
    assert "H1234567801" not in browser.page_source
    drawn = browser.find_element(By.CSS_SELECTOR, "img.qr").screenshot_as_png
    picture = cv2.imdecode(np.frombuffer(drawn, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    text, *_ = cv2.QRCodeDetector().detectAndDecode(picture)
    assert text == browser.current_url.partition("?")[0]


def test_the_halls_own_forms_work_where_the_browser_only_tells_their_origin(
    browser: WebDriver, hall: RunningHall
) -> None:
    """Over plain HTTP in a hall's network a browser sends no Sec-Fetch-Site."""
    make_account(hall, "li", Role.SUPERVISOR)
    browser.get(f"http://hall.test:{urlsplit(hall.url).port}/sign-in")
    browser.find_element(By.ID, "login").send_keys("li")
    browser.find_element(By.ID, "password").send_keys(PASSWORD, Keys.ENTER)
    _until(lambda: "今日大厅" in browser.title)
