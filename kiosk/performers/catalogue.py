"""Learns from the hall of a new catalogue, fetches what changed, and keeps only what is sound."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

from forms.catalogue import Catalogue
from forms.faults import CatalogueError
from forms.publication import Manifest, Publication, assemble, publish_parts
from forms.shelf import Shelf
from kiosk.delivery_thread import DeliveryThread
from kiosk.effects import Effect
from kiosk.events import CatalogueFetched
from kiosk.platform.catalogue_protocol import MOST_PARTS, CatalogueNotice, CatalogueParts
from kiosk.platform.client import HallClient
from kiosk.runner import Post

POLL_S = 30.0

log = logging.getLogger(__name__)


class CatalogueDesk:
    """Asks the hall now and then; what cannot be trusted is refused, and what was there stays."""

    handles: tuple[type, ...] = ()
    urgent: tuple[type, ...] = ()

    def __init__(
        self, catalogue: Catalogue, shelf: Shelf, client: HallClient, poll_s: float = POLL_S
    ) -> None:
        self._catalogue = catalogue
        self._held: Publication | None = None
        self._shelf = shelf
        self._client = client
        self._refused: Manifest | None = None
        self._post: Post = lambda event: None
        self._asking = DeliveryThread("catalogue", self._ask, poll_s, poll_s, idle_pause_s=poll_s)

    def start(self, post: Post) -> None:
        """Begin to ask."""
        self._post = post
        self._asking.start()

    def stop(self) -> None:
        """Stop asking."""
        self._asking.stop()

    def perform(self, effect: Effect, post: Post) -> None:
        """No effect is for this desk."""

    def look(self) -> Catalogue | None:
        """Ask once; return the new catalogue, or None where what is there stays."""
        notice = self._client.catalogue()
        if not isinstance(notice, CatalogueNotice):
            return None
        held, manifest = self._publication(), notice.manifest
        if manifest == held.manifest:
            return None
        if not self._client.knows_seal(notice):
            self._refuse(manifest, "its seal is not the hall's")
            return None
        parts = {digest: held.parts[digest] for digest in manifest.parts if digest in held.parts}
        missing = [digest for digest in manifest.parts if digest not in parts]
        for wanted in _batches(missing):
            fetched = self._client.catalogue_parts(wanted)
            if not isinstance(fetched, CatalogueParts):
                return None
            parts |= {digest: text.encode() for digest, text in fetched.parts.items()}
        return self._take(manifest, parts, len(missing))

    def _take(self, manifest: Manifest, parts: dict[str, bytes], fetched: int) -> Catalogue | None:
        try:
            self._shelf.put(assemble(manifest, parts))
            opened = self._shelf.open()
        except CatalogueError as error:
            self._refuse(manifest, str(error.faults[0]))
            return None
        if opened is None:
            return None
        log.info("catalogue %s fetched: %d parts changed", manifest.version, fetched)
        self._catalogue, self._held = opened.catalogue, None
        return opened.catalogue

    def _publication(self) -> Publication:
        # Made when it is needed: the start of a terminal does not wait for it.
        if self._held is None:
            self._held = publish_parts(self._catalogue)
        return self._held

    def _refuse(self, manifest: Manifest, why: str) -> None:
        if manifest != self._refused:
            self._refused = manifest
            log.error(
                "catalogue %s of the hall is refused, %s stays: %s",
                manifest.version,
                self._catalogue.version,
                why,
            )

    def _ask(self) -> bool:
        catalogue = self.look()
        if catalogue is not None:
            self._post(CatalogueFetched(catalogue))
        return True


def _batches(digests: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(digests), MOST_PARTS):
        yield digests[start : start + MOST_PARTS]
