"""A page under the kiosk's camera: cut out, kept whole where the citizen may, or not kept."""

from __future__ import annotations

import cv2
import numpy as np

from devices.camera.assessment import CURLED
from devices.camera.camera import Picture
from devices.simulators.photographs import Shot, photograph
from devices.simulators.scenes import lease
from kiosk.effects import StartCamera, StopCamera, TakePhoto
from kiosk.events import Event, PhotoTaken
from kiosk.performers.pictures import PictureDesk

from .test_codes_at_camera import Showing


def photograph_at_kiosk(bgr: Picture) -> PhotoTaken:
    told: list[Event] = []
    desk = PictureDesk(Showing(bgr), lambda shown: None)
    desk.perform(StartCamera(), told.append)
    desk.perform(TakePhoto(), told.append)
    desk.perform(StopCamera(), told.append)
    desk.stop()
    (taken,) = (one for one in told if isinstance(one, PhotoTaken))
    return taken


def size(jpeg: bytes) -> tuple[int, int]:
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    height, width, _ = picture.shape
    return height, width


def test_a_flat_page_is_cut_out() -> None:
    bgr = photograph(lease(), Shot(811, "wood")).bgr
    taken = photograph_at_kiosk(bgr)
    assert taken.accepted and size(taken.jpeg) < bgr.shape[:2]


def test_a_curled_page_is_refused_with_the_whole_picture_to_keep() -> None:
    bgr = photograph(lease(), Shot(811, "wood", curl=0.2)).bgr
    taken = photograph_at_kiosk(bgr)
    assert not taken.accepted and taken.reason == CURLED
    assert size(taken.jpeg) == bgr.shape[:2]


def test_of_a_page_too_blurred_to_read_nothing_may_be_kept() -> None:
    taken = photograph_at_kiosk(photograph(lease(), Shot(811, "wood", blur=6.0)).bgr)
    assert not taken.accepted and taken.jpeg == b"" and taken.preview_png
