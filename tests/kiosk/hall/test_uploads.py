"""A large page comes in parts, goes on where it was cut off, and is taken only if it is right."""

from __future__ import annotations

import hashlib
import json
import socket
import subprocess
import sys
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import requests

from forms.application import Application, AppliedItem, AppliedMaterial
from kiosk.hall.uploads import LASTS, MOST_HELD_BYTES
from kiosk.hall_link import enrol, introduce
from kiosk.platform.client import HallClient, Unreachable
from kiosk.platform.outbox import Delivered, Outbox, Postponed
from kiosk.platform.page_uploads import PageUploads
from kiosk.platform.protocol import CaseReceipt, Enrolled, MaterialPages, SubmitApplication
from kiosk.platform.submission import compose_submission
from kiosk.platform.upload_protocol import (
    CHECKSUM_HEADER,
    LENGTH_HEADER,
    METADATA_HEADER,
    MOST_PAGE_BYTES,
    MOST_PART_BYTES,
    OFFSET_HEADER,
    PART_BYTES,
    PART_MEDIA_TYPE,
    UPLOADS_PATH,
    VERSION_HEADER,
)
from kiosk.vault import Vault
from tests.kiosk.hall.conftest import RunningHall, stored_bytes
from tests.kiosk.hall.specimens import PERMIT

MARK = b"specimen page "
KEY = "application-0001"


