"""What happens to a case reaches the central platform: each record once, in order, none lost."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from kiosk.hall.app import build_app
from kiosk.hall.casework import Doer, Outcome
from kiosk.hall.config import HallConfig, Levels
from kiosk.hall.exchange.courier import ExchangeCourier
from kiosk.hall.exchange.queue import QueueCounts
from kiosk.hall.service import HallService
from kiosk.platform.protocol import CaseReceipt
from tests.kiosk.hall.conftest import QUICK_HASHER, Clock
from tests.kiosk.hall.specimens import NAME, NUMBER, PERMIT, specimen

CLERK = Doer("zhang", "3 号窗口")
ALL = ("up_pro_accept", "up_pro_material", "up_pro_material", "up_pro_process")


@dataclass
class Centre:
    """A central platform on a socket; it answers `script` first, then 200."""

    script: list[int] = field(default_factory=list)
    posts: list[tuple[str, dict[str, Any], str]] = field(default_factory=list)
    url: str = ""

    def tables(self) -> tuple[str, ...]:
        return tuple(path.rsplit("/", 1)[1] for path, _, _ in self.posts)

    def rows(self) -> dict[str, str]:
        """Return what such a platform keeps: one row for each mark."""
        return {row["row_guid"]: json.dumps(row, sort_keys=True) for _, row, _ in self.posts}


@pytest.fixture
def centre() -> Iterator[Centre]:
    centre = Centre()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            centre.posts.append((self.path, body, self.headers.get("Authorization", "")))
            assert self.headers["Idempotency-Key"] == body["row_guid"]
            self.send_response(centre.script.pop(0) if centre.script else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    centre.url = f"http://127.0.0.1:{server.server_port}/exchange"
    yield centre
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Reporting:
    """A hall that reports, its courier stepped by hand."""

    service: HallService
    courier: ExchangeCourier
    clock: Clock
    case: str
    folder: Path


@pytest.fixture
def hall(tmp_path: Path, database_url: str, centre: Centre) -> Iterator[Reporting]:
    clock = Clock()
    config = HallConfig(
        "样本大厅",
        tmp_path,
        database_url=database_url,
        clock=clock,
        exchange_url=centre.url,
        levels=Levels(codes=("5", "4", "3", "2", "1")),
    )
    config.exchange_token_path.write_text("sample-token\n", encoding="utf-8")
    service = HallService(config, QUICK_HASHER)
    receipt = service.cases.file(specimen(codes=(PERMIT,)))
    assert isinstance(receipt, CaseReceipt)
    courier = service.open_courier()
    assert courier is not None
    yield Reporting(service, courier, clock, receipt.case_number, tmp_path)
    courier.stop()
    service.close()


def test_a_case_is_told_from_acceptance_to_what_the_applicant_thought(
    hall: Reporting, centre: Centre
) -> None:
    hall.clock.pass_minutes(5)
    assert hall.service.casework.accept(hall.case, CLERK) is None
    hall.clock.pass_minutes(30)
    assert hall.service.casework.finish(hall.case, Outcome.GRANTED, "证号样本", CLERK) is None
    assert hall.service.evaluations.take(hall.case, 2) is None
    assert hall.courier.deliver_due()
    assert centre.tables() == (*ALL, "up_pro_process", "up_pro_result", "up_pro_result")
    accept, photo, _, _, finished, result, opinion = [row for _, row, _ in centre.posts]
    assert (accept["applyer_name"], accept["applyer_page_code"]) == (NAME, NUMBER)
    assert accept["apply_date"] == "20261124T100000" and accept["accept_date"] == "20261124T100500"
    assert accept["promise_date"] == "20261215T235959"
    assert accept["org_code"] == PERMIT[:18] and accept["catalog_code"] == PERMIT[19:]
    assert (photo["material_name"], photo["get_num"]) == ("相片", "1")
    assert finished["event_start_time"] == "20261124T100500"
    assert finished["event_end_time"] == "20261124T103500"
    assert (result["result_type"], result["satisfaction"]) == ("准予办理", "")
    assert (opinion["cd_operation"], opinion["satisfaction"]) == ("U", "4")
    assert {token for _, _, token in centre.posts} == {"Bearer sample-token"}
    assert hall.service.exchange.counts() == QueueCounts(waiting=0, sent=6, dead=0)


def test_a_case_that_nobody_accepted_is_not_told(hall: Reporting, centre: Centre) -> None:
    assert hall.courier.deliver_due() and not centre.posts


def test_a_platform_in_trouble_is_tried_again_later_and_in_order(
    hall: Reporting, centre: Centre
) -> None:
    centre.script = [500, 429]
    hall.service.casework.accept(hall.case, CLERK)
    assert not hall.courier.deliver_due()
    assert hall.courier.deliver_due()  # nothing is due yet, and nothing overtakes
    assert centre.tables() == ("up_pro_accept",)
    (waiting,) = hall.service.exchange.postponed()
    assert waiting.fault == "上级平台答复 500"
    hall.clock.pass_minutes(1)
    assert not hall.courier.deliver_due()
    hall.clock.pass_minutes(1)
    assert hall.courier.deliver_due()
    assert centre.tables() == ("up_pro_accept", "up_pro_accept", *ALL)
    assert len(centre.rows()) == 4


def test_a_platform_that_is_away_for_good_leaves_dead_letters(
    hall: Reporting, centre: Centre
) -> None:
    hall.service.casework.accept(hall.case, CLERK)
    centre.script = [503] * 30
    for _ in range(30):
        hall.courier.deliver_due()
        hall.clock.pass_minutes(61)
    (dead,) = hall.service.exchange.dead()
    assert (dead.kind, dead.tries) == ("accept", 30)


def test_a_refused_record_waits_on_the_page_until_it_is_sent_again(
    hall: Reporting, centre: Centre
) -> None:
    centre.script = [422]
    hall.service.casework.accept(hall.case, CLERK)
    assert hall.courier.deliver_due()
    hall.clock.pass_minutes(600)
    assert hall.courier.deliver_due()
    assert centre.tables() == ("up_pro_accept",)
    with TestClient(build_app(hall.service), base_url="http://hall") as browser:
        browser.get(hall.service.staff_path())
        page = browser.get("/exchange")
        assert "上级平台答复 422" in page.text and "受理信息" in page.text
        assert hall.case in page.text and NAME not in page.text
        form = page.text.split('name="form" value="', 1)[1].split('"', 1)[0]
        assert browser.post("/exchange", data={"record": ""}).status_code == 403
        sent = browser.post("/exchange", data={"form": form, "record": ""})
        assert sent.status_code == 200
        # The thread of the running hall carries it out by itself.
        for _ in range(200):
            if hall.service.exchange.counts().sent == 3:
                break
            threading.Event().wait(0.05)
    assert hall.service.exchange.dead() == ()
    assert centre.tables() == ("up_pro_accept", *ALL)


def test_a_hall_killed_with_a_record_in_hand_loses_and_doubles_nothing(
    hall: Reporting, centre: Centre
) -> None:
    hall.service.casework.accept(hall.case, CLERK)
    in_hand = hall.service.exchange.claim()
    assert in_hand is not None
    # It dies here: the platform has the record, the hall does not know it.
    hall.courier._send(in_hand)
    again = HallService(hall.service.config, QUICK_HASHER)
    courier = again.open_courier()
    assert courier is not None
    assert courier.deliver_due() and centre.tables() == ("up_pro_accept",)
    hall.clock.now += timedelta(seconds=121)
    assert courier.deliver_due()
    courier.stop()
    again.close()
    assert centre.tables() == ("up_pro_accept", *ALL)
    assert len(centre.rows()) == 4
    first, second = centre.posts[0], centre.posts[1]
    assert first == second


def test_several_workers_give_no_record_twice(hall: Reporting, centre: Centre) -> None:
    for n in range(4):
        receipt = hall.service.cases.file(specimen(f"application-1{n:03}", codes=(PERMIT,)))
        assert isinstance(receipt, CaseReceipt)
        hall.service.casework.accept(receipt.case_number, CLERK)
    others = [hall.service.open_courier() for _ in range(3)]
    threads = [threading.Thread(target=o.deliver_due) for o in (*others, hall.courier) if o]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while hall.service.exchange.counts().waiting:
        hall.courier.deliver_due()
    assert len(centre.posts) == len(centre.rows()) == 16


def test_a_hall_without_a_platform_queues_nothing(tmp_path: Path) -> None:
    service = HallService(HallConfig("样本大厅", tmp_path, clock=Clock()), QUICK_HASHER)
    receipt = service.cases.file(specimen(codes=(PERMIT,)))
    assert isinstance(receipt, CaseReceipt)
    service.casework.accept(receipt.case_number, CLERK)
    assert service.exchange.counts() == QueueCounts(0, 0, 0)
    assert service.open_courier() is None
    service.close()
