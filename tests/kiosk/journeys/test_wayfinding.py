from dataclasses import replace

from forms.catalogue import load_catalogue
from kiosk.effects import Hush, Listen, Speak
from kiosk.events import Pressed, SpeechEnded
from kiosk.face import face
from kiosk.hall_map import load_hall_map
from kiosk.journeys.consult import ConsultState
from kiosk.journeys.view import AskView, LobbyView, MapView
from kiosk.journeys.wayfinding import WayState
from kiosk.journeys.world import World
from kiosk.settings import CATALOGUE, PROJECT_FOLDER
from kiosk.visit import Visit, advance

CATALOGUE_OF_THE_HALL = load_catalogue(CATALOGUE)
PERMIT = next(one.code for one in CATALOGUE_OF_THE_HALL.items if one.name == "居住证申领")
ROBOT = World(
    catalogue=CATALOGUE_OF_THE_HALL,
    hall_name="样本大厅",
    new_id=lambda: "id",
    quick_items=(PERMIT,),
    has_face=True,
    hall_map=load_hall_map(PROJECT_FOLDER / "config" / "maps" / "hall.toml"),
)


def after(*events: object, world: World = ROBOT) -> tuple[Visit, tuple[object, ...]]:
    visit, effects = Visit(), ()
    for event in events:
        visit, effects = advance(visit, event, world)  # type: ignore[arg-type]
    return visit, effects


def test_the_robot_begins_with_its_face_and_the_kiosk_with_its_doors() -> None:
    body = face(Visit(), ROBOT).body
    assert isinstance(body, LobbyView)
    assert body.primary.name == "listen"
    assert [action.label for action in body.questions] == ["居住证怎么办？"]
    assert not isinstance(face(Visit(), replace(ROBOT, has_face=False)).body, LobbyView)


def test_an_answer_of_the_robot_shows_the_way_in_the_place_of_the_printed_list() -> None:
    visit, _ = after(Pressed("show_answer", PERMIT))
    body = face(visit, ROBOT).body
    assert isinstance(body, AskView) and body.has_face
    names = [action.name for action in body.actions]
    assert "find_way" in names and "print_list" not in names


def test_the_way_is_said_and_drawn_and_leads_back_to_the_answer() -> None:
    visit, effects = after(Pressed("show_answer", PERMIT), Pressed("find_way", PERMIT))
    body = face(visit, ROBOT).body
    assert isinstance(body, MapView)
    assert [spot.label for spot in body.spots if spot.is_goal] == ["1–4 号\n户政、公安"]
    said = [effect.text for effect in effects if isinstance(effect, Speak)]
    assert said == ["在一楼，1–4 号。直走到底，左手边第一排。"]
    back, effects = advance(visit, Pressed("back"), ROBOT)
    assert isinstance(back.journey, ConsultState)
    assert back.journey.item_code == PERMIT and back.journey.phase == "idle"
    assert effects == (Hush(),)


def test_without_a_place_the_first_floor_is_shown_and_another_can_be_chosen() -> None:
    visit, _ = after(Pressed("find_way"), Pressed("floor", "二楼"))
    assert visit.journey == WayState("二楼")
    body = face(visit, ROBOT).body
    assert isinstance(body, MapView)
    assert [action.label for action in body.floors if action.chosen] == ["二楼"]
    home, _ = advance(visit, Pressed("back"), ROBOT)
    assert home.journey is None


def test_the_end_of_speech_does_not_disturb_the_map() -> None:
    visit, _ = after(Pressed("find_way"))
    assert advance(visit, SpeechEnded("", "任何话"), ROBOT)[0] == visit


def test_on_the_robot_every_form_page_can_be_talked_to() -> None:
    visit, _ = after(Pressed("fill_in", PERMIT))
    assert "say" in [action.name for action in face(visit, ROBOT).footer]
    _, effects = advance(visit, Pressed("say"), ROBOT)
    assert effects == (Hush(), Listen())
    kiosk = replace(ROBOT, has_face=False)
    assert "say" not in [action.name for action in face(visit, kiosk).footer]
