"""An address begun from the tree of divisions: province, city, district, street."""

from __future__ import annotations

from dataclasses import dataclass, replace

from forms.divisions import Divisions
from kiosk.events import Event, Pressed
from kiosk.journeys.view import Action, QuestionView

START = "44"
"""Where the tree opens: this is a hall of Guangdong."""
_MOST_LETTERS = 12
_MOST_FOUND = 12


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
        case Pressed("backspace"):
            return replace(places, letters=places.letters[:-1]), None
        case Pressed("clear"):
            return replace(places, letters=""), None
        case Pressed("next_question"):
            return None, divisions.full_name(places.code)
    return places, None


def view(
    places: Places, divisions: Divisions, question: str, place: tuple[int, int]
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
        hint=f"{chosen}\n{spelt}" if chosen else f"{first}\n{spelt}",
        text="",
        tag=None,
        fault="没有这样的地方，请删去字母再试" if nothing else "",
        keyboard="letters",
        primary=Action("next_question", "选到这里，写门牌号", enabled=bool(places.code)),
        choices=tuple(Action("place", name, code) for code, name in names.items()),
        helpers=(Action("place_up", "‹ 上一级"),) if places.code else (),
    )
