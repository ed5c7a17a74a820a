"""The windows of a hall: which categories each serves, and which are open."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select, update

from kiosk.hall.config import THEMES, HallConfig
from kiosk.hall.database import Database, restored, stored, upsert
from kiosk.hall.tables import MAIN, halls, windows


@dataclass(frozen=True)
class Window:
    """A window; no categories means all of them."""

    window: str
    categories: tuple[str, ...] = ()
    opened_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody sits there."""
        return self.opened_at is not None


class Windows:
    """The register of halls and windows."""

    def __init__(self, database: Database, config: HallConfig) -> None:
        self._database = database
        self._config = config

    def add_hall(self, hall: str, name: str) -> None:
        """Add a hall beside the first one, or give one another name."""
        with self._database.write() as connection:
            statement = upsert(connection, halls).values(hall=hall, name=name)
            connection.execute(
                statement.on_conflict_do_update(index_elements=["hall"], set_={"name": name})
            )

    def halls(self) -> dict[str, str]:
        """Return the halls and their names; the first hall's is the service's own."""
        with self._database.read() as connection:
            found = dict(connection.execute(select(halls.c.hall, halls.c.name)).all())
        return {hall: name or self._config.name for hall, name in found.items()}

    def name_of(self, hall: str = MAIN) -> str:
        """Return what a hall is called."""
        with self._database.read() as connection:
            name = connection.execute(
                select(halls.c.name).where(halls.c.hall == hall)
            ).scalar_one_or_none()
        return name or self._config.name

    def open(self, window: str, categories: Collection[str] = (), hall: str = MAIN) -> None:
        """Open a window for these categories, or for all."""
        values = {
            "categories": json.dumps(list(categories), ensure_ascii=False),
            "opened_at": stored(self._config.clock()),
        }
        with self._database.write() as connection:
            statement = upsert(connection, windows).values(hall=hall, window=window, **values)
            connection.execute(
                statement.on_conflict_do_update(index_elements=["hall", "window"], set_=values)
            )

    def close(self, window: str, hall: str = MAIN) -> None:
        """Close a window; it keeps its categories."""
        with self._database.write() as connection:
            connection.execute(
                update(windows)
                .where(windows.c.hall == hall, windows.c.window == window)
                .values(opened_at=None)
            )

    def of(self, hall: str = MAIN) -> tuple[Window, ...]:
        """Return the windows of a hall."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(windows).where(windows.c.hall == hall).order_by(windows.c.window)
            ).all()
        return tuple(_window(row) for row in rows)

    def find(self, window: str, hall: str = MAIN) -> Window | None:
        """Return one window, or None when it was never opened."""
        with self._database.read() as connection:
            row = connection.execute(
                select(windows).where(windows.c.hall == hall, windows.c.window == window)
            ).one_or_none()
        return None if row is None else _window(row)

    def serving(self, hall: str = MAIN) -> dict[str, int]:
        """Return how many open windows serve each category; "" stands for any other.

        A hall that does not tell its windows is reckoned with the number in its settings.
        """
        opened = [window for window in self.of(hall) if window.is_open]
        if not opened:
            return {"": self._config.windows}
        counts: Counter[str] = Counter()
        everywhere = sum(1 for window in opened if not window.categories)
        for window in opened:
            counts.update(set(window.categories))
        return {"": everywhere, **{name: counts[name] + everywhere for name in (*THEMES, *counts)}}


def _window(row: Row[tuple[object, ...]]) -> Window:
    opened = row.opened_at
    return Window(
        row.window,
        tuple(json.loads(row.categories)),
        None if opened is None else restored(opened),
    )
