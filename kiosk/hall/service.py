"""The parts of a running hall, built once and handed to the routes."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from argon2 import PasswordHasher

from kiosk.audit import AuditError, AuditLog
from kiosk.hall.accounts import Accounts, Role
from kiosk.hall.cases import Cases
from kiosk.hall.config import HallConfig
from kiosk.hall.database import Database
from kiosk.hall.questions import Questions
from kiosk.hall.queueing import Queue
from kiosk.hall.staff import StaffDoor
from kiosk.vault import Vault, load_token

log = logging.getLogger(__name__)


class HallService:
    """Everything the routes of one hall share."""

    def __init__(self, config: HallConfig, hasher: PasswordHasher | None = None) -> None:
        config.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.config = config
        self.token = load_token(config.token_path)
        self.database = Database(config.url_of_database)
        vault = Vault(config.key_path)
        self.cases = Cases(self.database, vault, config)
        self.questions = Questions(self.database, vault, config)
        self.queue = Queue(self.database, config)
        self.accounts = Accounts(self.database, vault, config.clock, hasher)
        self.door = StaffDoor(
            self.database, self.accounts, load_token(config.staff_path), config.clock
        )
        self._audit = AuditLog(config.audit_path, config.clock)

    def record(self, action: str, **facts: str | int) -> None:
        """Write to the audit log; that it cannot be written stops no citizen."""
        try:
            self._audit.record(action, **facts)
        except (AuditError, OSError, ValueError):
            log.exception("the audit log could not take %s", action)

    def staff_path(self, roles: Iterable[Role] = frozenset(Role)) -> str:
        """Return a path that signs a member of staff in, once."""
        return f"/sign-in?code={self.door.make_link_code(roles)}"

    def close(self) -> None:
        """Give back the database."""
        self.database.close()
