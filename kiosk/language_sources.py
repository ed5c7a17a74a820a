"""Finds what the face can say: the Chinese sentences in the source, `{}` where a value stands.

With them go the words of the catalogue: what its fields ask and offer, its
situations, materials and bundles.

`python -m kiosk.language_sources` adds new ones to the catalogues of assets/locale and compiles
those; needs Babel, which comes with the tests. What is left empty there is shown in Chinese.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from forms.catalogue import Catalogue, load_catalogue

PROJECT = Path(__file__).resolve().parent.parent
CATALOGUES = PROJECT / "assets" / "locale"
PLACES = (
    "kiosk/events.py",
    "kiosk/face.py",
    "kiosk/visit.py",
    "kiosk/journeys",
    "kiosk/performers",
    "kiosk/platform",
    "forms/kinds.py",
    "forms/values.py",
    "forms/resident_number.py",
    "devices/cards",
    "devices/camera",
    "devices/ocr/travel_page.py",
    "devices/printers",
    "voice/microphone.py",
)
NOT_SHOWN = frozenset(
    {
        "kiosk/journeys/aloud.py",  # spoken, and the voices speak Chinese
        "kiosk/journeys/commands.py",  # what citizens say, not what the face does
        "kiosk/journeys/dialogue.py",
        "kiosk/journeys/hands_free.py",  # spoken
        "kiosk/journeys/naming.py",
        "kiosk/journeys/spoken_actions.py",
        "kiosk/performers/fleet.py",  # for technicians
        "kiosk/performers/service.py",
        "kiosk/performers/speaking.py",
        "devices/camera/photo_files.py",  # of files that technicians name
        "devices/cards/nations.py",  # values, not words
    }
)
FOR_TECHNICIANS = "service"
"""Journeys whose name begins so are read by technicians, in Chinese."""
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def sentences() -> dict[str, str]:
    """Return every sentence of the face and of the catalogue, and the first file it stands in."""
    found: dict[str, str] = {}
    for path in _files():
        for sentence in _sentences(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(sentence, str(path.relative_to(PROJECT)))
    for words, place in catalogue_words(load_catalogue(PROJECT / "assets" / "catalogue")):
        if _CHINESE.search(words):
            found.setdefault(words, f"assets/catalogue/{place}")
    return found


def catalogue_words(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield what the catalogue asks and offers, each with its place in the catalogue's folder.

    The names of fields are not among it: the dictionary has them in every language.
    """
    for field in catalogue.dictionary.values():
        yield field.question, "dictionary.yaml"
        yield field.hint, "dictionary.yaml"
        for datum in (field, *field.columns):
            for choice in datum.choices:
                yield choice.label, "dictionary.yaml"
        for column in field.columns:
            yield column.name, "dictionary.yaml"
    for item in catalogue.items:
        for situation in item.situations:
            yield situation.name, "items"
        for material in item.materials:
            yield material.name, "items"
            yield material.note, "items"
    for bundle in catalogue.bundles:
        yield bundle.name, "bundles"
        yield bundle.note, "bundles"


def _files() -> Iterator[Path]:
    for place in PLACES:
        path = PROJECT / place
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            name = str(file.relative_to(PROJECT))
            if name not in NOT_SHOWN and not file.name.startswith(FOR_TECHNICIANS):
                yield file


def _sentences(tree: ast.Module) -> Iterator[str]:
    passed_over: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed_over.add(id(node.value))  # a docstring
        elif isinstance(node, ast.JoinedStr):
            passed_over.update(map(id, node.values))
        elif isinstance(node, ast.Call) and _is_pattern(node):
            passed_over.update(map(id, node.args))
    for node in ast.walk(tree):
        text = "" if id(node) in passed_over else _text(node)
        if _CHINESE.search(text):
            yield text


def _is_pattern(call: ast.Call) -> bool:
    """Tell whether a call's texts are looked for, not shown."""
    match call.func:
        case ast.Attribute(value=ast.Name(id="re")):
            return True
    return False


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (v.value if isinstance(v, ast.Constant) else "{}" for v in node.values)
        return "".join(map(str, parts))
    return ""


def _renew(language: str) -> tuple[int, int]:
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po, write_po

    folder = CATALOGUES / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "yimen.po"
    known = read_po(path.open("rb"), locale=language) if path.exists() else Catalog(language)
    renewed = Catalog(language, project="yimen", creation_date=None, revision_date=None)
    for sentence, file in sentences().items():
        before = known.get(sentence)
        renewed.add(sentence, before.string if before else "", locations=[(file, 0)])
    with path.open("wb") as po:
        write_po(po, renewed, width=0, omit_header=True, include_lineno=False)
    with path.with_suffix(".mo").open("wb") as mo:
        write_mo(mo, renewed)
    open_ones = sum(not message.string for message in renewed if message.id)
    return len(renewed), open_ones


if __name__ == "__main__":
    total, untold = _renew("en")
    print(f"en: {total} sentences, {untold} still without English")
