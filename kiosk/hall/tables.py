"""The hall's tables as the newest migration leaves them; columns named *_sealed are encrypted."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()

MAIN = "main"
"""The hall that is there from the start; others are added beside it."""

counters = Table(
    "counters",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("value", Integer, nullable=False),
)
"""The last number given out, so that none is ever given twice."""

applications = Table(
    "applications",
    metadata,
    Column("application_id", String(64), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("received_at", DateTime, nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("number_fingerprint", String(64), nullable=False, index=True),
    Column("body_sealed", LargeBinary, nullable=False),
    Column("receipt", Text, nullable=False),
    Column("business_fingerprint", String(64), nullable=False, server_default=""),
)
"""`number_fingerprint` and `business_fingerprint` are keyed digests of who applied, and of the
enterprise's USCC where it was for one; from before there was the latter, it is empty."""

pictures = Table(
    "pictures",
    metadata,
    Column("application_id", ForeignKey("applications.application_id"), primary_key=True),
    Column("material", String(200), primary_key=True),
    Column("page", Integer, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("content_sealed", LargeBinary, nullable=False),
)
"""Pages of materials and of fields answered by pictures, and the signature."""

cases = Table(
    "cases",
    metadata,
    Column("case_number", String(50), primary_key=True),
    Column("application_id", ForeignKey("applications.application_id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("item_code", String(31), nullable=False),
    Column("item_name", String(200), nullable=False),
    Column("status", String(20), nullable=False),
    Column("submitted_at", DateTime, nullable=False, index=True),
    Column("promised_on", Date),
)

categories = Table(
    "categories",
    metadata,
    Column("category", String(40), primary_key=True),
    Column("prefix", String(1), nullable=False, unique=True),
)

halls = Table(
    "halls",
    metadata,
    Column("hall", String(32), primary_key=True),
    Column("name", String(40), nullable=False),
)

windows = Table(
    "windows",
    metadata,
    Column("hall", ForeignKey("halls.hall"), primary_key=True),
    Column("window", String(20), primary_key=True),
    Column("categories", Text, nullable=False),
    Column("opened_at", DateTime),
    Column("serving", String(64), nullable=False, server_default=""),
)
"""`categories` is a JSON list, empty for all; `opened_at` is null while the window is closed."""

tickets = Table(
    "tickets",
    metadata,
    Column("request_id", String(64), primary_key=True),
    Column("link", String(40), nullable=False, unique=True),
    Column("category", ForeignKey("categories.category"), nullable=False),
    Column("day", Date, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("number", String(12), nullable=False),
    Column("application_id", String(64), nullable=False),
    Column("issued_at", DateTime, nullable=False),
    Column("ahead", Integer, nullable=False),
    Column("wait_min", Integer, nullable=False),
    Column("called_at", DateTime),
    Column("window", String(20), nullable=False, server_default=""),
    Column("hall", String(32), nullable=False, server_default="main"),
    Column("state", String(12), nullable=False, server_default="waiting"),
    Column("priority", String(12), nullable=False, server_default="none"),
    Column("rank_at", DateTime, nullable=False),
    Column("calls", Integer, nullable=False, server_default="0"),
    Column("last_called_at", DateTime),
    Column("finished_at", DateTime),
    Column("person", String(64), nullable=False, server_default=""),
    Column("terminal", String(32), nullable=False, server_default=""),
    Column("line", String(40), nullable=False, server_default=""),
    Column("for_window", String(20), nullable=False, server_default=""),
    Column("windows", Integer, nullable=False, server_default="0"),
    Column("instead_of", String(64), nullable=False, server_default=""),
)
"""`state` is a `TicketState`; `rank_at` orders who waits; `person` is a keyed fingerprint;
`called_at` is the first call, `last_called_at` the newest. `category` made the number, `line` is
where it stands now (a transfer changes it), `for_window` the one window that may call it.
`windows` is how many were open for it when it was issued. `instead_of` is the request that a
terminal gave this number for when the hall did not answer."""

ticket_applications = Table(
    "ticket_applications",
    metadata,
    Column("request_id", ForeignKey("tickets.request_id"), primary_key=True),
    Column("application_id", String(64), primary_key=True, index=True),
)
"""What else a ticket is for, after its own application: its holder asked once more."""

ticket_events = Table(
    "ticket_events",
    metadata,
    Column("event_id", Integer, primary_key=True, autoincrement=True),
    Column("request_id", ForeignKey("tickets.request_id"), nullable=False, index=True),
    Column("at", DateTime, nullable=False),
    Column("action", String(12), nullable=False),
    Column("window", String(20), nullable=False),
    Column("category", String(40), nullable=False),
    Column("staff", String(40), nullable=False),
)
"""What the windows did with a ticket: call, recall, transfer, no_show, return, finish."""

appointments = Table(
    "appointments",
    metadata,
    Column("appointment_id", String(64), primary_key=True),
    Column("hall", ForeignKey("halls.hall"), nullable=False),
    Column("category", ForeignKey("categories.category"), nullable=False),
    Column("day", Date, nullable=False),
    Column("starts_at", DateTime, nullable=False),
    Column("ends_at", DateTime, nullable=False),
    Column("number", String(12), nullable=False),
    Column("code", String(40), nullable=False, unique=True),
    Column("person", String(64), nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("state", String(12), nullable=False),
    Column("request_id", String(64), nullable=False, server_default=""),
)
"""`number` is what a person can say, `code` what the QR holds; `request_id` is its ticket."""

number_blocks = Table(
    "number_blocks",
    metadata,
    Column("block_id", String(64), primary_key=True),
    Column("terminal", String(32), nullable=False),
    Column("hall", ForeignKey("halls.hall"), nullable=False),
    Column("category", ForeignKey("categories.category"), nullable=False),
    Column("day", Date, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("reserved_at", DateTime, nullable=False),
)
"""Numbers a terminal may give out by itself; the hall never gives one of them."""

terminals = Table(
    "terminals",
    metadata,
    Column("terminal", String(32), primary_key=True),
    Column("hall", ForeignKey("halls.hall"), nullable=False),
    Column("name", String(40), nullable=False),
    Column("public_key", LargeBinary(32), nullable=False),
    Column("enrolled_at", DateTime, nullable=False),
    Column("revoked_at", DateTime),
    Column("last_seen_at", DateTime),
)

enrolments = Table(
    "enrolments",
    metadata,
    Column("code_digest", String(64), primary_key=True),
    Column("hall", ForeignKey("halls.hall"), nullable=False),
    Column("name", String(40), nullable=False),
    Column("expires_at", DateTime, nullable=False),
    Column("terminal", String(32), nullable=False, server_default=""),
)
"""One-time codes by their digest; `terminal` is who used it up."""

nonces = Table(
    "nonces",
    metadata,
    Column("terminal", String(32), primary_key=True),
    Column("nonce", String(32), primary_key=True),
    Column("at", DateTime, nullable=False, index=True),
)
"""What was signed lately, so that it is taken once."""

questions = Table(
    "questions",
    metadata,
    Column("question_id", String(64), primary_key=True),
    Column("link", String(40), nullable=False, unique=True),
    Column("number", String(20), nullable=False),
    Column("asked_at", DateTime, nullable=False, index=True),
    Column("text_sealed", LargeBinary, nullable=False),
    Column("answer", Text, nullable=False, default=""),
    Column("answered_at", DateTime),
    Column("kind", String(12), nullable=False, server_default="question"),
    Column("answered_by", String(40), nullable=False, server_default=""),
)
"""Questions the terminals could not answer, for the staff; `answer` is empty until they do."""
