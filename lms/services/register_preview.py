"""The preview of a register file: kept with its problems and what it would change."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.attendance.headers import title_key
from lms.attendance.names import fold_member_name
from lms.config import Settings
from lms.models import (
    ChangeKind,
    ImportState,
    Member,
    MemberEmail,
    RegisterChange,
    RegisterImport,
    StoredFile,
)
from lms.registry_file import (
    Place,
    Problem,
    Record,
    RegisterFile,
    Severity,
    record_as_dict,
)
from lms.services import audit, stored_files
from lms.services.listing import harmless_cell
from lms.services.register_difference import complete, difference
from lms.services.register_state import (
    Branches,
    Current,
    in_batches,
    load_branches,
    load_current,
)
from lms.services.regulations import norms

MOST_PROBLEMS = 5000  # kept and shown; the rest is counted
_LOST_ZEROS = 6


@dataclass(frozen=True, kw_only=True)
class ReadingFacts:
    """What the pure reader must be told: branches by folded name, first day of the norms."""

    branches: Mapping[str, str]
    norms_from: date


def reading_facts(session: Session) -> ReadingFacts:
    """What `read_register` needs to know of this installation."""
    branches: dict[str, str] = {}
    for slug, branch in load_branches(session).by_slug.items():
        name = title_key(branch.name)
        branches |= {
            title_key(slug): slug,
            name: slug,
            name.removeprefix("sucursala ").strip(): slug,
        }
    first = min(version.effective_from for version in norms(session).versions)
    return ReadingFacts(branches=branches, norms_from=first)


def folded_name(last_name: str, first_name: str) -> str:
    """Family then given names, lower case without marks: what lists sort and search by."""
    last, first = fold_member_name(last_name, first_name)
    return " ".join((*last.versions[0], *first.versions[0]))


def preview(
    session: Session,
    register: RegisterFile,
    *,
    account_id: UUID | None,
    settings: Settings,
    now: datetime,
) -> RegisterImport:
    """Keep a read file with its problems and what it would change; changes nothing else."""
    branches = load_branches(session)
    current = load_current(session, [record.code for record in register.records])
    problems = [*register.problems]
    refused = _clashes(session, register.records, current, problems)
    left_out = set(register.left_out)
    bad_rows = set(register.bad_rows)
    found = _new_import(register, account_id=account_id, now=now)
    found.stored_file_id = _keep(session, register, settings=settings, now=now).id
    session.add(found)
    session.flush()
    tally: Counter[str] = Counter()
    changes: list[RegisterChange] = []
    for record in register.records:
        if record.code in refused:
            bad_rows.add(refused[record.code])
            left_out.update(record.places)
        elif (change := _change_of(record, current.get(record.code), branches)) is not None:
            change.import_id = found.id
            change.position = len(changes) + 1
            changes.append(change)
            _tally(change, tally)
    session.add_all(changes)
    members = len(register.records) - len(refused)
    tally.update(members=members, changes=len(changes), unchanged=members - len(changes))
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    found.counts = dict(tally) | {
        "rows": dict(register.rows),
        "format": register.format,
        "errors": errors,
        "notices": len(problems) - errors,
        "bad_rows": len(bad_rows),
        "left_out": len(left_out),
    }
    found.problems = [problem.as_dict() for problem in _shown(problems)]
    if not changes:
        found.state = ImportState.REFUSED  # nothing to apply: it asks nothing of anybody
    session.flush()
    audit.record(
        session,
        "register.previewed",
        f"register_import:{found.id}",
        account_id=account_id,
        now=now,
        details={"changes": len(changes), "errors": errors},
    )
    return found


def _new_import(
    register: RegisterFile, *, account_id: UUID | None, now: datetime
) -> RegisterImport:
    return RegisterImport(
        id=uuid4(),
        filename=register.filename[:200],
        sha256=register.sha256,
        stored_file_id=None,
        state=ImportState.PREVIEW,
        counts={},
        problems=[],
        uploaded_by=account_id,
        uploaded_at=now,
        applied_at=None,
        undone_at=None,
        job_id=None,
    )


def _shown(problems: Sequence[Problem]) -> list[Problem]:
    shown = sorted(problems, key=lambda problem: problem.severity is Severity.NOTICE)
    if len(shown) <= MOST_PROBLEMS:
        return shown
    more = Problem(
        code="and_more",
        severity=Severity.NOTICE,
        params={"count": len(shown) - MOST_PROBLEMS},
    )
    return [*shown[:MOST_PROBLEMS], more]


def _change_of(
    record: Record, current: Current | None, branches: Branches
) -> RegisterChange | None:
    """What a record would change; None when the register says the same already."""
    known = current if current and current.member.withdrawn_at is None else None
    whole = complete(record, known, branches)
    lines = difference(whole, known, branches)
    if not lines:
        return None
    last_name, first_name = _name_of(whole, known.member if known else None)
    return RegisterChange(
        id=uuid4(),
        rnasr_code=whole.code,
        name=f"{first_name} {last_name}",
        folded_name=folded_name(last_name, first_name),
        kind=ChangeKind.CHANGED if known else ChangeKind.NEW,
        record=record_as_dict(whole),
        lines=lines,
        effects={},
        member_id=known.member.id if known else None,
        applied_at=None,
        undone_at=None,
    )


def _name_of(record: Record, member: Member | None) -> tuple[str, str]:
    if record.identity is not None:
        return record.identity.last_name, record.identity.first_name
    assert member is not None, "an unknown member without a row of members was refused before"
    return member.last_name, member.first_name


def _tally(change: RegisterChange, tally: Counter[str]) -> None:
    tally[change.kind.value] += 1
    for line in change.lines:
        tally[f"lines_{line['what']}"] += 1
        if line["what"] == "credit":
            tally["credits_booked"] += line["new"]["credits"]
            tally["credits_reversed"] += line["old"]["credits"] if line["old"] else 0


def _clashes(
    session: Session,
    records: Sequence[Record],
    current: Mapping[str, Current],
    problems: list[Problem],
) -> dict[str, Place]:
    """Records that clash with the register: by code, the row where it shows."""
    refused: dict[str, Place] = {}

    def refuse(record: Record, code: str, *, value: str, **params: str | int) -> None:
        place = record.places[0]
        problems.append(
            Problem(code=code, sheet=place.sheet, row=place.row, value=value[:80], params=params)
        )
        refused.setdefault(record.code, place)

    zeros = _codes_with_zeros(session, [r.code for r in records if r.code not in current])
    owners = _owners_of_emails(session, records)
    for record in records:
        known = current.get(record.code)
        if record.identity is None and (known is None or known.member.withdrawn_at is not None):
            refuse(record, "member_unknown", value=record.code)
        if record.code in zeros:
            refuse(record, "code_lost_zeros_known", value=record.code, known=zeros[record.code])
        for email in record.identity.emails if record.identity else ():
            other = owners.get(email)
            if other is not None and other != record.code:
                refuse(record, "email_of_other_member", value=email, other_code=other)
        _check_first_grade(record, known, refuse)
    return refused


def _check_first_grade(record: Record, known: Current | None, refuse: Callable[..., None]) -> None:
    """A grade before the day of registration that the register has (the file says none)."""
    if record.identity is not None or known is None:
        return
    since = known.member.registered_on
    for grade in record.grades or ():
        if grade.valid_from < since:
            refuse(
                record,
                "before_registration",
                value=f"{grade.valid_from:%d.%m.%Y}",
                registered_on=f"{since:%d.%m.%Y}",
            )
            return


def _codes_with_zeros(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """Codes of digits that the register has with zeros before them."""
    longer = {
        "0" * zeros + code: code
        for code in codes
        if code.isdigit()
        for zeros in range(1, _LOST_ZEROS + 1)
    }
    found: dict[str, str] = {}
    for batch in in_batches(longer):
        for known in session.scalars(select(Member.rnasr_code).where(Member.rnasr_code.in_(batch))):
            found.setdefault(longer[known], known)
    return found


def _owners_of_emails(session: Session, records: Sequence[Record]) -> dict[str, str]:
    """The code of the member who has each address of the file now."""
    emails = {email for record in records if record.identity for email in record.identity.emails}
    owners: dict[str, str] = {}
    for batch in in_batches(sorted(emails)):
        rows = session.execute(
            select(MemberEmail.email, Member.rnasr_code)
            .join(Member, Member.id == MemberEmail.member_id)
            .where(MemberEmail.email.in_(batch), MemberEmail.removed_at.is_(None))
        )
        owners |= {row.email: row.rnasr_code for row in rows}
    return owners


def _keep(
    session: Session, register: RegisterFile, *, settings: Settings, now: datetime
) -> StoredFile:
    """The file as read, without personal numbers: an archive of CSV files, encrypted."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, table in enumerate(register.tables, 1):
            text = io.StringIO(newline="")
            writer = csv.writer(text)
            at = 1
            for row, cells in table.rows:
                text.write("\r\n" * (row - at))  # empty rows stay, so that row numbers stay
                writer.writerow([harmless_cell(cell) for cell in cells])
                at = row + 1
            name = "".join(ch if ch.isalnum() or ch in " -_" else "_" for ch in table.sheet)
            entry = zipfile.ZipInfo(f"{number:02}-{name or 'foaie'}.csv", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, "\ufeff" + text.getvalue())
    return stored_files.store(
        session,
        out.getvalue(),
        filename=f"{register.filename.rsplit('.', 1)[0]}.zip",
        media_type="application/zip",
        settings=settings,
        now=now,
    )
