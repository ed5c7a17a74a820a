"""What somebody with bad intentions sends: each gets a plain refusal, and nothing of it works."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from kiosk.hall.accounts import Role
from kiosk.platform.protocol import (
    APPLICATIONS_PATH,
    IDEMPOTENCY_HEADER,
    QUESTIONS_PATH,
    STATE_PATH,
    TICKETS_PATH,
    CaseReceipt,
    StaffLink,
    Ticket,
    TicketRequest,
)
from kiosk.platform.signing import TERMINAL_HEADER

from .accounts import PASSWORD, form_of, make_account, sign_in
from .conftest import RunningHall
from .specimens import specimen

MARKUP = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
QUOTES = "' OR 1=1 --"
NUL_PATHS = (
    "/t/%00",
    "/q/a%00b",
    "/a/%00",
    "/a/%00/code.svg",
    "/a/%00/change",
    "/book?words=%00",
    "/book?category=%00",
    "/book?hall=%00",
    "/sign-in?code=%00",
    "/?before=%00",
    "/cases?number=%00",
    "/cases/%00",
    "/window?case=%00&said=%00",
    "/department?department=%00",
    "/department/%00",
    "/statistics?first=%00&last=%00",
    "/fleet/%00/diagnostics",
    "/cases/%00/pages/1/a",
)
NUMBERS = ("99999999999999999999", "-1", "9223372036854775808")


@pytest.fixture
def boss(hall: RunningHall) -> requests.Session:
    make_account(hall, "boss", *Role, department="样本局")
    browser, page = sign_in(hall, "boss")
    assert page.status_code == 200
    return browser


def post_signed(
    hall: RunningHall, path: str, body: bytes, key: str = "request-0001"
) -> requests.Response:
    headers = dict(hall.sign("POST", path, body))
    headers |= {IDEMPOTENCY_HEADER: key, "Content-Type": "application/json"}
    return hall.browser().post(hall.url + path, data=body, headers=headers, timeout=30)


@pytest.mark.parametrize("path", NUL_PATHS)
def test_a_nul_in_an_address_is_refused_and_no_fault_of_the_hall(
    hall: RunningHall, boss: requests.Session, path: str
) -> None:
    assert boss.get(hall.url + path, timeout=30).status_code == 400


def test_a_nul_in_a_form_is_refused(hall: RunningHall, boss: requests.Session) -> None:
    form = form_of(boss.get(hall.url + "/account").text)
    for path, fields in (
        ("/sign-in", {"login": "a\0b", "password": "x", "window": "\0"}),
        ("/book", {"category": "\0", "document": "\0", "starts_at": "\0"}),
        ("/staff", {"form": form, "login": "\0"}),
        ("/window/sit", {"form": form, "window": "1\0"}),
        ("/call", {"form": form, "window": "1\0"}),
        ("/agents", {"form": form, "uscc": "\0" * 18}),
    ):
        assert boss.post(hall.url + path, fields, timeout=30).status_code == 400, path


def test_a_nul_from_a_terminal_is_refused_and_spoils_nobody_elses_request(
    hall: RunningHall,
) -> None:
    for path, fields in (
        (TICKETS_PATH, {"request_id": "request-0001", "category": "社会\0民生"}),
        (QUESTIONS_PATH, {"question_id": "request-0001", "text": "\0", "kind": "question"}),
    ):
        assert post_signed(hall, path, json.dumps(fields).encode()).status_code == 422, path
    sent = json.loads(specimen("request-0001").to_bytes())
    sent["items"][0]["name"] = "居住证\0申领"
    assert post_signed(hall, APPLICATIONS_PATH, json.dumps(sent).encode()).status_code == 422


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_beyond_all_bounds_are_refused(
    hall: RunningHall, boss: requests.Session, number: str
) -> None:
    receipt = hall.client.submit(specimen())
    assert isinstance(receipt, CaseReceipt)
    case = f"{hall.url}/cases/{receipt.case_number}"
    assert boss.get(f"{case}/pages/{number}/signature").status_code in (404, 422)
    assert boss.get(f"{case}/notices/{number}").status_code in (404, 422)
    ticket = hall.client.issue_ticket(TicketRequest(request_id="request-0001", category="社会民生"))
    assert isinstance(ticket, Ticket)
    rated = hall.browser().post(f"{ticket.url}/evaluation", {"level": number})
    assert rated.status_code < 500


def test_words_that_are_code_are_words(hall: RunningHall, boss: requests.Session) -> None:
    public = hall.browser()
    for words in (MARKUP, QUOTES):
        for path, named in (
            ("/book", {"words": words[:40]}),
            ("/book", {"category": words[:40]}),
            ("/cases", {"number": words}),
            ("/department", {"department": words}),
            ("/statistics", {"first": words[:10]}),
        ):
            page = boss.get(hall.url + path, params=named)
            assert page.status_code < 500 and "<script>alert" not in page.text, path
            assert "<img src=x" not in page.text, path
        refused = public.post(f"{hall.url}/sign-in", {"login": words, "password": words})
        assert refused.status_code in (403, 429) and "<script>alert" not in refused.text
        asked = {"question_id": f"question-{len(words)}", "text": words, "kind": "complaint"}
        left = post_signed(
            hall, QUESTIONS_PATH, json.dumps(asked).encode(), f"question-{len(words)}"
        )
        assert left.status_code == 201
        for page in (boss.get(f"{hall.url}/questions"), public.get(left.json()["url"])):
            assert "<script>alert" not in page.text and "<img src=x" not in page.text


def test_another_sites_form_changes_nothing(hall: RunningHall, boss: requests.Session) -> None:
    """Forms that need no secret of a page, as signing in and booking, are the site's own too."""
    cross = {"Sec-Fetch-Site": "cross-site"}
    for path, fields in (
        ("/sign-in", {"login": "boss", "password": PASSWORD}),
        ("/book", {"category": "社会民生"}),
        ("/a/abc/cancel", {}),
        ("/t/abc/evaluation", {"level": "5"}),
    ):
        answer = hall.browser().post(hall.url + path, fields, headers=cross)
        assert answer.status_code == 403, path
        foreign = hall.browser().post(
            hall.url + path, fields, headers={"Origin": "https://evil.example"}
        )
        assert foreign.status_code == 403, path
    # A link from elsewhere leads here, and the hall's own forms work.
    assert boss.get(hall.url + "/window", headers=cross).status_code == 200
    own = {"Sec-Fetch-Site": "same-origin", "Origin": hall.url}
    sent = {"login": "boss", "password": PASSWORD}
    assert hall.browser().post(hall.url + "/sign-in", sent, headers=own).status_code == 200


