"""One citizen's visit: which journey is open, how long it may stay untouched, and its wiping."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kiosk.effects import (
    AwaitName,
    CallStaff,
    ChangeVoice,
    Effect,
    Hush,
    Listen,
    PrintSlip,
    ReadScreen,
    Speak,
    StopAwaiting,
    StopCamera,
    StopListening,
    Wipe,
)
from kiosk.events import (
    CalledByName,
    DeviceChanged,
    Event,
    HallSeen,
    Heard,
    HeardNothing,
    HeardPart,
    LevelsSeen,
    Pressed,
    Printed,
    ServiceChanged,
    Signed,
    SpeechEnded,
    SpokenOver,
    SpokenTo,
    StrokeWritten,
    Ticked,
    Touched,
    Typed,
)
from kiosk.journeys import (
    apply,
    check_in,
    consult,
    feedback,
    identify,
    pictured,
    progress,
    service_mode,
    ticket,
    unfinished,
    wayfinding,
)
from kiosk.journeys.answers import days_text, fee_text, materials_text, place_text
from kiosk.journeys.application import ApplyState
from kiosk.journeys.check_in import CheckInState
from kiosk.journeys.consult import ConsultState
from kiosk.journeys.feedback import FeedbackState
from kiosk.journeys.hands_free import SAY_GO_ON
from kiosk.journeys.progress import ProgressState
from kiosk.journeys.service_mode import ServiceState
from kiosk.journeys.ticket import TicketState
from kiosk.journeys.told import told_in
from kiosk.journeys.view import LANGUAGES, Language, Looks
from kiosk.journeys.wayfinding import WayState
from kiosk.journeys.world import World

Journey = (
    ConsultState
    | ApplyState
    | TicketState
    | ProgressState
    | CheckInState
    | FeedbackState
    | WayState
    | ServiceState
    | None
)
"""The journey under way; None is the home screen."""

_ACTIVITY = (
    *(Pressed, Typed, Touched, Signed, StrokeWritten),
    *(Heard, HeardPart, CalledByName, SpokenOver, SpokenTo),
)
HELP_CALLED = "已通知工作人员，请稍等"
SAY_IT = "请说，我在听"
STILL_THERE = "您还在吗？请点一下屏幕。"


@dataclass(frozen=True)
class Visit:
    """The whole state of the terminal's screen."""

    journey: Journey = field(default=None, repr=False)
    looks: Looks = field(default_factory=Looks)
    now_s: float = 0.0
    last_seen_s: float = 0.0
    clock: str = ""
    day: str = ""
    hall: HallSeen = field(default_factory=lambda: HallSeen(online=True))
    levels: LevelsSeen = field(default_factory=LevelsSeen)
    devices: dict[str, DeviceChanged] = field(default_factory=dict)
    banner: str = ""
    banner_until_s: float = 0.0
    in_service: bool = True
    """False while a technician has taken the terminal out of service."""
    leaving: bool = False
    """The citizen asked to go home while something would be lost."""
    choosing_language: bool = False
    reads_aloud: bool = False
    """The screen is being read aloud."""
    called: bool = False
    """Somebody called the robot by name, or it thinks so, and has said nothing yet."""
    awaits_name: bool = False
    """Whoever calls the robot by name is heard."""
    away: bool = False
    """Nobody has been there for a while: the countdown runs."""


Step = tuple[Visit, tuple[Effect, ...]]


def advance(visit: Visit, event: Event, world: World) -> Step:
    """Return the next state of the terminal and what is to be done."""
    visit, effects = _advance(visit, event, world)
    awaits = _may_be_called(visit, world_of(visit, world))
    if awaits == visit.awaits_name:
        return visit, effects
    order = AwaitName() if awaits else StopAwaiting()
    return replace(visit, awaits_name=awaits), (*effects, order)


def _may_be_called(visit: Visit, world: World) -> bool:
    """Tell whether the first screen stands there, ready for whoever calls."""
    at_home = visit.journey is None and visit.in_service and not visit.choosing_language
    return at_home and bool(world.wake_phrase) and world.device_fault("microphone") is None


