"""What a journey is told when the work it waits for broke down, so that it never waits for ever."""

from __future__ import annotations

from kiosk.effects import (
    ChangeSetting,
    ChangeSettings,
    CheckInAppointment,
    Effect,
    Evaluate,
    FetchEarlierMaterial,
    FindCandidates,
    FindDevices,
    IssueTicket,
    Listen,
    LookUpCase,
    LookUpEnterprise,
    LookUpPerson,
    PlayTone,
    PrintSlip,
    ReadCard,
    ReadCardPhoto,
    ReadTravelChip,
    ReadTravelPage,
    Speak,
    Submit,
    TakePhoto,
    TellStaff,
    TryDevice,
    Understand,
)
from kiosk.events import (
    ApplicationNotKept,
    CandidatesFound,
    CardFailed,
    CasesNotFound,
    DevicesFound,
    DeviceTried,
    EarlierPages,
    Event,
    HeardNothing,
    PhotoTaken,
    Printed,
    SettingChanged,
    SettingsChanged,
    SpeechEnded,
    StaffNotTold,
    TicketFailed,
    TonePlayed,
)

_BROKEN = "本机出了点故障"
_STILL_THERE = "您填的还在屏幕上，请再试一次，或叫工作人员"


def failure_of(effect: Effect) -> Event | None:
    """Return the event that ends the waiting for an effect; None where nobody waits."""
    return _of_citizens_words(effect) or _of_devices(effect) or _of_hall(effect)


def _of_citizens_words(effect: Effect) -> Event | None:
    match effect:
        case Understand():
            return HeardNothing("刚才没能查到答案", "请再问一次，或叫工作人员")
        case Listen():
            return HeardNothing("话筒出了故障", "请打字提问，或叫工作人员")
        case Speak(text):
            return SpeechEnded("喇叭出了故障", text)
        case FindCandidates(pinyin):
            return CandidatesFound(pinyin, ())
    return None


def _of_devices(effect: Effect) -> Event | None:
    match effect:
        case ReadCard() | ReadCardPhoto() | ReadTravelPage() | ReadTravelChip():
            return CardFailed("没有读到卡", "请再试一次，或不用卡直接填写")
        case TakePhoto():
            return PhotoTaken(False, "没有拍好，请再拍一次，或叫工作人员")
        case PrintSlip():
            return Printed(False, "没有打印出来", "请再试一次，或叫工作人员")
        case ChangeSetting(key):
            return SettingChanged(key, "", "没有保存，请看日志")
        case ChangeSettings():
            return SettingsChanged((), "没有保存，请看日志")
        case FindDevices():
            return DevicesFound(())
        case TryDevice():
            return DeviceTried(False, reason="没有测成，请看日志", remedy="请再测一次")
        case PlayTone():
            return TonePlayed("没有播放出来，请看日志")
    return None


def _of_hall(effect: Effect) -> Event | None:
    match effect:
        case Submit():
            return ApplicationNotKept(f"{_BROKEN}，没有保存", _STILL_THERE)
        case IssueTicket() | CheckInAppointment():
            return TicketFailed(_BROKEN, "请再试一次，或到人工取号处")
        case LookUpCase() | LookUpPerson() | LookUpEnterprise():
            return CasesNotFound(_BROKEN, "请再试一次，或到窗口查询")
        case FetchEarlierMaterial(key=key, case_number=number):
            return EarlierPages(key, number, reason=f"{_BROKEN}，请拍一份")
        case TellStaff() | Evaluate():
            return StaffNotTold(_BROKEN, _STILL_THERE)
    return None
