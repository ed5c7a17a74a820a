"""The renderer in a real window; run by test_window in a process of its own."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.events import Event, Pressed, Signed, StrokeWritten
from kiosk.journeys.view import Screen
from kiosk.ui.environment import prepare_environment

WIDTH, HEIGHT = 1080, 1920
prepare_environment(WIDTH, HEIGHT, False, Path(os.environ["YIMEN_TEST_HOME"]))

from kivy.base import EventLoop  # noqa: E402  # Kivy reads its settings when it is imported
from kivy.clock import Clock  # noqa: E402
from kivy.graphics import SmoothRoundedRectangle  # noqa: E402
from kivy.lang import Builder  # noqa: E402
from kivy.tests.common import UnitTestTouch  # noqa: E402
from kivy.uix.floatlayout import FloatLayout  # noqa: E402
from kivy.uix.widget import Widget  # noqa: E402

from kiosk.ui.bridge import Bridge  # noqa: E402
from kiosk.ui.layout_check import find_faults  # noqa: E402
from kiosk.ui.places import place_of_button  # noqa: E402
from kiosk.ui.renderer import Renderer  # noqa: E402
from kiosk.ui.samples import sample_screens  # noqa: E402
from kiosk.ui.screens.question import QuestionScreen  # noqa: E402
from kiosk.ui.theme import Theme, choose_theme  # noqa: E402
from kiosk.ui.widgets.bar import HOLD_S, Mark  # noqa: E402
from kiosk.ui.widgets.face import RobotFace  # noqa: E402
from kiosk.ui.widgets.keyboard import KeyboardPanel  # noqa: E402
from kiosk.ui.widgets.moving import Wave  # noqa: E402
from kiosk.ui.widgets.pressable import Pressable, find_button  # noqa: E402
from kiosk.ui.widgets.signature import SignaturePad  # noqa: E402
from kiosk.ui.widgets.writing_pad import WritingPad  # noqa: E402

SAMPLES = sample_screens()


def frames(count: int = 3) -> None:
    for _ in range(count):
        Clock.tick()
        Builder.sync()
        Clock.tick_draw()
        Builder.sync()


@pytest.fixture
def posted() -> list[Event]:
    return []


@pytest.fixture
def root() -> Iterator[FloatLayout]:
    EventLoop.ensure_window()
    window = EventLoop.window
    made = FloatLayout(size=(WIDTH, HEIGHT), size_hint=(None, None))
    window.add_widget(made)
    yield made
    window.remove_widget(made)


@pytest.fixture
def renderer(root: FloatLayout, posted: list[Event]) -> Renderer:
    return Renderer(root, posted.append)


def touch(widget: Widget) -> UnitTestTouch:
    x, y = widget.to_window(*widget.center)
    finger = UnitTestTouch(x, y)
    finger.touch_down()
    return finger


def button(root: Widget, name: str, argument: str = "") -> Pressable:
    found = find_button(root, name, argument)
    assert found is not None, name
    return found


def test_a_touch_shows_at_once_and_tells_what_was_pressed(
    renderer: Renderer, root: FloatLayout, posted: list[Event]
) -> None:
    renderer.draw(SAMPLES["home_ordinary"])
    frames()
    listen = button(root, "listen")
    finger = touch(listen)
    assert listen.state == "down"
    assert posted == []
    finger.touch_up()
    frames()
    assert posted == [Pressed("listen")]


def test_a_button_that_changes_under_the_finger_tells_what_was_touched(
    renderer: Renderer, root: FloatLayout, posted: list[Event]
) -> None:
    renderer.draw(SAMPLES["capture_ordinary"])
    frames()
    finger = touch(button(root, "take_photo"))
    renderer.draw(SAMPLES["capture_accepted"])
    frames()
    finger.touch_up()
    frames()
    assert posted == [Pressed("take_photo")]


def test_a_finger_that_slides_off_presses_nothing(
    renderer: Renderer, root: FloatLayout, posted: list[Event]
) -> None:
    renderer.draw(SAMPLES["home_ordinary"])
    frames()
    finger = touch(button(root, "listen"))
    finger.touch_move(5, 5)
    finger.touch_up()
    frames()
    assert posted == []


def test_a_sleeping_button_cannot_be_found_or_pressed(
    renderer: Renderer, root: FloatLayout, posted: list[Event]
) -> None:
    screen = SAMPLES["review_ordinary"]
    body = screen.body
    asleep = replace(body, primary=replace(body.primary, enabled=False))  # type: ignore[type-var,union-attr]
    renderer.draw(replace(screen, body=asleep))
    frames()
    assert find_button(root, "submit") is None


def test_a_changed_value_keeps_the_widgets_that_are_there(
    renderer: Renderer, root: FloatLayout
) -> None:
    screen = SAMPLES["question_ordinary"]
    renderer.draw(screen)
    frames()
    before = button(root, "next_question")
    renderer.draw(replace(screen, body=replace(screen.body, text="佛山市")))  # type: ignore[call-arg]
    frames()
    assert button(root, "next_question") is before
    assert renderer.text == "佛山市"


def test_every_kind_of_screen_follows_every_other(renderer: Renderer, root: FloatLayout) -> None:
    theme = choose_theme(SAMPLES["home_ordinary"].looks, WIDTH, HEIGHT)
    kinds: dict[type, Screen] = {type(s.body): s for s in SAMPLES.values()}
    for first in kinds.values():
        for second in kinds.values():
            renderer.draw(first)
            renderer.draw(second)
        frames(4)
        assert find_faults(root, theme) == []


def test_the_overlay_covers_what_lies_below(
    renderer: Renderer, root: FloatLayout, posted: list[Event]
) -> None:
    name = next(n for n, s in SAMPLES.items() if s.away is not None)
    renderer.draw(SAMPLES[name])
    frames()
    assert renderer.text is None
    touch(button(root, "next_question")).touch_up()
    frames()
    assert Pressed("next_question") not in posted
    touch(button(root, "stay")).touch_up()
    frames()
    assert posted == [Pressed("stay")]


def test_holding_the_mark_opens_service_mode_and_a_tap_does_not(
    renderer: Renderer,
    root: FloatLayout,
    posted: list[Event],
    run_clock: Callable[[float], None],
) -> None:
    renderer.draw(SAMPLES["home_ordinary"])
    frames()
    mark = next(w for w in root.walk() if isinstance(w, Mark))
    finger = touch(mark)
    run_clock(HOLD_S / 2)
    finger.touch_up()
    run_clock(HOLD_S)
    assert posted == []
    touch(mark)
    run_clock(HOLD_S + 0.2)
    assert posted == [Pressed("service")]


@pytest.fixture
def run_clock() -> Callable[[float], None]:
    def run(seconds: float) -> None:
        end_s = Clock.get_time() + seconds
        while Clock.get_time() < end_s:
            Clock.tick()

    return run


def test_a_button_is_found_where_it_stands_on_the_display(
    renderer: Renderer, root: FloatLayout
) -> None:
    renderer.draw(SAMPLES["home_ordinary"])
    frames()
    place = place_of_button(root, "listen", "")
    assert place is not None
    assert place_of_button(root, "no such thing", "") is None


def test_other_threads_never_touch_the_screen_and_only_the_newest_is_drawn() -> None:
    drawn: list[str] = []
    seen_on: set[str] = set()

    def draw(screen: Screen) -> None:
        drawn.append(screen.title)
        seen_on.add(threading.current_thread().name)

    bridge = Bridge(draw, lambda *_: None, lambda: None)
    screen = SAMPLES["home_ordinary"]

    def show_many() -> None:
        for number in range(100):
            bridge.show(replace(screen, title=str(number)))

    worker = threading.Thread(target=show_many, name="worker")
    worker.start()
    worker.join()
    frames(1)
    assert drawn == ["99"]
    assert seen_on == {threading.current_thread().name}


def pad_of(root: Widget) -> WritingPad:
    return next(widget for widget in root.walk() if isinstance(widget, WritingPad))


def write_across(pad: WritingPad) -> None:
    """Draw a level stroke from the left to the right of the pad's middle."""
    x, y = pad.to_window(pad.x + pad.width * 0.25, pad.center_y)
    finger = UnitTestTouch(x, y)
    finger.touch_down()
    finger.touch_move(x + pad.width * 0.5, y)
    finger.touch_up()


