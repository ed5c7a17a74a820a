"""The catalogue a hall publishes to its terminals: a published one, or the one shipped."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from typing import Literal

from forms.catalogue import Catalogue
from forms.faults import CatalogueError
from forms.publication import Publication, publish_parts
from forms.shelf import Shelf, open_in_force
from kiosk.hall.config import HallConfig

log = logging.getLogger(__name__)


class Catalogues:
    """Looks at the shelf whenever it is asked, so that what is published is in force at once."""

    def __init__(self, config: HallConfig) -> None:
        self._shelf = Shelf(config.folder / "catalogue")
        self._shipped = config.catalogue
        self._lock = threading.Lock()
        self._digest: str | None = None
        self._opened: tuple[Catalogue, Publication] | None = None
        self._is_missing = False

    def open_ahead(self) -> threading.Thread:
        """Begin to open it, so that the first who needs it does not wait for all of it."""
        opening = threading.Thread(target=self._try_to_open, name="catalogue", daemon=True)
        opening.start()
        return opening

    @property
    def readiness(self) -> Literal["opening", "ready", "missing"]:
        """Whether what needs the catalogue is answered at once; nobody waits to be told."""
        if self._opened is not None:
            return "ready"
        return "missing" if self._is_missing else "opening"

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue in force."""
        return self._current()[0]

    @property
    def publication(self) -> Publication:
        """The catalogue in force as terminals fetch it."""
        return self._current()[1]

    def parts(self, digests: Iterable[str]) -> dict[str, str]:
        """Return the parts with these digests; one that is not in force any more is left out."""
        known = self.publication.parts
        return {digest: known[digest].decode() for digest in digests if digest in known}

    def _current(self) -> tuple[Catalogue, Publication]:
        with self._lock:
            digest = self._shelf.current
            if self._opened is None or digest != self._digest:
                self._opened = self._open()
                self._digest = digest
            return self._opened

    def _try_to_open(self) -> None:
        try:
            self._current()
        except (CatalogueError, OSError):
            self._is_missing = True
            log.exception("the hall has no catalogue; notices are written by hand")

    def _open(self) -> tuple[Catalogue, Publication]:
        try:
            opened = open_in_force(self._shelf, self._shipped)
        except (CatalogueError, OSError):
            if self._opened is None:
                raise
            log.exception("the catalogue just published cannot be read; the one before stays")
            return self._opened
        for fault in opened.faults:
            log.error("the catalogue published is refused, the last good one stays: %s", fault)
        return opened.catalogue, publish_parts(opened.catalogue)
