"""The routes for the person before the terminal: own cases, own profile, and own opinion."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Response

from kiosk.hall.gate import problem
from kiosk.hall.service import HallService
from kiosk.platform import protocol
from kiosk.platform.protocol import (
    Evaluation,
    EvaluationReceipt,
    PersonCases,
    PersonQuery,
    Problem,
    Profile,
    ProfileQuery,
)


def person_api_routes(hall: HallService) -> APIRouter:
    """Return the routes over one hall."""
    router = APIRouter(responses={422: {"model": Problem}})

    # A number in an address would stand in logs; in a body it does not.
    @router.post(protocol.PERSON_CASES_PATH)
    def cases_of_person(query: PersonQuery) -> PersonCases:
        found = hall.cases.of_person(query.number)
        hall.record("person_cases_read", cases=len(found))
        return PersonCases(cases=tuple(hall.for_owner(case) for case in found))

    @router.post(protocol.PROFILES_PATH)
    def profile_of_person(query: ProfileQuery) -> Profile:
        found = hall.profiles.of_person(query.number)
        if not query.consented:
            hall.record("profile_counted", fields=len(found))
            return Profile(count=len(found))
        hall.record("profile_read", fields=len(found))
        return Profile(count=len(found), fields=found)

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
