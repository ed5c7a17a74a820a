"""A published catalogue in parts, each known by its digest, so that only what changed travels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Annotated

from pydantic import Field

from forms.catalogue import Catalogue, CatalogueError
from forms.dictionary import Strict
from forms.faults import Fault
from forms.published import PublishedCatalogue

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Manifest(Strict):
    """The parts of a catalogue by their SHA-256: the frame (dictionary, bundles) and every item."""

    version: Annotated[str, Field(min_length=1, max_length=64)]
    frame: Digest
    items: tuple[Digest, ...]

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the digests of all parts."""
        return (self.frame, *self.items)

    def to_bytes(self) -> bytes:
        """Return what is sealed, the same for the same parts."""
        return self.model_dump_json().encode()


@dataclass(frozen=True)
class Publication:
    """A catalogue ready to be handed out."""

    manifest: Manifest
    parts: Mapping[str, bytes]
    """By their digest."""

    @cached_property
    def document(self) -> bytes:
        """The whole as one published document."""
        return _document(self.manifest, self.parts)


def publish_parts(catalogue: Catalogue) -> Publication:
    """Return a catalogue in parts; an item that did not change keeps its digest."""
    frame = PublishedCatalogue(
        version=catalogue.version,
        fields=tuple(catalogue.dictionary.values()),
        rules=catalogue.dictionary.rules,
        items=(),
        bundles=catalogue.bundles,
    )
    # What stands as its default is left out, as in the document.
    whole = frame.model_dump_json(exclude_defaults=True, exclude={"items"}).encode()
    items = [item.model_dump_json(exclude_defaults=True).encode() for item in catalogue.items]
    digests = [sha256(part).hexdigest() for part in (whole, *items)]
    manifest = Manifest(version=catalogue.version, frame=digests[0], items=tuple(digests[1:]))
    return Publication(manifest, dict(zip(digests, (whole, *items), strict=True)))


def assemble(manifest: Manifest, parts: Mapping[str, bytes]) -> bytes:
    """Return the published document, or raise `CatalogueError` where a part is not its own."""
    for digest in manifest.parts:
        part = parts.get(digest)
        if part is None or sha256(part).hexdigest() != digest:
            fault = Fault(f"{digest[:12]}…", "内容", "缺少，或和摘要对不上", "重新下载一次")
            raise CatalogueError((fault,))
    return _document(manifest, parts)


def _document(manifest: Manifest, parts: Mapping[str, bytes]) -> bytes:
    frame = parts[manifest.frame]
    items = b",".join(parts[digest] for digest in manifest.items)
    return frame.rstrip().removesuffix(b"}") + b',"items":[' + items + b"]}"
