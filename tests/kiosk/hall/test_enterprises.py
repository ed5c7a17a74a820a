"""An enterprise's page and profile, for whoever was accepted as acting for it and nobody else."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
import requests

from forms.application import Application, AppliedMaterial, AppliedValue
from forms.values import Source
from kiosk.effects import FetchEarlierMaterial, FindProfile, LookUpEnterprise, LookUpPerson
from kiosk.events import (
    CasesFound,
    CasesNotFound,
    EarlierPages,
    EnterpriseSeen,
    Event,
    ProfileFound,
    ProfileOffered,
)
from kiosk.hall.accounts import Role
from kiosk.hall.casework import Doer
from kiosk.performers.records import RecordsDesk
from kiosk.platform.client import Refused
from kiosk.platform.protocol import (
    CaseReceipt,
    MaterialPages,
    MaterialQuery,
    PersonCases,
    Profile,
)

from .accounts import form_of, make_account, sign_in
from .conftest import RunningHall, stored_bytes
from .lively import page_picture
from .specimens import NUMBER, PERMIT, specimen

CLERK = Doer("zhang", "3 号窗口")
USCC, OTHER_USCC = "914401010000000153", "91440101000000022X"
FIRM = "广州样本贸易有限公司"
COLLEAGUE = "440105198001010019"
PAGE = page_picture("场地合同")


def file_for(
    hall: RunningHall,
    application_id: str,
    number: str = NUMBER,
    uscc: str = USCC,
    accepted: bool = True,
    number_source: Source = Source.CARD,
    earlier_case: str = "",
    **more: str,
) -> str:
    """File an application of an enterprise with one page; return its case."""
    sent = specimen(application_id, codes=(PERMIT,))
    form = Application.model_validate(json.loads(sent.application_json))
    facts = {"business_uscc": uscc, "business_name": FIRM, "phone": "13800000000", **more}
    values = [
        AppliedValue(
            key="resident_number", name="号码", text=number, shown=number, source=number_source
        ),
        *(
            AppliedValue(key=key, name=key, text=text, shown=text, source=Source.TYPED)
            for key, text in facts.items()
        ),
    ]
    lease = AppliedMaterial(
        key="premises_lease",
        name="场所租赁合同",
        pages=1,
        sha256=(sha256(PAGE).hexdigest(),),
        earlier_case=earlier_case,
    )
    changed = form.model_copy(update={"values": tuple(values), "materials": (lease,)}).to_json()
    page = MaterialPages(key=lease.key, name=lease.name, pages=(PAGE,))
    receipt = hall.client.submit(
        sent.model_copy(
            update={
                "application_json": changed,
                "applicant_number": number,
                "materials": (page,),
            }
        )
    )
    assert isinstance(receipt, CaseReceipt), receipt
    if accepted:
        assert hall.service.casework.accept(receipt.case_number, CLERK) is None
    return receipt.case_number


def profile(hall: RunningHall, number: str = NUMBER, uscc: str = USCC) -> Profile:
    found = hall.client.profile(number, consented=True, uscc=uscc)
    assert isinstance(found, Profile), found
    return found


def material(hall: RunningHall, number: str, case: str, uscc: str = USCC) -> object:
    asked = MaterialQuery(number=number, uscc=uscc, case_number=case, material="premises_lease")
    return hall.client.material(asked)


def test_who_acted_for_an_enterprise_sees_its_page_and_others_do_not(hall: RunningHall) -> None:
    mine = file_for(hall, "application-1001")
    theirs = file_for(hall, "application-1002", number=COLLEAGUE)
    own = hall.client.cases_of_person(NUMBER)
    assert isinstance(own, PersonCases)
    assert [(one.uscc, one.name) for one in own.enterprises] == [(USCC, FIRM)]
    page = hall.client.cases_of_enterprise(NUMBER, USCC.lower())
    assert isinstance(page, PersonCases)
    assert {case.case_number for case in page.cases} == {mine, theirs}
    for number, uscc in (("440106198001010019", USCC), (NUMBER, OTHER_USCC)):
        refused = hall.client.cases_of_enterprise(number, uscc)
        assert isinstance(refused, Refused) and refused.code == "not_for_it"


@pytest.mark.parametrize("how", ["handed in only", "number typed"])
def test_nobody_acts_for_an_enterprise_by_merely_saying_so(hall: RunningHall, how: str) -> None:
    file_for(hall, "application-1001", number=COLLEAGUE)
    source = Source.TYPED if how == "number typed" else Source.CARD
    file_for(hall, "application-1002", accepted=how != "handed in only", number_source=source)
    assert isinstance(hall.client.profile(NUMBER, consented=True, uscc=USCC), Refused)
    assert hall.client.profile(NUMBER, consented=False) == Profile(count=0)


def test_its_data_fill_the_next_form_with_where_they_come_from_and_end(hall: RunningHall) -> None:
    file_for(hall, "application-1001", number=COLLEAGUE, business_scope="样本经营范围")
    hall.clock.pass_minutes(60 * 24 * 100)
    case = file_for(hall, "application-1002", business_address="样本路 1 号")
    counted = hall.client.profile(NUMBER, consented=False)
    assert isinstance(counted, Profile) and counted.fields == ()
    assert [one.count for one in counted.enterprises] == [4]
    found = {field.key: field for field in profile(hall).fields if field.case_number}
    assert found["business_scope"].text == "样本经营范围"
    assert found["business_address"].case_number == case
    assert found["business_address"].source == "这家企业以前办过的件"
    # What is a colleague's own is not the enterprise's.
    assert [f.key for f in profile(hall, COLLEAGUE).fields if f.key == "phone"] == ["phone"]
    hall.clock.pass_minutes(60 * 24 * 270)
    assert "business_scope" not in {field.key for field in profile(hall).fields}
    hall.clock.pass_minutes(60 * 24 * 100)
    assert isinstance(hall.client.profile(NUMBER, consented=True, uscc=USCC), Refused)


def test_pages_are_used_again_by_who_handed_them_in_alone(hall: RunningHall) -> None:
    case = file_for(hall, "application-1001")
    theirs = file_for(hall, "application-1002", number=COLLEAGUE)
    assert [(one.key, one.case_number) for one in profile(hall).materials] == [
        ("premises_lease", case)
    ]
    assert material(hall, NUMBER, case) == MaterialPages(
        key="premises_lease", name="场所租赁合同", pages=(PAGE,)
    )
    assert getattr(material(hall, NUMBER, theirs), "code", "") == "no_material"
    assert getattr(material(hall, NUMBER, case, uscc=""), "code", "") == "no_material"
    # Taken over once more it does not grow younger.
    hall.clock.pass_minutes(60 * 24 * 200)
    file_for(hall, "application-1003", earlier_case=case)
    assert [one.case_number for one in profile(hall).materials] == [case]
    hall.clock.pass_minutes(60 * 24 * 200)
    assert profile(hall).materials == ()


def test_the_terminal_offers_fills_and_shows_an_enterprise(hall: RunningHall) -> None:
    case = file_for(hall, "application-1001")
    posted: list[Event] = []
    desk = RecordsDesk(hall.client)
    desk.perform(FindProfile(NUMBER), posted.append)
    assert posted == [ProfileOffered(NUMBER, 1, (EnterpriseSeen(USCC, FIRM, 2),))]
    desk.perform(FindProfile(NUMBER, consented=True, uscc=USCC), posted.append)
    found = posted[1]
    assert isinstance(found, ProfileFound)
    assert {value.key for value in found.values} == {"phone", "business_uscc", "business_name"}
    (offer,) = found.materials
    desk.perform(FetchEarlierMaterial(NUMBER, offer.key, case, USCC), posted.append)
    pages = posted[2]
    assert isinstance(pages, EarlierPages) and pages.pages == (PAGE,)
    assert pages.preview_png.startswith(b"\x89PNG")
    desk.perform(FetchEarlierMaterial(NUMBER, offer.key, "another", USCC), posted.append)
    assert getattr(posted[3], "reason", "") == "这份材料不能再用，请重新拍一份"
    desk.perform(LookUpPerson(NUMBER), posted.append)
    assert getattr(posted[4], "enterprises", ()) == (EnterpriseSeen(USCC, FIRM),)
    desk.perform(LookUpEnterprise(NUMBER, USCC), posted.append)
    assert isinstance(posted[5], CasesFound) and posted[5].cases[0].case_number == case
    desk.perform(LookUpEnterprise(COLLEAGUE, USCC), posted.append)
    assert isinstance(posted[6], CasesNotFound)


def test_nothing_of_it_lies_open_or_stands_in_the_log(hall: RunningHall) -> None:
    file_for(hall, "application-1001", uscc=OTHER_USCC, business_name="无处可寻样本公司")
    profile(hall, uscc=OTHER_USCC)
    stored = stored_bytes(hall)
    assert OTHER_USCC.encode() not in stored and "无处可寻".encode() not in stored
    assert "enterprise_profile_read" in hall.service.config.audit_path.read_text("utf-8")


def staff_page(hall: RunningHall) -> tuple[requests.Session, str]:
    make_account(hall, "li", Role.SUPERVISOR)
    browser, page = sign_in(hall, "li")
    return browser, form_of(page.text)


def test_a_supervisor_ends_that_somebody_acts_for_an_enterprise(hall: RunningHall) -> None:
    file_for(hall, "application-1001")
    file_for(hall, "application-1002", number=COLLEAGUE)
    hall.clock.pass_minutes(5)
    browser, form = staff_page(hall)
    page = browser.post(f"{hall.url}/agents", {"form": form, "uscc": USCC.lower()})
    assert "2 人" in page.text and "陈**" in page.text and NUMBER[-4:] in page.text
    assert NUMBER not in page.text and "陈样本" not in page.text
    person = hall.service.queue.person(NUMBER)
    ended = browser.post(
        f"{hall.url}/agents/revoke", {"form": form, "uscc": USCC, "person": person}
    )
    assert "代办取消了" in ended.text and "1 人" in ended.text and "已取消" in ended.text
    assert isinstance(hall.client.cases_of_enterprise(NUMBER, USCC), Refused)
    assert isinstance(hall.client.profile(NUMBER, consented=True, uscc=USCC), Refused)
    assert isinstance(hall.client.cases_of_enterprise(COLLEAGUE, USCC), PersonCases)
    assert b'"agent_revoked"' in hall.service.config.audit_path.read_bytes()
    back = browser.post(
        f"{hall.url}/agents/restore", {"form": form, "uscc": USCC, "person": person}
    )
    assert "代办恢复了" in back.text and "2 人" in back.text
    assert isinstance(hall.client.cases_of_enterprise(NUMBER, USCC), PersonCases)


def test_who_is_accepted_again_acts_again(hall: RunningHall) -> None:
    file_for(hall, "application-1001")
    person = hall.service.queue.person(NUMBER)
    assert hall.service.agents.revoke(USCC, person, "li") is None
    assert not hall.service.profiles.may_act(NUMBER, USCC)
    hall.clock.pass_minutes(5)
    file_for(hall, "application-1002")
    assert hall.service.profiles.may_act(NUMBER, USCC)


def test_nobody_else_ends_it_and_nothing_unknown_is_ended(hall: RunningHall) -> None:
    file_for(hall, "application-1001")
    browser, form = staff_page(hall)
    wrong = browser.post(f"{hall.url}/agents", {"form": form, "uscc": "91"})
    assert wrong.status_code == 422 and "18 位" in wrong.text
    unknown = {"form": form, "uscc": OTHER_USCC, "person": hall.service.queue.person(NUMBER)}
    assert browser.post(f"{hall.url}/agents/revoke", unknown).status_code == 404
    forged = {"form": "0", "uscc": USCC, "person": hall.service.queue.person(NUMBER)}
    assert browser.post(f"{hall.url}/agents/revoke", forged).status_code == 403
    make_account(hall, "wang", Role.WINDOW)
    clerk, _ = sign_in(hall, "wang")
    assert clerk.get(f"{hall.url}/agents").status_code == 403
    assert hall.service.profiles.may_act(NUMBER, USCC)
