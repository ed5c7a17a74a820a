"""What a conversation settled, handed over to the one table so that it is not asked again."""

from __future__ import annotations

from forms.expression import parse
from forms.one_table import OneTable
from forms.prefill import prefill
from forms.situations import answers_of
from forms.standing import Row
from forms.today import today_in_china
from forms.values import Source
from kiosk.journeys.application import Told
from kiosk.journeys.conversation import ConsultState
from kiosk.journeys.world import World

SPOKEN_LABEL = "您口述"


def told_in(state: object, world: World) -> Told | None:
    """Return the answers that the situation named in a conversation implies, if it does."""
    if not isinstance(state, ConsultState) or not state.situation:
        return None
    named = world.item(state.item_code).situations
    when = next((one.when for one in named if one.key == state.situation), "")
    answers = answers_of(parse(when), world.catalogue.dictionary, today_in_china())
    return Told(state.item_code, answers) if answers else None


def with_told(table: OneTable, told: Told | None) -> OneTable:
    """Return the table with what was told, as long as its item is among those handled."""
    if told is None or told.item_code not in {code for code, _ in table.items}:
        return table
    return prefill(table, told.answers, Source.SPOKEN, SPOKEN_LABEL)


def may_be_more(row: Row, told: Told | None) -> bool:
    """Tell whether a field was settled in part: one choice was named where several may be."""
    if told is None or row.definition.kind != "multiple_choice" or row.value is None:
        return False
    return row.value.text == told.answers.get(row.key)
