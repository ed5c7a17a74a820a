"""Cries for help, told by sound and before anything else is looked at."""

from __future__ import annotations

import re

from voice.lexicon import toned_syllables

# Said only when somebody needs help now.
_CRIES = """
救命 快救人 救人啊 晕倒了 昏倒 昏过去 晕过去 打人了 打起来了 抢劫 有人抢 喘不上气 喘不过气 呼吸困难
没有呼吸 没气了 叫救护车 快叫医生 跳楼 自杀 不想活 拿刀 有刀 砍人 着火了 起火了 失火了 冒烟了
心脏病发 心脏病犯 小孩丢了 小孩不见了 孩子不见了 孩子丢了 孩子走丢 老人走丢 晕咗 火烛 打交 抽筋了
摔倒了起不来 流了好多血 晕低 晕倒咗 倒下不动 倒在地上 倒地不起 没反应了 叫不醒 有人打我 在打我
被人打 被抢了 抢我 抢了我 喘不过来气 喘不上来气 透不过气 唔透得到气
心口好痛 胸口好痛 胸口痛得 有人跳楼 流好多血
""".split()  # noqa: SIM905 - a list of words reads as prose
# These stand in questions about services too: a service that is clearly meant comes first.
_SIGNS = "救命 着火 起火 失火 晕倒 打架 心脏病 流血 中风 报警".split()  # noqa: SIM905
# A record or a certificate of something that happened is no cry for help.
_RECORDS = re.compile(
    r"(报警|出警|火灾|着火|失火|起火|打架|中风|心脏病)[^，。]{0,4}"
    r"(回执|记录|证明|认定|电话|号码|装置|器|补助|补贴|救助|报销|后|过|之后|以后)"
)
# Who asks how papers are replaced tells of what is over.
_REPLACED = re.compile(r"怎么补|补办|补领|补证|补发|重新办")
# Money, medicine and people that save a life are no cry either.
_LIFE_SAVING = re.compile(r"救命(?:的?钱|款|药|费|恩|之恩|稻草|积蓄)")
_CALM = re.compile(
    r"回执|证明|补助|补贴|申请|办理|报销|残疾证|材料|手续|医药费|医保|丧葬|抚恤|赔偿"
)
_ENGLISH = re.compile(
    r"\b(help me|call an ambulance|call the police|fainted|on fire|heart attack)\b"
)


class Emergencies:
    """Knows the cries by their sound, tones included: 旧名 is no 救命."""

    def __init__(self) -> None:
        self._cries = tuple(_sound(cry) for cry in _CRIES)
        self._signs = tuple(_sound(sign) for sign in _SIGNS)

    def is_cry(self, text: str) -> bool:
        """Tell whether somebody calls for help."""
        if _ENGLISH.search(text.lower()):
            return True
        return not _CALM.search(text) and _holds(text, self._cries)

    def is_sign(self, text: str) -> bool:
        """Tell whether a text may be a call for help, unless a service is clearly meant."""
        over = _RECORDS.search(text) or _REPLACED.search(text)
        return not over and _holds(text, (*self._cries, *self._signs))


def _sound(text: str) -> str:
    return " ".join(toned_syllables(text))


def _holds(text: str, cries: tuple[str, ...]) -> bool:
    heard = f" {_sound(_LIFE_SAVING.sub('', text))} "
    return any(f" {cry} " in heard for cry in cries)
