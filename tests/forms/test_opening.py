"""The catalogue in force: published whole, opened quickly, and never replaced by a broken one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from forms.catalogue import Catalogue, CatalogueError, load_catalogue
from forms.opening import open_folder, open_published
from forms.published import digest_of, publish, read_published
from forms.search import ItemSearch

PERMIT = "items/residence_permit.yaml"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "catalogue.compiled"


def same(first: Catalogue, second: Catalogue) -> bool:
    return (
        list(first.items) == list(second.items)
        and dict(first.dictionary) == dict(second.dictionary)
        and first.dictionary.rules == second.dictionary.rules
        and first.bundles == second.bundles
        and first.version == second.version
    )


def test_what_is_published_is_read_back_whole(shipped_catalogue: Catalogue) -> None:
    document = publish(shipped_catalogue)
    assert same(read_published(document, digest_of(document)), shipped_catalogue)


def test_a_second_start_needs_no_source_and_decodes_items_when_asked(
    catalogue_folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_folder(catalogue_folder, cache)
    monkeypatch.setattr("forms.opening.load_catalogue", lambda folder: pytest.fail("read again"))
    second = open_folder(catalogue_folder, cache)
    assert second.names == first.names
    assert same(second.catalogue, first.catalogue)
    assert list(second.catalogue.items[1:3]) == list(first.catalogue.items[1:3])
    assert ItemSearch(second.names).find("jzz")[0].name == "居住证申领"


def test_a_changed_file_is_read_again(catalogue_folder: Path, cache: Path) -> None:
    before = open_folder(catalogue_folder, cache).catalogue.version
    path = catalogue_folder / PERMIT
    path.write_text(path.read_text("utf-8") + "# checked\n", "utf-8")
    assert open_folder(catalogue_folder, cache).catalogue.version != before


def test_broken_files_leave_the_last_good_catalogue_and_say_why(
    catalogue_folder: Path, cache: Path
) -> None:
    good = open_folder(catalogue_folder, cache).catalogue
    (catalogue_folder / PERMIT).write_text("name: [", "utf-8")
    opened = open_folder(catalogue_folder, cache)
    assert same(opened.catalogue, good)
    assert opened.faults[0].file == PERMIT
    cache.unlink()
    with pytest.raises(CatalogueError):
        open_folder(catalogue_folder, cache)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 2],
        lambda data: data.replace("居住证".encode(), "居住正".encode(), 1),
        lambda data: b"",
        lambda data: b"{}\n" + data,
    ],
)
def test_a_damaged_cache_is_made_again(
    catalogue_folder: Path, cache: Path, damage: Callable[[bytes], bytes]
) -> None:
    whole = open_folder(catalogue_folder, cache).catalogue
    cache.write_bytes(damage(cache.read_bytes()))
    assert same(open_folder(catalogue_folder, cache).catalogue, whole)
    assert not open_folder(catalogue_folder, cache).faults


def test_a_published_catalogue_that_does_not_match_its_digest_is_refused(
    shipped_catalogue: Catalogue, tmp_path: Path, cache: Path
) -> None:
    document = publish(shipped_catalogue)
    file = tmp_path / "catalogue.json"
    file.write_bytes(document)
    good = open_published(file, digest_of(document), cache)
    file.write_bytes(document[:-10])
    kept = open_published(file, "0" * 64, cache)
    assert same(kept.catalogue, good.catalogue)
    assert "摘要对不上" in kept.faults[0].problem
    file.unlink()
    assert "读不到" in open_published(file, "0" * 64, cache).faults[0].problem


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"{",
        b'{"version": "1"}',
        b'{"format": 2, "version": "1", "fields": [], "items": []}',
    ],
)
def test_a_document_that_is_no_catalogue_is_refused_with_a_remedy(document: bytes) -> None:
    with pytest.raises(CatalogueError) as caught:
        read_published(document, digest_of(document))
    assert all(fault.problem and fault.remedy for fault in caught.value.faults)


def test_references_are_checked_in_what_is_published_too(catalogue_folder: Path) -> None:
    document = publish(load_catalogue(catalogue_folder))
    torn = document.replace(b'"key":"residence_reason"', b'"key":"residence_cause"', 1)
    with pytest.raises(CatalogueError) as caught:
        read_published(torn, digest_of(torn))
    assert "residence_reason" in str(caught.value)
