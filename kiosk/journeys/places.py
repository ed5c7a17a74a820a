"""An address begun from the tree of divisions: province, city, district, street."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rapidfuzz import fuzz

from forms.dictionary import Column
from forms.divisions import Division, Divisions
from forms.spoken import parse_answer
from kiosk.events import Event, Pressed, Typed
from kiosk.journeys import saying
from kiosk.journeys.view import Action, QuestionView
from voice.lexicon import fold, folded_syllables

START = "44"
"""Where the tree opens: this is a hall of Guangdong."""
_MOST_LETTERS = 12
_MOST_FOUND = 12
_LEAST_SAID = 2
"""Syllables of a name said without its kind: 禅城 for 禅城区, but never 县 for 沙县."""
_LEAST_ALIKE = 80.0
_OPENING = re.compile(r"^(?:我|我们|就|家)?(?:住在|住|在|是|选|要)?")
_NOISE = re.compile(r"[^\w]+")
_GOES_ON = re.compile(r"\d|[路街道巷弄村号栋幢座楼房室]")
"""What an address has after its divisions; 吧 and 那边 are nothing of it."""
_REST = Column(key="rest", name="门牌", kind="address")


@dataclass(frozen=True)
class Places:
    """The division whose parts are on offer, and the letters that narrow them."""

    code: str = START
    letters: str = ""
    before: tuple[str, ...] = ()
    """The divisions it was opened from, for the way back."""


def step_back(places: Places) -> Places | None:
    """Return to the division before; None where the tree was opened."""
    if not places.before:
        return None
    return Places(places.before[-1], before=places.before[:-1])


def advance(places: Places, event: Event, divisions: Divisions) -> tuple[Places | None, str | None]:
    """Return where the tree stands, or None and the beginning of the address chosen."""
    match event:
        case Pressed("place", code):
            if divisions.children(code):
                return Places(code, before=(*places.before, places.code)), None
            return None, divisions.full_name(code)
        case Pressed("place_up"):
            path = divisions.path(places.code)
            return Places(path[-2].code if len(path) > 1 else ""), None
        case Pressed("key", letter):
            return replace(places, letters=(places.letters + letter)[:_MOST_LETTERS]), None
        case Typed(text):
            return replace(places, letters=text[:_MOST_LETTERS]), None
        case Pressed("backspace"):
            return replace(places, letters=places.letters[:-1]), None
        case Pressed("clear"):
            return replace(places, letters=""), None
        case Pressed("next_question"):
            return None, divisions.full_name(places.code)
    return places, None


def hear(
    places: Places, text: str, divisions: Divisions, today: date
) -> tuple[Places | None, str | None] | None:
    """Return what `advance` does, for divisions that were said; None where none is understood.

    They are known by sound, from the division that is open or from the province or the country
    down, one or several at once; what follows the narrowest is the rest of the address.
    """
    said = _OPENING.sub("", _NOISE.sub("", text))
    sounds = folded_syllables(said)
    above = divisions.path(places.code)[:-1]
    openings = [
        divisions.children(places.code),
        *(divisions.children(one.code) for one in reversed(above)),
        divisions.children(START),
        divisions.children(),
    ]
    written = said if len(said) == len(sounds) else " " * len(sounds)
    heard = tuple(zip(sounds, written, strict=True))
    found = [_walk(heard, 0, options, divisions) for options in openings]
    code, end = max(found, key=lambda one: one[1])
    if not code:
        code, end = _alike(sounds, openings[0]), len(sounds)
    # What is cut off must be characters, of which each is one sound.
    rest = written[end:].strip()
    rest = (parse_answer(_REST, rest, today) or "") if _GOES_ON.search(rest) else ""
    if not code:
        return None
    if divisions.children(code) and not rest:
        return Places(code, before=(*places.before, places.code)), None
    return None, divisions.full_name(code) + rest


Heard = Sequence[tuple[str, str]]
"""Of each syllable its sound, and the character it was written with."""


def _walk(
    heard: Heard, at: int, options: Iterable[Division], divisions: Divisions
) -> tuple[str, int]:
    """Return the narrowest division said from a place on, and where its name ends."""
    best = ("", at)
    for division in options:
        whole = tuple(zip(map(fold, division.pinyin.split()), division.name, strict=False))
        kind = 2 if division.name.endswith("街道") else 1
        for name in (whole, whole[:-kind]):
            end = at + len(name)
            if len(name) < _LEAST_SAID or not _is(heard[at:end], name):
                continue
            within = _walk(heard, end, divisions.children(division.code), divisions)
            best = max(best, within if within[0] else (division.code, end), key=lambda one: one[1])
    return best


def _is(heard: Heard, name: Heard) -> bool:
    """Compare by sound or character: 长 is read otherwise after 省, and is the same all along."""
    pairs = zip(heard, name, strict=False)
    return len(heard) == len(name) and all(a == c or b == d for (a, b), (c, d) in pairs)


def _alike(sounds: Sequence[str], options: Iterable[Division]) -> str:
    """Return the division on offer that sounds nearly as what was said; of two alike, none."""
    scored = sorted(
        (
            (fuzz.ratio(" ".join(sounds), " ".join(map(fold, one.pinyin.split()))), one.code)
            for one in options
        ),
        reverse=True,
    )
    near = [code for score, code in scored if score >= _LEAST_ALIKE and score == scored[0][0]]
    return near[0] if len(near) == 1 else ""


def view(
    places: Places,
    divisions: Divisions,
    question: str,
    place: tuple[int, int],
    said: saying.Saying,
) -> QuestionView:
    """Return what lies within the division, or what the letters find."""
    chosen = divisions.full_name(places.code)
    if places.letters:
        found = divisions.search(places.letters, places.code, _MOST_FOUND)
        above = len(divisions.path(places.code))
        names = {d.code: "".join(p.name for p in divisions.path(d.code)[above:]) for d in found}
    else:
        names = {d.code: d.name for d in divisions.children(places.code)}
    spelt = f"拼音“{places.letters}”" if places.letters else "可按拼音首字母查找，如 cc 是禅城"
    first = "先选地方，门牌号选好以后再写"
    nothing = places.letters and not names
    return QuestionView(
        step=place[0],
        steps=place[1],
        question=question,
        hint=saying.hint_of(said) or (f"{chosen}\n{spelt}" if chosen else f"{first}\n{spelt}"),
        text=places.letters,
        tag=None,
        fault="没有这样的地方，请删去字母再试" if nothing else said.fault,
        keyboard="letters",
        primary=Action("next_question", "选到这里，写门牌号", enabled=bool(places.code)),
        choices=tuple(Action("place", name, code) for code, name in names.items()),
        helpers=(
            *([Action("place_up", "‹ 上一级")] if places.code else []),
            Action("stop_saying", "说完了") if said.listening else Action("say_answer", "用说的"),
        ),
        takes_speech=True,
    )
