"""A hall publishes another catalogue: terminals fetch what changed and trust nothing unsound."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from forms.catalogue import Catalogue, load_catalogue
from forms.publication import Manifest, assemble, publish_parts
from forms.published import publish
from forms.shelf import Shelf, open_in_force
from kiosk.effects import Effect, UseCatalogue
from kiosk.events import Pressed
from kiosk.hall.catalogues import Catalogues
from kiosk.hall.config import HallConfig
from kiosk.journeys.view import HomeView, Screen
from kiosk.journeys.world import World
from kiosk.performers.catalogue import CatalogueDesk
from kiosk.platform.catalogue_protocol import CatalogueNotice, CatalogueParts
from kiosk.platform.client import HallClient, Refused, Unreachable
from kiosk.platform.signing import HallSeal
from kiosk.settings import CATALOGUE
from kiosk.stage import Stage
from tests.kiosk.hall.conftest import RunningHall

PERMIT = "items/residence_permit.yaml"


@pytest.fixture
def database_url() -> str:
    """SQLite alone: nothing of the catalogue lies in the database."""
    return ""


@pytest.fixture(scope="module")
def first() -> Catalogue:
    return load_catalogue(CATALOGUE)


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The shipped catalogue with one item changed."""
    folder = shutil.copytree(CATALOGUE, tmp_path_factory.mktemp("second") / "catalogue")
    text = (folder / PERMIT).read_text("utf-8")
    (folder / PERMIT).write_text(text.replace("statutory_days: 15", "statutory_days: 10"), "utf-8")
    return load_catalogue(folder)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "terminal" / "catalogue")


@pytest.fixture
def desk(hall: RunningHall, first: Catalogue, shelf: Shelf) -> CatalogueDesk:
    return CatalogueDesk(first, shelf, hall.client, poll_s=0.02)


def publish_to(hall: RunningHall, catalogue: Catalogue) -> None:
    Shelf(hall.folder / "catalogue").put(publish(catalogue))


def test_the_same_catalogue_is_not_fetched_again(desk: CatalogueDesk, shelf: Shelf) -> None:
    assert desk.look() is None
    assert shelf.current == ""


def test_only_what_changed_is_fetched(
    hall: RunningHall, desk: CatalogueDesk, shelf: Shelf, second: Catalogue
) -> None:
    publish_to(hall, second)
    asked: list[str] = []
    fetch = HallClient.catalogue_parts

    def note(client: HallClient, digests: list[str]) -> CatalogueParts | Unreachable | Refused:
        asked.extend(digests)
        return fetch(client, digests)

    with patch.object(HallClient, "catalogue_parts", note):
        fetched = desk.look()
    assert fetched is not None
    assert fetched.version == second.version
    assert list(fetched.items) == list(second.items)
    assert len(asked) == 2  # the frame, which names the version, and the one item
    assert open_in_force(shelf, CATALOGUE).catalogue.version == second.version
    assert desk.look() is None


def test_a_terminal_without_any_of_it_fetches_all_in_batches(
    hall: RunningHall, shelf: Shelf, first: Catalogue, second: Catalogue
) -> None:
    publish_to(hall, second)
    lone = Catalogue(first.items[:1], first.dictionary, "one")
    fetched = CatalogueDesk(lone, shelf, hall.client).look()
    assert fetched is not None
    assert list(fetched.items) == list(second.items)


def test_a_corrupted_part_leaves_the_first_in_force(
    hall: RunningHall,
    desk: CatalogueDesk,
    shelf: Shelf,
    second: Catalogue,
    caplog: pytest.LogCaptureFixture,
) -> None:
    publish_to(hall, second)
    whole = hall.service.catalogues.parts

    def corrupt(digests: list[str]) -> dict[str, str]:
        return {d: text.replace("10", "99", 1) for d, text in whole(digests).items()}

    with patch.object(hall.service.catalogues, "parts", corrupt):
        assert desk.look() is None
        assert desk.look() is None
    refusals = [r for r in caplog.records if "refused" in r.message]
    assert len(refusals) == 1
    assert "和摘要对不上" in refusals[0].message
    assert shelf.current == ""
    assert desk.look() is not None


