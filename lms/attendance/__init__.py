"""Reading attendance files and matching their people to members; pure: bytes in, data out.

read_attendance(data, *, filename, sessions=(), timezone="Europe/Bucharest",
                date_order=None, sheet=None, limits=DEFAULT_LIMITS) -> Reading
                raises AttendanceRefused
scrubbed_copy(data, *, filename, limits=DEFAULT_LIMITS) -> bytes
build_index(members) -> MemberIndex
match_people(people, *, members, registrants=()) -> tuple[Match, ...]
group_by_member(matches, *, accepted={}, sessions=()) -> tuple[MemberAttendance, ...]
as_json(reading, matches=()) -> dict
"""
