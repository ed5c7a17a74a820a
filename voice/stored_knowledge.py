"""Compiled knowledge kept in a file, so that the next start reads it instead of compiling."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from voice import actions, carriers, compiled, grams, lexicon, plain_words, repair
from voice.compiled import CompiledKnowledge, compile_knowledge
from voice.grams import GramIndex
from voice.knowledge import KnowledgeEntry
from voice.lexicon import SyllableCodes
from voice.plain_words import PlainWords
from voice.repair import SoundRepair

# What an older program compiled is not taken for ours: these say how it is done.
_COMPILED_BY = (actions, carriers, compiled, grams, lexicon, plain_words, repair)
_LINE, _PART = "\n", "\t"


def knowledge_at(
    path: Path | None,
    entries: Iterable[KnowledgeEntry],
    words: PlainWords,
) -> CompiledKnowledge:
    """Return the knowledge from the file where it is of these entries; else compile and keep it."""
    ordered = tuple(entries)
    digest = digest_of(ordered, words)
    kept = load_knowledge(path, digest) if path is not None else None
    if kept is not None:
        return kept
    made = compile_knowledge(ordered, words)
    if path is not None:
        store_knowledge(made, path, digest)
    return made


def digest_of(entries: Iterable[KnowledgeEntry], words: PlainWords) -> str:
    """Return what the compiled knowledge depends on, as one digest."""
    digest = sha256()
    for module in _COMPILED_BY:
        digest.update(inspect.getsource(module).encode())
    for entry in entries:
        digest.update(f"{entry.item_code}\t{entry.aspect}\t{entry.phrasing}\n".encode())
    digest.update("\t".join(words.vocabulary).encode())
    return digest.hexdigest()


def store_knowledge(known: CompiledKnowledge, path: Path, digest: str) -> None:
    """Write compiled knowledge, whole or not at all."""
    content: dict[str, Any] = {
        "digest": _packed([digest]),
        "item_codes": _packed(known.item_codes),
        "actions": _packed(_PART.join(sorted(done)) for done in known.actions),
        "starts": known.starts,
        "owners": known.owners,
        "aspects": _packed(known.aspects),
        "phrasings": _packed(known.phrasings),
        "characters": _packed(known.characters),
        "sounds": _packed(known.sounds),
        "codes": _packed(known.codes.known),
        "repair": _packed(known.repair.lines()),
    }
    for name, index in (("c", known.character_index), ("s", known.sound_index)):
        content |= {f"{name}_{key}": value for key, value in index.arrays().items()}
    partial = path.with_suffix(".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as file:
            np.savez(file, **content)
        partial.replace(path)
    except OSError:
        # A full disk costs the next start a second, nothing more.
        partial.unlink(missing_ok=True)


def load_knowledge(path: Path, digest: str) -> CompiledKnowledge | None:
    """Return the knowledge in a file, or None where there is none of this digest."""
    try:
        with np.load(path, allow_pickle=False) as file:
            if _lines(file["digest"]) != (digest,):
                return None
            return _restored(file)
    except (OSError, ValueError, KeyError):
        return None


def _restored(file: Any) -> CompiledKnowledge:
    return CompiledKnowledge(
        item_codes=_lines(file["item_codes"]),
        actions=tuple(frozenset(filter(None, a.split(_PART))) for a in _lines(file["actions"])),
        starts=file["starts"],
        owners=file["owners"],
        aspects=_lines(file["aspects"]),
        phrasings=_lines(file["phrasings"]),
        characters=_lines(file["characters"]),
        sounds=_lines(file["sounds"]),
        codes=SyllableCodes(_lines(file["codes"])),
        character_index=_index(file, "c", len(file["owners"])),
        sound_index=_index(file, "s", len(file["owners"])),
        repair=SoundRepair.from_lines(_lines(file["repair"])),
    )


def _index(file: Any, name: str, texts: int) -> GramIndex:
    terms = _lines(file[f"{name}_terms"])
    return GramIndex(terms, file[f"{name}_starts"], file[f"{name}_holders"], texts)


def _packed(lines: Iterable[str]) -> Any:
    # Every line ends, so that one empty line and no line at all stay apart.
    text = "".join(f"{line.replace(_LINE, ' ')}{_LINE}" for line in lines)
    return np.frombuffer(text.encode("utf-8", "surrogatepass"), dtype=np.uint8)


def _lines(packed: Any) -> tuple[str, ...]:
    return tuple(packed.tobytes().decode("utf-8", "surrogatepass").split(_LINE)[:-1])