def _advance(visit: Visit, event: Event, world: World) -> Step:
    world = world_of(visit, world)
    if isinstance(event, Heard) and visit.away and isinstance(visit.journey, ConsultState):
        # Asked whether anybody is there, the citizen answered with the next question.
        visit = replace(visit, journey=consult.ear_opened(visit.journey))
    if isinstance(event, _ACTIVITY):
        visit = replace(visit, last_seen_s=visit.now_s, away=False)
    if isinstance(event, Heard | Pressed):
        visit = replace(visit, called=False)
    match event:
        case Ticked():
            return _tick(visit, event, world)
        case HallSeen():
            return replace(visit, hall=event), ()
        case LevelsSeen():
            return replace(visit, levels=event), ()
        case ServiceChanged(in_service):
            return replace(visit, in_service=in_service), ()
        case DeviceChanged():
            known = {**visit.devices, event.device: event}
            return _delegate(replace(visit, devices=known), event, replace(world, devices=known))
        case Printed() if not isinstance(visit.journey, TicketState | ServiceState):
            text = "已打印，请取走" if event.ok else f"{event.reason}。{event.remedy}"
            return _tell(visit, text), ()
        case CalledByName():
            if not visit.awaits_name:
                return visit, (StopListening(),)
            talk, effects = consult.begin_listening()
            return replace(visit, journey=talk, called=True), effects
        case HeardNothing() if visit.called and isinstance(visit.journey, ConsultState):
            again = consult.listen_again(visit.journey, event)
            # Nobody who calls says nothing: it was the hall that sounded like the name.
            return wipe(visit) if again is None else (replace(visit, journey=again), (Listen(),))
        case SpokenOver() if not isinstance(visit.journey, ConsultState):
            return visit, (Hush(),)
        case SpeechEnded():
            visit = replace(visit, reads_aloud=False)
        case Pressed("read_screen"):
            return replace(visit, reads_aloud=True), (Hush(), ReadScreen())
        case Pressed("stop_reading"):
            return replace(visit, reads_aloud=False), (Hush(),)
        case Pressed():
            visit = replace(visit, reads_aloud=False)
            moved = _navigate(visit, event, world)
            if moved is not None:
                return moved
    return _delegate(visit, event, world)


def world_of(visit: Visit, world: World) -> World:
    """Return the world with what this terminal knows of itself by now."""
    return replace(world, devices=visit.devices, in_service=visit.in_service)


def needs_wiping(visit: Visit) -> bool:
    """Tell whether anything of a citizen is on the screen or in the state."""
    return visit.journey is not None or visit.looks != Looks()


def _delegate(visit: Visit, event: Event, world: World) -> Step:
    journey: Journey
    effects: tuple[Effect, ...]
    match visit.journey:
        case ConsultState() as state:
            talk, effects = consult.advance(state, event, world)
            if talk.wish is not None:
                return _carry_out(visit, talk, effects, world)
            journey = talk
        case ApplyState() as state:
            journey, effects = apply.advance(state, event, world)
        case TicketState() as state:
            journey, effects = ticket.advance(state, event, world)
        case CheckInState() as state:
            journey, effects = check_in.advance(state, event, world)
        case ProgressState() as state:
            journey, effects = progress.advance(state, event, world)
        case FeedbackState() as state:
            journey, effects = feedback.advance(state, event, world)
        case WayState() as state:
            journey, effects = wayfinding.advance(state, event, world)
        case ServiceState() as state:
            journey, effects = service_mode.advance(state, event, world)
        case None:
            return visit, ()
    return replace(visit, journey=journey), effects


def _carry_out(visit: Visit, talk: ConsultState, effects: tuple[Effect, ...], world: World) -> Step:
    """Do what the citizen said, as if the button had been pressed."""
    wish, talk = talk.wish, replace(talk, wish=None, phase="idle")
    visit = replace(visit, journey=talk)
    moved = _navigate(visit, wish, world) if wish is not None else None
    if moved is None:
        return visit, effects
    return moved[0], (*effects, *moved[1])


