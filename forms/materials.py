"""Materials (材料): what must be handed in, and where one of several is enough."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Annotated, Literal

from pydantic import Field

from forms.dictionary import Key, Strict, Words


class Material(Strict):
    """A material an item needs and how it is handed in."""

    key: Key
    name: Words
    required: bool = True
    how: Literal["camera", "portrait", "card", "window"] = "camera"
    """`portrait` is a photo of the person, taken where the terminal has a camera for it."""
    originals: Annotated[int, Field(ge=0, le=20)] = 1
    copies: Annotated[int, Field(ge=0, le=20)] = 0
    note: str = ""
    when: str = ""
    one_of: Annotated[str, Field(max_length=60)] = ""
    """What a group of materials proves; one material of the group is enough."""


def groups_of(materials: Iterable[Material]) -> tuple[tuple[Material, ...], ...]:
    """Return the materials as they are asked for: alone, or together where one is enough."""
    groups: dict[str, list[Material]] = {}
    for material in materials:
        # A key never holds a slash, so a material alone cannot meet a group's name.
        name = f"one of/{material.one_of}" if material.one_of else material.key
        groups.setdefault(name, []).append(material)
    return tuple(tuple(group) for group in groups.values())


def name_of(group: Sequence[Material]) -> str:
    """Return what a material is called, or a group of which one is enough."""
    if len(group) == 1:
        return group[0].name
    return f"{group[0].one_of}（{'、'.join(material.name for material in group)}之一）"


def still_wanted(materials: Sequence[Material], kept: Container[str]) -> tuple[Material, ...]:
    """Return the materials not yet kept, without those whose group has one already."""
    served = {m.one_of for m in materials if m.one_of and m.key in kept}
    return tuple(m for m in materials if m.key not in kept and m.one_of not in served)


def join_wishes(first: Material, second: Material) -> Material:
    """Return one material that serves two items; the wider wish counts."""
    # An original brought to the window also serves the camera.
    hows = ("card", "portrait", "camera", "window")
    return first.model_copy(
        update={
            "required": first.required or second.required,
            "how": max(first.how, second.how, key=hows.index),
            "originals": max(first.originals, second.originals),
            "copies": max(first.copies, second.copies),
            "note": "；".join(dict.fromkeys(n for n in (first.note, second.note) if n)),
            "when": "",
            # Where one item wants this very material, another cannot replace it.
            "one_of": first.one_of if first.one_of == second.one_of else "",
        }
    )
