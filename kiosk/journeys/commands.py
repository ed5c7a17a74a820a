"""What is said to the robot itself rather than asked of the hall, as people here say it."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal[
    "question",
    "repeat",
    "slower",
    "faster",
    "louder",
    "softer",
    "silence",
    "yes",
    "no",
    "decline",
    "another",
    "correction",
    "choice",
    "follow_up",
    "about_somebody",
    "fill_in",
    "take_ticket",
    "print_list",
    "staff",
    "record",
    "progress",
    "home",
    "thanks",
    "vague",
    "greeting",
    "beyond_guide",
]


_SIGNS = "，。？！,.?!；; "
_EDGES = re.compile(
    r"[\s，。？！、,.?!；;]+|^(?:嗯|啊|哦|呃|那个|那就|那|就|请|麻烦|帮我|我要|我想|给我)+"
    r"|(?:吧|了|啊|呀|呗|啦|咯|喔|哦|嘛|哈|喇|嘞|行不行|好不好|可以吗|行吗)+$"
)
_COMMANDS: tuple[tuple[Kind, str], ...] = (
    (
        "repeat",
        r"(你)?(刚才|刚刚|头先)?(说|讲)?(的|那个|嘅)?(再|重新?)(说|讲|读|念|来)(多)?(一)?(遍|次|下|说|讲)?"
        r"|(我)?(没|冇|唔)(听|有听)(清|见|到|明白)(楚)?|听(唔|不)(明|明白|懂)|重复(一遍|一下)?"
        r"|(你|您)?(刚才|刚刚|头先)?(说|讲)(的)?(是)?(什么|啥|咩|乜)(话|嘢)?(来着)?|(再)?(说|讲)(说|讲)"
        r"|(啊|哈|吓|咩|乜|什么|啥|啥子|咩话|乜话)",
    ),
    (
        "slower",
        r"(你)?(说|讲|读|念)?(话)?(得)?(再)?慢(一)?(点|些|啲)(说|讲|读|念)?|(你)?(说|讲|读)?(得)?太快|(讲|说)慢.*",
    ),
    (
        "faster",
        r"(你)?(说|讲|读|念)?(话)?(得)?(再)?快(一)?(点|些|啲)(说|讲|读|念)?|(你)?(说|讲|读)?(得)?太慢",
    ),
    (
        "louder",
        r"(声音|说|讲)?(再)?大(一)?(点|些|啲)?(儿)?(声)?(一点|点|啲)?|(说|讲)?大声(一)?(点|些|啲)?(儿)?"
        r"|(我)?听(不|唔)(太)?(见|到|清楚?)"
        r"|声音(太)?小|(我)?(耳朵|耳)(背|聋|不好|不灵)",
    ),
    (
        "softer",
        r"(声音|说|讲)?(再)?小(一)?(点|些|啲)(声)?|小声(一)?(点|些|啲)?|太大声|声音太大|太吵",
    ),
    (
        "silence",
        r"(你)?别(再)?(说|讲|读|念)|(不|唔)(用|要|使)(再)?(说|讲|读|念)|停+(止)?(朗读|一下)?|安静|闭嘴|收声|好了?不用说"
        r"|(你)?(先)?等(一)?(下|等|会)(儿|先)?|慢着|打住|等阵|唔好讲(住)?",
    ),
    (
        "fill_in",
        r"(马上|现在|直接|开始)?(就)?(填表|填写|填|办理)|(马上|现在|直接|就|来)+(要)?(办|申请)(理)?"
        r"|(就)?(在这里|这里)办|填个?表|(就)?(办|做|要|是)(理)?(这|呢)(个|件|项)(事)?|办",
    ),
    ("take_ticket", r"(取|拿|领|攞)(一)?(个|张)?(号|票|飞|筹)|排(个)?队|叫号"),
    (
        "print_list",
        r"(把)?(材料|清单|单子|这个)?(都)?打印(出来|下来|一下|一份)?(材料)?(清单|单子)?"
        r"|(把)?(材料|清单|单子|这个)*(都)?(打印|打|印)(出来|下来)?(一)?(张|份|下)?(材料)?(清单|单子)?(给我)?",
    ),
    (
        "staff",
        r"(我)?(要)?(叫|找|请|喊|搵|揾)(一下|个)?(你们|你哋)?(的)?(工作人员|人工|服务员|人来|真人|客服)(来|过来|嚟|帮我|帮忙)*"
        r"|(我)?(要|转|找)*(人工|真人)(服务|客服)?|要人帮忙|(请问)?(有|冇)(没有|冇)?人(在)?(吗|嘛|呀|啊|不)?|(叫|找|请|喊|搵|揾)(个|一个)?人(来|过来|嚟)?(帮|教)?(一下|下)?(我|下)?(忙)?|(我)?(找|见)(你们|你哋)?(的)?(领导|经理|主任|负责人)"
        r"|(我)?(不会|唔识|不懂)(用|操作|弄|搞|整)(这个|这|呢个)?(机器|机|东西)?",
    ),
    (
        "record",
        r"(请|你|帮我)*(记|写)(下来|一下|录|录下来|录一下)(.*工作人员.*)?|留言|让工作人员(来)?(回答|回复)(我)?|留个问题",
    ),
    ("progress", r"(查|看)(一)?(下|看)?(我的)?(办件|办事)?(的)?进度"),
    (
        "home",
        r"(回|返回)(到)?(首页|主页|开头|开始)|重新开始|从头(再)?来|(算)?(了)?(不|唔)办|没事|(算了)?不问|走(先)?"
        r"|(没有?|冇)(什么|别的|其他)?(要|想)?(问|办)(的)?(事)?"
        r"|(好的?)?(谢谢|多谢晒?|走|唔该晒?)?(你|您)?(再见|拜拜|88)",
    ),
    (
        "thanks",
        r"(好的?)?(谢谢|多谢|唔该|麻烦|辛苦)(你们|你哋|你|您|晒|啦|了|啊)*(小姑娘|姑娘|靓女|美女|同志|师傅|机器人)?",
    ),
    ("decline", r"(不|唔)(用|使|要|需要)(了|啦|喇)?"),
    (
        "greeting",
        r"(你|您|大家)好(呀|啊)?|(早上|上午|中午|下午|晚上)好|早(晨|安)?|嗨|哈喽|hello|hi|喂"
        r"|(你|您)(是谁|是什么|叫什么|叫咩|叫什么名字|叫咩名|是干什么的|係边个|系边个)"
        r"|(你|您)(会|能|可以|识)(帮我)?(做|干|办|帮我办)?(什么|啥|些什么|啲咩|咩|干什么|做什么)(事|嘢)?",
    ),
    (
        "vague",
        r"(我|俺)?(就)?(是)?(想|要|来|有)*(过来|来)?(办|问|咨询|了解|请教|打听)(理)?(一)?(个|点|下|些|件)?"
        r"(证|证件|事|事情|业务|手续|问题|东西)?(一下|下)?|(我)?(想)?有(个|点|件)?(事|事情|问题)(想|要)?(问|办|咨询|请教)?(一下|下)?(你|您)?"
        r"|(个|点|些)?(证|证件|事|事情|业务|手续)|(嗯|呃|啊|那个|就是说?|这个|额|哦){3,}"
        r"|(他|你|去你)?(妈|娘)的|.*(卧槽|傻逼|丢你|屌你|操你).*",
    ),
    ("another", r"换(一)?个(别的)?|别的(呢)?|还有(别的|其他)(的)?(吗)?|其他的?(呢)?|都不是|下一个"),
    (
        "yes",
        r"是(的|啊|呀)?|对(的|啊|呀|对)*|好(的|啊|呀|嘞)?|可以|行|没错|要(的)?|嗯+|系(啊)?|ok|yes|要办",
    ),
    (
        "no",
        r"(都)?(不(是|对|要|用|行|办|需要)?|唔(系|啱|使|要))+(的|谢谢|这(个|件)|那(个|件)|呢个|嗰个)*|没有?|no|算|错",
    ),
)
_WITH_REASON = frozenset({"repeat", "slower", "faster", "louder", "softer", "fill_in", "staff"})
_ASSENTS = re.compile(r"(嗯|好|好的|好了|行|可以|系|得|没事|是的|对)+")
# What people ask about any item and no guide here says.
_BEYOND_GUIDE = re.compile(
    r"本人|代办|代领|代替|委托|帮我办|邮寄|快递|寄到|网上|手机上|电话|停车|预约|午休|加急|拍照|复印|发票"
)
_PATTERNS = tuple((kind, re.compile(shape)) for kind, shape in _COMMANDS)


def commanded(text: str) -> Kind | None:
    """Return the command a sentence is; most are none."""
    bare = text.strip(_SIGNS)
    core = core_of(text)
    for kind, shape in _PATTERNS:
        if shape.fullmatch(core) or shape.fullmatch(bare):
            return kind
    return _by_clauses([one for one in re.split(r"[，。,！!？?；;]", bare) if one.strip()])


def core_of(text: str) -> str:
    """Return a sentence without its signs and the particles around it."""
    return _EDGES.sub("", text) or text.strip(_SIGNS)


def within_guide(text: str) -> str:
    """Return a sentence without what no guide says, the whole where nothing of it stands there."""
    return _BEYOND_GUIDE.sub("", text)


def _by_clauses(clauses: list[str]) -> Kind | None:
    """Return the command of a sentence of several clauses, beside a reason, assent or thanks."""
    if len(clauses) < 2:
        return None
    kinds = [commanded(one) for one in clauses]
    if "home" in kinds:
        return "home"
    if kinds[-1] == "thanks":
        return kinds[-2] or "thanks"
    if kinds[-1] in _WITH_REASON or (kinds[-1] and _ASSENTS.fullmatch(core_of(clauses[0]))):
        return kinds[-1]
    return None