def _tick(visit: Visit, tick: Ticked, world: World) -> Step:
    visit = replace(visit, now_s=tick.now_s, clock=tick.clock, day=tick.day)
    if visit.banner and tick.now_s >= visit.banner_until_s:
        visit = replace(visit, banner="")
    if _is_busy(visit) or not needs_wiping(visit):
        return replace(visit, last_seen_s=tick.now_s, away=False), ()
    idle_s = tick.now_s - visit.last_seen_s
    if idle_s >= world.inactivity_s + world.countdown_s:
        return wipe(visit)
    if idle_s < world.inactivity_s or visit.away:
        return visit, ()
    warned = replace(visit, away=True)
    return warned, (Speak(SAY_GO_ON if hears_go_on(world) else STILL_THERE),)


def hears_go_on(world: World) -> bool:
    """Tell whether who is asked to go on may say so."""
    return world.has_face and world.device_fault("microphone") is None


def _is_busy(visit: Visit) -> bool:
    """Tell whether the machine, not the citizen, is the one to be waited for."""
    match visit.journey:
        case ConsultState(phase="thinking" | "speaking"):
            return True
        case ApplyState(sending=True) | ApplyState(reading=True) | ProgressState(step="looking"):
            return True
    return False


def countdown_s(visit: Visit, world: World) -> int:
    """Return the whole seconds left before the visit is wiped."""
    left = world.inactivity_s + world.countdown_s - (visit.now_s - visit.last_seen_s)
    return max(0, round(left))


def wipe(visit: Visit) -> Step:
    """Forget the citizen: state, sound, pictures and jobs under way."""
    fresh = Visit(
        now_s=visit.now_s,
        last_seen_s=visit.now_s,
        clock=visit.clock,
        day=visit.day,
        hall=visit.hall,
        levels=visit.levels,
        devices=visit.devices,
        in_service=visit.in_service,
    )
    return fresh, (Hush(), StopListening(), StopCamera(), Wipe())


def _tell(visit: Visit, text: str) -> Visit:
    return replace(visit, banner=text, banner_until_s=visit.now_s + 6)


def _navigate(visit: Visit, event: Pressed, world: World) -> Step | None:
    """Handle what can be pressed on any screen; None leaves it to the journey."""
    match event.action:
        case "stay":
            return replace(visit, leaving=False, away=False), (Hush(),)
        case "finish" | "leave":
            return wipe(visit)
        case "home" if not visit.choosing_language:
            if isinstance(visit.journey, ApplyState) and visit.journey.step != "receipt":
                return replace(visit, leaving=True), ()
            return wipe(visit)
        case "back" | "home" if visit.choosing_language:
            return replace(visit, choosing_language=False), ()
        case "back" if isinstance(visit.journey, ServiceState):
            return None if visit.journey.page not in ("pin", "overview") else wipe(visit)
        case "back" if isinstance(visit.journey, ApplyState):
            first = visit.journey.step == "identify" and identify.is_first(visit.journey)
            return (replace(visit, leaving=True), ()) if first else None
        case "back" if isinstance(visit.journey, CheckInState):
            return wipe(visit) if check_in.is_first(visit.journey) else None
        case "back" if isinstance(visit.journey, ProgressState):
            return wipe(visit) if progress.is_first(visit.journey) else None
        case "back" if isinstance(visit.journey, FeedbackState):
            return wipe(visit) if feedback.is_first(visit.journey) else None
        case "back" if isinstance(visit.journey, TicketState) and visit.journey.asks_priority:
            return None
        case "back" if isinstance(visit.journey, WayState) and visit.journey.before is not None:
            return replace(visit, journey=visit.journey.before), (Hush(),)
        case "back":
            return wipe(visit)
        case "say":
            return _tell(visit, SAY_IT), (Hush(), Listen())
        case "slower" | "faster" | "louder" | "softer":
            return visit, (ChangeVoice(*consult.VOICE_STEPS[event.action]),)
        case "language":
            return replace(visit, choosing_language=True), ()
        case "read_in":
            chosen: Language = next((key for key in LANGUAGES if key == event.argument), "zh_hans")
            looks = replace(visit.looks, language=chosen)
            return replace(visit, looks=looks, choosing_language=False), ()
        case "help":
            return _tell(visit, HELP_CALLED), (CallStaff("help"), Speak(HELP_CALLED))
        case "care":
            return replace(visit, looks=replace(visit.looks, care=not visit.looks.care)), ()
        case "high_contrast":
            looks = replace(visit.looks, high_contrast=not visit.looks.high_contrast)
            return replace(visit, looks=looks), ()
        case "low_reach":
            looks = replace(visit.looks, low_reach=not visit.looks.low_reach)
            return replace(visit, looks=looks), ()
    return _open_journey(visit, event, world)


