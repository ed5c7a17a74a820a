"""Tells a citizen how far a case has come: the departments, the result, what is still missing."""

from __future__ import annotations

from kiosk.hall.casework import Casework
from kiosk.hall.reviews import Reviews
from kiosk.platform.protocol import CaseProgress, CaseStatus


def told_in_full(progress: CaseProgress, casework: Casework, reviews: Reviews) -> CaseProgress:
    """Add what the newest notice asks for, how many departments have decided, or the result.

    The notice's free text stays with the window: only its list is sure to name no person.
    """
    number = progress.case_number
    match progress.status:
        case CaseStatus.RETURNED:
            notices = casework.notices(number)
            lacking = tuple(one.text for one in notices[0].lacking) if notices else ()
            return progress.model_copy(update={"lacking": lacking})
        case CaseStatus.ACCEPTED:
            asked = reviews.of_case(number)
            if not asked:
                return progress
            decided = sum(review.decision is not None for review in asked)
            text = f"已受理，部门审批中（{decided}/{len(asked)}）"
            return progress.model_copy(update={"status_text": text})
        case CaseStatus.FINISHED:
            result = casework.result(number)
            if result is None:
                return progress
            text = f"{progress.status_text}：{result.name}"
            return progress.model_copy(update={"status_text": text})
    return progress
