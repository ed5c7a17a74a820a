"""Sample screens of looking up cases and of saying what one thinks, as the journeys make them."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.events import CaseSeen, EnterpriseSeen
from kiosk.journeys import feedback, progress
from kiosk.journeys.feedback import FeedbackState
from kiosk.journeys.progress import ProgressState
from kiosk.journeys.typing import Draft
from kiosk.journeys.view import Body

_NUMBER = "1144010000000001993440790001000202611240001"
_LONG = "建筑起重机械使用登记及特种设备使用单位变更（含法定代表人姓名、单位名称变更）"
_DAY = "2026 年 11 月 24 日"
_CASES = (
    CaseSeen(_NUMBER, "居住证申领", "accepted", "已受理，正在办理", _DAY, "2026 年 12 月 15 日"),
    CaseSeen(
        _NUMBER,
        "城乡居民医保参保登记",
        "finished",
        "已办结：准予办理",
        _DAY,
        result="参保登记凭证 样本 20261124-0001 号，可以在手机上查看",
    ),
    CaseSeen(
        _NUMBER,
        _LONG,
        "returned",
        "已退回，需补正材料",
        _DAY,
        "2026 年 12 月 15 日",
        (
            "居住证（原件 1 份，带到窗口）",
            "居住地址证明（原件 1 份，终端拍照或带到窗口，租房合同或房产证）",
        ),
    ),
)


def record_samples() -> Iterator[tuple[str, Body]]:
    """Yield name and body; the kind of view stands first in the name."""
    yield "ordinary", progress.cases_view(ProgressState("cases", cases=_CASES[:2], by_card=True))
    yield "long", progress.cases_view(ProgressState("cases", cases=_CASES * 4, by_card=True))
    names = ("佛山市样本餐饮管理有限公司", f"广东样本{_LONG[:20]}工程股份有限公司禅城分公司")
    known = tuple(EnterpriseSeen("914401010000000153", name, 6) for name in names)
    own = ProgressState("cases", cases=_CASES[:1], by_card=True, enterprises=known)
    yield "two-pages", progress.cases_view(own)
    of_one = ProgressState("cases", cases=_CASES[1:2], by_card=True, enterprise=names[0])
    yield "enterprise", progress.cases_view(of_one)
    yield "empty", progress.cases_view(ProgressState("cases", by_card=True))
    for step in ("menu", "levels", "reasons", "sending", "done"):
        kept = FeedbackState("1", step, subject="1", number="1124-001", url="http://10.20.0.5/q/a")
        yield step, feedback.view(kept)
    fault = "连接不上大厅服务。您写的还在屏幕上，请稍后再交一次，或告诉工作人员"
    words = FeedbackState("1", "words", kind="complaint", draft=Draft("等了两个小时"), fault=fault)
    yield "failing", feedback.view(words)
