"""Learning what the questions of a long list mean, beside the work and run after run.

`python -m kiosk.list_learning LIST FOLDER` learns to the end; one process does so at a time.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from voice.meaning import MeaningStore, open_embedding

_KEPT, _LOCK = "faq_meanings.npz", "faq_meanings.lock"
_POLITE = 10


def kept_meanings(folder: Path) -> MeaningStore:
    """Return what is known by now of the meanings of lists."""
    return MeaningStore(kept=folder / _KEPT)


@contextmanager
def learning_alone(folder: Path) -> Iterator[bool]:
    """Hold the right to learn; False while another process does."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


def learn_beside(path: Path, folder: Path) -> subprocess.Popen[bytes]:
    """Start a process that learns on, also after this one has ended."""
    command = [
        sys.executable,
        "-m",
        "kiosk.list_learning",
        str(path.resolve()),
        str(folder.resolve()),
    ]
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def main(arguments: Sequence[str]) -> int:
    """Learn a list to its end, at the lowest priority; 1 when it cannot be learnt."""
    # Asking begins this, so it is imported here.
    from kiosk.asking import AskingError, list_wordings

    os.nice(_POLITE)
    path, folder = map(Path, arguments)
    embedding = open_embedding()
    if embedding is None:
        return 1
    try:
        wordings = list_wordings(path)
    except AskingError:
        return 1
    with learning_alone(folder) as alone:
        if alone:
            kept_meanings(folder).learn(wordings, embedding)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
