"""Courses published: a checked folder becomes an immutable version, and is read back from it."""

from __future__ import annotations

import io
import threading
import zipfile
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

import courses
from courses.folder import load_course, read_course_folder
from courses.model import Course as CourseDefinition
from lms.config import Settings
from lms.errors import N_, BadInput, Conflict, NotFound
from lms.models import Course, CourseCredit, CourseKind, CourseVersion, StoredFile
from lms.services import stored_files

BUNDLED = Path(courses.__file__).parent / "content"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the same files give the same zip
_MOST_LOADED = 32


@dataclass(frozen=True)
class Published:
    """A version, and whether this call published it."""

    version: CourseVersion
    is_new: bool


def publish_course(
    session: Session, files: Mapping[str, bytes], *, settings: Settings, now: datetime
) -> Published:
    """Publish the files of a course folder; the same content again is the same version.

    Raises CourseError with every problem, Conflict when the version number is taken by other
    content.
    """
    definition = load_course(files)
    course = session.scalar(select(Course).where(Course.slug == definition.slug))
    if course is None:
        course = Course(
            id=uuid4(),
            slug=definition.slug,
            kind=CourseKind(definition.kind.value),
            created_at=now,
        )
        session.add(course)
        session.flush()
    known = session.scalar(
        select(CourseVersion).where(
            CourseVersion.course_id == course.id, CourseVersion.version == definition.version
        )
    )
    if known is not None:
        if known.sha256 == definition.digest:
            return Published(known, is_new=False)
        raise Conflict(
            N_(
                "Versiunea %(version)s a cursului „%(slug)s” este publicată deja, cu alt conținut. "
                "O versiune publicată nu se schimbă: măriți numărul versiunii în course.yaml."
            ),
            version=definition.version,
            slug=definition.slug,
        )
    version = _new_version(session, course, definition, files, settings=settings, now=now)
    return Published(version, is_new=True)


def _new_version(
    session: Session,
    course: Course,
    definition: CourseDefinition,
    files: Mapping[str, bytes],
    *,
    settings: Settings,
    now: datetime,
) -> CourseVersion:
    package = stored_files.store(
        session,
        _zipped(files),
        filename=f"{definition.slug}-{definition.version}.zip",
        media_type="application/zip",
        settings=settings,
        now=now,
    )
    version = CourseVersion(
        id=uuid4(),
        course_id=course.id,
        version=definition.version,
        sha256=definition.digest,
        package_id=package.id,
        title=definition.title.as_map(),
        summary=definition.summary.as_map(),
        languages=list(definition.languages),
        workload_minutes=definition.workload_minutes,
        lesson_count=len(definition.lessons),
        published_at=now,
        withdrawn_at=None,
    )
    session.add(version)
    session.flush()
    return version


def publish_bundled(session: Session, *, settings: Settings, now: datetime) -> list[CourseVersion]:
    """Publish every course that comes with the product, once each; returns their versions."""
    folders = sorted(path.parent for path in BUNDLED.glob("*/course.yaml"))
    return [
        publish_course(session, read_course_folder(folder), settings=settings, now=now).version
        for folder in folders
    ]


def fix_credits(
    session: Session,
    slug: str,
    *,
    credits: int,
    decision_number: str,
    decided_on: date,
    valid_from: date,
    now: datetime,
) -> CourseCredit:
    """Record a decision of BEX on a course's credits (thousandths), from a day on."""
    course = session.scalar(select(Course).where(Course.slug == slug))
    if course is None:
        raise NotFound(N_("Nu există cursul „%(slug)s”."), slug=slug)
    if credits <= 0:
        raise BadInput(N_("Creditele unui curs trebuie să fie mai mari decât zero."))
    row = CourseCredit(
        id=uuid4(),
        course_id=course.id,
        credits=credits,
        decision_number=decision_number,
        decided_on=decided_on,
        body="BEX",
        valid_from=valid_from,
        valid_until=None,
        recorded_at=now,
        superseded_at=None,
        import_id=None,
    )
    for earlier in session.scalars(
        select(CourseCredit).where(
            CourseCredit.course_id == course.id, CourseCredit.superseded_at.is_(None)
        )
    ):
        _end_before(session, earlier, valid_from, now=now)
    session.add(row)
    session.flush()
    return row


def _end_before(session: Session, earlier: CourseCredit, day: date, *, now: datetime) -> None:
    """Supersede a decision by one that ends where the next begins; the old row stays readable."""
    if earlier.valid_until is not None and earlier.valid_until <= day:
        return
    earlier.superseded_at = now
    if earlier.valid_from < day:
        session.add(
            CourseCredit(
                id=uuid4(),
                course_id=earlier.course_id,
                credits=earlier.credits,
                decision_number=earlier.decision_number,
                decided_on=earlier.decided_on,
                body=earlier.body,
                valid_from=earlier.valid_from,
                valid_until=day,
                recorded_at=now,
                superseded_at=None,
                import_id=None,
            )
        )


_loaded: OrderedDict[str, CourseDefinition] = OrderedDict()  # by digest: a version never changes
_loading = threading.Lock()


def load_version(
    session: Session, version: CourseVersion, *, settings: Settings
) -> CourseDefinition:
    """The course in a published version; read once per process."""
    with _loading:
        found = _loaded.get(version.sha256)
        if found is not None:
            _loaded.move_to_end(version.sha256)
            return found
    package = session.get_one(StoredFile, version.package_id)
    definition = load_course(_unzipped(stored_files.read(package, settings=settings)))
    with _loading:
        _loaded[version.sha256] = definition
        while len(_loaded) > _MOST_LOADED:
            _loaded.popitem(last=False)
    return definition


def newest_version(session: Session, slug: str) -> CourseVersion | None:
    """The version that a member who enrols now gets; None for an unknown or withdrawn course."""
    return session.scalar(
        select(CourseVersion)
        .join(Course)
        .where(Course.slug == slug, CourseVersion.withdrawn_at.is_(None))
        .order_by(CourseVersion.published_at.desc(), CourseVersion.id)
        .limit(1)
    )


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for path in sorted(files):
            package.writestr(zipfile.ZipInfo(path, _ZIP_TIME), files[path], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}