def _open_journey(visit: Visit, event: Pressed, world: World) -> Step | None:
    journey: Journey
    effects: tuple[Effect, ...]
    if event.action == "service" and visit.journey is None:
        journey, effects = service_mode.begin()
        return replace(visit, journey=journey), effects
    if isinstance(visit.journey, ServiceState) or not visit.in_service:
        return None
    match event.action:
        case "listen" if visit.journey is None:
            journey, effects = consult.begin_listening()
        case "type" if visit.journey is None:
            journey, effects = consult.begin_typing()
        case "show_answer":
            journey, effects = consult.begin_answer(event.argument, world)
        case "fill_in" | "all_items":
            codes = (event.argument,) if event.argument else ()
            journey, effects = apply.begin(codes, world, told_in(visit.journey, world))
            effects = (Hush(), StopListening(), *effects)
        case "take_ticket":
            journey, effects = _begin_ticket(visit, event.argument, world)
            effects = (Hush(), *effects)
        case "check_in" if isinstance(visit.journey, TicketState):
            journey, effects = check_in.begin(world)
        case "progress":
            journey, effects = progress.begin(world)
            effects = (Hush(), StopListening(), *effects)
        case "feedback" if visit.journey is None:
            journey, effects = feedback.begin(world)
        case "evaluate" if isinstance(visit.journey, ProgressState):
            journey, effects = feedback.begin_evaluation(event.argument, visit.levels, world)
        case "find_way":
            place = world.item(event.argument).place if event.argument else ""
            before = visit.journey if isinstance(visit.journey, ConsultState) else None
            journey, effects = wayfinding.begin(place or "", before, world)
            effects = (StopListening(), *effects)
        case "print_list":
            return _tell(visit, "正在打印……"), (_list_slip(event.argument, world),)
        case "print_receipt" if isinstance(visit.journey, ApplyState):
            return _tell(visit, "正在打印……"), (_receipt_slip(visit.journey, world),)
        case _:
            return None
    return replace(visit, journey=journey), effects


def _begin_ticket(visit: Visit, code: str, world: World) -> ticket.Step:
    category = world.item(code).category if code else ""
    if not isinstance(visit.journey, ApplyState):
        return ticket.begin(world, category)
    state = visit.journey
    # Only a card that was read proves whose ticket it is; the window looks at the age anyway.
    owner, number = unfinished.owner_of(state), apply.number_of(state)
    priority = ticket.priority_of(number, world)
    return ticket.begin(world, category, state.application_id, owner, priority)


def _list_slip(code: str, world: World) -> PrintSlip:
    item = world.item(code)
    lines = (
        "需要带：",
        *materials_text(item).splitlines(),
        f"时限：{days_text(item)}",
        f"费用：{fee_text(item)}",
        f"地点：{place_text(item)}",
        item.verified_text,
    )
    return PrintSlip("材料清单", item.short_name, lines)


def _receipt_slip(state: ApplyState, world: World) -> PrintSlip:
    number = state.case_number or f"受理凭据 {state.application_id[:8].upper()}"
    names = tuple(world.item(code).name for code in state.codes)
    status = "已提交" if state.case_number else "已保存，待上传"
    left = pictured.for_window(state.table) if state.table is not None else ()
    due = (f"到窗口补：{'、'.join(left)}",) if left else ()
    return PrintSlip("办件回执", status, (number, *names, *due), state.case_number)
