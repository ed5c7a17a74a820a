"""What accepted cases established fills the next form of the same person, for a while."""

from __future__ import annotations

import json
from datetime import date

from forms.application import Application, AppliedValue
from forms.values import Source
from kiosk.effects import FindProfile
from kiosk.events import Event, ProfileFound, ProfileOffered
from kiosk.hall.casework import Doer, Outcome
from kiosk.performers.records import RecordsDesk
from kiosk.platform.client import HallClient
from kiosk.platform.protocol import CaseReceipt, PersonCases, Profile

from .conftest import RunningHall
from .specimens import INSURANCE, NUMBER, PERMIT, specimen

CLERK = Doer("zhang", "3 号窗口")
ADDRESS = "祖庙街道文华北路 1 号"


def file_accepted(
    hall: RunningHall,
    application_id: str,
    code: str = PERMIT,
    number_source: Source = Source.CARD,
    address_source: Source = Source.TYPED,
    address: str = ADDRESS,
    **more: str,
) -> str:
    sent = specimen(application_id, codes=(code,), address=address)
    form = Application.model_validate(json.loads(sent.application_json))
    sources = {"resident_number": number_source, "residence_address": address_source}
    values = [v.model_copy(update={"source": sources.get(v.key, v.source)}) for v in form.values]
    values += [
        AppliedValue(key=key, name=key, text=text, shown=text, source=Source.TYPED)
        for key, text in more.items()
    ]
    changed = form.model_copy(update={"values": tuple(values)}).to_json()
    receipt = hall.client.submit(sent.model_copy(update={"application_json": changed}))
    assert isinstance(receipt, CaseReceipt)
    assert hall.service.casework.accept(receipt.case_number, CLERK) is None
    return receipt.case_number


def known(hall: RunningHall, number: str = NUMBER) -> dict[str, str]:
    profile = hall.client.profile(number, consented=True)
    assert isinstance(profile, Profile) and profile.count == len(profile.fields)
    return {field.key: field.text for field in profile.fields}


def test_a_profile_names_its_case_and_its_end(hall: RunningHall) -> None:
    case = file_accepted(hall, "application-1001", phone="13800000000", bank_account="622200")
    profile = hall.client.profile(NUMBER.lower(), consented=True)
    assert isinstance(profile, Profile)
    assert {field.key for field in profile.fields} == {"residence_address", "phone"}
    phone = next(field for field in profile.fields if field.key == "phone")
    assert (phone.text, phone.source, phone.case_number) == ("13800000000", "以前办过的件", case)
    assert (phone.established_on, phone.expires_on) == (date(2026, 11, 24), date(2027, 11, 24))
    assert known(hall, "440105198001010019") == {}


def test_without_consent_only_the_number_of_fields_leaves_the_hall(hall: RunningHall) -> None:
    file_accepted(hall, "application-1002", phone="13800000000")
    assert hall.client.profile(NUMBER, consented=False) == Profile(count=2)
    audited = hall.service.config.audit_path.read_text("utf-8")
    assert "profile_counted" in audited and "profile_read" not in audited
    assert known(hall)["phone"] == "13800000000"
    audited = hall.service.config.audit_path.read_text("utf-8")
    assert "profile_read" in audited and NUMBER not in audited and "13800000000" not in audited


def test_the_newest_case_counts_and_what_it_took_over_does_not(hall: RunningHall) -> None:
    file_accepted(hall, "application-1003", address="旧地址 1 号", phone="13800000000")
    hall.clock.pass_minutes(60 * 24 * 200)
    file_accepted(hall, "application-1004", address="新地址 2 号")
    assert known(hall) == {"residence_address": "新地址 2 号", "phone": "13800000000"}
    file_accepted(hall, "application-1005", address="抄来的", address_source=Source.EARLIER_CASE)
    assert known(hall)["residence_address"] == "新地址 2 号"
    hall.clock.pass_minutes(60 * 24 * 170)
    assert known(hall) == {"residence_address": "新地址 2 号"}


def test_what_another_person_may_have_filled_in_establishes_nothing(hall: RunningHall) -> None:
    file_accepted(hall, "application-1006", number_source=Source.TYPED)
    file_accepted(hall, "application-1007", by_agent="是")
    returned = hall.client.submit(specimen("application-1008", codes=(INSURANCE,)))
    assert isinstance(returned, CaseReceipt)
    assert known(hall) == {}


def test_the_terminal_asks_first_and_is_silent_without_the_hall(hall: RunningHall) -> None:
    posted: list[Event] = []
    desk = RecordsDesk(hall.client)
    desk.perform(FindProfile(NUMBER), posted.append)
    assert posted == []
    file_accepted(hall, "application-1009")
    desk.perform(FindProfile(NUMBER), posted.append)
    assert posted == [ProfileOffered(NUMBER, 1)]
    desk.perform(FindProfile(NUMBER, consented=True), posted.append)
    found = posted[1]
    assert isinstance(found, ProfileFound) and found.values[0].text == ADDRESS
    assert found.values[0].source_label == "2026 年 11 月办的件"
    away = RecordsDesk(HallClient("http://127.0.0.1:9", 0.5))
    away.perform(FindProfile(NUMBER), posted.append)
    assert len(posted) == 2


def test_the_owner_sees_the_result_and_a_stranger_with_the_number_does_not(
    hall: RunningHall,
) -> None:
    case = file_accepted(hall, "application-1010")
    hall.service.casework.finish(case, Outcome.GRANTED, "居住证 样本0001 号", CLERK)
    own = hall.client.cases_of_person(NUMBER)
    assert isinstance(own, PersonCases) and own.cases[0].result == "居住证 样本0001 号"
    seen = hall.client.progress(case)
    assert "样本0001" not in repr(seen) and getattr(seen, "result", None) == ""
