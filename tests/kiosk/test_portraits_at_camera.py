"""A citizen's photo for a document: guidance, shutter, and the cut picture."""

from __future__ import annotations

import time

import cv2
import numpy as np

from devices.camera.camera import Picture
from devices.camera.portrait import PHOTO_HEIGHT, PHOTO_WIDTH, TOO_FAR
from devices.simulators.sitters import Sitting, sit
from devices.status import DeviceState, Status
from kiosk.effects import StartCamera, StopCamera, TakePhoto
from kiosk.events import DeviceChanged, Event, PageSteady, PhotoTaken, PortraitSeen
from kiosk.performers.pictures import PictureDesk

from .test_codes_at_camera import Showing, wait_for


def small(sitting: Sitting) -> Picture:
    return np.ascontiguousarray(sit(sitting)[::2, ::2])


class Broken(Showing):
    """A camera that is not there."""

    def open(self) -> Status:
        return Status(DeviceState.ABSENT, "没有找到摄像头", "请到窗口")


def test_the_other_camera_guides_goes_off_and_gives_the_cut_picture() -> None:
    told: list[Event] = []
    shown: list[Picture] = []
    desk_camera = Showing(np.zeros((48, 64, 3), np.uint8))
    face_camera = Showing(small(Sitting(size=0.45)))
    desk = PictureDesk(desk_camera, shown.append, portrait_camera=face_camera)
    desk.perform(StartCamera(portrait=True), told.append)
    wait_for(lambda: PortraitSeen(TOO_FAR) in told)
    face_camera.pictures = [small(Sitting())]
    wait_for(lambda: PageSteady() in told)
    desk.perform(TakePhoto(portrait=True), told.append)
    desk.perform(StopCamera(), told.append)
    desk.stop()
    assert [one for one in told if isinstance(one, PortraitSeen)][-1] == PortraitSeen("")
    photo = told[-1]
    assert isinstance(photo, PhotoTaken) and photo.accepted
    kept = cv2.imdecode(np.frombuffer(photo.jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert kept is not None and kept.shape == (PHOTO_HEIGHT, PHOTO_WIDTH, 3)
    assert shown and shown[-1].shape == (400, 320, 3)


def test_a_bad_sitting_is_refused_in_words_and_nothing_is_kept() -> None:
    told: list[Event] = []
    desk = PictureDesk(Showing(small(Sitting(size=0.45))), lambda bgr: None)
    desk.perform(StartCamera(portrait=True), told.append)
    desk.perform(TakePhoto(portrait=True), told.append)
    desk.perform(StopCamera(), told.append)
    desk.stop()
    (photo,) = (one for one in told if isinstance(one, PhotoTaken))
    assert not photo.accepted and photo.reason == TOO_FAR
    assert photo.jpeg == b"" and photo.preview_png


def test_a_missing_portrait_camera_is_not_told_as_the_other_one() -> None:
    told: list[Event] = []
    reported: list[str] = []
    here = Showing(np.zeros((48, 64, 3), np.uint8))
    desk = PictureDesk(
        here,
        lambda bgr: None,
        lambda device, status: reported.append(device),
        portrait_camera=Broken(np.zeros((48, 64, 3), np.uint8)),
    )
    desk.perform(StartCamera(portrait=True), told.append)
    time.sleep(0.01)
    desk.stop()
    assert told == [DeviceChanged("portrait_camera", "absent", "没有找到摄像头", "请到窗口")]
    assert reported == ["portrait_camera"]
