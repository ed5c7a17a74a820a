"""The hall answers as its OpenAPI description says, also to requests nobody would send."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from kiosk.platform.protocol import API, TOKEN_HEADER
from tests.kiosk.hall.conftest import RunningHall


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_route_keeps_to_its_description(hall: RunningHall) -> None:
    headers = {TOKEN_HEADER: hall.service.token}
    url = f"{hall.url}{API}/openapi.json"
    schema = schemathesis.openapi.from_url(url, headers=headers)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) >= 8
    for operation in operations:
        _try_out(operation, headers)


def _try_out(operation: schemathesis.APIOperation, headers: dict[str, str]) -> None:
    @settings(
        max_examples=3,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def answers_as_described(case: schemathesis.Case) -> None:
        # What is not in a schema (a JSON text within JSON, a digest) may be refused all the same.
        case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

    answers_as_described()
