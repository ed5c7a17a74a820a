"""A catalogue as large as the largest published one, made of the shipped items and real names."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice

from forms.catalogue import Catalogue
from forms.dictionary import Dictionary, FieldDefinition
from forms.expression import parse
from forms.service_item import ItemField, ServiceItem
from kiosk.settings import CATALOGUE

NAMES_FILE = CATALOGUE / "names" / "item_names.txt"
SECOND = "_2"


def many_items(shipped: Catalogue, count: int) -> Catalogue:
    """Return a catalogue of `count` items: the shipped, and copies under other names and codes."""
    pairs = zip(_names(), cycle(shipped.items), strict=False)
    chosen = islice(pairs, count - len(shipped.items))
    items = (_renamed(item, name, n) for n, (name, item) in enumerate(chosen))
    everything = (*shipped.items, *items)
    return Catalogue(everything, shipped.dictionary, "generated", shipped.bundles)


def wide_items(shipped: Catalogue, items: int, fields: int) -> Catalogue:
    """Return `items` items over at least `fields` fields in all, with the shipped conditions."""
    words = [*shipped.dictionary.values(), *map(_second, shipped.dictionary.values())]
    conditions = {f.key: f.when for item in shipped.items for f in item.fields if f.when}
    each = -(-fields // items)
    wide = []
    for number in range(items):
        keys = [definition.key for definition in words[number * each : (number + 1) * each]]
        # A condition stands only where the item asks what it looks at.
        wanted = [ItemField(key="name") if "name" not in keys else None]
        wanted += [ItemField(key=k, when=_condition(k, conditions, keys)) for k in keys]
        known = {field.key for field in wanted if field}
        template = shipped.items[number]
        update = {
            "fields": tuple(field for field in wanted if field),
            "situations": (),
            "materials": tuple(m for m in template.materials if parse(m.when).names <= known),
        }
        wide.append(_renamed(template, f"样本事项{number}", number).model_copy(update=update))
    dictionary = Dictionary(tuple(words), shipped.dictionary.rules)
    return Catalogue(tuple(wide), dictionary, "generated")


def _names() -> Iterator[str]:
    lines = NAMES_FILE.read_text("utf-8").splitlines()
    names = [line for line in lines if line and not line.startswith("#")]
    yield from names
    for place in ("市级", "区级", "镇街", "园区", "省级"):
        yield from (f"{name}（{place}）" for name in names)


def _renamed(item: ServiceItem, name: str, number: int) -> ServiceItem:
    update = {
        "code": f"{item.code[:24]}{number:07d}",
        "name": name[:200],
        "short_name": name[:12],
        "aliases": (f"办{name}"[:200], *(f"{alias}{number}" for alias in item.aliases[:2])),
    }
    return item.model_copy(update=update)


def _second(definition: FieldDefinition) -> FieldDefinition:
    return definition.model_copy(update={"key": definition.key + SECOND})


def _condition(key: str, conditions: dict[str, str], asked: list[str]) -> str:
    text = conditions.get(key.removesuffix(SECOND), "")
    if key.endswith(SECOND):
        for name in parse(text).names:
            text = text.replace(name, name + SECOND)
    return text if parse(text).names <= set(asked) else ""
