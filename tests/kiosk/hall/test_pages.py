"""The staff's pages open for the staff alone and show no personal data in full."""

from __future__ import annotations

import re

from kiosk.audit import Intact, verify_audit
from kiosk.hall.masking import mask_name
from kiosk.platform.protocol import CaseReceipt, StaffLink, Ticket, TicketRequest
from tests.kiosk.hall.conftest import RunningHall
from tests.kiosk.hall.specimens import NAME, NUMBER, specimen


def _form_of(page: str) -> str:
    found = re.search(r'name="form" value="(\w+)"', page)
    assert found is not None
    return found[1]


def test_the_desk_lists_cases_and_tickets_with_the_name_masked(hall: RunningHall) -> None:
    receipt = hall.client.submit(specimen())
    assert isinstance(receipt, CaseReceipt)
    hall.client.issue_ticket(TicketRequest(request_id="request-1", category="社会民生"))
    with hall.staff() as staff:
        page = staff.get(hall.url, timeout=20).text
    for expected in (receipt.case_number, "居住证申领", "陈**", "A001", "样本大厅", "等候"):
        assert expected in page
    for personal in (NAME, NUMBER, "文华北路"):
        assert personal not in page


def test_an_empty_hall_says_so(hall: RunningHall) -> None:
    with hall.staff() as staff:
        page = staff.get(hall.url, timeout=20).text
    assert "今天还没有人取号" in page
    assert "还没有办件" in page


def test_who_is_not_signed_in_sees_the_door_alone(hall: RunningHall) -> None:
    hall.client.submit(specimen())
    with hall.browser() as stranger:
        page = stranger.get(hall.url, timeout=20)
        assert page.url.endswith("/sign-in")
        assert "居住证" not in page.text
        stranger.cookies.set("yimen_staff", "guessed")
        assert stranger.get(hall.url, timeout=20).url.endswith("/sign-in")


def test_a_link_opens_once(hall: RunningHall) -> None:
    path = hall.service.staff_path()
    with hall.browser() as first, hall.browser() as second:
        assert first.get(hall.url + path, timeout=20).url == hall.url + "/"
        assert second.get(hall.url + path, timeout=20).status_code == 403


def test_a_link_expires(hall: RunningHall) -> None:
    path = hall.service.staff_path()
    hall.clock.pass_minutes(16)
    with hall.browser() as late:
        assert late.get(hall.url + path, timeout=20).status_code == 403


def test_a_session_ends_after_the_working_day(hall: RunningHall) -> None:
    with hall.staff() as staff:
        hall.clock.pass_minutes(10 * 60 + 1)
        assert staff.get(hall.url, timeout=20).url.endswith("/sign-in")


def test_a_terminal_can_make_a_link_for_the_staff(hall: RunningHall) -> None:
    link = hall.client.staff_link()
    assert isinstance(link, StaffLink)
    with hall.browser() as staff:
        page = staff.get(link.url, timeout=20)
        assert "今日大厅" in page.text
        assert staff.get(f"{hall.url}/account", timeout=20).status_code == 200


def test_signing_out_closes_the_session(hall: RunningHall) -> None:
    with hall.staff() as staff:
        form = _form_of(staff.get(hall.url, timeout=20).text)
        staff.post(hall.url + "/sign-out", data={"form": form}, timeout=20)
        assert staff.get(hall.url, timeout=20).url.endswith("/sign-in")


def test_a_window_calls_the_next_from_the_page(hall: RunningHall) -> None:
    hall.client.issue_ticket(TicketRequest(request_id="request-1", category="社会民生"))
    with hall.staff() as staff:
        form = _form_of(staff.get(hall.url, timeout=20).text)
        data = {"form": form, "window": "3 号窗口", "category": ""}
        page = staff.post(hall.url + "/call", data=data, timeout=20).text
    assert "已叫 · 3 号窗口" in page


def test_another_site_s_form_calls_nobody(hall: RunningHall) -> None:
    hall.client.issue_ticket(TicketRequest(request_id="request-1", category="社会民生"))
    with hall.staff() as staff:
        answer = staff.post(hall.url + "/call", data={"window": "1", "form": "x"}, timeout=20)
    assert answer.status_code == 403
    assert hall.service.queue.state().waiting == 1


def test_what_came_in_is_text_on_the_page(hall: RunningHall) -> None:
    hall.client.issue_ticket(TicketRequest(request_id="request-1", category="<script>1</script>"))
    with hall.staff() as staff:
        page = staff.get(hall.url, timeout=20).text
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_every_page_carries_a_strict_content_policy(hall: RunningHall) -> None:
    ticket = hall.client.issue_ticket(TicketRequest(request_id="request-1", category="社会民生"))
    assert isinstance(ticket, Ticket)
    with hall.staff() as staff:
        for url in (hall.url, f"{hall.url}/sign-in", ticket.url, f"{hall.url}/none"):
            policy = staff.get(url, timeout=20).headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy


def test_pages_need_neither_mouse_nor_script(hall: RunningHall) -> None:
    with hall.staff() as staff:
        page = staff.get(hall.url, timeout=20).text
        assert staff.get(hall.url + "/hall.css", timeout=20).ok
    assert "<script" not in page
    assert "onclick" not in page
    for control in re.findall(r'<(?:input|select) id="(\w+)"', page):
        assert f'<label for="{control}">' in page


def test_older_cases_are_on_the_next_page(hall: RunningHall) -> None:
    for number in range(16):
        hall.service.cases.file(specimen(f"application-{number:04d}"))
    with hall.staff() as staff:
        first = staff.get(hall.url, timeout=20).text
        (older,) = re.findall(r'href="(/\?before=[^"#]+)', first)
        second = staff.get(hall.url + older, timeout=20).text
        strange = staff.get(f"{hall.url}/?before=none", timeout=20).text
    assert "较早的" in first
    assert "回到最新的" in second
    assert "较早的" not in second
    listed = [re.findall(r'href="/cases/(\w+)"', page) for page in (first, second)]
    assert [len(numbers) for numbers in listed] == [30, 2]
    assert len({*listed[0], *listed[1]}) == 32
    assert "没有更早的办件" in strange


def test_reads_and_filings_are_in_the_audit_log(hall: RunningHall) -> None:
    hall.client.submit(specimen())
    with hall.staff():
        pass
    log = hall.service.config.audit_path
    assert isinstance(verify_audit(log), Intact)
    for action in ("application_filed", "staff_signed_in", "cases_listed"):
        assert f'"action":"{action}"' in log.read_text()


def test_a_name_is_masked_behind_its_first_character() -> None:
    assert [mask_name(name) for name in ("陈样本", "陈", "")] == ["陈**", "陈*", "未填写"]
