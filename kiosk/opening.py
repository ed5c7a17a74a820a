"""What the window needs before anything else is loaded, remembered from the last start.

Checking settings means loading the library that checks them, a seventh of the time to the first
frame. While neither the file, nor the environment, nor the checks themselves have changed since
the last start, the answer cannot change either; the terminal behind the window checks again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kiosk.settings import KioskSettings

_KIOSK = Path(__file__).resolve().parent
KIOSK_CONFIG = _KIOSK.parent / "config" / "kiosk.toml"
_CHECKS = ("settings.py", "settings_file.py")


@dataclass(frozen=True)
class Opening:
    """The window's size in pixels, what stands on it first, and where its files lie."""

    width: int
    height: int
    fullscreen: bool
    home: str
    hall_name: str
    folder: str

    @property
    def data_folder(self) -> Path:
        """The folder of everything that outlives the program."""
        return Path(self.folder)


def opening_of(settings: KioskSettings) -> Opening:
    """Return what of checked settings the window needs."""
    screen = settings.screen
    return Opening(
        width=screen.width,
        height=screen.height,
        fullscreen=screen.fullscreen,
        home=screen.home,
        hall_name=settings.hall.name,
        folder=str(settings.data.folder),
    )


def recall_opening(config: Path, environ: Mapping[str, str]) -> Opening | None:
    """Return the opening of the last start, or None when anything changed since."""
    try:
        kept = json.loads(_place(config, environ).read_text(encoding="utf-8"))
        if kept["checked"] != _what_was_checked(config, environ):
            return None
        return Opening(**kept["opening"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remember_opening(opening: Opening, config: Path, environ: Mapping[str, str]) -> None:
    """Keep an opening whose settings were checked; nothing in it is secret or personal."""
    place = _place(config, environ)
    try:
        kept = {"checked": _what_was_checked(config, environ), "opening": asdict(opening)}
        place.parent.mkdir(parents=True, exist_ok=True)
        scratch = place.with_suffix(f".{os.getpid()}")
        scratch.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        scratch.replace(place)
    except OSError:
        # A full disk or a home that is read-only costs the next start a tenth of a second.
        return


def _what_was_checked(config: Path, environ: Mapping[str, str]) -> list[Any]:
    stamps = [(_KIOSK / name).stat().st_mtime_ns for name in _CHECKS]
    stat = config.stat()
    named = sorted(pair for pair in environ.items() if pair[0].startswith("YIMEN_"))
    # Known by a digest and a stamp, not by their text: a secret in them stays where it is.
    digest = hashlib.sha256(repr(named).encode()).hexdigest()
    return [str(config.resolve()), stat.st_mtime_ns, stat.st_size, stamps, digest]


def _place(config: Path, environ: Mapping[str, str]) -> Path:
    cache = environ.get("XDG_CACHE_HOME") or Path(environ.get("HOME", "/tmp"), ".cache")
    return Path(cache) / "yimen" / f"opening-{config.stem}.json"