def test_a_stroke_on_the_board_is_told_and_a_screen_drawn_late_does_not_wipe_it(
    renderer: Renderer, root: FloatLayout, posted: list[Event]
) -> None:
    empty = SAMPLES["fill_writing-empty"]
    renderer.draw(empty)
    frames()
    pad = pad_of(root)
    write_across(pad)
    (event,) = posted
    assert isinstance(event, StrokeWritten)
    (left, first_y), (right, last_y) = event.stroke
    assert first_y == last_y == pytest.approx(500, abs=1)
    assert left < right
    renderer.draw(replace(empty, corner_note="剩余 1:47"))
    frames()
    assert len(pad.strokes) == 1


def test_the_board_is_empty_once_a_character_is_taken(
    renderer: Renderer, root: FloatLayout
) -> None:
    renderer.draw(SAMPLES["fill_writing"])
    frames()
    assert len(pad_of(root).strokes) == 3
    renderer.draw(SAMPLES["fill_writing-empty"])
    frames()
    assert pad_of(root).strokes == []


def test_the_board_is_offered_only_where_writing_can_be_recognised(
    renderer: Renderer, root: FloatLayout
) -> None:
    screen = SAMPLES["fill_name"]
    renderer.draw(screen)
    frames()
    button(root, "board", "handwriting")
    renderer.draw(replace(screen, looks=replace(screen.looks, handwriting=False)))
    frames()
    assert find_button(root, "board", "handwriting") is None


