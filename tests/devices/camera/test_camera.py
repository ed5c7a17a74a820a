from __future__ import annotations

import time
from pathlib import Path

import pytest

from devices.camera import (
    Camera,
    Frame,
    NoCamera,
    WatchedCamera,
    assess,
    build_camera,
    build_portrait_camera,
)
from devices.camera.assessment import BLURRED
from devices.camera.portrait_camera import TOLD
from devices.simulators.scenes import FPS, write_scene_video
from devices.status import DeviceState

FRAMES = 5


@pytest.fixture(scope="session")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a sharp and a blurred recording."""
    folder = tmp_path_factory.mktemp("scenes")
    write_scene_video(folder / "sharp.avi", sharp=True, frames=FRAMES)
    write_scene_video(folder / "blurred.avi", sharp=False, frames=FRAMES)
    return folder


def read(camera: Camera) -> Frame:
    frame = camera.read()
    assert frame is not None
    return frame


@pytest.mark.parametrize("source", [97, "/dev/video97", "nowhere.avi", "none"])
def test_an_absent_camera_is_a_status_with_reason_and_remedy(source: int | str) -> None:
    camera = build_camera(source, 1920, 1080)
    for status in (camera.status(), camera.open(), camera.status()):
        assert status.state is DeviceState.ABSENT
        assert status.reason
        assert status.remedy.startswith("请")
    assert camera.read() is None
    camera.close()


@pytest.mark.parametrize("source", [97, "/dev/video97", "none"])
def test_an_absent_portrait_camera_leads_to_a_photo_and_not_to_papers(source: int | str) -> None:
    camera = build_portrait_camera(source, 1920, 1080)
    for status in (camera.status(), camera.open()):
        assert status.state is DeviceState.ABSENT and "人像摄像头" in status.reason
        assert "证件照" in status.remedy and "材料原件" not in status.remedy
    assert camera.read() is None
    camera.close()


def test_a_portrait_camera_named_wrongly_is_mended_in_the_settings() -> None:
    status = build_portrait_camera("nowhere.avi", 1920, 1080).status()
    assert status.remedy == "请检查设置里人像摄像头的文件路径"


def test_whatever_is_wrong_with_a_portrait_camera_is_told_as_of_one() -> None:
    for told in TOLD.values():
        assert "人像摄像头" in f"{told.reason}{told.remedy}" and "材料" not in told.remedy


def test_none_builds_no_camera() -> None:
    assert isinstance(build_camera("none", 640, 480), NoCamera)
    assert isinstance(build_camera(0, 640, 480), WatchedCamera)


def test_a_recording_plays_paced_and_in_a_loop(scenes: Path) -> None:
    camera = build_camera(str(scenes / "sharp.avi"), 1280, 720)
    assert camera.open().state is DeviceState.READY
    frames = [read(camera) for _ in range(FRAMES + 4)]
    camera.close()
    assert all(frame.bgr.shape == (720, 1280, 3) for frame in frames)
    played_s = frames[-1].taken_s - frames[0].taken_s
    assert played_s >= (len(frames) - 2) / FPS
    assert time.monotonic() - frames[-1].taken_s < 5


def test_recorded_frames_are_judged_as_they_look(scenes: Path) -> None:
    for name, reason in (("sharp.avi", ""), ("blurred.avi", BLURRED)):
        camera = build_camera(str(scenes / name), 1280, 720)
        camera.open()
        assert {assess(read(camera).bgr).reason for _ in range(FRAMES)} == {reason}
        camera.close()


def test_a_turned_link_takes_effect_at_the_next_open(scenes: Path, tmp_path: Path) -> None:
    page, turned = tmp_path / "page.avi", tmp_path / "turned"
    page.symlink_to(scenes / "blurred.avi")
    camera = build_camera(str(page), 1280, 720)
    camera.open()
    assert not assess(read(camera).bgr).accepted
    turned.symlink_to(scenes / "sharp.avi")
    turned.replace(page)
    camera.open()
    assert assess(read(camera).bgr).accepted
    camera.close()


def test_a_closed_camera_gives_no_frame_and_opens_again(scenes: Path) -> None:
    camera = build_camera(str(scenes / "sharp.avi"), 1280, 720)
    assert camera.read() is None
    camera.open()
    camera.close()
    camera.close()
    assert camera.read() is None
    assert camera.open().state is DeviceState.READY
    assert camera.read() is not None
    camera.close()


def test_a_file_that_is_no_video_is_an_error_until_it_is_replaced(
    scenes: Path, tmp_path: Path
) -> None:
    path = tmp_path / "page.avi"
    path.write_bytes(b"no video at all")
    camera = build_camera(str(path), 1280, 720)
    opened = camera.open()
    assert opened.state is DeviceState.ERROR
    assert opened.remedy
    assert camera.status() == opened
    path.write_bytes((scenes / "sharp.avi").read_bytes())
    assert camera.open().state is DeviceState.READY
    assert camera.status().state is DeviceState.READY
    camera.close()


def test_a_recording_deleted_while_it_plays_ends_with_a_status(
    scenes: Path, tmp_path: Path
) -> None:
    path = tmp_path / "page.avi"
    path.write_bytes((scenes / "sharp.avi").read_bytes())
    camera = build_camera(str(path), 1280, 720)
    camera.open()
    read(camera)
    path.unlink()
    frames = [camera.read() for _ in range(FRAMES + 1)]
    assert frames[-1] is None
    assert camera.status().state is DeviceState.ABSENT
    camera.close()
