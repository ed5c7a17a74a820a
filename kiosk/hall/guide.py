"""What the catalogue says of an item: its materials, its department, who else reviews it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from itertools import islice

from forms.catalogue import Catalogue, CatalogueError
from forms.materials import Material
from forms.service_item import ServiceItem

log = logging.getLogger(__name__)


class Guide:
    """Reads the catalogue when it is first needed; a hall without one still works."""

    def __init__(self, load: Callable[[], Catalogue]) -> None:
        self._load = load

    @property
    def _catalogue(self) -> Catalogue | None:
        # Asked for each time: what the hall publishes is in force at once.
        try:
            return self._load()
        except (CatalogueError, OSError):
            log.exception("the hall has no catalogue; notices are written by hand")
            return None

    def item(self, code: str) -> ServiceItem | None:
        """Return the item of this code, if the catalogue has it."""
        catalogue = self._catalogue
        return catalogue.item(code) if catalogue is not None and code in catalogue else None

    def named(self, words: str, most: int = 12) -> tuple[ServiceItem, ...]:
        """Return the items whose name, or one of whose other names, holds these words."""
        items = () if self._catalogue is None else self._catalogue.items
        wanted = words.strip().lower()
        found = (
            item
            for item in items
            if wanted
            and any(wanted in name.lower() for name in (item.name, item.short_name, *item.aliases))
        )
        return tuple(islice(found, most))

    def categories(self) -> frozenset[str]:
        """Return every category of the catalogue."""
        items = () if self._catalogue is None else self._catalogue.items
        return frozenset(item.category for item in items)

    def materials(self, code: str) -> tuple[Material, ...]:
        """Return everything the item may ask for."""
        item = self.item(code)
        return () if item is None else item.materials

    def reviewers(self, code: str) -> tuple[str, ...]:
        """Return the departments that review: those the item names, else its own."""
        item = self.item(code)
        if item is None:
            return ()
        return item.reviewers or (item.department,)

    def material_name(self, key: str) -> str:
        """Return what a material is called, or its key where no item has it."""
        items = () if self._catalogue is None else self._catalogue.items
        names = (m.name for item in items for m in item.materials if m.key == key)
        return next(names, key)

    def profile_keys(self) -> frozenset[str]:
        """Return the data that a profile may supply: those marked so, and never a sensitive one."""
        return self._supplied_by("profile")

    def enterprise_keys(self) -> frozenset[str]:
        """Return the data that an enterprise's profile may supply, in the same way."""
        return self._supplied_by("enterprise_profile")

    def _supplied_by(self, source: str) -> frozenset[str]:
        catalogue = self._catalogue
        if catalogue is None:
            return frozenset()
        known = catalogue.dictionary.values()
        return frozenset(d.key for d in known if source in d.supplied_by and not d.sensitive)

    def version(self) -> str:
        """Return the version of the catalogue in force, or nothing without one."""
        return "" if self._catalogue is None else self._catalogue.version

    def departments(self) -> tuple[str, ...]:
        """Return every department of the catalogue, by name."""
        items = () if self._catalogue is None else self._catalogue.items
        return tuple(sorted({name for item in items for name in self.reviewers(item.code)}))