def test_keys_are_named_in_the_language_of_the_screen(
    renderer: Renderer, root: FloatLayout
) -> None:
    screen = SAMPLES["fill_name"]
    for language, name in (("zh_hans", "删除"), ("zh_hant", "刪除"), ("en", "Del")):
        renderer.draw(replace(screen, looks=replace(screen.looks, language=language)))
        frames()
        panel = next(widget for widget in root.walk() if isinstance(widget, KeyboardPanel))
        assert button(panel, "backspace").title.words == name  # type: ignore[attr-defined]


def _pad(renderer: Renderer) -> SignaturePad:
    body = renderer.frame.body if renderer.frame is not None else None
    assert isinstance(body, QuestionScreen) and body.pad is not None
    return body.pad


def test_a_signature_on_a_page_of_its_own_is_told_and_gone_with_its_question(
    renderer: Renderer, posted: list[Event]
) -> None:
    page = SAMPLES["fill_sign"]
    renderer.draw(page)
    frames()
    pad = _pad(renderer)
    finger = touch(pad)
    finger.touch_move(pad.center_x + 80, pad.center_y + 20)
    finger.touch_up()
    frames()
    (signed,) = posted
    assert isinstance(signed, Signed) and signed.png.startswith(b"\x89PNG")
    body = replace(page.body, picture_png=signed.png)  # type: ignore[call-arg]  # a QuestionView
    renderer.draw(replace(page, body=body))
    assert len(pad.strokes) == 1 and pad.still is None
    other = replace(page.body, question="请配偶签名")  # type: ignore[call-arg]
    renderer.draw(replace(page, body=other))
    assert _pad(renderer) is pad and not pad.strokes


def test_what_was_signed_before_stands_on_the_pad_until_it_is_signed_anew(
    renderer: Renderer,
) -> None:
    renderer.draw(SAMPLES["fill_sign-done"])
    frames()
    pad = _pad(renderer)
    assert pad.still is not None and pad.hint.opacity == 0
    touch(pad).touch_up()
    assert pad.still is None and len(pad.strokes) == 1
    renderer.draw(SAMPLES["home_ordinary"])
    assert not pad.strokes


@pytest.mark.parametrize("make", [lambda theme: RobotFace(theme, 200), Wave])
def test_a_face_and_a_wave_are_drawn_in_the_middle_when_they_grow_wide(
    make: Callable[[Theme], Widget],
) -> None:
    widget = make(choose_theme(SAMPLES["home_ordinary"].looks, WIDTH, HEIGHT))
    widget.x = 48
    widget.width = 984
    shapes = [one for one in widget.canvas.children if isinstance(one, SmoothRoundedRectangle)]
    left = min(one.pos[0] for one in shapes)
    right = max(one.pos[0] + one.size[0] for one in shapes)
    assert (left + right) / 2 == pytest.approx(48 + 492)
