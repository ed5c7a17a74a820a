"""Asks the hall for cases and hands in what citizens think of its service."""

from __future__ import annotations

from datetime import date

from devices.camera.encoding import PictureError, decode, encode_preview_png
from forms.today import SHANGHAI
from kiosk.effects import (
    Effect,
    Evaluate,
    FetchEarlierMaterial,
    FindProfile,
    LookUpCase,
    LookUpEnterprise,
    LookUpPerson,
    LookUpPlace,
)
from kiosk.events import (
    CaseSeen,
    CasesFound,
    CasesNotFound,
    EarlierMaterial,
    EarlierPages,
    EarlierValue,
    EnterpriseSeen,
    PlaceFound,
    ProfileFound,
    ProfileOffered,
    StaffNotTold,
    StaffTold,
)
from kiosk.platform.client import HallClient, Refused, Unreachable
from kiosk.platform.protocol import (
    CaseProgress,
    EnterpriseKnown,
    Evaluation,
    EvaluationReceipt,
    MaterialPages,
    MaterialQuery,
    PersonCases,
    Profile,
    ProfileField,
    ProfileMaterial,
    TicketPlace,
)
from kiosk.runner import Post

CHECK_NUMBER = "请核对回执上的编号，或到窗口查询"
KEPT_NOTHING = "您写的还在屏幕上，请稍后再交一次，或告诉工作人员"


class RecordsDesk:
    """One question or one word to the hall at a time."""

    handles: tuple[type, ...] = (
        LookUpCase,
        LookUpPlace,
        LookUpPerson,
        LookUpEnterprise,
        FindProfile,
        FetchEarlierMaterial,
        Evaluate,
    )
    urgent: tuple[type, ...] = ()

    def __init__(self, client: HallClient) -> None:
        self._client = client

    def start(self, post: Post) -> None:
        """Nothing to open."""

    def stop(self) -> None:
        """Nothing is held."""

    def perform(self, effect: Effect, post: Post) -> None:
        """Ask or tell the hall."""
        match effect:
            case LookUpCase(number):
                post(_found(self._client.progress(number)))
            case LookUpPlace(link):
                post(_place(self._client.place(link)))
            case LookUpPerson(number):
                post(_found(self._client.cases_of_person(number)))
            case LookUpEnterprise(number, uscc):
                post(_found(self._client.cases_of_enterprise(number, uscc)))
            case FetchEarlierMaterial():
                post(self._fetch(effect))
            case FindProfile():
                self._find_profile(effect, post)
            case Evaluate():
                post(self._evaluate(effect))

    def _find_profile(self, asked: FindProfile, post: Post) -> None:
        """Tell what the hall has; without the hall the citizen fills the form as ever."""
        answer = self._client.profile(asked.owner, asked.consented, asked.uscc)
        if not isinstance(answer, Profile):
            return
        if asked.consented:
            values = tuple(_earlier(one) for one in answer.fields)
            materials = tuple(_material(one) for one in answer.materials)
            post(ProfileFound(asked.owner, values, materials))
        elif answer.count or answer.enterprises:
            post(ProfileOffered(asked.owner, answer.count, _enterprises(answer.enterprises)))

    def _fetch(self, asked: FetchEarlierMaterial) -> EarlierPages:
        query = MaterialQuery.model_validate(
            {
                "number": asked.owner,
                "uscc": asked.uscc,
                "case_number": asked.case_number,
                "material": asked.key,
            }
        )
        answer = self._client.material(query)
        if isinstance(answer, MaterialPages):
            try:
                preview = encode_preview_png(decode(answer.pages[0]))
            except (IndexError, PictureError):
                spoilt = "以前的照片打不开，请拍一份"
                return EarlierPages(asked.key, asked.case_number, reason=spoilt)
            return EarlierPages(asked.key, asked.case_number, answer.pages, preview)
        return EarlierPages(asked.key, asked.case_number, reason=answer.reason)

    def _evaluate(self, given: Evaluate) -> StaffTold | StaffNotTold:
        evaluation = Evaluation(
            evaluation_id=given.evaluation_id,
            subject=given.subject,
            level=given.level,
            text=given.text,
        )
        match self._client.evaluate(evaluation):
            case EvaluationReceipt():
                return StaffTold()
            case Refused(_, "evaluated"):
                # A press that came twice, or an earlier answer that was lost on its way.
                return StaffTold()
            case Refused(reason, _):
                return StaffNotTold(reason, "请告诉工作人员")
            case Unreachable(reason):
                return StaffNotTold(reason, KEPT_NOTHING)


def _found(
    answer: CaseProgress | PersonCases | Unreachable | Refused,
) -> CasesFound | CasesNotFound:
    match answer:
        case CaseProgress():
            return CasesFound((_seen(answer),))
        case PersonCases(cases=cases, enterprises=enterprises):
            return CasesFound(tuple(_seen(one) for one in cases), _enterprises(enterprises))
        case Refused(reason, _):
            return CasesNotFound(reason, CHECK_NUMBER)
        case Unreachable(reason, remedy, _):
            return CasesNotFound(reason, remedy)


def _place(answer: TicketPlace | Unreachable | Refused) -> PlaceFound | CasesNotFound:
    match answer:
        case TicketPlace():
            return PlaceFound(
                answer.number, answer.category, answer.state, answer.window,
                answer.ahead, answer.wait_min,
            )  # fmt: skip
        case Refused(reason, _):
            return CasesNotFound(reason, "小票可能是别的日子或别的大厅的，请重新取号或问工作人员")
        case Unreachable(reason, remedy, _):
            return CasesNotFound(reason, remedy)


def _earlier(one: ProfileField) -> EarlierValue:
    day = one.established_on
    return EarlierValue(one.key, one.text, f"{day.year} 年 {day.month} 月办的件")


def _material(one: ProfileMaterial) -> EarlierMaterial:
    day = one.established_on
    return EarlierMaterial(one.key, one.case_number, f"{day.year} 年 {day.month} 月", day)


def _enterprises(known: tuple[EnterpriseKnown, ...]) -> tuple[EnterpriseSeen, ...]:
    return tuple(EnterpriseSeen(one.uscc, one.name, one.count) for one in known)


def _seen(case: CaseProgress) -> CaseSeen:
    return CaseSeen(
        case_number=case.case_number,
        item_name=case.item_name,
        status=case.status.value,
        status_text=case.status_text,
        submitted=_day(case.submitted_at.astimezone(SHANGHAI).date()),
        promised=_day(case.promised_on) if case.promised_on is not None else "",
        lacking=case.lacking,
        result=case.result,
    )


def _day(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"
