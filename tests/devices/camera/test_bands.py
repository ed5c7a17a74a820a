"""What is printed up to the edge of a sheet belongs to it, whatever lies beside it."""

from __future__ import annotations

import numpy as np
import pytest

from devices.camera.assessment import assess
from devices.camera.bands import with_bands
from devices.camera.page import find_page, find_sheet
from devices.simulators.awkward import BANDS, EDGES, Edge, with_band
from devices.simulators.photographs import DESKS, Shot, photograph
from devices.simulators.scenes import lease
from devices.simulators.specimens import KINDS, draw_specimen


@pytest.mark.parametrize(
    ("desk", "edge", "colour"),
    [
        (desk, edge, colour)
        for desk, edge, colour in zip(DESKS, EDGES * 2, (*BANDS, BANDS[0]), strict=True)
    ],
)
def test_a_dark_letterhead_is_not_cut_off(
    desk: str, edge: Edge, colour: tuple[int, int, int]
) -> None:
    taken = photograph(with_band(lease(), edge, colour, 0.08), Shot(811, desk, share=0.75))
    verdict = assess(taken.bgr)
    assert verdict.accepted and verdict.corners is not None, verdict.reason
    away = np.array(taken.corners)[:, None] - np.array(verdict.corners)[None]
    assert np.hypot(away[..., 0], away[..., 1]).min(axis=1).max() < 12


@pytest.mark.parametrize(
    ("kind", "edge"), [(kind, edge) for kind, edge in zip(KINDS, (*EDGES, "bottom"), strict=True)]
)
def test_a_card_keeps_the_band_along_its_edge_and_gains_nothing_without_one(
    kind: str, edge: Edge
) -> None:
    card = draw_specimen(kind, 813).picture
    shot = Shot(813, "wood", turn_deg=8, share=0.6)
    plain = find_sheet(photograph(card, shot).bgr)
    assert plain is not None and plain.corners == plain.paper
    taken = photograph(with_band(card, edge, BANDS[0], 0.1), shot)
    corners = find_page(taken.bgr)
    assert corners is not None
    away = np.array(taken.corners)[:, None] - np.array(corners)[None]
    assert np.hypot(away[..., 0], away[..., 1]).min(axis=1).max() < 12


@pytest.mark.parametrize("desk", DESKS)
def test_a_desk_is_no_letterhead(desk: str) -> None:
    found = find_sheet(photograph(lease(), Shot(812, desk, shadow=desk == "plain")).bgr)
    assert found is not None and found.corners == found.paper


def _under_a_bar(top: int) -> tuple[np.ndarray, np.ndarray]:
    picture = np.full((400, 600, 3), 120, np.uint8)
    picture[:top, 200:400] = 40
    picture[top : top + 180, 200:400] = 240
    paper = [(200, top), (399, top), (399, top + 179), (200, top + 179)]
    return picture, np.array(paper, np.float32)


def test_a_bar_much_longer_than_a_letterhead_is_none() -> None:
    picture, paper = _under_a_bar(200)
    assert np.array_equal(with_bands(picture, paper), paper)


def test_a_letterhead_that_runs_out_of_the_picture_is_cut_off() -> None:
    picture, paper = _under_a_bar(30)
    assert with_bands(picture, paper)[:2, 1].max() < 0
