"""A hall in the middle of a working day, with long names, for pictures and browser tests."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from hashlib import sha256

from PIL import Image, ImageDraw

from forms.application import Application, AppliedItem, AppliedMaterial, AppliedValue
from forms.values import Source
from kiosk.hall.casework import Doer
from kiosk.hall.notices import Lacking
from kiosk.platform.protocol import (
    CaseReceipt,
    DeviceReport,
    Heartbeat,
    MaterialPages,
    StaffCall,
    StaffQuestion,
    TicketRequest,
)
from kiosk.platform.submission import compose_submission
from tests.kiosk.hall.conftest import RunningHall

SCHOOL = "1144010000000008673442190016000"
DEPARTMENTS = ("教育局", "公安局", "人力资源和社会保障局", "自然资源局", "住房和城乡建设局")
LONG_ADDRESS = "禅城区祖庙街道文华北路一百二十三号样本花园小区第十二栋二单元三十六楼三六〇一房"


def page_picture(title: str, landscape: bool = False) -> bytes:
    """Return a JPEG that looks like a photographed page."""
    size = (1200, 800) if landscape else (800, 1130)
    picture = Image.new("RGB", size, "#f4f1ea")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((40, 40, size[0] - 40, size[1] - 40), outline="#8a8577", width=4)
    draw.text((80, 80), title, fill="#333333")
    for line in range(6, size[1] // 40 - 2):
        draw.line((90, line * 40, size[0] - 90, line * 40), fill="#b9b3a5", width=3)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=70)
    return file.getvalue()


def signature_picture() -> bytes:
    """Return a PNG that looks like a signature."""
    picture = Image.new("RGBA", (600, 200), (255, 255, 255, 0))
    draw = ImageDraw.Draw(picture)
    points = [(60 + n * 24, 100 + (60 if n % 2 else -50)) for n in range(20)]
    draw.line(points, fill="#16222C", width=6, joint="curve")
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def file_school_case(hall: RunningHall, application_id: str) -> str:
    """File an application with many fields, three pages and a signature; return its case."""
    sheets = {
        "household_register": ("户口簿", (page_picture("A", True), page_picture("B", True))),
        "dwelling_proof": ("居住地址证明", (page_picture("C"),)),
    }
    fields = {
        "姓名": "陈样本",
        "公民身份号码": "11010519491231002X",
        "联系电话": "13800000000",
        "居住地址": LONG_ADDRESS,
        "孩子姓名": "陈小样",
        "申请学校": "祖庙街道第一小学（东校区）",
        "参保缴费月数": "61",
        "居住证签发日期": "2021-03-02",
    }
    application = Application(
        application_id=application_id,
        catalogue_version="0123456789abcdef",
        items=(AppliedItem(code=SCHOOL, name="积分入学申请"),),
        values=tuple(
            AppliedValue(
                key=f"field_{n}",
                name=name,
                text=shown,
                shown=shown,
                source=Source.CARD if n < 2 else Source.TYPED,
                source_label="身份证" if n < 2 else "",
            )
            for n, (name, shown) in enumerate(fields.items())
        ),
        materials=(
            *(
                AppliedMaterial(
                    key=key,
                    name=name,
                    pages=len(pages),
                    sha256=tuple(sha256(page).hexdigest() for page in pages),
                )
                for key, (name, pages) in sheets.items()
            ),
            AppliedMaterial(key="residence_permit", name="居住证", pages=0, at_window=True),
        ),
        signed=True,
        created_at=datetime(2026, 11, 24, 1, 0, tzinfo=UTC),
    )
    pictures = tuple(
        MaterialPages(key=key, name=name, pages=pages) for key, (name, pages) in sheets.items()
    )
    submission = compose_submission(application, pictures, signature_picture(), {SCHOOL: 15})
    named = submission.model_copy(
        update={"applicant_name": "陈样本", "applicant_number": "11010519491231002X"}
    )
    receipt = hall.service.cases.file(named)
    assert isinstance(receipt, CaseReceipt), receipt
    return receipt.case_number


def take_number(hall: RunningHall, n: int, category: str, application_id: str = "") -> str:
    """Take a queue number; return the path of its phone page."""
    asked = TicketRequest(
        request_id=f"lively-request-{n}", category=category, application_id=application_id
    )
    return "/t/" + hall.service.queue.issue(asked).link  # type: ignore[union-attr]  # issued


def fill_day(hall: RunningHall) -> dict[str, str]:
    """Fill the hall with a morning's work; return the numbers and paths a test needs."""
    service, clerk = hall.service, Doer("zhang", "2")
    cases = [file_school_case(hall, f"lively-application-{n}") for n in range(4)]
    categories = ("社会民生", "企业设立", "公安专项", "社会民生", "税务专项", "社会民生")
    paths = [
        take_number(hall, n, category, f"lively-application-{n}" if n in (0, 3) else "")
        for n, category in enumerate(categories)
    ]
    for window, minutes in (("2", 4), ("5 号综合服务窗口（企业开办专区）", 6), ("3", 9)):
        hall.clock.pass_minutes(minutes)
        service.queue.call_next(window)
    for case in cases[1:]:
        service.casework.accept(case, clerk)
    service.casework.send(cases[1], DEPARTMENTS, clerk)
    service.casework.send(cases[2], ("教育局",), clerk)
    lacking = (Lacking("residence_permit", "居住证（原件 1 份，带到窗口）"),)
    service.casework.give_back(cases[3], lacking, "请带最近三个月的样本水电费单", clerk)
    for n, level in enumerate((1, 1, 2, 1, 3, 5)):
        service.evaluations.take(f"lively-subject-{n}", level)
    _fill_questions(hall)
    _fill_fleet(hall)
    return {"case": cases[0], "reviewed": cases[1], "returned": cases[3], "phone": paths[3]}


def _fill_questions(hall: RunningHall) -> None:
    asked = (
        ("question", "我妈妈八十岁了走不动，能不能有人上门帮她办老年优待证？"),
        ("suggestion", "大厅的空调太冷了，老人坐久了受不了，能不能调高一点"),
        ("complaint", "上周三我在五号窗口等了四十分钟，中间没有人说明原因。" * 4),
    )
    for n, (kind, text) in enumerate(asked):
        question = StaffQuestion.model_validate(
            {"question_id": f"lively-question-{n}", "kind": kind, "text": text}
        )
        hall.service.questions.keep(question)


def _fill_fleet(hall: RunningHall) -> None:
    for n, (name, printer) in enumerate(
        (("一楼东侧自助终端", "error"), ("一楼西侧自助终端", "ready"))
    ):
        heartbeat = Heartbeat(
            terminal=f"lively-terminal-{n}",
            name=name,
            version="0.1.0",
            catalogue_version="0123456789abcdef",
            devices=(
                DeviceReport(name="card_reader", state="no_card"),
                DeviceReport(
                    name="printer", state=printer, reason="打印机没有纸了", remedy="请打开上盖装纸"
                ),
                DeviceReport(name="camera", state="ready"),
            ),
            outbox_waiting=3 if n == 0 else 0,
            last_visit_at=hall.clock(),
        )
        hall.service.fleet.beat(heartbeat)
    call = StaffCall(call_id="lively-call-1", terminal="lively-terminal-0", name="一楼东侧自助终端")
    hall.service.fleet.call(call)
