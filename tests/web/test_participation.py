"""Certificates of participation: of the list that counts, issued once, checked by anyone."""

from __future__ import annotations

import io
import json
import re
from functools import partial
from typing import Any

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

import badges
from lms.extensions import db, transaction
from lms.models import (
    ParticipationCertificate,
    RegistrationCounter,
    StoredFile,
)
from lms.services import audit, issuers, participation, regulations
from tests.infra.attendance import AFTER, accept_list, book_list, undo_list, work_off
from tests.infra.cast import RECORDED_AT, Cast, sign_in, sign_out

ANA = ("Moraru", "Ana", "", "AS-10001", "300")
BOGDAN = ("Țuțea", "Bogdan", "", "AS-10002", "360")


@pytest.fixture
def book(app: Flask, cast: Cast) -> Any:
    """Keeps a list, confirms it and does the work; returns the file's id."""
    with app.app_context():
        with transaction() as session:
            regulations.ensure_bundled(session, now=RECORDED_AT)
        db.session.remove()

    return partial(book_list, app, cast)


def issued(app: Flask) -> list[Any]:
    with app.app_context():
        rows = db.session.execute(
            select(
                ParticipationCertificate.id,
                ParticipationCertificate.public_id,
                ParticipationCertificate.registration_number,
            ).order_by(ParticipationCertificate.issued_at)
        ).all()
        db.session.remove()
    return list(rows)


def take(client: FlaskClient, cast: Cast) -> Any:
    sign_in(client, cast.member)
    return client.post(f"/credits/participation/{cast.edition_id}")


def verdict(client: FlaskClient, public_id: str) -> str:
    page = client.get(f"/verify/participation/{public_id}").text
    found = re.search(r'verdict__word">([^<]+)<', page)
    assert found is not None
    return found[1]


def test_of_an_accepted_list_one_is_issued_signed_and_checked_signed_out(
    client: FlaskClient, app: Flask, cast: Cast, book: Any
) -> None:
    book(ANA, BOGDAN)
    for _again in range(2):
        answer = take(client, cast)
        assert answer.status_code == 303
        assert answer.headers["Location"].endswith(f"#edition-{cast.edition_id}")
    [row] = issued(app)  # the second time is the same
    assert f"/credits/participation/{row.id}.pdf" in client.get("/credits/participation").text
    pdf = client.get(f"/credits/participation/{row.id}.pdf").data
    with pikepdf.open(io.BytesIO(pdf)) as document:
        said = json.loads(document.attachments["adeverinta.json"].get_file().read_bytes())
        assert document.open_metadata().pdfa_status == "3B"
    assert said["participation"]["minutesPresent"] == 300
    assert said["participation"]["minutesDelivered"] == 360
    assert said["participation"]["programme"] == "Intervenția în criză"
    assert said["credits"]["amount"] == "6"
    with app.app_context():
        issuer = issuers.issuer_by_slug(db.session(), issuers.COLLEGE)
        assert issuer is not None
        did = issuers.did_document(db.session(), issuer, settings=app.extensions["settings"])
        db.session.remove()
    assert badges.refusal_of_json(said, did) is None
    said["participation"]["minutesPresent"] = 360
    assert badges.refusal_of_json(said, did) == "signature_wrong"
    sign_out(client)
    answer = client.get(f"/verify/participation/{row.public_id}")
    for shown in ("Valabilă", "Ana Moraru", "AS-10001", "300 din 360 de minute"):
        assert shown in answer.text
    assert "@" not in re.sub(r"<(head|footer).*?</\1>", "", answer.text, flags=re.S)
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_it_follows_the_list_undone_corrected_and_booked_again(
    client: FlaskClient, app: Flask, cast: Cast, book: Any
) -> None:
    file_id = book(ANA)
    take(client, cast)
    [first] = issued(app)
    with app.app_context():
        with transaction() as session:
            assert undo_list(session, cast, file_id)
        db.session.remove()
    assert verdict(client, first.public_id) == "În actualizare"
    work_off(app)
    assert verdict(client, first.public_id) == "Retrasă"
    assert take(client, cast).status_code == 404
    book((*ANA[:4], "360"))
    assert verdict(client, first.public_id) == "Depășită"
    take(client, cast)
    _first, second = issued(app)
    assert second.registration_number != first.registration_number
    assert verdict(client, second.public_id) == "Valabilă"


def test_who_is_not_on_the_list_gets_none(
    client: FlaskClient, app: Flask, cast: Cast, book: Any
) -> None:
    book(BOGDAN, (*ANA[:4], "0"))
    assert take(client, cast).status_code == 404
    assert "Nicio ediție" in client.get("/credits/participation").text
    assert issued(app) == []


def test_credits_stand_on_it_only_while_their_line_does(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    with app.app_context():
        with transaction() as session:
            accept_list(session, cast)
        db.session.remove()
    take(client, cast)
    with app.app_context():
        document = json.loads(db.session.scalars(select(ParticipationCertificate.document)).one())
        db.session.remove()
    assert document["credits"] is None
    assert "fără credite înscrise" in client.get("/credits/participation").text


def test_a_failure_before_the_commit_leaves_nothing_and_no_gap(
    app: Flask, cast: Cast, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        with transaction() as session:
            accept_list(session, cast)
        member_id = cast.member.member_id
        assert member_id is not None
        settings = app.extensions["settings"]

        def go() -> int:
            with transaction() as session:
                made = participation.issue(
                    session,
                    member_id,
                    cast.edition_id,
                    account_id=cast.member.id,
                    settings=settings,
                    now=AFTER,
                )
                return made.registration_number

        before = [db.session.scalar(select(func.count()).select_from(t)) for t in COUNTED]
        with monkeypatch.context() as patch:
            patch.setattr(audit, "record", _die)
            with pytest.raises(RuntimeError):
                go()
        db.session.rollback()
        assert before == [db.session.scalar(select(func.count()).select_from(t)) for t in COUNTED]
        assert go() == go() == 1
        db.session.remove()


COUNTED = (ParticipationCertificate, StoredFile, RegistrationCounter)


def _die(*_args: Any, **_kwargs: Any) -> None:
    raise RuntimeError("killed")


def test_the_list_takes_few_queries_and_is_exported(
    client: FlaskClient, app: Flask, cast: Cast, count_queries: Any
) -> None:
    with app.app_context():
        with transaction() as session:
            accept_list(session, cast)
        db.session.remove()
    take(client, cast)
    with count_queries() as sent:
        assert client.get("/credits/participation").status_code == 200
    assert len(sent) <= 11
    exported = client.get("/credits/participation?format=csv").text
    assert "Intervenția în criză" in exported
    assert ";300;" in exported or ",300," in exported