def test_a_forged_catalogue_is_refused(
    desk: CatalogueDesk,
    second: Catalogue,
    shelf: Shelf,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    forged, another = publish_parts(second), HallSeal(tmp_path / "another.key")
    notice = CatalogueNotice(
        manifest=forged.manifest, seal=another.seal(forged.manifest.to_bytes())
    )
    with patch.object(HallClient, "catalogue", lambda client: notice):
        assert desk.look() is None
    assert "its seal is not the hall's" in caplog.text
    assert shelf.current == ""


def test_a_faulty_catalogue_is_refused_although_all_arrived(
    hall: RunningHall, desk: CatalogueDesk, first: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    twice = publish_parts(Catalogue((*first.items, first.items[0]), first.dictionary, "twice"))
    notice = CatalogueNotice(
        manifest=twice.manifest, seal=hall.service.seal.seal(twice.manifest.to_bytes())
    )
    parts = CatalogueParts(parts={d: text.decode() for d, text in twice.parts.items()})
    with (
        patch.object(HallClient, "catalogue", lambda client: notice),
        patch.object(HallClient, "catalogue_parts", lambda client, digests: parts),
    ):
        assert desk.look() is None
    assert "实施编码与" in caplog.text


def test_a_hall_that_is_away_leaves_the_first_in_force(first: Catalogue, shelf: Shelf) -> None:
    client = HallClient("http://127.0.0.1:9", timeout_s=0.2)
    assert CatalogueDesk(first, shelf, client).look() is None


def test_what_is_broken_on_the_halls_disk_is_not_published(
    hall: RunningHall, second: Catalogue, first: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    assert hall.service.catalogues.catalogue.version == first.version
    publish_to(hall, second)
    assert hall.service.catalogues.catalogue.version == second.version
    (hall.folder / "catalogue" / "current").write_text("0" * 64, "ascii")
    assert hall.service.catalogues.catalogue.version == second.version
    assert "last good one stays" in caplog.text


def test_a_damaged_file_of_the_terminal_leaves_the_last_good_in_force(
    shelf: Shelf, second: Catalogue
) -> None:
    shelf.put(publish(second))
    assert open_in_force(shelf, CATALOGUE).catalogue.version == second.version
    (document,) = shelf.folder.glob("*.json")
    document.write_bytes(document.read_bytes()[:1000])
    assert open_in_force(shelf, CATALOGUE).catalogue.version == second.version
    (shelf.folder / "prepared").unlink()
    opened = open_in_force(shelf, CATALOGUE)
    assert opened.catalogue.version != second.version
    assert "和摘要对不上" in opened.faults[0].problem


def test_the_guide_of_the_hall_follows(hall: RunningHall, second: Catalogue) -> None:
    code = next(item.code for item in second.items if item.name == "居住证申领")
    before = hall.service.guide.item(code)
    assert before is not None and before.statutory_days == 15
    publish_to(hall, second)
    after = hall.service.guide.item(code)
    assert after is not None and after.statutory_days == 10


@pytest.mark.parametrize("query", ["", "?digest=x", "?" + "&".join(["digest=" + "0" * 64] * 51)])
def test_a_senseless_question_for_parts_is_refused(hall: RunningHall, query: str) -> None:
    path = f"/api/v1/catalogue/parts{query}"
    answer = hall.browser().get(hall.url + path, headers=hall.sign("GET", path))
    assert answer.status_code == 422


def test_parts_make_the_published_document(first: Catalogue) -> None:
    publication = publish_parts(first)
    document = assemble(publication.manifest, publication.parts)
    assert document == publication.document
    sent = Manifest.model_validate_json(publication.manifest.model_dump_json())
    assert sent.to_bytes() == publication.manifest.to_bytes()


@pytest.fixture
def shown() -> list[Screen]:
    return []


@pytest.fixture
def performed() -> list[Effect]:
    return []


@pytest.fixture
def stage(
    first: Catalogue, desk: CatalogueDesk, shown: list[Screen], performed: list[Effect]
) -> Iterator[Stage]:
    world = World(first, "样本大厅", new_id=lambda: "a-1")
    made = Stage(world, performed.append, shown.append)
    made.start()
    desk.start(made.post)
    yield made
    desk.stop()
    made.stop()


def wait(seen: Callable[[], bool]) -> None:
    end_s = time.monotonic() + 20
    while not seen():
        assert time.monotonic() < end_s
        time.sleep(0.01)


def press(stage: Stage, action: str) -> None:
    wait(lambda: stage.is_settled)
    stage.post(Pressed(action))


def test_a_catalogue_published_during_a_visit_appears_at_the_next(
    hall: RunningHall,
    stage: Stage,
    shelf: Shelf,
    first: Catalogue,
    second: Catalogue,
    shown: list[Screen],
    performed: list[Effect],
) -> None:
    wait(lambda: bool(shown))
    press(stage, "type")
    wait(lambda: not isinstance(shown[-1].body, HomeView))
    publish_to(hall, second)
    wait(lambda: shelf.current != "")
    press(stage, "care")
    wait(lambda: shown[-1].looks.care)
    assert stage.world.catalogue is first
    assert not any(isinstance(effect, UseCatalogue) for effect in performed)
    press(stage, "finish")
    wait(lambda: stage.world.catalogue.version == second.version)
    wait(lambda: UseCatalogue(second.version, len(second.items)) in performed)


def test_health_tells_whether_the_catalogue_is_open(hall: RunningHall) -> None:
    def told() -> object:
        return hall.browser().get(f"{hall.url}/health", timeout=30).json()["catalogue"]

    assert told() == "opening"
    hall.service.catalogues.open_ahead().join()
    assert told() == "ready"


def test_a_hall_without_a_catalogue_says_so_and_goes_on(tmp_path: Path) -> None:
    catalogues = Catalogues(HallConfig("样本大厅", tmp_path, catalogue=tmp_path / "none"))
    catalogues.open_ahead().join()
    assert catalogues.readiness == "missing"
