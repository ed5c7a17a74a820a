"""Unfinished forms of a hall: begun at one of its terminals, gone on with at any other."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from kiosk.hall.config import HallConfig
from kiosk.hall.database import Database, restored, stored, upsert
from kiosk.hall.draft_tables import drafts
from kiosk.platform.draft_protocol import Draft, KeepDraft
from kiosk.vault import Vault


class Drafts:
    """Keeps one form a person, sealed, for as many hours as the hall allows.

    That a form was submitted or given up is kept as long: a terminal that was cut off may still
    hand over an older state of it.
    """

    def __init__(self, database: Database, vault: Vault, config: HallConfig) -> None:
        self._database = database
        self._vault = vault
        self._clock = config.clock
        self._lasts = timedelta(hours=config.draft_hours)

    def keep(self, hall: str, given: KeepDraft) -> bool:
        """Keep a form, unless a later state is known; tell whether it is kept."""
        now = self._clock()
        # A clock that is fast must not shut out what comes after.
        kept_at = min(given.kept_at, now)
        if kept_at <= now - self._lasts:
            return False
        owner = self._owner(given.number)
        body = self._vault.seal_text(given.text, _context(hall, owner)) if given.text else b""
        with self._database.write() as connection:
            connection.execute(delete(drafts).where(drafts.c.kept_at <= stored(now - self._lasts)))
            statement = upsert(connection, drafts).values(
                hall=hall, owner=owner, kept_at=stored(kept_at), body_sealed=body
            )
            newest = statement.on_conflict_do_update(
                index_elements=["hall", "owner"],
                set_={
                    "kept_at": statement.excluded.kept_at,
                    "body_sealed": statement.excluded.body_sealed,
                },
                where=drafts.c.kept_at <= statement.excluded.kept_at,
            ).returning(drafts.c.owner)
            return connection.execute(newest).one_or_none() is not None

    def find(self, hall: str, number: str) -> Draft:
        """Return a person's form, or nothing where there is none or it is too old."""
        owner = self._owner(number)
        with self._database.read() as connection:
            row = connection.execute(
                select(drafts)
                .where(drafts.c.hall == hall, drafts.c.owner == owner)
                .where(drafts.c.kept_at > stored(self._clock() - self._lasts))
            ).one_or_none()
        if row is None:
            return Draft()
        sealed: bytes = row.body_sealed
        text = self._vault.open_text(sealed, _context(hall, owner)) if sealed else ""
        return Draft(text=text, kept_at=restored(row.kept_at))

    def _owner(self, number: str) -> str:
        return self._vault.fingerprint_of_number(number)


def _context(hall: str, owner: str) -> str:
    return f"draft {hall} {owner}"
