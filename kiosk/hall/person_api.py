"""The routes for the person before the terminal: own cases, own profile, and own opinion."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Response

from kiosk.hall.api import reject
from kiosk.hall.gate import problem
from kiosk.hall.rejection import Rejection
from kiosk.hall.service import HallService
from kiosk.platform import protocol
from kiosk.platform.protocol import (
    EnterpriseQuery,
    Evaluation,
    EvaluationLevels,
    EvaluationReceipt,
    MaterialPages,
    MaterialQuery,
    PersonCases,
    PersonQuery,
    Problem,
    Profile,
    ProfileQuery,
)

_NOT_FOR_IT = Rejection(
    HTTPStatus.NOT_FOUND, "not_for_it", "没有查到您为这家企业办过的件，请到窗口办理"
)
_NO_MATERIAL = Rejection(HTTPStatus.NOT_FOUND, "no_material", "这份材料不能再用，请重新拍一份")


def person_api_routes(hall: HallService) -> APIRouter:
    """Return the routes over one hall."""
    router = APIRouter(responses={422: {"model": Problem}})

    # A number in an address would stand in logs; in a body it does not.
    @router.post(protocol.PERSON_CASES_PATH)
    def cases_of_person(query: PersonQuery) -> PersonCases:
        found = hall.cases.of_person(query.number)
        enterprises = hall.profiles.enterprises_of(query.number)
        hall.record("person_cases_read", cases=len(found), enterprises=len(enterprises))
        cases = tuple(hall.for_owner(case) for case in found)
        return PersonCases(cases=cases, enterprises=enterprises)

    @router.post(
        protocol.ENTERPRISE_CASES_PATH,
        response_model=PersonCases,
        responses={404: {"model": Problem}},
    )
    def cases_of_enterprise(query: EnterpriseQuery) -> PersonCases | Response:
        if not hall.profiles.may_act(query.number, query.uscc):
            hall.record("enterprise_refused")
            return reject(_NOT_FOR_IT)
        found = hall.cases.of_enterprise(query.uscc)
        hall.record("enterprise_cases_read", cases=len(found))
        return PersonCases(cases=tuple(hall.for_owner(case) for case in found))

    @router.post(
        protocol.PROFILES_PATH, response_model=Profile, responses={404: {"model": Problem}}
    )
    def profile_of_person(query: ProfileQuery) -> Profile | Response:
        known = hall.profiles.of_person(query.number)
        if not query.consented:
            enterprises = hall.profiles.enterprises_of(query.number, counted=True)
            hall.record("profile_counted", fields=len(known.fields), enterprises=len(enterprises))
            return Profile(count=len(known.fields), enterprises=enterprises)
        fields, materials = known.fields, known.materials
        if query.uscc:
            enterprise = hall.profiles.of_enterprise(query.number, query.uscc)
            if enterprise is None:
                hall.record("enterprise_refused")
                return reject(_NOT_FOR_IT)
            hall.record("enterprise_profile_read", fields=len(enterprise.fields))
            fields, materials = (*fields, *enterprise.fields), enterprise.materials
        hall.record("profile_read", fields=len(fields), materials=len(materials))
        return Profile(count=len(fields), fields=fields, materials=materials)

    @router.post(
        protocol.PERSON_MATERIAL_PATH,
        response_model=MaterialPages,
        responses={404: {"model": Problem}},
    )
    def material_of_person(query: MaterialQuery) -> MaterialPages | Response:
        found = hall.profiles.material(query)
        if found is None:
            hall.record("material_refused")
            return reject(_NO_MATERIAL)
        hall.record("material_reused", case=query.case_number, pages=len(found.pages))
        return found

    @router.get(protocol.LEVELS_PATH)
    def evaluation_levels() -> EvaluationLevels:
        levels = hall.config.levels
        return EvaluationLevels(
            names=levels.names, english=levels.english, satisfied=levels.satisfied
        )

    @router.post(
        protocol.EVALUATIONS_PATH,
        status_code=HTTPStatus.CREATED,
        response_model=EvaluationReceipt,
        responses={HTTPStatus.CONFLICT.value: {"model": Problem}},
    )
    def evaluate(given: Evaluation) -> EvaluationReceipt | Response:
        fault = hall.evaluations.take(given.subject, given.level, given.text, channel="terminal")
        if fault is not None:
            return problem(fault.status, fault.code, fault.reason)
        hall.record("evaluated", level=given.level)
        return EvaluationReceipt(evaluation_id=given.evaluation_id)

    return router
