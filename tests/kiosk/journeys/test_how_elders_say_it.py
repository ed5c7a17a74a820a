"""What a 70-year-old says to the machine rather than to the hall."""

from __future__ import annotations

import pytest

from kiosk.journeys.dialogue import Kind, understand_said
from voice.emergency import Emergencies


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("慢啲讲", "slower"),
        ("你讲太快了", "slower"),
        ("讲大声啲", "louder"),
        ("我耳朵背，大声点", "louder"),
        ("听唔清楚", "louder"),
        ("刚才说的再说一遍", "repeat"),
        ("叫个人来帮我", "staff"),
        ("我不会用这个机器", "staff"),
        ("我要找你们领导", "staff"),
        ("算了不办了", "home"),
        ("谢谢你", "thanks"),
        ("打出来给我", "print_list"),
        ("怎么办理居住证", "question"),
        ("声音障碍怎么评残", "question"),
    ],
)
def test_commands_are_told_from_questions(said: str, kind: Kind) -> None:
    assert understand_said(said, has_topic=True).kind == kind


@pytest.mark.parametrize(
    ("said", "cry"),
    [
        ("有个老伯晕低咗", True),
        ("我老伴突然倒下不动了", True),
        ("心口好痛喘不过来气", True),
        ("有人打我", True),
        ("报警回执怎么办理", False),
        ("被人打伤了怎么申请法律援助", False),
    ],
)
def test_odd_forms_of_a_cry_alert_and_calm_ones_do_not(said: str, cry: bool) -> None:
    assert Emergencies().is_cry(said) is cry
