import time

import pytest

from voice.carriers import without_carriers
from voice.knowledge import HOW, KnowledgeEntry, KnowledgeItem, asked_aspect, build_knowledge
from voice.matching import OFFERED, Matcher

ASKED = """
居住证怎么办理 A1 how
居住正怎么办理 A1 how
居住证０怎么办理？ A1 how
我的社保卡丢了 C1 how
我的社宝卡丢了怎么办 C1 how
医保怎么参保 B1 how
医保怎么餐饱 B1 how
办居住证需要带什么材料 A1 materials
居住证到期了怎么续 A2 how
攻击金怎么提取 E1 how
各体户营业执照要几天 D1 how_long
我妈八十岁了有没有补贴 F1 how
公司搬家了地址要改 D2 how
失业金在哪里领 F3 where
公租房怎么申请 H1 how
孩子刚出生怎么上户口 J1 how
身份证过期了怎么换 N2 how
我想取公积金 E1 how
公积金贷款多少钱 E2 how_much
残疾证去哪办 K1 where
社保卡密码忘记了怎么办 C3 how
积分入户要什么条件 G1 conditions
"""
NOT_OURS = """
今天天气怎么样 帮我放一首歌 帝国大厦在哪里 早餐吃什么 你叫什么名字 厕所在哪里 附近有什么好吃的
明天股票会涨吗 讲个笑话 现在几点了 我想买一张火车票 你会唱歌吗 怎么做红烧肉 手机怎么连无线网
谢谢你 你好 去广州怎么坐车 我想订酒店 美国总统是谁 一加一等于几
"""


@pytest.mark.parametrize(
    ("text", "code", "aspect"), [tuple(line.split()) for line in ASKED.strip().splitlines()]
)
def test_a_question_in_ones_own_words_finds_its_item_and_aspect(
    matcher: Matcher, text: str, code: str, aspect: str
) -> None:
    match = matcher.match(text)
    assert match.outcome == "answer"
    assert (match.candidates[0].item_code, match.candidates[0].aspect) == (code, aspect)


@pytest.mark.parametrize("text", NOT_OURS.split())
def test_what_is_not_ours_is_never_answered(matcher: Matcher, text: str) -> None:
    assert matcher.match(text).outcome != "answer"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("我想开个饭店要办什么证", "L1"),
        ("养老金怎么领", "F2"),
        ("给宝宝上户口要带什么", "J1"),
        ("失业了能领钱吗", "F3"),
    ],
)
def test_a_loose_question_is_answered_or_offered_among_the_nearest_items(
    matcher: Matcher, text: str, code: str
) -> None:
    match = matcher.match(text)
    assert match.outcome in ("answer", "clarify")
    assert code in [candidate.item_code for candidate in match.candidates]


@pytest.mark.parametrize("word", ["身份证", "社保卡"])
def test_a_bare_word_that_stands_in_several_items_is_asked_back(
    matcher: Matcher, word: str
) -> None:
    match = matcher.match(word)
    assert match.outcome == "clarify"
    assert len(match.candidates) > 1
    assert all(word in one.wording for one in match.candidates[:1])


def test_a_bare_word_offers_every_item_that_goes_by_it_and_none_that_only_mentions_it() -> None:
    doings = ("迁入", "迁出", "改名", "注销", "分开")
    entries = [KnowledgeEntry(d, HOW, f"{w}户口{d}") for d in doings for w in ("", "我要", "市里")]
    others = [KnowledgeEntry("school", HOW, f"孩子{w}上学") for w in ("", "在本市", "到外地")]
    mentions = KnowledgeEntry("school", HOW, "没有户口孩子上学")
    match = Matcher([*entries, *others, mentions]).match("户口")
    assert match.outcome == "clarify"
    assert {one.item_code for one in match.candidates} == set(doings)
    assert len(match.nearest) == OFFERED


def test_a_word_for_the_dead_is_not_taken_apart() -> None:
    assert without_carriers("我爸去世了要办哪些手续") == "爸去世"


def test_two_items_that_sound_the_same_are_not_guessed_between() -> None:
    matcher = Matcher([KnowledgeEntry("X", "", "公示登记"), KnowledgeEntry("Y", "", "公司登记")])
    match = matcher.match("公私登记")
    assert match.outcome != "answer"
    assert {one.item_code for one in match.candidates} == {"X", "Y"}


@pytest.mark.parametrize("text", ["有人晕倒了快来", "救命啊", "着火了", "我爸喘不上气"])
def test_an_emergency_is_told_before_anything_else(matcher: Matcher, text: str) -> None:
    assert matcher.match(text).outcome == "emergency"


def test_a_former_name_is_not_a_cry_for_help(matcher: Matcher) -> None:
    assert matcher.match("旧名怎么改").outcome != "emergency"


@pytest.mark.parametrize("text", ["", "？", "嗯", "的", "123"])
def test_nothing_said_is_refused(matcher: Matcher, text: str) -> None:
    assert matcher.match(text).outcome == "reject"


def test_a_matcher_without_knowledge_refuses_everything() -> None:
    assert Matcher([]).match("居住证怎么办理").outcome == "reject"


def test_the_aspect_asked_last_counts() -> None:
    assert asked_aspect("办居住证的条件我知道，要带什么材料") == "materials"
    assert asked_aspect("居住证") == ""


def test_knowledge_holds_each_wording_once() -> None:
    item = KnowledgeItem("A", "居住证", ("居住证", " "), {"where": ("居住证去哪办",)})
    assert build_knowledge([item]) == (
        KnowledgeEntry("A", "", "居住证"),
        KnowledgeEntry("A", "where", "居住证去哪办"),
    )


def test_a_question_of_its_own_brings_its_aspect() -> None:
    item = KnowledgeItem("A", "居住证申领", (), {"conditions": ("住满半年才能领居住证吗",)})
    match = Matcher(build_knowledge([item])).match("住满半年才能领居住证吗")
    assert match.candidates[0].aspect == "conditions"


def test_thousands_of_wordings_are_searched_in_milliseconds(matcher: Matcher) -> None:
    many = [KnowledgeEntry(f"I{n}", "", f"第{n}类行业经营许可证核发事项") for n in range(3000)]
    large = Matcher([*many, KnowledgeEntry("A1", "", "居住证申领")])
    large.match("先热一遍")
    start = time.perf_counter()
    match = large.match("居住证怎么申领")
    assert time.perf_counter() - start < 0.25
    assert match.candidates[0].item_code == "A1"
