"""The mind tells how well a sentence is understood, by which two ears are weighed."""

from __future__ import annotations

from kiosk.performers.mind import Mind
from voice.knowledge import KnowledgeItem, build_knowledge
from voice.matching import Matcher

HALL = (
    KnowledgeItem("A1", "居住证申领", ("居住证",)),
    KnowledgeItem("B1", "城乡居民医保参保登记", ("居民医保",)),
)


def test_what_can_be_answered_is_understood_better_than_what_cannot() -> None:
    mind = Mind(lambda: Matcher(build_knowledge(HALL)))
    assert mind.understood("居住证怎么办理") == 0.0
    mind.start(lambda event: None)
    assert mind.understood("居住证怎么办理", "vosk") > 0.5
    assert mind.understood("锯木头怎么样", "whisper") == 0.0
    assert mind.understood("救命", "whisper") == 1.0
