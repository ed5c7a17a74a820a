"""A catalogue as the hall publishes it: one JSON document, known by its digest."""

from __future__ import annotations

from hashlib import sha256
from typing import Literal

from pydantic import ValidationError

from forms.bundle import Bundle, bundle_faults
from forms.catalogue import Catalogue, CatalogueError
from forms.dictionary import Dictionary, FieldDefinition, Rule, Strict
from forms.faults import Fault
from forms.references import reference_faults
from forms.service_item import ServiceItem
from forms.yaml_file import remedy_for

PUBLISHED = "catalogue.json"
LARGEST = 200_000_000


class PublishedCatalogue(Strict):
    """The document a hall publishes."""

    format: Literal[1] = 1
    version: str
    fields: tuple[FieldDefinition, ...]
    rules: tuple[Rule, ...] = ()
    items: tuple[ServiceItem, ...]
    bundles: tuple[Bundle, ...] = ()


def publish(catalogue: Catalogue) -> bytes:
    """Return the catalogue as the document that terminals fetch."""
    document = PublishedCatalogue(
        version=catalogue.version,
        fields=tuple(catalogue.dictionary.values()),
        rules=catalogue.dictionary.rules,
        items=tuple(catalogue.items),
        bundles=catalogue.bundles,
    )
    # What stands as its default is left out: most of an item's possible keys are.
    return document.model_dump_json(exclude_defaults=True).encode()


def digest_of(document: bytes) -> str:
    """Return the SHA-256 by which a published catalogue is known."""
    return sha256(document).hexdigest()


def read_published(document: bytes, digest: str) -> Catalogue:
    """Return the catalogue in a document, or raise `CatalogueError` saying why it is refused."""
    if len(document) > LARGEST:
        raise _refused("超过 200 MB", "请大厅检查发布的目录")
    if digest_of(document) != digest:
        raise _refused("内容和摘要对不上，可能没有传完", "重新下载一次")
    try:
        read = PublishedCatalogue.model_validate_json(document)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "文件"
        what, _ = remedy_for({**first})
        raise _refused(f"{place}：{what}", "请大厅检查后重新发布") from None
    # Numbered, so that two of one code are both looked at.
    items = {f"items/{n} {item.code}": item for n, item in enumerate(read.items, 1)}
    bundles = {f"bundles/{bundle.key}": bundle for bundle in read.bundles}
    faults = reference_faults(read, items) + list(bundle_faults(bundles, read.items))
    if faults:
        raise CatalogueError(tuple(faults))
    return Catalogue(read.items, Dictionary(read.fields, read.rules), read.version, read.bundles)


def _refused(problem: str, remedy: str) -> CatalogueError:
    return CatalogueError((Fault(PUBLISHED, "文件", problem, remedy),))
