"""The parts of a running hall, built once and handed to the routes."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from argon2 import PasswordHasher
from sqlalchemy import Connection

from kiosk.audit import AuditError, AuditLog
from kiosk.hall.accounts import Accounts, Role
from kiosk.hall.agents import Agents
from kiosk.hall.announcements import Announcements, Announcer, SilentAnnouncer
from kiosk.hall.appointments import Appointments
from kiosk.hall.bulletin import Bulletin, LocalBulletin
from kiosk.hall.case_file import CaseFiles
from kiosk.hall.cases import Cases
from kiosk.hall.casework import Casework
from kiosk.hall.catalogues import Catalogues
from kiosk.hall.config import HallConfig
from kiosk.hall.database import Database
from kiosk.hall.drafts import Drafts
from kiosk.hall.evaluating import Evaluations
from kiosk.hall.exchange.composing import Composer
from kiosk.hall.exchange.courier import ExchangeCourier
from kiosk.hall.exchange.queue import ExchangeQueue
from kiosk.hall.fleet import Fleet
from kiosk.hall.guide import Guide
from kiosk.hall.lines import Lines
from kiosk.hall.profiles import Profiles
from kiosk.hall.progress import told_in_full
from kiosk.hall.questions import Questions
from kiosk.hall.queueing import Queue
from kiosk.hall.reviews import Reviews
from kiosk.hall.staff import StaffDoor
from kiosk.hall.statistics import Statistics
from kiosk.hall.stream_room import StreamRoom
from kiosk.hall.terminals import Terminals
from kiosk.hall.uploads import Uploads
from kiosk.platform.protocol import CaseProgress
from kiosk.platform.signing import HallSeal
from kiosk.vault import Vault, load_token

log = logging.getLogger(__name__)


class HallService:
    """Everything the routes of one hall share."""

    def __init__(
        self,
        config: HallConfig,
        hasher: PasswordHasher | None = None,
        announcer: Announcer | None = None,
    ) -> None:
        config.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.config = config
        self.seal = HallSeal(config.seal_path)
        self.database = Database(config.url_of_database)
        vault = Vault(config.key_path)
        self.cases = Cases(self.database, vault, config)
        self.files = CaseFiles(self.database, vault)
        self.uploads = Uploads(self.database, vault, self.files, config)
        self.exchange = ExchangeQueue(self.database, config.clock)
        report = self.exchange.add if config.exchange_url else _report_nothing
        self.casework = Casework(self.database, vault, config.clock, report)
        self.reviews = Reviews(self.database, vault, self.casework, config.clock)
        # Opened beside: a hall starts, and a terminal with it, without waiting for it.
        self.catalogues = Catalogues(config)
        self.guide = Guide(lambda: self.catalogues.catalogue)
        self.evaluations = Evaluations(self.database, vault, config.clock, report)
        self.statistics = Statistics(self.database, config.levels)
        self.profiles = Profiles(self.database, vault, self.guide, self.files, config)
        self.agents = Agents(self.database, vault, config)
        self.drafts = Drafts(self.database, vault, config)
        self.fleet = Fleet(self.database, config.clock)
        self.announcements = Announcements(announcer or SilentAnnouncer())
        self.questions = Questions(self.database, vault, config)
        self.bulletin = _open_bulletin(self.database, config)
        self.stream_room = StreamRoom(config.streams_per_address)
        self.terminals = Terminals(self.database, config.clock)
        self.queue = Queue(self.database, vault, self.bulletin, config)
        self.appointments = Appointments(self.database, vault, self.queue, config)
        self.lines = Lines(self.database, config.clock)
        self.accounts = Accounts(self.database, vault, config.clock, hasher)
        self.door = StaffDoor(
            self.database, self.accounts, load_token(config.staff_path), config.clock
        )
        self._audit = AuditLog(config.audit_path, config.clock)

    def in_full(self, progress: CaseProgress) -> CaseProgress:
        """Add to a case's progress what windows and departments have said."""
        return told_in_full(progress, self.casework, self.reviews)

    def for_owner(self, progress: CaseProgress) -> CaseProgress:
        """Add what only the person may see who showed the card: what the result says."""
        result = self.casework.result(progress.case_number)
        said = "" if result is None else result.text
        return self.in_full(progress).model_copy(update={"result": said})

    def record(self, action: str, **facts: str | int) -> None:
        """Write to the audit log; that it cannot be written stops no citizen."""
        try:
            self._audit.record(action, **facts)
        except (AuditError, OSError, ValueError):
            log.exception("the audit log could not take %s", action)

    def open_courier(self) -> ExchangeCourier | None:
        """Return what delivers to the central platform, if this hall has one."""
        if not self.config.exchange_url:
            return None
        # Only where there is a platform is the web client loaded.
        from kiosk.hall.exchange.national_exchange import NationalExchange

        token = self.config.exchange_token_path
        composer = Composer(
            self.files, self.casework, self.evaluations, self.guide, self.config.levels
        )
        platform = NationalExchange(
            self.config.exchange_url, token.read_text("utf-8").strip() if token.exists() else ""
        )
        return ExchangeCourier(self.exchange, composer, platform, self.record)

    def staff_path(self, roles: Iterable[Role] = frozenset(Role)) -> str:
        """Return a path that signs a member of staff in, once."""
        return f"/sign-in?code={self.door.make_link_code(roles)}"

    def close(self) -> None:
        """Stop telling the pages, then give back the database."""
        self.bulletin.close()
        self.database.close()


def _report_nothing(_connection: Connection, _case_number: str) -> None:
    """Stand in where no central platform is told anything."""


def _open_bulletin(database: Database, config: HallConfig) -> Bulletin:
    if not database.is_shared:
        return LocalBulletin()
    # Only where there is PostgreSQL is its client library loaded.
    from kiosk.hall.postgres_bulletin import PostgresBulletin

    return PostgresBulletin(config.url_of_database)
