"""Makes the records of a case out of what the hall has on file, at the moment they are sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from forms.resident_number import is_well_formed
from kiosk.hall.case_file import CaseFile, CaseFiles
from kiosk.hall.casework import Casework, Step
from kiosk.hall.config import Levels
from kiosk.hall.evaluating import Evaluations
from kiosk.hall.exchange.queue import QueuedRecord, record_mark
from kiosk.hall.exchange.records import (
    CHANGED,
    ENTERPRISE,
    IMMEDIATE,
    NATURAL_PERSON,
    PROMISED,
    AcceptRecord,
    MaterialRecord,
    ProcessRecord,
    Record,
    ResultRecord,
    end_of_day,
    exchange_time,
)
from kiosk.hall.filing import ENTERPRISE_CODE
from kiosk.hall.guide import Guide

# GA/T 517: the resident identity card; of another document the hall knows the number alone.
_RESIDENT_CARD = "111"
_BY_PICTURE, _AT_WINDOW = "电子件", "窗口收取"
_USCC, _BASIC = slice(0, 18), slice(19, 31)


class RecordError(Exception):
    """A queued record is about something the hall does not have."""


@dataclass(frozen=True)
class Composer:
    """Composes records; `levels` say how the platform knows an opinion."""

    files: CaseFiles
    casework: Casework
    evaluations: Evaluations
    guide: Guide
    levels: Levels

    def compose(self, queued: QueuedRecord) -> tuple[Record, ...]:
        """Return what the platform is told, in order."""
        makers: dict[str, Callable[[QueuedRecord], tuple[Record, ...]]] = {
            "accept": self._accept,
            "material": self._materials,
            "process": self._process,
            "result": self._result,
            "evaluation": self._evaluation,
        }
        return makers[queued.kind](queued)

    def _accept(self, queued: QueuedRecord) -> tuple[Record, ...]:
        case = self._file(queued.case_number)
        head, number = case.head, case.applicant_number
        accepted = next(s for s in self.casework.steps(head.case_number) if s.action == "accepted")
        item = self.guide.item(head.item_code)
        on_the_spot = head.promised_on is None or head.promised_on == head.submitted_at.date()
        record = AcceptRecord(
            row_guid=queued.record_key,
            project_no=head.case_number,
            task_code=head.item_code,
            task_name=head.item_name,
            catalog_code=head.item_code[_BASIC],
            project_type=IMMEDIATE if on_the_spot else PROMISED,
            **_applicant(case),
            contact_name=case.applicant,
            contact_mobile=case.application.value("phone"),
            contact_code=number,
            apply_date=exchange_time(head.submitted_at),
            accept_date=exchange_time(accepted.at),
            promise_date=end_of_day(head.promised_on),
            org_code=head.item_code[_USCC],
            org_name="" if item is None else item.department,
            handle_user_name=accepted.by,
        )
        return (record,)

    def _materials(self, queued: QueuedRecord) -> tuple[Record, ...]:
        case = self._file(queued.case_number)
        return tuple(
            MaterialRecord(
                row_guid=record_mark(queued.case_number, "material", material.key),
                project_no=queued.case_number,
                material_name=material.name,
                get_type=_AT_WINDOW if material.at_window else _BY_PICTURE,
                get_num=str(len(material.pages)),
            )
            for material in case.materials
        )

    def _process(self, queued: QueuedRecord) -> tuple[Record, ...]:
        head = self.files.head(queued.case_number)
        before: Step | None = None
        for step in self.casework.steps(queued.case_number):
            if step.step_id == queued.step_id and head is not None:
                record = ProcessRecord(
                    row_guid=queued.record_key,
                    project_no=queued.case_number,
                    event_name=step.name,
                    process_name=step.name,
                    event_start_time=exchange_time(before.at if before else head.submitted_at),
                    event_end_time=exchange_time(step.at),
                    handle_explain=step.note,
                    handle_user_name=step.by,
                )
                return (record,)
            before = step
        raise RecordError(f"case {queued.case_number} has no step {queued.step_id}")

    def _result(self, queued: QueuedRecord) -> tuple[Record, ...]:
        return (self._ending(queued),)

    def _evaluation(self, queued: QueuedRecord) -> tuple[Record, ...]:
        level = self.evaluations.level_of(queued.case_number)
        mark = self.levels.code(level)
        # It comes after the result and changes that record at the platform.
        return (
            self._ending(queued).model_copy(update={"cd_operation": CHANGED, "satisfaction": mark}),
        )

    def _ending(self, queued: QueuedRecord) -> ResultRecord:
        result = self.casework.result(queued.case_number)
        if result is None:
            raise RecordError(f"case {queued.case_number} has no result")
        finished = self.casework.steps(queued.case_number)[-1]
        return ResultRecord(
            row_guid=queued.record_key,
            project_no=queued.case_number,
            result_type=result.name,
            result_date=exchange_time(result.at),
            result_explain=result.text,
            satisfaction="",
            handle_user_name=finished.by,
        )

    def _file(self, case_number: str) -> CaseFile:
        case = self.files.open(case_number)
        if case is None:
            raise RecordError(f"there is no case {case_number}")
        return case


def _applicant(case: CaseFile) -> dict[str, str]:
    """Return who applies: an enterprise where the form names one by its code, else the person."""
    uscc = case.application.value(ENTERPRISE_CODE)
    if uscc:
        name = case.application.value("business_name") or case.applicant
        return {
            "applyer_name": name,
            "applyer_type": ENTERPRISE,
            "applyer_page_type": "",
            "applyer_page_code": uscc,
        }
    number = case.applicant_number
    return {
        "applyer_name": case.applicant,
        "applyer_type": NATURAL_PERSON,
        "applyer_page_type": _RESIDENT_CARD if is_well_formed(number) else "",
        "applyer_page_code": number,
    }
