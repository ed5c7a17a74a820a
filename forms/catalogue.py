"""The catalogue: service items and the dictionary they draw on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from forms.bundle import Bundle, bundle_faults
from forms.dictionary import Dictionary, DictionaryFile
from forms.faults import CatalogueError, Fault, UnknownItemError
from forms.materials import Material
from forms.references import reference_faults
from forms.service_item import ItemField, ServiceItem
from forms.yaml_file import read_yaml, with_lines

__all__ = [
    "Bundle",
    "Catalogue",
    "CatalogueError",
    "ItemField",
    "Material",
    "ServiceItem",
    "load_catalogue",
]


@dataclass(frozen=True)
class Catalogue:
    """All items in force, one version of them."""

    items: Sequence[ServiceItem]
    dictionary: Dictionary
    version: str
    """First 16 hexadecimal digits of the SHA-256 over all files."""
    bundles: tuple[Bundle, ...] = ()
    codes: tuple[str, ...] = field(default=(), repr=False)
    """The codes of the items; taken from them where left out."""
    _places: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the items by their code."""
        codes = self.codes or tuple(item.code for item in self.items)
        object.__setattr__(self, "codes", codes)
        object.__setattr__(self, "_places", {code: place for place, code in enumerate(codes)})

    def item(self, code: str) -> ServiceItem:
        """Return the item with this implementation code, or raise `UnknownItemError`."""
        try:
            return self.items[self._places[code]]
        except KeyError:
            raise UnknownItemError(code) from None

    def codes_of(self, bundle: Bundle) -> tuple[str, ...]:
        """Return the codes of a bundle's items in its order."""
        return tuple(self._by_short_name[name] for name in bundle.items)

    @cached_property
    def _by_short_name(self) -> Mapping[str, str]:
        return {item.short_name: item.code for item in self.items}

    def __contains__(self, code: str) -> bool:
        """Say whether an item has this code."""
        return code in self._places


def load_catalogue(folder: Path) -> Catalogue:
    """Load the dictionary, items/ and bundles/, or raise `CatalogueError` with every fault."""
    faults: list[Fault] = []
    digest = hashlib.sha256()
    words = read_yaml(folder / "dictionary.yaml", folder, DictionaryFile, digest, faults)
    files = {path: path.name for path in sorted((folder / "items").glob("*.yaml"))}
    read = {path: read_yaml(path, folder, ServiceItem, digest, faults) for path in files}
    items = {f"items/{files[path]}": item for path, item in read.items() if item is not None}
    places = sorted((folder / "bundles").glob("*.yaml"))
    found = {f"bundles/{p.name}": read_yaml(p, folder, Bundle, digest, faults) for p in places}
    bundles = {file: bundle for file, bundle in found.items() if bundle is not None}
    if not faults:  # an item that could not be read is no fault of the bundle that names it
        faults += bundle_faults(bundles, items.values())
    if not files:
        remedy = "把事项文件放进去，一个事项一个 .yaml 文件"
        faults.append(Fault("items/", "文件夹", "没有事项文件", remedy))
    if words is not None:
        faults += reference_faults(words, items)
    if words is None or faults:
        raise CatalogueError(with_lines(folder, faults))
    dictionary = Dictionary(words.fields, words.rules)
    return Catalogue(
        tuple(items.values()), dictionary, digest.hexdigest()[:16], tuple(bundles.values())
    )
