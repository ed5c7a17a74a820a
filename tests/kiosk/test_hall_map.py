from pathlib import Path

import pytest

from forms.catalogue import load_catalogue
from kiosk.hall_map import load_hall_map, usable_map
from kiosk.settings import CATALOGUE, PROJECT_FOLDER
from kiosk.settings_file import SettingsError

MAP = PROJECT_FOLDER / "config" / "maps" / "hall.toml"


def test_the_map_of_the_project_knows_the_way_to_every_item() -> None:
    hall_map = load_hall_map(MAP)
    places = {item.place for item in load_catalogue(CATALOGUE).items if item.place}
    assert not sorted(place for place in places if hall_map.find(place) is None)


def test_every_window_on_the_map_says_how_to_get_there() -> None:
    spots = [spot for floor in load_hall_map(MAP).floors for spot in floor.spots]
    assert not [spot.label for spot in spots if spot.kind == "window" and not spot.directions]
    assert not [spot.label for spot in spots if spot.x + spot.width > 1 or spot.y + spot.height > 1]


def test_a_slip_in_the_map_names_file_and_key_and_costs_only_the_map(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text('[[floors]]\nname = "一楼"\nshape = 99\n', encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_hall_map(path)
    assert "map.toml" in str(caught.value) and "shape" in str(caught.value)
    assert usable_map(path).floors == ()
