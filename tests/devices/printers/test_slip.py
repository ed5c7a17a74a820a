from __future__ import annotations

import pytest

from devices.printers import TicketSlip
from devices.printers.commands import qr_bytes, slip_bytes
from devices.printers.layout import COLUMNS, display_width, wrap
from devices.simulators.paper import PaperError, decode

TICKET = TicketSlip(
    "祖庙街道政务服务中心",
    "A012",
    ("居住证申领", "前面还有 3 人", "请到 2 号窗口，。、“”"),
    "https://hall.example/t/A012",
)


def test_a_slip_shows_title_number_lines_and_code() -> None:
    paper = decode(slip_bytes(TICKET))
    assert paper.slips == (
        "祖庙街道政务服务中心\nA012\n居住证申领\n前面还有 3 人\n请到 2 号窗口，。、“”",
    )
    assert paper.qr_texts == ("https://hall.example/t/A012",)
    assert paper.text == paper.slips[0]


def test_chinese_is_sent_in_hanzi_mode_as_gb18030() -> None:
    data = slip_bytes(TICKET)
    assert data.startswith(b"\x1b\x40\x1c\x26")
    assert "居住证申领".encode("gb18030") in data
    assert data.endswith(b"\x1d\x56\x01")


def test_the_number_is_four_times_as_large_and_words_twice() -> None:
    assert b"\x1d\x21\x33A012\n\x1d\x21\x00" in slip_bytes(TICKET)
    words = slip_bytes(TicketSlip("回执", "已受理", ()))
    assert b"\x1b\x21\x38\x1c\x21\x0c" + "已受理".encode("gb18030") in words


@pytest.mark.parametrize("character", ["㐀", "𠮷", "鿿", "€", "①", "·", "“", "é", "ü", "😀"])
def test_rare_characters_print_as_themselves(character: str) -> None:
    assert decode(slip_bytes(TicketSlip("", "", (character,)))).text == character


def test_long_lines_break_within_the_paper() -> None:
    long = "根据《中华人民共和国民法典》，请携带身份证原件及复印件" * 4 + "a" * 100
    slip = TicketSlip(long, long, (long,))
    text = decode(slip_bytes(slip)).text
    assert text.replace("\n", "") == long * 3
    assert max(map(display_width, text.split("\n"))) <= COLUMNS


def test_numbers_stay_whole_and_no_line_begins_with_a_comma() -> None:
    lines = wrap("您的办件编号是：440604202611240001，请妥善保管，凭它查询。", 24)
    assert "440604202611240001" in "|".join(lines)
    assert all(line[0] not in "，。、" for line in lines)


def test_control_characters_in_a_name_never_reach_the_printer() -> None:
    slip = TicketSlip("题\x1b@", "1\x1dV\x00", ("甲\x10\x04\x04乙\ud800", "一\n二\t三"))
    assert decode(slip_bytes(slip)).text == "题@\n1V\n甲乙\n一\n二 三"


def test_an_empty_line_stays_an_empty_line() -> None:
    assert decode(slip_bytes(TicketSlip("甲", "", ("", "乙")))).text == "甲\n\n乙"


def test_several_slips_lie_in_the_tray_one_by_one() -> None:
    paper = decode(slip_bytes(TicketSlip("甲", "1", ())) + slip_bytes(TicketSlip("乙", "2", ())))
    assert paper.slips == ("甲\n1", "乙\n2")
    assert paper.text == "甲\n1\n乙\n2"


def test_a_code_too_large_for_the_paper_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        qr_bytes("x" * 600)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x1b\x7a", "unknown command 1b 7a"),
        (b"\x07", "not text"),
        ("甲".encode("gb18030"), "not text in this mode"),
        (b"\x1c\x26\x81\x20\n", "GB18030"),
        (b"\x1d\x28\x6b\x20\x00\x31", "middle of a command"),
        (b"\x1d\x28\x6b\x03\x00\x31\x51\x30", "before any text"),
        (b"\x1d\x28\x6b\x02\x00\x31\x99", "unknown code function"),
        (b"\x1d\x56\x99", "unknown cut"),
        (b"half a line", "never ended"),
        (b"half a line\x1d\x56\x00", "knife"),
        (b"x" * 49 + b"\n", "wider than the paper"),
        (b"\x1d\x21\x33" + b"x" * 13 + b"\n", "wider than the paper"),
    ],
)
def test_paper_refuses_what_a_printer_would_not_understand(data: bytes, reason: str) -> None:
    with pytest.raises(PaperError, match=reason):
        decode(data)
