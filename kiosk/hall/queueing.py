"""The queue of a hall as terminals, windows and pages see it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from kiosk.hall.bulletin import Bulletin
from kiosk.hall.calling import Calling
from kiosk.hall.config import THEMES, HallConfig
from kiosk.hall.database import Database, upsert
from kiosk.hall.issuing import Issuing, WantedTicket
from kiosk.hall.number_blocks import GivenTicket, NumberBlocks
from kiosk.hall.rejection import Rejection
from kiosk.hall.tables import MAIN, categories, ticket_applications, tickets
from kiosk.hall.ticketing import (
    SOON_AHEAD,
    IssuedTicket,
    TicketState,
    before,
    day_of,
    issued,
    waiting,
)
from kiosk.hall.waits import Waits
from kiosk.hall.windows import Windows
from kiosk.platform.protocol import (
    BlockRequest,
    CategoryState,
    HallState,
    NumberBlock,
    OfflineTicket,
    TicketRequest,
)
from kiosk.vault import Vault

__all__ = ["SOON_AHEAD", "IssuedTicket", "Queue"]


class Queue:
    """The tickets of every category, day by day."""

    def __init__(
        self, database: Database, vault: Vault, bulletin: Bulletin, config: HallConfig
    ) -> None:
        self._database = database
        self._vault = vault
        self._bulletin = bulletin
        self._config = config
        self.windows = Windows(database, config)
        self.waits = Waits(database, self.windows, config)
        self.calling = Calling(database, self.windows, bulletin, config.clock)
        self._issuing = Issuing(database, self.waits, config.clock)
        self._blocks = NumberBlocks(database, self.waits, self._issuing, config.clock)
        for theme in THEMES:
            self._issuing.prefix(theme)

    def issue(
        self, request: TicketRequest, hall: str = MAIN, terminal: str = ""
    ) -> IssuedTicket | Rejection:
        """Issue a ticket once; the same request, or the same person again, gets the same one."""
        outcome = self._issuing.issue(self._wanted(request, hall, terminal))
        if isinstance(outcome, IssuedTicket) and outcome.state is TicketState.WITHDRAWN:
            # It came late, or again: its terminal has given out another number for it.
            outcome = self._given_instead_of(request.request_id) or outcome
        if isinstance(outcome, IssuedTicket) and outcome.again:
            self._add_application(outcome, request.application_id)
        return self._told(outcome)

    def reserve(
        self, request: BlockRequest, hall: str = MAIN, terminal: str = ""
    ) -> NumberBlock | Rejection:
        """Set numbers aside for a terminal to give out while the hall is away."""
        line = request.model_copy(update={"category": self.line_of(request.category)})
        return self._blocks.reserve(line, hall, terminal)

    def take_over(
        self, offline: OfflineTicket, hall: str = MAIN, terminal: str = ""
    ) -> IssuedTicket | Rejection:
        """Learn of a ticket that a terminal gave out of its block."""
        given = GivenTicket(
            self._wanted(offline.request, hall, terminal),
            offline.block_id,
            offline.sequence,
            offline.issued_at,
            offline.instead_of,
        )
        return self._told(self._blocks.take_over(given))

    def call_next(
        self, window: str, category: str = "", hall: str = MAIN, staff: str = ""
    ) -> IssuedTicket | None:
        """Call who is first of those this window serves, or nobody when nobody waits."""
        return self.calling.call_next(window, category, hall, staff)

    def state_day(self) -> date:
        """Return the hall's day."""
        return day_of(self._config.clock())

    def state(self, hall: str = MAIN) -> HallState:
        """Tell how busy the hall is today."""
        day = self.state_day()
        with self._database.read() as connection:
            letters = connection.execute(select(categories).order_by(categories.c.prefix)).all()
            counted = connection.execute(
                select(tickets.c.line, func.count())
                .where(waiting(hall, day))
                .group_by(tickets.c.line)
            ).all()
            last = connection.execute(
                select(tickets.c.number, tickets.c.window)
                .where(tickets.c.hall == hall, tickets.c.day == day)
                .where(tickets.c.last_called_at.is_not(None))
                .order_by(tickets.c.last_called_at.desc(), tickets.c.calls)
                .limit(1)
            ).one_or_none()
        counts = {row[0]: int(row[1]) for row in counted}
        states = tuple(
            self._category_state(hall, row.category, row.prefix, counts.get(row.category, 0))
            for row in letters
            # What stands in another line has one of its own only from before that was so.
            if counts.get(row.category) or self.line_of(row.category) == row.category
        )
        return HallState(
            name=self.windows.name_of(hall),
            waiting=sum(counts.values()),
            wait_min=max((state.wait_min for state in states), default=0),
            serving="" if last is None else last.number,
            window="" if last is None else last.window,
            categories=states,
        )

    def today(self, hall: str = MAIN, most: int | None = None) -> tuple[IssuedTicket, ...]:
        """Return today's tickets: who waits in the order of calls, then who was called last."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(tickets)
                .where(tickets.c.hall == hall, tickets.c.day == self.state_day())
                # Below nought are requests that came to nothing, not numbers.
                .where(tickets.c.sequence > 0)
                .order_by(
                    tickets.c.called_at.desc().nulls_first(),
                    tickets.c.rank_at,
                    tickets.c.issued_at,
                )
                .limit(most)
            ).all()
        return tuple(issued(row) for row in rows)

    def find(self, link: str) -> tuple[IssuedTicket, int, int] | None:
        """Return the ticket behind a link with who is ahead of it now and the minutes left."""
        with self._database.read() as connection:
            row = connection.execute(select(tickets).where(tickets.c.link == link)).one_or_none()
            if row is None:
                return None
            if row.state != TicketState.WAITING.value or row.day != self.state_day():
                return issued(row), 0, 0
            ahead = self._ahead_of(connection, row)
        promise = self.waits.promise(row.hall, row.line, ahead, self._config.clock())
        return issued(row), ahead, promise.wait_min

    def has(self, link: str) -> bool:
        """Tell whether a ticket has this link."""
        with self._database.read() as connection:
            known = select(tickets.c.number).where(tickets.c.link == link)
            return connection.execute(known).first() is not None

    def line_of(self, category: str) -> str:
        """Return in which line the tickets of a category stand; there are but 26 letters."""
        line = self._config.themes.get(category, category)
        return line if self._issuing.prefix(line) else THEMES[0]

    def applications_of(self, ticket: IssuedTicket) -> tuple[str, ...]:
        """Return the applications a ticket leads to, its own first."""
        more = ticket_applications.c.request_id == ticket.request_id
        with self._database.read() as connection:
            others = connection.scalars(select(ticket_applications.c.application_id).where(more))
            found = [ticket.application_id, *sorted(others)]
        return tuple(one for one in found if one)

    def of_application(self, application_id: str) -> tuple[IssuedTicket, ...]:
        """Return the tickets that lead to an application, newest first."""
        if not application_id:
            return ()
        own = (tickets.c.application_id == application_id) & (tickets.c.application_id != "")
        more = select(ticket_applications.c.request_id).where(
            ticket_applications.c.application_id == application_id
        )
        with self._database.read() as connection:
            rows = connection.execute(
                select(tickets)
                .where(or_(own, tickets.c.request_id.in_(more)))
                .order_by(tickets.c.issued_at.desc())
            ).all()
        return tuple(issued(row) for row in rows)

    def knows(self, category: str) -> bool:
        """Tell whether tickets of this category can be issued."""
        return bool(category)

    def person(self, number: str) -> str:
        """Return the fingerprint under which a person's tickets are kept; "" of nobody."""
        return self._vault.fingerprint_of_number(number) if number else ""

    def _given_instead_of(self, request_id: str) -> IssuedTicket | None:
        instead = (tickets.c.instead_of == request_id) & (tickets.c.instead_of != "")
        with self._database.read() as connection:
            row = connection.execute(select(tickets).where(instead).limit(1)).one_or_none()
        return None if row is None else issued(row)

    def _add_application(self, ticket: IssuedTicket, application_id: str) -> None:
        """Let a ticket lead to what its holder filled in since."""
        if not application_id or application_id == ticket.application_id:
            return
        with self._database.write() as connection:
            connection.execute(
                upsert(connection, ticket_applications)
                .values(request_id=ticket.request_id, application_id=application_id)
                .on_conflict_do_nothing()
            )

    def _ahead_of(self, connection: Connection, row: Row[Any]) -> int:
        earlier = before(row.rank_at, row.sequence)
        line = waiting(row.hall, row.day, row.line)
        return int(connection.execute(select(func.count()).where(line, earlier)).scalar_one())

    def _category_state(self, hall: str, category: str, prefix: str, count: int) -> CategoryState:
        promise = self.waits.promise(hall, category, count, self._config.clock())
        return CategoryState(
            category=category, prefix=prefix, waiting=count, wait_min=promise.wait_min
        )

    def _wanted(self, request: TicketRequest, hall: str, terminal: str) -> WantedTicket:
        return WantedTicket(
            request_id=request.request_id,
            category=self.line_of(request.category),
            hall=hall,
            application_id=request.application_id,
            priority=request.priority,
            person=self.person(request.person_number),
            terminal=terminal,
        )

    def _told(self, outcome: IssuedTicket | Rejection) -> IssuedTicket | Rejection:
        if isinstance(outcome, IssuedTicket):
            # Hundreds of tickets a minute are one piece of news a second.
            self._bulletin.publish_soon("queue", {"hall": outcome.hall, "action": "issue"})
        return outcome
