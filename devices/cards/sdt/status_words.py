"""What the third status byte of an SDT reader means, and what can be done about it."""

from __future__ import annotations

from types import MappingProxyType

from devices.cards.reader import CardFault

OK = 0x90
NOT_ON_CARD = 0x91
CARD_FOUND = 0x9F
FIND_FAILED = 0x80
SELECT_FAILED = 0x81

_LIFT = "请把证拿起来，等一下再平放到读卡区"
_OTHER_CARD = "请换一张证试试，或改用别的办法登记"
_STAFF = "请工作人员检查读卡器，您可以改用别的办法登记"

STATUS_WORDS = MappingProxyType(
    {
        OK: CardFault("操作成功", ""),
        NOT_ON_CARD: CardFault("证里没有这一项", ""),
        CARD_FOUND: CardFault("找到了证", ""),
        0x10: CardFault("读卡器收到的指令校验不对", _STAFF),
        0x11: CardFault("读卡器收到的指令长度不对", _STAFF),
        0x21: CardFault("读卡器不认识这条指令", _STAFF),
        0x23: CardFault("读卡器没有这项授权", _STAFF),
        0x24: CardFault("读卡器报告了不明错误", _LIFT),
        0x31: CardFault("证没有认可这台读卡器", _LIFT),
        0x32: CardFault("读卡器没有认可这张证，证可能不是真的或已损坏", _OTHER_CARD),
        0x33: CardFault("证里的信息没有通过验证", _OTHER_CARD),
        0x37: CardFault("证里的指纹信息没有通过验证", _LIFT),
        0x3F: CardFault("证里的信息长度不对", _OTHER_CARD),
        0x40: CardFault("这种证本机不认识", "请放身份证、居住证或永居证，或改用别的办法登记"),
        0x41: CardFault("没有读出来，证可能动了一下", _LIFT),
        0x47: CardFault("读卡器没有取到随机数", _LIFT),
        0x60: CardFault("读卡器的安全模块自检没有通过", _STAFF),
        0x66: CardFault("读卡器的安全模块没有授权", _STAFF),
        FIND_FAILED: CardFault("读卡区没有找到证", "请把证平放到读卡区"),
        SELECT_FAILED: CardFault("找到了证，但没有选上", _LIFT),
    }
)


def explain(status: int) -> CardFault:
    """Return a status byte in words, with the remedy; an unknown one keeps its number."""
    known = STATUS_WORDS.get(status)
    return known or CardFault(f"读卡器报告了不明错误（{status:02X}）", _LIFT)
