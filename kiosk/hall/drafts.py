"""Unfinished forms of a hall: begun at one of its terminals, gone on with at any other."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, delete, select, update

from kiosk.hall.config import HallConfig
from kiosk.hall.database import Database, restored, stored, upsert
from kiosk.hall.draft_tables import draft_pages, drafts
from kiosk.platform.draft_protocol import Draft, DraftKept, KeepDraft, KeepDraftPage
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

    def keep(self, hall: str, given: KeepDraft) -> DraftKept:
        """Keep a form, unless a later state is known; tell which of its pages are not here."""
        now = self._clock()
        # A clock that is fast must not shut out what comes after.
        kept_at = min(given.kept_at, now)
        if kept_at <= now - self._lasts:
            return DraftKept(kept=False)
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
            if connection.execute(newest).one_or_none() is None:
                return DraftKept(kept=False)
            named = given.pages if given.text else ()
            return DraftKept(kept=True, missing=_pages_missing(connection, hall, owner, named))

    def keep_page(self, hall: str, given: KeepDraftPage) -> bool:
        """Keep a page that the form kept here names; tell whether it does."""
        owner = self._owner(given.number)
        sealed = self._vault.seal(given.content, _page_context(hall, owner, given.page))
        with self._database.write() as connection:
            named = connection.execute(
                update(draft_pages)
                .where(draft_pages.c.hall == hall, draft_pages.c.owner == owner)
                .where(draft_pages.c.page == given.page)
                .values(content_sealed=sealed)
            )
            return named.rowcount == 1

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
            pages = connection.execute(
                select(draft_pages.c.page)
                .where(draft_pages.c.hall == hall, draft_pages.c.owner == owner)
                .where(draft_pages.c.content_sealed != b"")
            ).scalars()
            given = tuple(pages)
        sealed: bytes = row.body_sealed
        text = self._vault.open_text(sealed, _context(hall, owner)) if sealed else ""
        return Draft(text=text, kept_at=restored(row.kept_at), pages=given)

    def find_page(self, hall: str, number: str, page: str) -> bytes:
        """Return a page of a person's form; nothing where it is not here or the form too old."""
        owner = self._owner(number)
        with self._database.read() as connection:
            sealed = connection.execute(
                select(draft_pages.c.content_sealed)
                .join(drafts)
                .where(drafts.c.hall == hall, drafts.c.owner == owner)
                .where(drafts.c.kept_at > stored(self._clock() - self._lasts))
                .where(draft_pages.c.page == page)
            ).scalar_one_or_none()
        return self._vault.open(sealed, _page_context(hall, owner, page)) if sealed else b""

    def _owner(self, number: str) -> str:
        return self._vault.fingerprint_of_number(number)


def _pages_missing(
    connection: Connection, hall: str, owner: str, named: tuple[str, ...]
) -> tuple[str, ...]:
    """Forget the pages a form names no longer, make room for the new; return those not here."""
    mine = (draft_pages.c.hall == hall, draft_pages.c.owner == owner)
    connection.execute(delete(draft_pages).where(*mine, draft_pages.c.page.not_in(named)))
    if not named:
        return ()
    empty = (draft_pages.c.content_sealed == b"").label("is_empty")
    here = select(draft_pages.c.page, empty).where(*mine)
    is_empty = {row.page: row.is_empty for row in connection.execute(here)}
    fresh = [page for page in dict.fromkeys(named) if page not in is_empty]
    if fresh:
        room = [{"hall": hall, "owner": owner, "page": p, "content_sealed": b""} for p in fresh]
        connection.execute(draft_pages.insert(), room)
    return tuple(page for page in dict.fromkeys(named) if is_empty.get(page, True))


def _context(hall: str, owner: str) -> str:
    return f"draft {hall} {owner}"


def _page_context(hall: str, owner: str, page: str) -> str:
    return f"draft {hall} {owner} {page}"
