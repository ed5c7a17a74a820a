"""The robot's first screen: its face, questions to tap, and the way; loads nothing heavy."""

from __future__ import annotations

from kiosk.journeys.view import Action, LobbyView, Tone


def lobby_view(
    quick: tuple[tuple[str, str], ...],
    hall_state: str,
    hall_tone: Tone,
    can_hear: bool,
    wake_phrase: str = "",
) -> LobbyView:
    """Return the robot's first screen; `quick` are short name and code of items asked for most."""
    greeting, hint = "您好，想问什么？", "怎么办、带什么、要多久"
    if wake_phrase:
        greeting, hint = f"对我说“{wake_phrase}”", "再问我怎么办、带什么、要多久"
    listen = Action("listen", "点这里，直接说")
    type_it = Action("type", "点这里，打字问")
    return LobbyView(
        greeting=greeting if can_hear else "您好，请打字问我",
        hint=hint if can_hear else "话筒暂时不能用，打字一样能问",
        questions=tuple(Action("show_answer", f"{name}怎么办？", code) for name, code in quick[:4]),
        doors=(
            Action("find_way", "在哪里"),
            Action("take_ticket", "取号"),
            Action("all_items", "全部事项"),
        ),
        primary=listen if can_hear else type_it,
        hall_tag="大厅现在",
        hall_state=hall_state,
        hall_tone=hall_tone,
    )
