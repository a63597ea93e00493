"""The application of the tests: the real one, on either database, refusing lost writes."""

import pytest
from sqlalchemy import text

from tests.infra.fixtures import writes_only_in_transactions


def test_application_answers(client):
    assert client.get("/healthz").status_code == 200


def test_write_outside_a_transaction_fails_the_test(app):
    from lms.extensions import db

    @app.get("/test-only")
    def forget_to_commit() -> str:
        db.session.execute(text("DELETE FROM outbox"))
        return "done"

    with (
        pytest.raises(AssertionError, match=r"Written outside transaction.*\n *DELETE FROM outbox"),
        writes_only_in_transactions(app),
    ):
        assert app.test_client().get("/test-only").status_code == 200


def test_write_inside_a_transaction_is_kept(app):
    from lms.extensions import transaction

    with app.app_context(), writes_only_in_transactions(app), transaction() as session:
        session.execute(text("DELETE FROM outbox"))
