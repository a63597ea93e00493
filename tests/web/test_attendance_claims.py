"""A member says that an undecided row is theirs: evidence on the review screen, never a credit."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.extensions import db, transaction
from lms.models import (
    AttendanceRow,
    AuditEntry,
    CreditEntry,
    EditionRegistration,
    Mail,
    Member,
    MemberEmail,
    Notification,
)
from tests.infra.attendance import confirm_list, csv_list, keep_list, work_off
from tests.infra.cast import Cast, sign_in
from tests.infra.credit import BOOKED_AT


@pytest.fixture
def booked(app: Flask, cast: Cast) -> str:
    """A booked list: the colleague by code; a row with the member's e-mail under another name."""
    with app.app_context():
        with transaction() as session:
            mine = session.scalars(
                select(MemberEmail).where(
                    MemberEmail.member_id == cast.member.member_id,
                    MemberEmail.verified_at.is_not(None),
                )
            ).first()
            assert mine is not None
            other = session.get_one(Member, cast.colleague.member_id)
            data = csv_list(
                (other.last_name, other.first_name, "", other.rnasr_code, "360"),
                ("Nimenea", "Xerxes", mine.email, "", "360"),
                ("Altcineva", "Zoe", "zoe@strain.test", "", "360"),
            )
            file, _new = keep_list(session, cast, data, app=app)
            confirm_list(session, cast, file.id, app=app)
            file_id = file.id
        db.session.remove()
    work_off(app)
    return f"/provider/editions/{cast.edition_id}/attendance/{file_id}"


def of(app: Flask, *columns: Any) -> list[tuple[Any, ...]]:
    with app.app_context():
        found = db.session().execute(select(*columns)).all()
        db.session.remove()
    return [tuple(row) for row in found]


def test_a_member_is_written_to_once_and_says_so_to_the_organiser(
    client: FlaskClient, app: Flask, cast: Cast, booked: str
) -> None:
    where = f"/credits/claims/{cast.edition_id}"
    letters = [body for kind, body in of(app, Mail.kind, Mail.body) if kind.endswith("claimable")]
    assert len(letters) == 1
    assert where in letters[0]
    before = of(app, CreditEntry.id)

    sign_in(client, cast.member)
    page = client.get(where)
    assert "Da, am participat" in page.text
    assert "Xerxes" not in page.text
    assert "Zoe" not in page.text
    for _twice in range(2):
        assert client.post(where).status_code == 303
    assert "Ați spus că ați participat" in client.get(where).text
    kinds = [kind for (kind,) in of(app, Notification.kind)]
    assert kinds.count("attendance_claimed") == 2  # each of the provider's two people, once
    assert [a for (a,) in of(app, AuditEntry.action)].count("attendance.claimed") == 1
    assert of(app, CreditEntry.id) == before
    assert None in [m for (m,) in of(app, AttendanceRow.member_id)]

    sign_in(client, cast.provider)
    row_id = next(
        row for row, email in of(app, AttendanceRow.id, AttendanceRow.name) if "Xerxes" in email
    )
    review = client.get(booked, query_string={"tab": "all", "row": row_id}).text
    assert "Spune că a participat" in review


def test_what_was_said_outlives_a_corrected_list(
    client: FlaskClient, app: Flask, cast: Cast, booked: str
) -> None:
    sign_in(client, cast.member)
    assert client.post(f"/credits/claims/{cast.edition_id}").status_code == 303
    with app.app_context():
        member = db.session().get_one(Member, cast.member.member_id)
        name, code = (member.last_name, member.first_name), member.rnasr_code
        email = (
            db.session()
            .scalars(select(AttendanceRow.email).where(AttendanceRow.name.contains("Xerxes")))
            .one()
        )
        db.session.remove()
    assert email
    said, unlisted = "Spune că a participat", "nu sunt pe nicio linie"
    by_email = csv_list((email, "Xerxes N", "360"), header="E-mail,Participant,Durata (min)")
    by_name = csv_list((*name, "300"), header="Nume,Prenume,Durata (min)")
    gone = csv_list(("Altcineva", "Zoe", "300"), header="Nume,Prenume,Durata (min)")
    for data, shows in ((by_email, said), (by_name, said), (gone, unlisted)):
        with app.app_context():
            with transaction() as session:
                file, is_new = keep_list(session, cast, data, app=app)
                where = f"/provider/editions/{cast.edition_id}/attendance/{file.id}"
            db.session.remove()
        assert is_new
        sign_in(client, cast.provider)
        page = client.get(f"{where}?tab=all").text
        assert [each in page for each in (said, unlisted)] == [shows is said, shows is unlisted]
        assert (code in page) is True
        sign_in(client, cast.member)
        again = client.get(f"/credits/claims/{cast.edition_id}").text
        assert "Ați spus că ați participat" in again
    assert [a for (a,) in of(app, AuditEntry.action)].count("attendance.claimed") == 1


def test_by_name_only_who_was_registered_and_nobody_else(
    client: FlaskClient, app: Flask, cast: Cast, booked: str
) -> None:
    with app.app_context():
        with transaction() as session:
            row = session.scalars(
                select(AttendanceRow).where(AttendanceRow.email == "zoe@strain.test")
            ).one()
            member_id = str(cast.stranger.member_id)
            row.candidates = [{"member": member_id, "score": 900, "suggested": True}]
        db.session.remove()
    where = f"/credits/claims/{cast.edition_id}"
    sign_in(client, cast.stranger)
    assert client.get(where).status_code == 404
    assert where not in client.get("/credits").text
    with app.app_context():
        with transaction() as session:
            session.add(
                EditionRegistration(
                    id=uuid4(),
                    edition_id=cast.edition_id,
                    member_id=cast.stranger.member_id,
                    registered_at=BOOKED_AT,
                )
            )
        db.session.remove()
    assert where in client.get("/credits").text
    assert client.post(where).status_code == 303
    sign_in(client, cast.colleague)  # recognised on the list: nothing to claim
    assert client.post(where).status_code == 404
