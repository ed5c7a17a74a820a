"""What can be asked for, as plain data: items, their everyday names, and aspects of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

ANY_ASPECT = ""
NOT_OURS = ""
"""Stands as the item of wordings that are known to be no business of the hall."""
HOW = "how"

# How people ask for one aspect of an item.
ASPECT_CUES: Mapping[str, tuple[str, ...]] = {
    aspect: tuple(cues.split())
    for aspect, cues in {
        "materials": """
            带什么 带哪些 要带 带些什么 材料 资料 证件 单据 哪些文件 什么文件 准备什么 准备些什么
            要准备 需要什么 需要些什么 需要哪些 要什么东西 什么手续 哪些手续 要拿什么 拿什么
            交什么 交哪些 提交什么 提供什么 要些什么 拿些什么 要哪些东西 哪些东西 带身份证吗
            要什么
        """,
        "how_long": """
            多久 多长时间 几天 多少天 几个工作日 几日 时限 什么时候能办好 什么时候能拿
            什么时候拿到 什么时候好 什么时候下来 啥时候能拿 当天能 当场能 要等 多快 几个月
            多少个工作日 几多日 几耐 天数 办理时间 几时生效 多少时间 出证时间 到账时间
        """,
        "how_much": """
            多少钱 收费 费用 要钱 收钱 要不要钱 免费吗 工本费 几块钱 交多少 多少费 几十块
            标准是多少 补多少 发多少 领多少 给多少 多少一个月 每月多少 一年多少 贷多少 提多少
            贷几十万 花多少 几百块 税费 多少元 能补多少 最低交多少 价格 几多钱 几钱
        """,
        "where": """
            在哪里 在哪 去哪里 去哪 到哪里 到哪 哪个窗口 几号窗 哪个部门 几楼 什么地方 哪个地方
            地址在 哪里办 哪里可以 哪里能 哪里领 哪里交 上哪 哪个大厅 哪里 在哪儿 去哪儿 哪边
            哪个机器 在这里办 在你们这 边度
        """,
        "when": """
            几点 上班时间 办公时间 营业时间 周末 星期六 周六 中午办 开门 什么时间 什么时候可以
            什么时候交 什么时候报名 几月 哪个月 哪天开始 提前多少天 提前多久 什么时候 多长时间内
            多久做一次 几月份 何时 下班 几时
        """,
        "conditions": """
            条件 什么资格 资格 什么要求 哪些人 谁可以 谁能 什么人 能不能办 可不可以办 符合什么
            够不够 几岁可以 多大年纪 几岁开始 几岁才 多少岁 什么情形 哪些情况 什么情况 可以吗
            行不行 能不能申请 有什么限制 是不是必须 标准是什么 什么标准 能办吗 可以办吗 能领吗
            能申请吗 几级
        """,
        "progress": """
            办到哪 到哪一步 哪一步 进度 审到哪 办好了没 批下来了没 批下来没有 下来没有 好了没有
            好了吗 办好没 办好了吗 做好了没 出来没有 到哪个步骤 排到第几 怎么还没到 查查进度
            到哪了 什么状态 办完了吗 审核通过 批了没 审批到 办结了没
        """,
        "missing": """
            还差什么 缺什么 少了什么 缺哪 差什么东西 补正 补什么材料 要补哪些 被退回 退件 退回来
            没通过 资料不齐 材料不齐 还要补
        """,
    }.items()
}


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
        (text.rfind(cue) + len(cue), len(cue), aspect)
        for aspect, cues in ASPECT_CUES.items()
        for cue in cues
        if cue in text
    ]
    # What is asked comes last in a Chinese sentence: 办居住证的条件和要带什么材料.
    return max(found)[2] if found else ANY_ASPECT
