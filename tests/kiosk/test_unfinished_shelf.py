"""Unfinished forms survive a terminal that is killed, tell nothing to others, and do not stay."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.unfinished_shelf import UnfinishedShelf
from kiosk.vault import Vault

OWNER, TEXT = "11010519491231002X", '{"codes": [], "phone": "13800138000"}'
KILLED = """
import os, signal, sys
from pathlib import Path
from kiosk.unfinished_shelf import UnfinishedShelf
from kiosk.vault import Vault
folder = Path(sys.argv[1])
shelf = UnfinishedShelf(folder / "unfinished", Vault(folder / "unfinished.key"), 3600)
shelf.keep(sys.argv[2], sys.argv[3])
os.kill(os.getpid(), signal.SIGKILL)
"""
PAGE, OTHER_PAGE = b"\xff\xd8 page of a paper", b"\xff\xd8 another paper"
KILLED_HALF_WAY = """
import os, signal, sys
from pathlib import Path
from kiosk.unfinished_shelf import UnfinishedShelf
from kiosk.vault import Vault
folder = Path(sys.argv[1])
shelf = UnfinishedShelf(folder / "unfinished", Vault(folder / "unfinished.key"), 3600)
shelf._write = lambda one: os.kill(os.getpid(), signal.SIGKILL)
shelf.keep(sys.argv[2], "{}", {"b" * 64: sys.argv[3].encode("latin-1")})
"""


def open_shelf(folder: Path, keep_s: float = 3600, later_s: float = 0) -> UnfinishedShelf:
    import time

    vault = Vault(folder / "unfinished.key")
    return UnfinishedShelf(folder / "unfinished", vault, keep_s, lambda: time.time() + later_s)


def files(folder: Path, pattern: str = "*") -> list[Path]:
    return sorted((folder / "unfinished").glob(pattern))


def text_of(shelf: UnfinishedShelf) -> str:
    kept = shelf.find(OWNER)
    return kept.text if kept is not None else ""


def test_a_form_outlives_a_terminal_that_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path), OWNER, TEXT]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert text_of(open_shelf(tmp_path)) == TEXT


def test_files_tell_neither_whose_form_it_is_nor_what_it_holds(tmp_path: Path) -> None:
    open_shelf(tmp_path).keep(OWNER, TEXT)
    (path,) = (tmp_path / "unfinished").iterdir()
    assert OWNER not in path.name
    assert b"13800138000" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


def test_another_citizen_finds_nothing(tmp_path: Path) -> None:
    shelf = open_shelf(tmp_path)
    shelf.keep(OWNER, TEXT)
    assert shelf.find("440105198001010019") is None


def test_a_form_moved_to_anothers_name_does_not_open(tmp_path: Path) -> None:
    shelf = open_shelf(tmp_path)
    shelf.keep(OWNER, TEXT)
    shelf.keep("other", "{}")
    mine, other = (shelf._path(owner) for owner in (OWNER, "other"))
    other.write_bytes(mine.read_bytes())
    assert shelf.find("other") is None
    assert text_of(shelf) == TEXT


@pytest.mark.parametrize(("later_s", "found"), [(0, TEXT), (3599, TEXT), (3601, "")])
def test_a_form_is_forgotten_after_its_hours(tmp_path: Path, later_s: float, found: str) -> None:
    open_shelf(tmp_path).keep(OWNER, TEXT)
    assert text_of(open_shelf(tmp_path, later_s=later_s)) == found
    assert bool(list((tmp_path / "unfinished").iterdir())) == bool(found)


def test_the_last_form_counts_and_a_half_written_one_is_cleared(tmp_path: Path) -> None:
    shelf = open_shelf(tmp_path)
    shelf.keep(OWNER, "{}")
    shelf.keep(OWNER, TEXT)
    (tmp_path / "unfinished" / "x.123.new").write_bytes(b"half")
    assert text_of(shelf) == TEXT
    assert len(list((tmp_path / "unfinished").iterdir())) == 1


def test_a_form_that_was_submitted_stays_as_its_end_until_the_hall_is_told(tmp_path: Path) -> None:
    shelf = open_shelf(tmp_path)
    shelf.keep(OWNER, TEXT)
    shelf.drop(OWNER)
    assert text_of(shelf) == ""
    (over,) = shelf.untold()
    assert over.text == ""
    shelf.mark_told(over)
    assert list((tmp_path / "unfinished").iterdir()) == []


def test_what_changed_while_the_hall_was_told_is_told_again(tmp_path: Path) -> None:
    shelf = open_shelf(tmp_path)
    shelf.keep(OWNER, "{}")
    (first,) = shelf.untold()
    shelf.keep(OWNER, TEXT)
    shelf.mark_told(first)
    (second,) = shelf.untold()
    shelf.mark_told(second)
    assert (second.text, shelf.untold(), text_of(shelf)) == (TEXT, (), TEXT)


def test_of_two_terminals_the_later_form_counts(tmp_path: Path) -> None:
    shelf = open_shelf(tmp_path)
    shelf.keep(OWNER, TEXT)
    kept = shelf.find(OWNER)
    assert kept is not None
    shelf.take_over(OWNER, "older", kept.kept_at - timedelta(seconds=1))
    assert text_of(shelf) == TEXT
    shelf.take_over(OWNER, "later", kept.kept_at + timedelta(seconds=1))
    assert (text_of(shelf), shelf.untold()) == ("later", ())


def test_a_form_from_before_forms_were_kept_so_is_forgotten(tmp_path: Path) -> None:
    shelf = open_shelf(tmp_path)
    shelf.keep(OWNER, TEXT)
    path = shelf._path(OWNER)
    path.write_bytes(Vault(tmp_path / "unfinished.key").seal_text(TEXT, path.name))
    assert shelf.find(OWNER) is None
    assert not path.exists()


def test_a_picture_is_written_once_and_found_with_its_form(tmp_path: Path) -> None:
    shelf = open_shelf(tmp_path)
    shelf.keep(OWNER, TEXT, {"a" * 64: PAGE})
    (path,) = files(tmp_path, "*.page")
    before = path.stat()
    shelf.keep(OWNER, "{}", {"a" * 64: PAGE})
    assert path.stat() == before
    kept = open_shelf(tmp_path).find(OWNER)
    assert kept is not None and kept.text == "{}"
    assert shelf.pages_of(kept) == {"a" * 64: PAGE}


def test_pictures_lie_sealed_and_belong_to_one_person(tmp_path: Path) -> None:
    shelf = open_shelf(tmp_path)
    for owner in (OWNER, "other"):
        shelf.keep(owner, TEXT, {"a" * 64: PAGE})
    mine, other = (shelf._page_path(owner, "a" * 64) for owner in (OWNER, "other"))
    assert len(files(tmp_path)) == 4 and mine.name.partition(".")[2] != other.name.partition(".")[2]
    for path in files(tmp_path):
        assert PAGE[2:] not in path.read_bytes() and "a" * 64 not in path.name
        assert path.stat().st_mode & 0o077 == 0
    other.write_bytes(mine.read_bytes())
    assert shelf.page("other", "a" * 64) is None
    assert shelf.page(OWNER, "a" * 64) == PAGE


def test_pictures_go_with_what_names_them(tmp_path: Path) -> None:
    shelf = open_shelf(tmp_path)
    shelf.keep("other", TEXT, {"a" * 64: PAGE})
    shelf.keep(OWNER, TEXT, {"a" * 64: PAGE, "b" * 64: OTHER_PAGE})
    shelf.keep(OWNER, TEXT, {"b" * 64: OTHER_PAGE})
    assert shelf.page(OWNER, "a" * 64) is None
    assert shelf.page("other", "a" * 64) == PAGE
    shelf.drop(OWNER)
    assert len(files(tmp_path, "*.page")) == 1
    open_shelf(tmp_path, later_s=3601).clear_old()
    assert files(tmp_path) == []


def test_a_terminal_killed_between_picture_and_form_leaves_the_form_before_and_no_orphan(
    tmp_path: Path,
) -> None:
    open_shelf(tmp_path).keep(OWNER, TEXT, {"a" * 64: PAGE})
    words = OTHER_PAGE.decode("latin-1")
    command = [sys.executable, "-c", KILLED_HALF_WAY, str(tmp_path), OWNER, words]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert len(files(tmp_path, "*.page")) == 2
    assert not any(OTHER_PAGE[2:] in path.read_bytes() for path in files(tmp_path))
    shelf = open_shelf(tmp_path)
    kept = shelf.find(OWNER)
    assert kept is not None and (kept.text, shelf.pages_of(kept)) == (TEXT, {"a" * 64: PAGE})
    assert len(files(tmp_path, "*.page")) == 1


def test_a_form_taken_over_names_pages_that_lie_here_already(tmp_path: Path) -> None:
    shelf = open_shelf(tmp_path)
    shelf.keep(OWNER, TEXT, {"a" * 64: PAGE})
    kept = shelf.find(OWNER)
    assert kept is not None
    later = kept.kept_at + timedelta(seconds=1)
    assert shelf.is_newer(OWNER, later) and not shelf.is_newer(OWNER, kept.kept_at)
    shelf.take_over(OWNER, "{}", later, ("a" * 64, "b" * 64), {"b" * 64: OTHER_PAGE})
    taken = shelf.find(OWNER)
    assert taken is not None
    assert shelf.pages_of(taken) == {"a" * 64: PAGE, "b" * 64: OTHER_PAGE}