def large(seed: bytes = b"", size: int = 3 * PART_BYTES - 7) -> bytes:
    return (seed + MARK * (size // len(MARK) + 1))[:size]


def application(pages: tuple[bytes, ...], key: str = KEY) -> SubmitApplication:
    digests = tuple(hashlib.sha256(page).hexdigest() for page in pages)
    filled = Application(
        application_id=key,
        catalogue_version="0123456789abcdef",
        items=(AppliedItem(code=PERMIT, name="居住证申领"),),
        values=(),
        materials=(AppliedMaterial(key="book", name="户口簿", pages=len(pages), sha256=digests),),
        created_at=datetime(2026, 11, 24, 1, 0, tzinfo=UTC),
    )
    return compose_submission(filled, (MaterialPages(key="book", name="户口簿", pages=pages),))


@dataclass
class Terminal:
    """Speaks tus word for word, so that the hall is held to it and not to its own client."""

    hall: RunningHall
    session: requests.Session = field(default_factory=requests.Session)

    def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> requests.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        signed = self.hall.sign(method, path, body)
        whole = {VERSION_HEADER: "1.0.0", **named, **signed}
        return self.session.request(method, self.hall.url + path, data=body, headers=whole)

    def begin(self, page: bytes, digest: str = "", key: str = KEY) -> requests.Response:
        facts = {"application": key, "sha256": digest or hashlib.sha256(page).hexdigest()}
        told = ",".join(f"{k} {b64encode(v.encode()).decode()}" for k, v in facts.items())
        length = {LENGTH_HEADER.replace("-", "_"): str(len(page))}
        return self.send("POST", UPLOADS_PATH, **length, **{METADATA_HEADER: told})

    def part(self, path: str, offset: int, body: bytes, checksum: str = "") -> requests.Response:
        headers = {OFFSET_HEADER: str(offset), "Content-Type": PART_MEDIA_TYPE}
        if checksum:
            headers[CHECKSUM_HEADER] = checksum
        return self.send("PATCH", path, body, **headers)

    def offset(self, path: str) -> str:
        return self.send("HEAD", path).headers[OFFSET_HEADER]


def test_a_page_comes_in_parts_and_goes_on_at_the_offset(hall: RunningHall) -> None:
    terminal, page = Terminal(hall), large()
    path = terminal.begin(page).headers["Location"]
    first = terminal.part(path, 0, page[:PART_BYTES])
    assert (first.status_code, first.headers[OFFSET_HEADER]) == (204, str(PART_BYTES))
    # Begun again, as after a lost answer or a restart, it is the same upload.
    assert terminal.begin(page).headers["Location"] == path
    head = terminal.send("HEAD", path)
    assert (head.headers[OFFSET_HEADER], head.headers[LENGTH_HEADER]) == (
        str(PART_BYTES),
        str(len(page)),
    )
    assert head.headers["Cache-Control"] == "no-store"
    assert head.headers[VERSION_HEADER] == "1.0.0"
    assert terminal.part(path, 0, page[:PART_BYTES]).status_code == 409
    assert terminal.part(path, PART_BYTES, page[PART_BYTES:]).status_code == 204
    assert MARK not in stored_bytes(hall)


def test_what_arrives_spoilt_is_refused(hall: RunningHall) -> None:
    terminal, page = Terminal(hall), large()
    path = terminal.begin(page).headers["Location"]
    for name in ("sha256", "sha1"):
        digest = b64encode(hashlib.new(name, b"something else").digest()).decode()
        assert terminal.part(path, 0, page[:10], f"{name} {digest}").status_code == 460
    assert terminal.part(path, 0, page[:10], "md5 AAAA").status_code == 422
    assert terminal.offset(path) == "0"
    # A page wrong as a whole is dropped: no part of it can be the right one.
    wrong = terminal.begin(page, digest="0" * 64).headers["Location"]
    assert terminal.part(wrong, 0, page).json()["code"] == "digest_differs"
    assert terminal.send("HEAD", wrong).status_code == 404


def test_tus_is_spoken_as_written(hall: RunningHall) -> None:
    terminal, page = Terminal(hall), large()
    told = terminal.send("OPTIONS", UPLOADS_PATH).headers
    assert told["Tus-Version"] == "1.0.0"
    assert told["Tus-Max-Size"] == str(MOST_PAGE_BYTES)
    assert set(told["Tus-Extension"].split(",")) >= {"creation", "checksum"}
    old = terminal.send("POST", UPLOADS_PATH, **{VERSION_HEADER: "0.2.2"})
    assert (old.status_code, old.headers["Tus-Version"]) == (412, "1.0.0")
    path = terminal.begin(page).headers["Location"]
    plain = {OFFSET_HEADER: "0", "Content-Type": "application/octet-stream"}
    assert terminal.send("PATCH", path, page[:10], **plain).status_code == 415
    assert terminal.send("DELETE", path).status_code == 204
    assert terminal.send("HEAD", path).status_code == 404


def test_only_the_terminal_that_began_goes_on_and_nobody_unsigned(hall: RunningHall) -> None:
    terminal, page = Terminal(hall), large()
    path = terminal.begin(page).headers["Location"]
    upload = path.rpartition("/")[2]
    assert not isinstance(hall.service.uploads.find(hall.terminal, upload), requests.Response)
    assert hall.service.uploads.find("another", upload).status == 404  # type: ignore[union-attr]  # refused
    assert requests.head(hall.url + path, timeout=20).status_code == 401


def test_too_large_is_said_before_anything_is_sent(hall: RunningHall) -> None:
    terminal = Terminal(hall)
    path = terminal.begin(large()).headers["Location"]
    assert terminal.part(path, 0, large(size=MOST_PART_BYTES + 1)).status_code == 413
    assert terminal.part(path, 0, large(size=len(large()) + 1)).status_code == 413
    facts = f"application {b64encode(KEY.encode()).decode()},sha256 {b64encode(b'0' * 64).decode()}"
    for n in range(MOST_HELD_BYTES // MOST_PAGE_BYTES + 1):
        key = b64encode(f"application-1{n:03d}".encode()).decode()
        told = facts.replace(facts.split(",")[0], f"application {key}")
        begun = terminal.send(
            "POST", UPLOADS_PATH, **{LENGTH_HEADER: str(MOST_PAGE_BYTES), METADATA_HEADER: told}
        )
        last = begun.status_code
    assert last == 429
    too_large = {LENGTH_HEADER: str(MOST_PAGE_BYTES + 1), METADATA_HEADER: facts}
    assert terminal.send("POST", UPLOADS_PATH, **too_large).status_code == 413


def test_what_nobody_goes_on_with_is_swept(hall: RunningHall) -> None:
    terminal, page = Terminal(hall), large()
    path = terminal.begin(page).headers["Location"]
    terminal.part(path, 0, page[:PART_BYTES])
    hall.clock.pass_minutes(LASTS.total_seconds() / 60 - 1)
    assert hall.service.uploads.sweep() == 0
    hall.clock.pass_minutes(2)
    assert terminal.send("HEAD", path).status_code == 404
    assert hall.service.uploads.sweep() == 1
    assert terminal.begin(page).headers[OFFSET_HEADER] == "0"


def test_an_application_is_filed_with_pages_that_went_ahead(hall: RunningHall) -> None:
    pages = (large(b"a"), b"small one", large(b"b", PART_BYTES + 1))
    submission = application(pages)
    carrier = PageUploads(hall.client)
    receipt = carrier.submit_body(KEY, submission.to_bytes())
    assert isinstance(receipt, CaseReceipt), receipt
    kept = [hall.service.files.picture(KEY, "book", number) for number in (1, 2, 3)]
    assert kept == list(pages)
    # The answer was lost: handed in again, in parts or at once, it is the same case.
    assert carrier.submit_body(KEY, submission.to_bytes()) == receipt
    assert hall.client.submit(submission) == receipt
    assert MARK not in stored_bytes(hall)
    other = application((large(b"c"), *pages[1:])).to_bytes()
    assert getattr(carrier.submit_body(KEY, other), "code", "") == "key_reused"


def test_pages_swept_before_the_application_came_are_handed_over_again(hall: RunningHall) -> None:
    body = application((large(),)).to_bytes()
    client = hall.client
    sent: list[bytes] = []

    class Sweeping(HallClient):
        def submit_body(self, key: str, body: bytes) -> object:  # type: ignore[override]  # watches
            if not sent:
                hall.clock.pass_minutes(LASTS.total_seconds() / 60 + 1)
            sent.append(body)
            return super().submit_body(key, body)

    carrier = PageUploads(Sweeping(hall.url))
    carrier._client.sign = client.sign
    first = carrier.submit_body(KEY, body)
    assert isinstance(first, Unreachable) and first.answered
    assert isinstance(carrier.submit_body(KEY, body), CaseReceipt)


@contextmanager
def line_that_breaks(url: str, after_bytes: int) -> Iterator[tuple[str, list[int]]]:
    """Stand between terminal and hall and cut each connection after so many bytes to the hall."""
    place = urlsplit(url)
    listener = socket.create_server(("127.0.0.1", 0))
    passed: list[int] = []

    def pass_on(near: socket.socket) -> None:
        far = socket.create_connection((str(place.hostname), int(place.port or 0)))
        threading.Thread(target=answer, args=(far, near), daemon=True).start()
        count = 0
        while content := near.recv(65_536):
            count += len(content)
            if count > after_bytes:
                break
            far.sendall(content)
        passed.append(count)
        for end in (near, far):
            end.close()

    def answer(far: socket.socket, near: socket.socket) -> None:
        try:
            while content := far.recv(65_536):
                near.sendall(content)
        except OSError:
            pass

    def serve() -> None:
        try:
            while True:
                threading.Thread(target=pass_on, args=(listener.accept()[0],), daemon=True).start()
        except OSError:
            pass

    threading.Thread(target=serve, daemon=True).start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}", passed
    listener.close()


def test_a_line_cut_again_and_again_brings_the_whole_application(
    hall: RunningHall, tmp_path: Path
) -> None:
    pages = (large(b"a", 4 * PART_BYTES), large(b"b", 2 * PART_BYTES))
    outbox = Outbox(tmp_path / "outbox.db", Vault(tmp_path / "outbox.key"))
    outbox.add(application(pages))
    # Never is as much as one page let through at once.
    with line_that_breaks(hall.url, int(2.5 * PART_BYTES)) as (url, passed):
        tries = 0
        deliveries = [Postponed(KEY, "")]
        while isinstance(deliveries[0], Postponed) and tries < 12:
            client = HallClient(url)
            client.sign = hall.client.sign
            deliveries = list(outbox.deliver_once(PageUploads(client)))  # type: ignore[arg-type]  # one outcome
            tries += 1
    assert isinstance(deliveries[0], Delivered)
    assert tries > 2
    # Nothing that had arrived was sent anew: at most a part and a half is lost a cut.
    assert sum(passed) < 6 * PART_BYTES + tries * 1.7 * PART_BYTES
    kept = [hall.service.files.picture(KEY, "book", number) for number in (1, 2)]
    assert kept == list(pages)


@contextmanager
def hall_process(folder: Path, database_url: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run a hall of its own; yield its process and address, with a terminal enrolled beside it."""
    command = [sys.executable, "-m", "kiosk.hall", "--folder", str(folder), "--enrol", "样本终端"]
    command += ["--with-parent", "--database-url", database_url]
    with subprocess.Popen(command, stdin=-1, stdout=-1, text=True) as process:
        assert process.stdout is not None
        opened = json.loads(process.stdout.readline())
        if not (folder / "terminal.id").exists():
            assert isinstance(enrol(opened["url"], folder, opened["enrolment_code"]), Enrolled)
        yield process, opened["url"]
        process.kill()


def test_a_hall_killed_in_the_middle_goes_on_at_the_offset(
    tmp_path: Path, database_url: str
) -> None:
    page = large(size=4 * PART_BYTES)
    body = application((page,)).to_bytes()
    offsets: list[str] = []

    class Watching(HallClient):
        """Kills the hall before the third part."""

        def send(self, method, path, body=b"", headers=None, most_s=5.0):  # type: ignore[no-untyped-def]  # watches
            if method == "PATCH":
                offsets.append(headers[OFFSET_HEADER])
                if len(offsets) == 3:
                    process.kill()
                    process.wait()
            return super().send(method, path, body, headers or {}, most_s)

    for expected in (Unreachable, CaseReceipt):
        with hall_process(tmp_path, database_url) as (process, url):
            client = Watching(url)
            introduce(client, tmp_path)
            outcome = PageUploads(client).submit_body(KEY, body)
        assert isinstance(outcome, expected), outcome
    assert offsets == [str(n * PART_BYTES) for n in (0, 1, 2, 2, 3)]
