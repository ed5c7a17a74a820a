"""What a screen says when it is read aloud: all a citizen must know to go on, nothing personal.

A lobby has other ears, so what stands on cards and in fields is never spoken, only what is asked.
"""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.journeys.view import (
    Action,
    AskView,
    Away,
    Body,
    CaptureView,
    ChooseItemsView,
    HomeView,
    IdentifyView,
    LobbyView,
    MapView,
    NoticeView,
    QuestionView,
    ReceiptView,
    ReviewView,
    Screen,
    TableView,
    TicketView,
)

MOST_CHOICES = 6
"""More would be forgotten before the last is heard."""


def words_of(screen: Screen) -> str:
    """Return the sentences to be spoken for a screen."""
    if screen.away is not None:
        return _joined(_away(screen.away))
    return _joined((screen.banner, *_words(screen.body)))


def _words(body: Body) -> Iterable[str]:
    match body:
        case HomeView():
            doors = _choices(body.doors, "可以选")
            return (body.greeting, body.voice.label, *body.voice_examples, doors, body.hall_state)
        case LobbyView():
            questions = _choices(body.questions, "可以问")
            doors = _choices(body.doors, "也可以选")
            return (body.greeting, body.hint, questions, doors, _press(body.primary))
        case MapView():
            return (body.title, body.message, _choices(body.floors, "楼层有"), _press(body.primary))
        case AskView():
            said = body.spoken_text or body.message
            return (said, _choices(body.choices, "可以选"), body.prompt, _press(body.primary))
        case ChooseItemsView():
            return (
                body.title,
                body.hint,
                _choices(body.items, "有"),
                body.saved,
                _press(body.primary),
            )
        case IdentifyView():
            return (body.title, body.hint, body.message, _press(body.primary), *_also(body.actions))
        case QuestionView():
            choices = _choices(body.choices, "可以选")
            lines = (body.question, body.hint, body.fault, body.pad, choices)
            return (*lines, _press(body.primary))
        case CaptureView():
            return (body.title, body.hint, body.message, _press(body.primary), *_also(body.actions))
        case ReviewView():
            check = "请核对屏幕上的内容，不对的按后面的修改"
            return (check, *body.faults, body.consent, body.signature_hint, _press(body.primary))
        case ReceiptView():
            return (body.title, body.message, _press(body.primary), *_also(body.actions))
        case TicketView():
            return _ticket(body)
        case TableView():
            titles = tuple(card.title for card in body.cards)
            actions = _choices(body.actions, "可以选")
            return (body.title, body.message, *titles[:MOST_CHOICES], actions, _press(body.primary))
        case NoticeView():
            return (body.title, body.message, _press(body.primary), *_also(body.actions))
    return ()


def _ticket(body: TicketView) -> Iterable[str]:
    number = f"您的号码是{body.number}" if body.number else ""
    ahead = f"前面还有{body.ahead}位" if body.ahead else ""
    wait = f"预计等候{body.wait}" if body.wait else ""
    return (body.category, number, ahead, wait, body.print_state, body.promise)


def _away(away: Away) -> Iterable[str]:
    return (away.title, away.message, _press(away.stay))


def _choices(actions: tuple[Action, ...], lead: str) -> str:
    labels = "、".join(action.label for action in actions[:MOST_CHOICES])
    more = "等等" if len(actions) > MOST_CHOICES else ""
    return f"{lead}：{labels}{more}" if labels else ""


def _press(action: Action | None) -> str:
    return f"请按“{action.label}”" if action is not None and action.enabled else ""


def _also(actions: tuple[Action, ...]) -> Iterable[str]:
    return (f"也可以按“{action.label}”" for action in actions if action.enabled)


def _joined(parts: Iterable[str]) -> str:
    sentences = (part.strip().rstrip("。！") for part in parts)
    return "".join(f"{one}。" if one[-1] not in "？…" else one for one in sentences if one)
