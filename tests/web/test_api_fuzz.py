"""schemathesis reads the description of /api/v1 and asks what it allows and what it does not."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from lms import clock
from lms.extensions import transaction
from lms.services import api_tokens
from lms.services.api_tokens import TokenScope
from tests.infra.attendance import csv_list, keep_list
from tests.infra.editions import announce

EXAMPLES = int(os.environ.get("API_EXAMPLES", "8"))  # of each operation; more in `make api`
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
OPERATIONS = (
    "listProgrammes",
    "listEditions",
    "createEdition",
    "getEdition",
    "changeEdition",
    "cancelEdition",
    "listRegistrations",
    "uploadAttendance",
    "getAttendance",
    "listAttendancePeople",
    "confirmAttendance",
    "undoAttendance",
    "verifyBadge",
)
OF_A_PLANNED_EDITION = ("changeEdition", "cancelEdition")  # in this order


@pytest.fixture
def described(app, cast):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    data = csv_list(("", "", "", cast.member.rnasr_code, "360"))
    with app.app_context(), transaction() as session:
        token = api_tokens.create(
            session,
            cast.provider_id,
            name="schemathesis",
            scopes=list(TokenScope),
            expires_on=clock.today() + timedelta(days=9),
            account_id=cast.provider.id,
            now=clock.now(),
        )
        file, _is_new = keep_list(session, cast, data, app=app)
        list_id, planned_id = file.id, announce(session, cast)
    return schemathesis.openapi.from_wsgi("/api/openapi.json", app), token, list_id, planned_id


def test_odd_requests_get_answers_that_the_description_knows(described, cast):
    schema, token, list_id, planned_id = described
    found = {}
    for result in schema.get_all_operations():
        operation = result.ok()
        found[operation.definition.raw["operationId"]] = operation
    assert set(found) == set(OPERATIONS)
    answered = {
        (name, kind)
        for name, operation in found.items()
        for kind in kinds_answered(
            operation,
            token,
            edition_id=planned_id if name in OF_A_PLANNED_EDITION else cast.edition_id,
            list_id=list_id,
        )
    }
    assert {name for name, kind in answered if kind in (2, 4)} == set(OPERATIONS)
    assert len([name for name, kind in answered if kind == 2]) >= 8


def kinds_answered(operation, token, **ids):
    """The hundreds of the statuses that an operation answered with; fails at a wrong answer."""
    kinds = set()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
        | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    )
    def check(case):
        for name in set(case.path_parameters or {}) & set(ids):
            case.path_parameters[name] = str(ids[name])
        response = case.call(headers={"Authorization": f"Bearer {token}"})
        case.validate_response(response, checks=CHECKS)
        kinds.add(response.status_code // 100)

    check()
    return kinds
