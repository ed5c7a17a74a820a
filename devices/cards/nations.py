"""The nations of China by their number (GB/T 3304)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

_FROM_1_TO_56 = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 "
    "土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 "
    "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 "
    "乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)

NATIONS = dict(enumerate(_FROM_1_TO_56.split(), start=1))
NATIONS |= {97: "其他", 98: "外国血统中国籍人士"}


def nation_named(text: str) -> str:
    """Return the nation of that name, '' where there is none.

    Cards name it in simplified characters; what reads their print takes some for the older ones.
    """
    name = _simplify()(text).removesuffix("族")
    return name if name in NATIONS.values() else ""


@lru_cache(maxsize=1)
def _simplify() -> Callable[[str], str]:
    # Imported late: its dictionaries take a tenth of a second.
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert
