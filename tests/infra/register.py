"""Register imports for tests of pages: a file previewed, applied to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask, current_app

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session


def preview_import(session: Session, sheets: Any) -> UUID:
    """A preview of sheets (see tests/registry_file/builder.py); gives its id."""
    from lms import clock
    from lms.registry_file import read_register
    from lms.services import register_preview, regulations
    from tests.registry_file.builder import xlsx

    regulations.ensure_bundled(session, now=clock.now())
    known = register_preview.reading_facts(session)
    read = read_register(
        xlsx(sheets),
        filename="registru.xlsx",
        today=clock.today(),
        branches=known.branches,
        norms_from=known.norms_from,
    )
    found = register_preview.preview(
        session,
        read,
        account_id=None,
        settings=current_app.extensions["settings"],
        now=clock.now(),
    )
    return found.id


def work_off(app: Flask) -> None:
    """Do all the register's work that waits in the outbox, as a worker would."""
    from sqlalchemy import select

    from lms.extensions import db
    from lms.models import Outbox
    from lms.tasks import run_work

    with app.app_context():
        waiting = select(Outbox.id).where(Outbox.task.like("register.%"), Outbox.done_at.is_(None))
        for work_id in db.session.scalars(waiting).all():
            run_work(work_id, settings=app.extensions["settings"])
        db.session.remove()


def apply_import(app: Flask, sheets: Any) -> UUID:
    """Preview and apply sheets without problems; gives the id of the import."""
    from lms import clock
    from lms.extensions import db, transaction
    from lms.services import register_import

    with app.app_context():
        with transaction() as session:
            import_id = preview_import(session, sheets)
            register_import.start_apply(
                session, import_id, agreed_left_out=None, account_id=None, now=clock.now()
            )
        db.session.remove()
    work_off(app)
    return import_id
