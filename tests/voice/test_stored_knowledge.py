"""Compiled knowledge is kept in a file and read again as it was."""

from __future__ import annotations

from pathlib import Path

from voice.knowledge import KnowledgeEntry
from voice.matching import Matcher
from voice.plain_words import PlainWords
from voice.stored_knowledge import digest_of, knowledge_at, load_knowledge

WORDS = PlainWords({"点样": "怎么", "请问": ""})
ENTRIES = (
    KnowledgeEntry("A", "", "居住证申领"),
    KnowledgeEntry("A", "where", "居住证去哪办"),
    KnowledgeEntry("B", "", "社保卡补领"),
    KnowledgeEntry("B", "", "Social security card"),
)


def test_what_is_read_again_answers_as_what_was_compiled(tmp_path: Path) -> None:
    path = tmp_path / "knowledge.npz"
    fresh = knowledge_at(path, ENTRIES, WORDS)
    again = load_knowledge(path, digest_of(ENTRIES, WORDS))
    assert again is not None
    assert (again.phrasings, again.sounds, again.actions) == (
        fresh.phrasings,
        fresh.sounds,
        fresh.actions,
    )
    for text in ("居住证点样办", "射保卡不领", "where is my card"):
        first, second = (Matcher(words=WORDS, compiled=one) for one in (fresh, again))
        assert first.nearest(text) == second.nearest(text)


def test_other_entries_are_compiled_anew(tmp_path: Path) -> None:
    path = tmp_path / "knowledge.npz"
    knowledge_at(path, ENTRIES, WORDS)
    more = (*ENTRIES, KnowledgeEntry("C", "", "护照"))
    assert load_knowledge(path, digest_of(more, WORDS)) is None
    assert knowledge_at(path, more, WORDS).item_codes == ("A", "B", "C")
    assert load_knowledge(path, digest_of(more, WORDS)) is not None


def test_a_damaged_file_is_compiled_anew(tmp_path: Path) -> None:
    path = tmp_path / "knowledge.npz"
    path.write_bytes(b"not a file of arrays")
    assert knowledge_at(path, ENTRIES, WORDS).item_codes == ("A", "B")
