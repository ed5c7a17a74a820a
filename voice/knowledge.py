"""What can be asked for, as plain data: items, their everyday names, and aspects of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

ANY_ASPECT = ""
HOW = "how"

# How people ask for one aspect of an item, longest and surest wording first.
ASPECT_CUES: Mapping[str, tuple[str, ...]] = {
    aspect: tuple(cues.split())
    for aspect, cues in {
        "materials": """
            带什么 带哪些 要带 什么材料 哪些材料 材料 资料 什么证件 哪些证件 准备什么
            准备些什么 需要什么 要什么东西 什么手续 要拿什么
        """,
        "how_long": """
            多久 多长时间 几天 多少天 几个工作日 办理时限 什么时候能办好 什么时候能拿
            啥时候能拿 当天能 当场能
        """,
        "how_much": """
            多少钱 收费 费用 要钱 要不要钱 免费 工本费 几块钱 交多少
        """,
        "where": """
            在哪里 在哪儿 在哪 去哪里 去哪儿 去哪 到哪里 到哪 哪个窗口 几楼 什么地方 地址在
            哪里办 哪里可以 哪里能
        """,
        "when": """
            几点 上班时间 办公时间 营业时间 周末 星期六 周六 中午办 开门 什么时间办
        """,
        "conditions": """
            什么条件 哪些条件 条件 什么资格 资格 什么要求 哪些人 谁可以 能不能办 可不可以办
            符合什么
        """,
    }.items()
}

EMERGENCY_CUES = tuple(
    """
    救命 着火 起火 失火 晕倒 昏倒 昏过去 晕过去 打人 打架 抢劫 有人抢 心脏病 喘不上气 喘不过气
    呼吸困难 流血 中风 报警 叫救护车 跳楼 自杀 不想活 拿刀 有刀 小孩丢了 孩子不见了 孩子丢了
    """.split()  # noqa: SIM905 - a list of words reads as prose
)


@dataclass(frozen=True)
class KnowledgeEntry:
    """One wording of a question and the item and aspect it asks for ('' means any aspect)."""

    item_code: str
    aspect: str
    phrasing: str


@dataclass(frozen=True)
class KnowledgeItem:
    """What the voice needs to know of a service item; `aspects` are extra wordings of each."""

    item_code: str
    name: str
    aliases: Sequence[str] = ()
    aspects: Mapping[str, Sequence[str]] = field(default_factory=dict)


def build_knowledge(items: Iterable[KnowledgeItem]) -> tuple[KnowledgeEntry, ...]:
    """Return every wording of every item, each once."""
    entries: dict[KnowledgeEntry, None] = {}
    for item in items:
        for name in (item.name, *item.aliases):
            entries.setdefault(KnowledgeEntry(item.item_code, ANY_ASPECT, name))
        for aspect, phrasings in item.aspects.items():
            for phrasing in phrasings:
                entries.setdefault(KnowledgeEntry(item.item_code, aspect, phrasing))
    return tuple(entry for entry in entries if entry.phrasing.strip())


def asked_aspect(text: str) -> str:
    """Return the aspect a sentence asks for, or '' when it names none."""
    found = [
        (text.find(cue), aspect)
        for aspect, cues in ASPECT_CUES.items()
        for cue in cues
        if cue in text
    ]
    # What is asked comes last in a Chinese sentence: 办居住证的条件和要带什么材料.
    return max(found)[1] if found else ANY_ASPECT
