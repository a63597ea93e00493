"""Reading attendance files and matching their people to members; pure: bytes in, data out."""

from lms.attendance.by_member import group_by_member
from lms.attendance.headers import Field
from lms.attendance.index import MemberIndex, build_index
from lms.attendance.load import DEFAULT_LIMITS
from lms.attendance.mapping import MAPPABLE, ColumnMapping, Preview, UnknownLayout, signature_of
from lms.attendance.match import match_people
from lms.attendance.members_file import read_members, read_registrants
from lms.attendance.minutes import minutes_present, session_minutes
from lms.attendance.model import (
    AttendanceRefused,
    Candidate,
    DateOrder,
    Decision,
    FilePerson,
    Interval,
    Limits,
    Match,
    MemberAttendance,
    MemberCandidate,
    Presence,
    Problem,
    Reading,
    Role,
    Rung,
    Session,
    Severity,
)
from lms.attendance.read import read_attendance
from lms.attendance.report import as_json
from lms.attendance.scrub import scrubbed_copy
from lms.attendance.sessions import read_sessions

__all__ = [
    "DEFAULT_LIMITS",
    "MAPPABLE",
    "AttendanceRefused",
    "Candidate",
    "ColumnMapping",
    "DateOrder",
    "Decision",
    "Field",
    "FilePerson",
    "Interval",
    "Limits",
    "Match",
    "MemberAttendance",
    "MemberCandidate",
    "MemberIndex",
    "Presence",
    "Preview",
    "Problem",
    "Reading",
    "Role",
    "Rung",
    "Session",
    "Severity",
    "UnknownLayout",
    "as_json",
    "build_index",
    "group_by_member",
    "match_people",
    "minutes_present",
    "read_attendance",
    "read_members",
    "read_registrants",
    "read_sessions",
    "scrubbed_copy",
    "session_minutes",
    "signature_of",
]
