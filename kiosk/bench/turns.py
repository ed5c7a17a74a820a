"""How much memory a long day of talking takes: mixed dialogue through the real journeys."""

from __future__ import annotations

import gc
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

import psutil

from forms.catalogue import Catalogue
from kiosk.bench.mishearing import Mishearing
from kiosk.bench.questions import read_questions
from kiosk.bench.spoken_visit import VoiceVisit
from kiosk.events import Pressed
from kiosk.journeys.world import World
from voice.matching import Matcher

TURNS, WARM_UP = 1_000, 150
_ANSWERS = (
    *("那要多少钱", "要带什么", "在哪里办", "再说一遍", "慢一点", "大声一点", "换一个", "小孩呢"),
    *("第一个", "好的", "不是", "马上填表", "没带卡", "填一张表", "下一步", "跳过", "记下来"),
    *("不是，我说的是居住证", "点样办", "今天天气怎么样", "啊", "幺三八零零幺三八零零零", "取号"),
)
_ASKED_SHARE, _VISIT_TURNS = 0.5, 12


@dataclass(frozen=True)
class Growth:
    """Shares of what the process held: all of it, and what is its own."""

    resident: float
    own: float
    """Without the pages of mapped files, which are the disk's and may be given back."""


def memory_growth(
    catalogue: Catalogue, matcher: Matcher, turns: int = TURNS, warm_up: int = WARM_UP
) -> Growth:
    """Return by which share memory grows over the turns that follow the warm-up."""
    numbers = count()
    world = World(
        catalogue=catalogue,
        hall_name="测试大厅",
        new_id=lambda: f"id-{next(numbers)}",
        now=lambda: datetime(2026, 11, 24, 2, 0, tzinfo=UTC),
    )
    visit = VoiceVisit(world, matcher)
    sentences = _sentences(random.Random(7))
    _talk(visit, [next(sentences) for _ in range(warm_up)])
    gc.collect()
    before = psutil.Process().memory_info()
    _talk(visit, [next(sentences) for _ in range(turns)])
    gc.collect()
    after = psutil.Process().memory_info()
    own = before.rss - before.shared
    return Growth(after.rss / before.rss - 1, (after.rss - after.shared) / own - 1)


def _sentences(chance: random.Random) -> Iterator[str]:
    """Yield questions as they are asked and misheard, and what is said between them."""
    questions = [one.text for one in read_questions()]
    mishearing = Mishearing(chance)
    while True:
        if chance.random() < _ASKED_SHARE:
            yield mishearing.misheard(chance.choice(questions), chance.choice((0.0, 0.1, 0.3)))
        else:
            yield chance.choice(_ANSWERS)


def _talk(visit: VoiceVisit, sentences: Sequence[str]) -> None:
    for number, sentence in enumerate(sentences):
        if number % _VISIT_TURNS == 0:
            visit.happen(Pressed("leave"))
            # What was performed is remembered for tests; here it would be the growth itself.
            visit.spoken.clear()
            visit.effects.clear()
        if not visit.ear_open:
            visit.happen(Pressed("listen" if visit.stage.visit.journey is None else "say"))
        visit.say(sentence)
