"""Samples of filling the one table: rows, periods, the tree of divisions, many words to pick."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from forms.dictionary import Choice, Column, FieldDefinition, Names
from forms.divisions import read_divisions
from kiosk.events import Stroke
from kiosk.journeys.capture import LAY_FLAT
from kiosk.journeys.filling import take_other_label
from kiosk.journeys.pictured import PLEASE_SIGN, SIGN_HERE
from kiosk.journeys.places import Places
from kiosk.journeys.places import view as places_view
from kiosk.journeys.saying import Saying
from kiosk.journeys.view import Action, Body, CaptureView, Card, Line, QuestionView, TableView, Tag
from kiosk.ui.widgets.signature import picture_of

DIVISIONS = Path(__file__).parents[2] / "assets" / "divisions" / "divisions.tsv"
GO_ON = Action("next_question", "下一步")
HOLDERS = FieldDefinition(
    key="holders",
    names=Names(zh_hans="股东", zh_hant="股東", en="Shareholders"),
    kind="rows",
    columns=(
        Column(key="holder", name="姓名", kind="person_name"),
        Column(
            key="sort", name="类型", kind="choice", choices=(Choice(value="人", label="自然人"),)
        ),
        Column(key="share", name="出资比例", kind="number", unit="%"),
    ),
    question="变更后有哪些股东？",
    specimen="[]",
)


WRITTEN_DA: tuple[Stroke, ...] = (
    ((700, 420), (1000, 400), (1250, 390)),
    ((990, 140), (980, 420), (900, 650), (690, 880)),
    ((985, 420), (1060, 640), (1260, 870)),
)
"""大, three strokes."""


def _row(number: int, name: str, share: str) -> Card:
    edit, remove = Action("edit_row", "修改这个", "0"), Action("remove_row", "删除这个", "0")
    lines = (
        Line("姓名", name, action=edit),
        Line("类型", "自然人"),
        Line("出资比例", share),
        Line("", "", action=remove),
    )
    return Card(f"第 {number} 个", lines)


def _writing(written: tuple[Stroke, ...], characters: Sequence[str]) -> QuestionView:
    return QuestionView(
        1, 9, "您叫什么名字？", "和身份证上的一样", "陈", None, "", "handwriting", GO_ON,
        candidates=tuple(Action("word", one, one) for one in characters),
        strokes=written,
    )  # fmt: skip


def sample_signature() -> bytes:
    """Return a PNG of a name written with the finger."""
    strokes = [[(60 + x / 6, 200 - y / 6) for x, y in stroke] for stroke in WRITTEN_DA]
    strokes += [[(340 + x / 6, 200 - y / 6) for x, y in stroke] for stroke in WRITTEN_DA]
    return picture_of(strokes, 620, 240)


def _signings() -> Iterator[tuple[str, Body]]:
    """Yield the pages of fields that are signed or photographed."""
    window = Action("bring_to_window", "到窗口签")
    skip = Action("skip_question", "没有，跳过")
    blank = QuestionView(
        8, 9, "请监护人签名", "请孩子的监护人自己签，不要代签", "", None, "", "none",
        GO_ON, helpers=(window,), pad=SIGN_HERE,
    )  # fmt: skip
    yield "sign", blank
    again = Action("clear_signature", "重签")
    signed = replace(
        blank, picture_png=sample_signature(), tag=Tag("现场签名"), helpers=(again, window)
    )
    yield "sign-done", signed
    yield "sign-failing", replace(blank, fault=PLEASE_SIGN, helpers=(skip, window))
    page = CaptureView(
        "请拍一张门店的照片", LAY_FLAT, "live", "", "plain", Action("take_photo", "拍照"),
        (Action("bring_to_window", "不拍了，带到窗口交"), skip), step=7, steps=9,
    )  # fmt: skip
    yield "photo", page
    absent = "摄像头没有连接。请告诉工作人员"
    none = replace(page, phase="no_camera", message=absent, tone="warn", actions=(skip,))
    yield "photo-empty", replace(none, primary=Action("bring_to_window", "带到窗口交，继续"))


def fillings() -> Iterator[tuple[str, Body]]:
    """Yield the screens of filling that the other samples do not have."""
    done = Action("next_question", "填好了，下一步")
    add = Action("add_row", "再添加一个")
    rows = (_row(1, "陈样本", "60 %"), _row(2, "欧阳样本", "40 %"))
    turns = (Action("rows_page", "上一页", "3"), Action("rows_page", "下一页", "5"))
    back = Action("put_back", "放回刚删的")
    yield "rows", TableView(HOLDERS.question, rows, done, (add, back), "每位股东都要添加一次")
    yield (
        "rows-empty",
        TableView(
            HOLDERS.question,
            (),
            Action("next_question", "填好了，下一步", enabled=False),
            (Action("add_row", "添加一个"),),
            "每位股东都要添加一次",
        ),
    )
    many = tuple(_row(number, "陈样本", "2 %") for number in range(25, 31))
    message = "加起来应当是 100%\n共 500 个，第 5 页，共 84 页"
    yield "rows-failing", TableView(HOLDERS.question, many, done, (*turns, add), message, "error")
    earlier = "2026 年 3 月办的件"
    yield (
        "conflict",
        QuestionView(
            2, 9, "您的户籍地址是什么？",
            f"{earlier}写的是“广东省佛山市顺德区大良街道样本路 8 号样本大厦 3 座 12 室”，哪个对？",
            "广东省佛山市顺德区大良街道样本路 8 号", Tag("社保卡"), "", "pinyin", GO_ON,
            helpers=(
                Action("take_other", take_other_label(earlier)),
                Action("open_places", "按省市区选"),
                Action("copy_from", "用现在的住址", "home_address"),
                Action("say_answer", "用说的"),
            ),
        ),
    )  # fmt: skip
    yield (
        "period",
        QuestionView(
            3, 9, "经营期限：到哪一天为止？", "年、月、日连着写，例如 20240501", "2034",
            None, "", "digits", GO_ON, helpers=(Action("choose", "没有期限（长期）", "长期"),),
        ),
    )  # fmt: skip
    divisions = read_divisions(DIVISIONS)
    asked = "您现在住在哪里？"
    yield "places", places_view(Places("4406"), divisions, asked, (3, 9), Saying())
    yield "places-many", places_view(Places(""), divisions, asked, (3, 9), Saying())
    yield "places-found", places_view(Places("44", "cc"), divisions, asked, (3, 9), Saying())
    unheard = Saying(heard="南乡", fault="没听明白“南乡”，请再说一遍，或者用手填")
    yield "places-said", places_view(Places("44"), divisions, asked, (3, 9), unheard)
    yield "places-failing", places_view(Places("44", "zzzz"), divisions, asked, (3, 9), Saying())
    yield "writing", _writing(WRITTEN_DA, ("大", "太", "人", "犬", "木", "左", "古", "右"))
    yield "writing-empty", _writing((), ())
    yield from _signings()
    names = ("张伟明", "张卫民", "张维明", "张伟", "张", "章", "彰", "长", "掌", "丈")
    words = tuple(Action("word", name, name) for name in names)
    yield (
        "name",
        QuestionView(
            1, 9, "您叫什么名字？", "和身份证上的一样", "", None, "", "pinyin", GO_ON,
            candidates=words, pinyin="zhangweiming",
        ),
    )  # fmt: skip
