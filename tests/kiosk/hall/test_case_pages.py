"""Windows and departments work on cases in the browser; who may not see one does not."""

from __future__ import annotations

import pytest

from kiosk.hall.accounts import Role
from kiosk.platform.protocol import CaseReceipt
from tests.kiosk.hall.accounts import form_of, make_account, sign_in
from tests.kiosk.hall.conftest import RunningHall
from tests.kiosk.hall.specimens import NAME, PAGE, specimen

SCHOOL = "1144010000000008673442190016000"


@pytest.fixture
def database_url() -> str:
    """SQLite alone: what is tested here is above the database."""
    return ""


@pytest.fixture
def case(hall: RunningHall) -> str:
    receipt = hall.service.cases.file(specimen(codes=(SCHOOL,)))
    assert isinstance(receipt, CaseReceipt)
    return receipt.case_number


def test_the_whole_way_of_a_case(hall: RunningHall, case: str) -> None:
    make_account(hall, "zhang", Role.WINDOW)
    make_account(hall, "li", Role.DEPARTMENT, department="教育局")
    clerk, _ = sign_in(hall, "zhang", window="3 号窗口")
    officer, _ = sign_in(hall, "li")
    url = f"{hall.url}/cases/{case}"
    with clerk, officer:
        page = clerk.get(url, timeout=20).text
        assert NAME in page
        form = {"form": form_of(page)}
        back = {**form, "missing": ["residence_permit"], "note": "请带样本原件"}
        notice = clerk.post(f"{url}/return", data=back, timeout=20).text
        assert "居住证（原件 1 份，带到窗口）" in notice
        assert "请带样本原件" in notice
        assert "已受理" in clerk.post(f"{url}/accept", data=form, timeout=20).text
        sent = clerk.post(f"{url}/send", data={**form, "department": ["教育局"]}, timeout=20).text
        assert "等 1 个部门审批" in sent
        assert case in officer.get(f"{hall.url}/department", timeout=20).text
        task = officer.get(f"{hall.url}/department/{case}", timeout=20).text
        said = {"form": form_of(task), "decision": "approve"}
        officer.post(f"{hall.url}/department/{case}", data=said, timeout=20)
        done = clerk.post(f"{url}/finish", data={**form, "outcome": "granted"}, timeout=20).text
        assert "准予办理" in done
    log = hall.service.config.audit_path.read_text()
    for action in ("case_read", "case_returned", "case_reviewed", "case_finished"):
        assert f'"action":"{action}"' in log


def test_pages_and_papers_open_at_the_window(hall: RunningHall, case: str) -> None:
    with hall.staff() as clerk:
        url = f"{hall.url}/cases/{case}"
        assert clerk.get(f"{url}/pages/1/photo", timeout=20).content == PAGE
        assert clerk.get(f"{url}/pages/9/photo", timeout=20).status_code == 404
        pdf = clerk.get(f"{url}/application.pdf", timeout=20)
    assert pdf.content.startswith(b"%PDF")
    assert '"action":"page_read"' in hall.service.config.audit_path.read_text()


def test_a_department_sees_the_cases_it_reviews_alone(hall: RunningHall, case: str) -> None:
    make_account(hall, "li", Role.DEPARTMENT, department="教育局")
    officer, _ = sign_in(hall, "li")
    with officer:
        for path in (
            f"/department/{case}",
            f"/department/{case}?department=公安局",
            f"/cases/{case}/pages/1/photo",
            f"/cases/{case}/application.pdf",
        ):
            assert officer.get(hall.url + path, timeout=20).status_code == 404
        assert officer.get(f"{hall.url}/cases/{case}", timeout=20).status_code == 403


def test_a_technician_sees_no_case(hall: RunningHall, case: str) -> None:
    make_account(hall, "wu", Role.TECHNICIAN)
    technician, _ = sign_in(hall, "wu")
    with technician:
        for path in (f"/cases/{case}", f"/cases/{case}/pages/1/photo", "/department"):
            assert technician.get(hall.url + path, timeout=20).status_code == 403


def test_what_is_wrong_is_said_on_the_page(hall: RunningHall, case: str) -> None:
    with hall.staff() as clerk:
        form = {"form": form_of(clerk.get(f"{hall.url}/cases/{case}", timeout=20).text)}
        empty = clerk.post(f"{hall.url}/cases/{case}/return", data=form, timeout=20)
        early = clerk.post(
            f"{hall.url}/cases/{case}/finish", data={**form, "outcome": "granted"}, timeout=20
        )
        unknown = clerk.get(f"{hall.url}/cases/none", timeout=20)
    assert (empty.status_code, "请勾选缺少的材料" in empty.text) == (422, True)
    assert (early.status_code, "状态已经变了" in early.text) == (409, True)
    assert (unknown.status_code, "没有这个办件" in unknown.text) == (404, True)
