"""The live picture of the document camera, and pages judged and kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from devices.camera import Camera, Frame, assess, encode_jpeg, encode_preview_png, straighten
from devices.camera.files import find_codes
from devices.camera.live import LiveEdges, outlined
from devices.camera.live_portrait import Guidance, LivePortrait, mirrored
from devices.camera.photo_files import Photo
from devices.camera.portrait import check_portrait
from devices.status import DeviceState, Status
from kiosk.effects import (
    Effect,
    ReadCardPhoto,
    ReadTravelPage,
    StartCamera,
    StopCamera,
    TakePhoto,
    Wipe,
)
from kiosk.events import CardFailed, CodeSeen, DeviceChanged, PageSteady, PhotoTaken, PortraitSeen
from kiosk.performers.card_photos import CardPhotoReader
from kiosk.runner import Post

Picture = NDArray[np.uint8]
ShowFrame = Callable[[Picture], None]
Look = Callable[[Frame, Post], None]

NO_PICTURE = PhotoTaken(accepted=False, reason="摄像头还没有画面，请再按一次“重拍”")
NO_FRAME = CardFailed("摄像头还没有画面", "请稍等一下再拍一次")
CAMERA, PORTRAIT_CAMERA = "camera", "portrait_camera"
FRESH_S = 1.0
"""A frame older than this is no picture of what lies there now."""


class PictureDesk:
    """Runs the camera only while a material is being photographed."""

    # A camera may be asked for and not be open yet when nobody wants it any more: stopped at once
    # and again in turn, it never films behind a visit that is over.
    handles: tuple[type, ...] = (
        StartCamera,
        TakePhoto,
        ReadCardPhoto,
        ReadTravelPage,
        StopCamera,
        Wipe,
    )
    urgent: tuple[type, ...] = (StopCamera, Wipe)

    def __init__(
        self,
        camera: Camera,
        show_frame: ShowFrame,
        report: Callable[[str, Status], None] = lambda device, status: None,
        reader: CardPhotoReader | None = None,
        portrait_camera: Camera | None = None,
    ) -> None:
        """Where no other camera takes portraits, the one camera does."""
        self._portrait_camera = portrait_camera
        self._reader = reader or CardPhotoReader()
        self._camera = camera
        self._report = report
        self._show_frame = show_frame
        self._edges = LiveEdges()
        self._running = threading.Event()
        self._lock = threading.Lock()
        self._latest: Frame | None = None
        self._thread: threading.Thread | None = None

    def start(self, post: Post) -> None:
        """Nothing to open before a picture is wanted."""

    def stop(self) -> None:
        """Close the camera."""
        self._running.clear()
        if self._thread is not None:
            self._thread.join(timeout=2)
        self._reader.close()

    def perform(self, effect: Effect, post: Post) -> None:
        """Start or stop the live picture, or take a photograph."""
        match effect:
            case StopCamera() | Wipe():
                self._running.clear()
                # A page that was photographed must move before the shutter goes off again; after
                # a pause any page is a new one.
                self._edges = LiveEdges()
                with self._lock:
                    self._latest = None
            case StartCamera(reads_cards, reads_codes, portrait):
                self._start_live(post, self._new_look(reads_codes, portrait), portrait)
                if reads_cards:
                    self._reader.warm_up()
            case TakePhoto(portrait):
                post(self._take_portrait() if portrait else self._take())
            case ReadCardPhoto():
                frame = self._fresh_frame()
                post(self._reader.read(frame.bgr) if frame is not None else NO_FRAME)

            case ReadTravelPage():
                frame = self._fresh_frame()
                post(self._reader.read_travel_page(frame.bgr) if frame is not None else NO_FRAME)

    def _tell(self, device: str, status: Status, post: Post) -> None:
        self._report(device, status)
        post(DeviceChanged(device, str(status.state), status.reason, status.remedy))

    def _new_look(self, reads_codes: bool, portrait: bool) -> Look:
        if portrait:
            return self._new_portrait_watch()
        return self._new_code_watch() if reads_codes else self._look_for_page

    def _start_live(self, post: Post, look: Look, portrait: bool) -> None:
        self._running.clear()
        if self._thread is not None:
            self._thread.join(timeout=3)
        with self._lock:
            self._latest = None
        device, camera = CAMERA, self._camera
        if portrait and self._portrait_camera is not None:
            device, camera = PORTRAIT_CAMERA, self._portrait_camera
        status = camera.open()
        if status.state is not DeviceState.READY:
            self._tell(device, status, post)
            return
        self._running.set()
        self._thread = threading.Thread(
            target=self._live, args=(device, camera, post, look), name="live", daemon=True
        )
        self._thread.start()

    def _live(self, device: str, camera: Camera, post: Post, look: Look) -> None:
        try:
            while self._running.is_set():
                frame = camera.read()
                if frame is None:
                    if self._running.is_set():
                        self._tell(device, camera.status(), post)
                    return
                with self._lock:
                    self._latest = frame
                look(frame, post)
        finally:
            camera.close()

    def _look_for_page(self, frame: Frame, post: Post) -> None:
        outlook = self._edges.look(frame)
        self._show_frame(outlined(frame.bgr, outlook))
        if outlook.is_steady:
            post(PageSteady())

    def _new_code_watch(self) -> Look:
        """Return what tells a code once while it lies there; after another, or none, anew."""
        last = ""

        def look(frame: Frame, post: Post) -> None:
            nonlocal last
            self._show_frame(frame.bgr)
            codes = find_codes(Photo(frame.bgr))
            text = codes[0].text if codes else ""
            if text and text != last:
                post(CodeSeen(text))
            last = text

        return look

    def _new_portrait_watch(self) -> Look:
        """Return what tells how to sit whenever that changes, and when to take the picture."""
        guide, known = LivePortrait(), Guidance("")
        told: str | None = None

        def look(frame: Frame, post: Post) -> None:
            nonlocal known, told
            guidance = guide.look(frame)
            self._show_frame(mirrored(frame.bgr, known))
            if guidance is None:
                return
            known = guidance
            if guidance.reason != told:
                told = guidance.reason
                post(PortraitSeen(guidance.reason))
            if guidance.is_steady:
                post(PageSteady())

        return look

    def _take_portrait(self) -> PhotoTaken:
        frame = self._fresh_frame()
        if frame is None:
            return NO_PICTURE
        found = check_portrait(frame.bgr)
        if found.photo is None:
            return PhotoTaken(False, found.reason, preview_png=encode_preview_png(frame.bgr))
        return PhotoTaken(True, "", encode_jpeg(found.photo), encode_preview_png(found.photo))

    def _take(self) -> PhotoTaken:
        frame = self._fresh_frame()
        if frame is None:
            return NO_PICTURE
        verdict = assess(frame.bgr)
        if not verdict.accepted:
            preview = encode_preview_png(frame.bgr)
            whole = encode_jpeg(frame.bgr) if verdict.is_legible_whole else b""
            return PhotoTaken(False, verdict.reason, whole, preview)
        page: Any = straighten(frame.bgr, verdict.corners) if verdict.corners else frame.bgr
        return PhotoTaken(True, "", encode_jpeg(page), encode_preview_png(page))

    def _fresh_frame(self, timeout_s: float = 3.0) -> Frame | None:
        end_s = time.monotonic() + timeout_s
        while time.monotonic() < end_s:
            with self._lock:
                frame = self._latest
            if frame is not None and time.monotonic() - frame.taken_s < FRESH_S:
                return frame
            time.sleep(0.02)
        return None
