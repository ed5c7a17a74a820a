from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from forms.application import (
    Application,
    AppliedMaterial,
    application_schema,
    fill_application,
)
from forms.catalogue import Catalogue
from forms.one_table import Source, Value
from forms.sample import fill_sample, sample_application, sample_text
from tests.forms.conftest import SHIPPED

SCHEMA = SHIPPED.parent / "schema" / "application.schema.json"
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def application(shipped_catalogue: Catalogue, permit_code: str, insurance_code: str) -> Application:
    table = fill_sample(shipped_catalogue, (permit_code, insurance_code), date(2026, 11, 24))
    table = table.with_value("residence_reason", Value("住所", Source.TYPED))
    proof = AppliedMaterial(key="dwelling_proof", name="居住地址证明", pages=1, sha256=("0" * 64,))
    return fill_application(table, "a-1", NOW, (proof,), signed=True)


def test_application_survives_its_json(application: Application) -> None:
    assert Application.model_validate_json(application.to_json()) == application


def test_application_names_items_version_and_sources(
    application: Application, shipped_catalogue: Catalogue
) -> None:
    data = json.loads(application.to_json())
    assert [item["name"] for item in data["items"]] == ["居住证申领", "城乡居民医保参保登记"]
    assert data["catalogue_version"] == shipped_catalogue.version
    assert data["created_at"] == "2026-11-24T03:00:00Z"
    assert data["values"][0] == {
        "key": "name",
        "name": "姓名",
        "text": "陈样本",
        "shown": "陈样本",
        "source": "typed",
        "source_label": "样表",
        "pages": [],
        "at_window": False,
    }


def test_hidden_fields_are_left_out(application: Application) -> None:
    assert application.value("residence_reason") == "住所"
    assert application.value("dwelling_kind") == "租住"
    assert application.value("employer_name") == ""


def test_a_choice_travels_with_its_words(application: Application) -> None:
    shown = {value.key: value.shown for value in application.values}
    assert shown["residence_reason"] == "在这里有稳定住所"


def test_personal_values_stay_out_of_the_representation(application: Application) -> None:
    assert "陈样本" not in repr(application)


def test_a_time_without_zone_is_refused(shipped_catalogue: Catalogue, permit_code: str) -> None:
    table = fill_sample(shipped_catalogue, (permit_code,), date(2026, 11, 24))
    with pytest.raises(ValidationError):
        fill_application(table, "a-1", NOW.replace(tzinfo=None))


def test_the_published_schema_is_the_one_in_force() -> None:
    committed = json.loads(SCHEMA.read_text("utf-8"))
    assert committed == application_schema(), "run: catalogue schema > assets/schema/…"


def test_every_sample_follows_the_published_schema(shipped_catalogue: Catalogue) -> None:
    validator = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    for code in shipped_catalogue.codes:
        application = sample_application(shipped_catalogue, (code,))
        faults = validator.iter_errors(json.loads(application.to_json()))
        assert [fault.message for fault in faults] == [], code


def test_the_schema_refuses_what_is_no_application(shipped_catalogue: Catalogue) -> None:
    validator = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    sample = sample_application(shipped_catalogue, shipped_catalogue.codes[:1])
    application = json.loads(sample.to_json())
    for spoilt in ({"items": []}, {"values": None}, {"extra": 1}, {"signed": "yes"}):
        assert not validator.is_valid({**application, **spoilt})


def test_a_sample_tells_fields_and_materials(
    shipped_catalogue: Catalogue, permit_code: str
) -> None:
    text = sample_text(shipped_catalogue, (permit_code,))
    assert text.startswith("居住证申领　样表\n姓名：陈样本\n")
    assert "要带的材料：\n1. " in text