def test_a_stranger_cannot_make_the_hall_take_in_megabytes(hall: RunningHall) -> None:
    body = b"x" * 200_000
    for headers in ({}, {TERMINAL_HEADER: "0" * 16}):
        answer = hall.browser().post(
            hall.url + APPLICATIONS_PATH, data=body, headers=headers, timeout=30
        )
        assert answer.status_code == 401
    enrolling = hall.browser().post(f"{hall.url}/api/v1/enrolments", data=body, timeout=30)
    assert enrolling.status_code == 413


def test_many_guesses_at_the_same_moment_are_counted_like_others(hall: RunningHall) -> None:
    make_account(hall, "wang", Role.WINDOW)

    def guess(n: int) -> int:
        _, page = sign_in(hall, "wang", f"guess number {n}")
        return page.status_code

    with ThreadPoolExecutor(12) as pool:
        statuses = list(pool.map(guess, range(12)))
    assert set(statuses) == {403, 429}
    assert statuses.count(403) <= 5
    _, page = sign_in(hall, "wang")
    assert page.status_code == 429


def test_many_names_from_one_address_must_wait(hall: RunningHall) -> None:
    statuses = [sign_in(hall, f"guess{n}", "not the password")[1].status_code for n in range(40)]
    assert statuses[0] == 403 and statuses[-1] == 429


def test_another_password_ends_what_is_open(hall: RunningHall, boss: requests.Session) -> None:
    make_account(hall, "wang", Role.WINDOW)
    stolen, _ = sign_in(hall, "wang")
    form = form_of(boss.get(f"{hall.url}/staff").text)
    new = {"form": form, "password": "another good password"}
    assert boss.post(f"{hall.url}/staff/wang/password", new).status_code == 200
    assert stolen.get(f"{hall.url}/window").url.endswith("/sign-in")
    own, _ = sign_in(hall, "wang", "another good password")
    other, _ = sign_in(hall, "wang", "another good password")
    changed = {"old": "another good password", "new": PASSWORD, "again": PASSWORD}
    form = form_of(own.get(f"{hall.url}/account").text)
    assert own.post(f"{hall.url}/account", {"form": form, **changed}).status_code == 200
    assert own.get(f"{hall.url}/window").url.endswith("/window")
    assert other.get(f"{hall.url}/window").url.endswith("/sign-in")


def test_who_may_not_work_at_a_window_opens_none(hall: RunningHall) -> None:
    make_account(hall, "tech", Role.TECHNICIAN)
    sign_in(hall, "tech", window="1 号窗口")
    assert hall.service.queue.windows.of() == ()


def test_a_terminal_that_is_taken_over_does_not_open_cases(hall: RunningHall) -> None:
    """Where staff have accounts, a link made at a terminal opens the technician's pages alone."""
    make_account(hall, "wang", Role.WINDOW)
    made = hall.client.staff_link()
    assert isinstance(made, StaffLink)
    browser = hall.browser()
    assert browser.get(made.url).status_code == 200
    assert browser.get(f"{hall.url}/fleet").status_code == 200
    for path in ("/window", "/questions", "/cases?number=1"):
        assert browser.get(hall.url + path).status_code == 403, path


def test_a_signed_request_is_good_for_its_own_address_and_once(hall: RunningHall) -> None:
    headers = dict(hall.sign("GET", STATE_PATH))
    first = hall.browser().get(hall.url + STATE_PATH, headers=headers)
    again = hall.browser().get(hall.url + STATE_PATH, headers=headers)
    assert (first.status_code, again.status_code) == (200, 401)
    moved = dict(hall.sign("GET", STATE_PATH))
    elsewhere = hall.browser().get(hall.url + STATE_PATH + "?x=1", headers=moved)
    assert elsewhere.status_code == 401


@pytest.mark.parametrize("path", ["/", "/sign-in", "/board", "/book", "/hall.css", "/t/none"])
def test_every_answer_brings_the_safe_headers(hall: RunningHall, path: str) -> None:
    headers = hall.browser().get(hall.url + path).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


def test_the_cookie_is_the_browsers_alone_and_new_with_every_sign_in(hall: RunningHall) -> None:
    make_account(hall, "wang", Role.WINDOW)
    browser = hall.browser()
    browser.cookies.set("yimen_staff", "chosen-by-somebody-else")
    data = {"login": "wang", "password": PASSWORD}
    answer = browser.post(f"{hall.url}/sign-in", data, allow_redirects=False)
    cookie = answer.headers["Set-Cookie"]
    assert "chosen-by-somebody-else" not in cookie
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie
