"""Applications become cases exactly once, and nothing personal lies readable on the disk."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import requests
from sqlalchemy import update

from kiosk.hall.filing import promised_day
from kiosk.hall.service import HallService
from kiosk.hall.tables import applications
from kiosk.platform import protocol
from kiosk.platform.client import HallClient, Refused, Unreachable
from kiosk.platform.protocol import CaseReceipt, CaseStatus, SubmitApplication
from kiosk.vault import Vault
from tests.kiosk.hall.conftest import RunningHall, stored_bytes
from tests.kiosk.hall.specimens import INSURANCE, NAME, NUMBER, PAGE, PERMIT, specimen


def _file(client: HallClient, submission: SubmitApplication) -> CaseReceipt:
    receipt = client.submit(submission)
    assert isinstance(receipt, CaseReceipt), receipt
    return receipt


def test_each_item_gets_a_case_number_and_the_first_stands_for_all(hall: RunningHall) -> None:
    receipt = _file(hall.client, specimen())
    numbers = [case.case_number for case in receipt.cases]
    assert numbers == [PERMIT + "202611240001", INSURANCE + "202611240001"]
    assert receipt.case_number == numbers[0]
    assert receipt.promised_on == date(2026, 12, 15)


def test_numbers_go_on_within_a_day_and_begin_again_on_the_next(hall: RunningHall) -> None:
    first = _file(hall.client, specimen("application-0001"))
    second = _file(hall.client, specimen("application-0002"))
    hall.clock.pass_minutes(14 * 60)  # past midnight in Shanghai
    third = _file(hall.client, specimen("application-0003"))
    endings = [receipt.case_number[31:] for receipt in (first, second, third)]
    assert endings == ["202611240001", "202611240002", "202611250001"]


def test_a_replay_gets_the_first_receipt(hall: RunningHall) -> None:
    first = _file(hall.client, specimen())
    hall.clock.pass_minutes(600)
    assert hall.client.submit(specimen()) == first
    assert hall.service.cases.count() == 2


def test_a_replay_uses_up_no_number(hall: RunningHall) -> None:
    first = _file(hall.client, specimen("application-0001"))
    assert hall.client.submit(specimen("application-0001")) == first
    second = _file(hall.client, specimen("application-0002"))
    assert second.case_number[31:] == "202611240002"


def test_an_application_sealed_before_bodies_were_shortened_still_opens(hall: RunningHall) -> None:
    number = _file(hall.client, specimen()).case_number
    vault = Vault(hall.service.config.key_path)
    body = specimen().model_copy(update={"materials": (), "signature_png": b""}).to_bytes()
    opened = hall.service.files.open(number)
    with hall.service.database.write() as connection:
        connection.execute(
            update(applications).values(body_sealed=vault.seal(body, "body application-0001"))
        )
    assert opened is not None
    assert hall.service.files.open(number) == opened


def test_the_same_key_with_another_content_is_refused(hall: RunningHall) -> None:
    _file(hall.client, specimen())
    outcome = hall.client.submit(specimen(address="别处 2 号"))
    assert isinstance(outcome, Refused)
    assert outcome.code == "key_reused"


def test_twelve_submits_at_once_with_one_key_make_one_application(hall: RunningHall) -> None:
    client = hall.client
    with ThreadPoolExecutor(12) as pool:
        receipts = list(pool.map(client.submit, [specimen()] * 12))
    assert len({str(receipt) for receipt in receipts}) == 1
    assert isinstance(receipts[0], CaseReceipt)
    assert hall.service.cases.count() == 2


def test_submits_at_once_with_many_keys_get_numbers_of_their_own(hall: RunningHall) -> None:
    client = hall.client
    wanted = [specimen(f"application-{number:04d}") for number in range(20)]
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(client.submit, wanted))
    numbers = {receipt.case_number for receipt in receipts if isinstance(receipt, CaseReceipt)}
    assert numbers == {f"{PERMIT}20261124{number:04d}" for number in range(1, 21)}


def test_a_damaged_picture_is_refused(hall: RunningHall) -> None:
    outcome = hall.client.submit(specimen(page=PAGE[:-1]))
    assert isinstance(outcome, Refused)
    assert "相片" in outcome.reason
    assert hall.service.cases.count() == 0


def test_a_missing_picture_is_refused(hall: RunningHall) -> None:
    outcome = hall.client.submit(specimen().model_copy(update={"materials": ()}))
    assert isinstance(outcome, Refused)


def test_an_application_of_other_items_than_it_names_is_refused(hall: RunningHall) -> None:
    other = specimen(codes=(PERMIT,)).items
    outcome = hall.client.submit(specimen().model_copy(update={"items": other}))
    assert isinstance(outcome, Refused)


def test_progress_tells_the_status_and_the_related_cases(hall: RunningHall) -> None:
    receipt = _file(hall.client, specimen())
    progress = hall.client.progress(receipt.case_number)
    assert isinstance(progress, protocol.CaseProgress)
    assert progress.status == CaseStatus.SUBMITTED
    assert progress.related == (receipt.cases[1].case_number,)
    assert NAME not in progress.model_dump_json()


@pytest.mark.parametrize("number", ["0" * 43, "no/such number?", "../hall"])
def test_progress_of_an_unknown_case_is_a_refusal(hall: RunningHall, number: str) -> None:
    outcome = hall.client.progress(number)
    assert isinstance(outcome, Refused)
    assert outcome.code == "unknown_case"


def test_nothing_personal_lies_readable_in_any_file(hall: RunningHall) -> None:
    _file(hall.client, specimen())
    readable = stored_bytes(hall)
    assert PERMIT.encode() in readable
    for personal in (NAME.encode(), NUMBER.encode(), "文华北路".encode(), PAGE):
        assert personal not in readable


def test_the_key_lies_outside_the_database(hall: RunningHall) -> None:
    key = hall.service.config.key_path
    assert key.stat().st_mode & 0o777 == 0o600
    key_bytes = key.read_bytes()
    key.unlink()
    assert key_bytes not in stored_bytes(hall)


def test_an_invalid_body_is_refused_without_quoting_it(hall: RunningHall) -> None:
    body = specimen().to_bytes().replace(PERMIT.encode(), b"too short")
    answer = _post(hall, body, "application-0001")
    assert answer.status_code == 422
    assert protocol.Problem.model_validate_json(answer.content).code == "invalid"
    assert NUMBER not in answer.text


def test_the_key_must_be_the_application_s_own(hall: RunningHall) -> None:
    answer = _post(hall, specimen().to_bytes(), "another-key-0001")
    assert answer.status_code == 422
    assert hall.service.cases.count() == 0


def test_a_body_of_unknown_or_great_length_is_not_read(hall: RunningHall) -> None:
    assert _post(hall, iter([b"x"]), "application-0001").status_code == 411
    huge = {"Content-Length": str(protocol.MAX_BODY_BYTES + 1)}
    assert _post(hall, b"", "application-0001", huge).status_code == 413


def test_nobody_files_unsigned(hall: RunningHall) -> None:
    outcome = HallClient(hall.url).submit(specimen())
    assert isinstance(outcome, Unreachable)
    assert outcome.answered
    assert hall.service.cases.count() == 0


def test_the_hall_answers_its_health_to_anybody(hall: RunningHall) -> None:
    assert hall.browser().get(hall.url + "/health", timeout=20).json()["status"] == "ok"


def test_promised_days_leave_weekends_out() -> None:
    assert promised_day(date(2026, 11, 27), 1) == date(2026, 11, 30)
    assert promised_day(date(2026, 11, 24), 0) == date(2026, 11, 24)


def test_cases_are_still_there_after_a_restart(hall: RunningHall) -> None:
    first = _file(hall.client, specimen())
    again = HallService(hall.service.config)
    assert again.cases.file(specimen()) == first
    again.close()


def _post(
    hall: RunningHall, body: object, key: str, extra: dict[str, str] | None = None
) -> requests.Response:
    headers = {
        **hall.sign("POST", protocol.APPLICATIONS_PATH, body if isinstance(body, bytes) else b""),
        protocol.IDEMPOTENCY_HEADER: key,
        "Content-Type": "application/json",
        **(extra or {}),
    }
    url = hall.url + protocol.APPLICATIONS_PATH
    with hall.browser() as session:
        return session.post(url, data=body, headers=headers, timeout=20)  # type: ignore[arg-type]  # an iterator is sent in chunks
