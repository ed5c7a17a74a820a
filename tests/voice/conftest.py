"""What the voice's tests share: recordings, weights, and a sound card without hardware."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from voice.knowledge import NOT_OURS, KnowledgeEntry, build_knowledge
from voice.matching import Matcher
from voice.plain_words import PlainWords, read_words
from voice.recognizers import WhisperRecognizer

_HERE = Path(__file__).parent
_PROJECT = _HERE.parents[1]


def _load(name: str) -> ModuleType:
    # pytest imports tests by path here, so a test cannot import its neighbour by name.
    spec = importlib.util.spec_from_file_location(name, _HERE / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def recordings() -> Path:
    return _PROJECT / "tests" / "recordings"


@pytest.fixture(scope="session")
def models_folder() -> Path:
    return Path(os.environ.get("YIMEN_SPEECH__MODELS_FOLDER", _PROJECT / ".yimen" / "models"))


@pytest.fixture(scope="session")
def whisper(models_folder: Path) -> WhisperRecognizer:
    """Real weights; ./test installs them, so their absence is a failure and not a skip."""
    return WhisperRecognizer(models_folder / "whisper-base")


@pytest.fixture(scope="session")
def matcher() -> Matcher:
    """A hall's knowledge with what is known to be not ours, matched without an embedding."""
    words = _PROJECT / "assets" / "consultation"
    lines = (words / "not_ours.txt").read_text(encoding="utf-8").splitlines()
    foreign = [KnowledgeEntry(NOT_OURS, "", line) for line in lines if not line.startswith("#")]
    hall = build_knowledge(_load("knowledge_of_a_hall").HALL)
    meant = read_words(words / "dialect.tsv") | read_words(words / "said_and_meant.tsv")
    return Matcher((*hall, *foreign), PlainWords(meant))


@pytest.fixture(scope="session")
def null_audio() -> Iterator[object]:
    """A private sound server that this process plays to and listens to."""
    from voice import null_audio as module

    if not module.is_available():
        pytest.fail("PulseAudio is missing: apt install pulseaudio pulseaudio-utils")
    with module.null_audio(for_this_process=True) as audio:
        yield audio
