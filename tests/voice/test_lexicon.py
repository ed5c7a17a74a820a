import pytest

from voice.lexicon import SyllableCodes, fold, folded_syllables, syllables, toned_syllables


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("nan", "lan"),
        ("zhang", "zan"),
        ("shi", "si"),
        ("chen", "ceng"),
        ("xing", "xin"),
        ("hua", "fa"),
        ("hui", "fei"),
        ("hun", "fen"),
        ("ren", "len"),
    ],
)
def test_sounds_that_speakers_here_confuse_are_equal(said: str, meant: str) -> None:
    assert fold(said) == fold(meant)


def test_different_sounds_stay_different() -> None:
    assert len({fold(sound) for sound in ("ma", "ba", "gong", "xin", "zu", "yi")}) == 6


def test_text_is_read_as_syllables_and_digits_stand_for_themselves() -> None:
    assert syllables("居住证，A1！") == ("ju", "zhu", "zheng", "a", "1")


def test_wrong_characters_with_the_right_sound_are_equal() -> None:
    assert folded_syllables("攻击金") == folded_syllables("公积金")


def test_tones_tell_apart_what_must_not_be_confused() -> None:
    assert toned_syllables("救命") == ("jiu4", "ming4")
    assert toned_syllables("救命") != toned_syllables("旧名")


def test_each_syllable_becomes_one_character() -> None:
    codes = SyllableCodes()
    assert len(codes.encode(("ju", "zu", "zen"))) == 3
    assert codes.encode(("ju",)) == codes.encode(("ju",))
