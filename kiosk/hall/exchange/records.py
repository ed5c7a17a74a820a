"""The records of the national exchange tables; texts throughout, empty where nothing is known."""

from __future__ import annotations

from datetime import date, datetime, time

from pydantic import BaseModel, ConfigDict, Field

from forms.today import SHANGHAI

NATURAL_PERSON, ENTERPRISE = "1", "2"
"""Kinds of applicants, GB/T 39046-2020."""
IMMEDIATE, PROMISED = "1", "2"
"""Kinds of cases, GB/T 39046-2020."""
ADDED, CHANGED = "I", "U"


class Record(BaseModel):
    """What every table has: the case, and a mark of its own by which a replay is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    row_guid: str
    project_no: str
    cd_operation: str = ADDED


class AcceptRecord(Record):
    """up_pro_accept: a case was accepted."""

    task_code: str
    task_name: str
    catalog_code: str
    project_type: str
    applyer_name: str = Field(repr=False)
    applyer_type: str
    applyer_page_type: str
    applyer_page_code: str = Field(repr=False)
    contact_name: str = Field(repr=False)
    contact_mobile: str = Field(repr=False)
    contact_code: str = Field(repr=False)
    apply_date: str
    accept_date: str
    promise_date: str
    org_code: str
    org_name: str
    handle_user_name: str


class ProcessRecord(Record):
    """up_pro_process: a step of a case."""

    event_name: str
    process_name: str
    event_start_time: str
    event_end_time: str
    handle_explain: str = Field(repr=False)
    handle_user_name: str


class ResultRecord(Record):
    """up_pro_result: how a case ended."""

    result_type: str
    result_date: str
    result_explain: str = Field(repr=False)
    satisfaction: str
    handle_user_name: str


class MaterialRecord(Record):
    """up_pro_material: a material handed in."""

    material_name: str
    get_type: str
    get_num: str


def exchange_time(at: datetime) -> str:
    """Return a time as GB/T 39046 writes it, YYYYMMDDThhmmss, by Chinese clocks."""
    return f"{at.astimezone(SHANGHAI):%Y%m%dT%H%M%S}"


def end_of_day(day: date | None) -> str:
    """Return the last second of a promised day, or nothing."""
    return "" if day is None else f"{datetime.combine(day, time(23, 59, 59)):%Y%m%dT%H%M%S}"
