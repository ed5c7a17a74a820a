"""What is to be done with a thing: the same card may be lost, run out, or say something wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping

_CUES: Mapping[str, str] = {
    "first": "第一次|首次|首办|新办|初次|从来没|没办过|未办过|还没有办|设立|成立|开办|核发",
    "replace": "丢|不见|补办|补领|补发|补证|遗失|被偷|找不到|没了|重新办|挂失|补[^贴助缴交充]",
    "damaged": "坏了|烂|损坏|断|磨损|看不清|消磁|刷不|读不|泡水|破",
    "renew": "到期|过期|换领|换证|换发|续|延期|延续|失效|期满|有效期|年到|换新",
    "change": "变更|修改|改|换[^领证发新]|搬|转让|错了|更名|更正",
    "cancel": "注销|不做了|不开了|不干了|关门|倒闭|关掉|销掉|退掉|解散|清算|销户|停业|不用了|取消",
    "move": "转移|转入|转过|转来|转到|接续|迁|异地|过户|换城市|合并|外地|跨省",
    "look_up": "查询|查一下|查名下|打印|证明",
    "activate": "激活|启用|开通",
    "money": "补贴|津贴|补助|报销|救助|资助|补钱|领钱|多少钱领|给钱|发钱",
    "borrow": "贷款|按揭|抵押|借",
    "take_out": "提取|取出|取公积金|拿出来|领取|支取",
}
_PATTERNS = {action: re.compile(cues) for action, cues in _CUES.items()}


def actions_of(text: str) -> frozenset[str]:
    """Return the actions a text speaks of."""
    return frozenset(action for action, cue in _PATTERNS.items() if cue.search(text))
