"""Words a question is wrapped in, which say nothing about what is asked for."""

from __future__ import annotations

import re

_PUNCTUATION = re.compile(r"[^\w]+", re.UNICODE)
# Longest first, so that 怎么办理 goes before 怎么办.
_CARRIERS = sorted(
    """
    请问一下 请问 你好 您好 麻烦问一下 麻烦问 我想问一下 想问一下 我想问 问一下 我想咨询
    想咨询 咨询一下 我想了解 想了解 了解一下 我想要 我想 我要 我来 我需要 我们 我的 帮我
    怎么办理 怎样办理 如何办理 怎么办 怎么申请 怎么弄 怎么搞 怎么做 怎样 怎么 如何 咋办 咋
    办理一下 办理 办一下 办个 办一个 办 申请 需要带什么材料 要带什么材料 需要什么材料
    需要哪些材料 带什么材料 要什么材料 什么材料 哪些材料 要带什么 需要带什么 带什么 带哪些
    需要什么 要什么手续 什么手续 要办什么手续 办什么手续
    要办哪些手续 办哪些手续 哪些手续 要多长时间 需要多长时间 多长时间 要多久 多久 要几天 几天
    要多少钱 多少钱 收费吗 怎么收费 在哪里 在哪儿 在哪 去哪里 去哪儿 去哪 到哪里 到哪 哪里可以
    哪里能 哪里 到哪一步 哪一步 哪个窗口 几楼 什么条件 什么时候 需要 可以吗 可不可以 能不能 可以
    行不行 行吗 好吗 是什么 是不是 有没有 什么 这个 那个 一个 一下 的话 的 了 吗 呢 啊 呀
    吧 嘛 呃 嗯 我 要 能 去 来 想 谢谢 该
    """.split(),  # noqa: SIM905 - a list of words reads as prose
    key=len,
    reverse=True,
)
# Words that a carrier stands in but that are no wrapping.
_WHOLE = ("去世",)
_CARRIER = re.compile(f"({'|'.join(_WHOLE)})|" + "|".join(_CARRIERS))


def without_carriers(text: str) -> str:
    """Return the part of a sentence that names a thing; the whole when nothing else is left."""
    return content_of(text) or _PUNCTUATION.sub("", text)


def content_of(text: str) -> str:
    """Return the part of a sentence that names a thing; empty when nothing is named."""
    return _CARRIER.sub(lambda found: found[1] or "", _PUNCTUATION.sub("", text))
