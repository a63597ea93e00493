"""The ladder: code, verified e-mail, registrant by name, anyone by name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from lms.attendance.compare import Verdict, similarity, verdict
from lms.attendance.index import MemberIndex, build_index, code_key, email_key, members_near
from lms.attendance.minutes import minutes_present, union_of
from lms.attendance.model import (
    Candidate,
    Decision,
    FilePerson,
    Match,
    MemberAttendance,
    MemberCandidate,
    Params,
    Presence,
    Rung,
    Session,
)
from lms.attendance.names import FoldedName, fold_name

_LEAST_FOR_REVIEW = 0.72
_LEAST_FOR_REGISTRANT = 0.55
_MARGIN = 0.04
_MOST_CANDIDATES = 8
_MOST_NAMESAKES = 40
# A member who did not register is a weaker guess than one who did, but is still shown.
_NOT_REGISTERED = 0.85
_BY_KEY_NOT_NAME = 0.6


@dataclass(frozen=True, slots=True)
class _Asked:
    """One person of the file, its names folded, and where to look."""

    person: FilePerson
    names: tuple[FoldedName, ...]
    index: MemberIndex


@dataclass(frozen=True, slots=True)
class _Ranked:
    """Candidates by position, best first, with the rung they were found on."""

    rung: Rung
    scored: tuple[tuple[float, int], ...]


def match_people(
    people: Sequence[FilePerson],
    *,
    members: Sequence[MemberCandidate] | MemberIndex,
    registrants: Collection[str] = (),
) -> tuple[Match, ...]:
    """One match per person, in their order; `registrants` are member ids of the edition.

    Only a code or a verified e-mail is SURE, and neither when the row's name clearly contradicts.
    """
    index = members if isinstance(members, MemberIndex) else build_index(members)
    registered = frozenset(index.position[r] for r in registrants if r in index.position)
    return tuple(_match(person, index, registered=registered) for person in people)


def group_by_member(
    matches: Sequence[Match],
    *,
    accepted: Mapping[str, str] | None = None,
    sessions: Sequence[Session] = (),
) -> tuple[MemberAttendance, ...]:
    """What may be booked, one per member: the sure ones and those an officer accepted.

    `accepted` maps a person's key to the chosen member id, or to "" for "not a member"; it wins
    over the match. Absent people are left out. Minutes are the union over the member's people;
    durations without times never add up to it, the larger counts.
    """
    chosen = accepted or {}
    by_member: dict[str, list[FilePerson]] = {}
    for match in matches:
        sure = match.member if match.decision is Decision.SURE else None
        member = chosen.get(match.person.key, sure)
        if member and match.person.presence is Presence.PRESENT:
            by_member.setdefault(member, []).append(match.person)
    return tuple(
        _attendance(member, tuple(people), sessions=sessions)
        for member, people in by_member.items()
    )


def _attendance(
    member: str, people: tuple[FilePerson, ...], *, sessions: Sequence[Session]
) -> MemberAttendance:
    intervals = union_of(each for person in people for each in person.intervals)
    timed = minutes_present(intervals, duration_minutes=None, sessions=sessions)
    written = max(
        (
            minutes_present((), duration_minutes=person.duration_minutes, sessions=sessions)
            for person in people
            if not person.intervals
        ),
        default=0,
    )
    return MemberAttendance(member, people, intervals, max(timed, written))


def _match(person: FilePerson, index: MemberIndex, *, registered: frozenset[int]) -> Match:
    names = tuple(fold_name(name) for name in (person.name, *person.other_names) if name)
    asked = _Asked(person, names, index)
    by_code = index.by_code.get(code_key(person.rnasr_code), ()) if person.rnasr_code else ()
    by_email = index.by_email.get(email_key(person.email), ()) if person.email else ()
    if by_code:
        return _by_code(asked, by_code, by_email=by_email)
    if by_email:
        return _by_email(asked, by_email)
    return _by_name(asked, registered)


def _by_code(asked: _Asked, by_code: tuple[int, ...], *, by_email: tuple[int, ...]) -> Match:
    if len(by_code) > 1:
        return _between(asked, by_code, rung=Rung.CODE, reason="code_shared")
    owner = by_code[0]
    says = _verdict(asked, owner, other_names=_names_of_another(asked))
    if by_email and owner not in by_email:
        given = asked.index.given_names
        elsewhere = [_verdict(asked, at, other_names=given) for at in by_email]
        if says is not Verdict.AGREES or any(v is not Verdict.CONTRADICTS for v in elsewhere):
            both = (owner, *by_email)
            return _between(asked, both, rung=Rung.CODE, reason="code_email_differ")
    if says is Verdict.CONTRADICTS:
        return _contradicted(asked, owner, rung=Rung.CODE)
    return _sure(asked, owner, rung=Rung.CODE)


def _by_email(asked: _Asked, by_email: tuple[int, ...]) -> Match:
    if len(by_email) > 1:
        return _between(asked, by_email, rung=Rung.EMAIL, reason="email_shared")
    owner = by_email[0]
    # A household often shares an address: Ioan under Ioana's is another person, not a slip.
    given = asked.index.given_names
    if _verdict(asked, owner, other_names=given) is Verdict.CONTRADICTS:
        return _contradicted(asked, owner, rung=Rung.EMAIL)
    return _sure(asked, owner, rung=Rung.EMAIL)


def _names_of_another(asked: _Asked) -> frozenset[str]:
    """Given names of the row, when its whole name is exactly some member's: then no mere slip."""
    index = asked.index
    return frozenset(
        word
        for name in asked.names
        if any(key in index.by_key for key in name.keys)
        for version in name.versions
        for word in version
        if word in index.given_names
    )


def _verdict(asked: _Asked, at: int, *, other_names: frozenset[str]) -> Verdict:
    """CONTRADICTS if any name of the row does; AGREES if one does and none contradicts."""
    known = asked.index.names[at]
    found = {verdict(name, known, other_names=other_names) for name in asked.names}
    for each in (Verdict.CONTRADICTS, Verdict.AGREES):
        if each in found:
            return each
    return Verdict.SILENT


def _sure(asked: _Asked, owner: int, *, rung: Rung) -> Match:
    member = asked.index.members[owner].id
    score = 1.0 if rung is Rung.CODE else 0.99
    only = (Candidate(member, score),)
    reason = f"{rung.value}_matches"
    return Match(asked.person, member, rung, score, Decision.SURE, only, reason)


def _contradicted(asked: _Asked, owner: int, *, rung: Rung) -> Match:
    """The key says one member, the name another: both are shown and nobody stands on top."""
    scores = dict(_scores(asked, _near(asked)))
    scores[owner] = max(_BY_KEY_NOT_NAME, scores.get(owner, 0.0))
    return _undecided(asked, scores, rung=rung, reason=f"{rung.value}_name_contradicts")


def _between(asked: _Asked, owners: Iterable[int], *, rung: Rung, reason: str) -> Match:
    scores = {at: max(_BY_KEY_NOT_NAME, score) for at, score in _scores(asked, owners)}
    return _undecided(asked, scores, rung=rung, reason=reason)


def _undecided(asked: _Asked, scores: Mapping[int, float], *, rung: Rung, reason: str) -> Match:
    ordered = sorted(((s, at) for at, s in scores.items()), key=_best_first)
    candidates = _candidates(asked.index, ordered)
    params: Params = {"name": asked.person.name}
    top = candidates[0].score
    return Match(asked.person, None, rung, top, Decision.REVIEW, candidates, reason, params)


def _by_name(asked: _Asked, registered: frozenset[int]) -> Match:
    ranked = _rank(asked, registered)
    person = asked.person
    if ranked is None:
        reason = "nobody_found" if any(n.says_person for n in asked.names) else "no_person_name"
        params: Params = {"name": person.name}
        return Match(person, None, Rung.NONE, 0.0, Decision.UNMATCHED, (), reason, params)
    best, owner = ranked.scored[0]
    candidates = _candidates(asked.index, ranked.scored)
    score = candidates[0].score
    level = sum(best - pair[0] < _MARGIN for pair in ranked.scored)
    if level > 1:
        params = {"count": level}
        return Match(
            person, None, ranked.rung, score, Decision.REVIEW, candidates, "namesakes", params
        )
    kind = "same" if best >= 1.0 else "similar"
    reason = f"registrant_name_{kind}" if ranked.rung is Rung.REGISTRANT else f"name_{kind}"
    member = asked.index.members[owner].id
    return Match(person, member, ranked.rung, score, Decision.REVIEW, candidates, reason)


def _rank(asked: _Asked, registered: frozenset[int]) -> _Ranked | None:
    scored = [(score, at) for at, score in _scores(asked, _near(asked))]
    known = [pair for pair in scored if pair[1] in registered]
    if max(known, default=(0.0, -1))[0] >= _LEAST_FOR_REGISTRANT:
        least = _LEAST_FOR_REVIEW
        others = [(s * _NOT_REGISTERED, at) for s, at in scored if at not in registered]
        kept = [pair for pair in others if pair[0] >= least * _NOT_REGISTERED]
        ordered = sorted(known + kept, key=_best_first)
        rung = Rung.REGISTRANT if ordered[0][1] in registered else Rung.NAME
        return _Ranked(rung, tuple(ordered))
    anyone = [pair for pair in scored if pair[0] >= _LEAST_FOR_REVIEW]
    return _Ranked(Rung.NAME, tuple(sorted(anyone, key=_best_first))) if anyone else None


def _near(asked: _Asked) -> frozenset[int]:
    empty: frozenset[int] = frozenset()
    return empty.union(*(members_near(asked.index, name) for name in asked.names))


def _scores(asked: _Asked, positions: Iterable[int]) -> list[tuple[int, float]]:
    known = asked.index.names
    return [
        (at, max((similarity(name, known[at]) for name in asked.names), default=0.0))
        for at in positions
    ]


def _best_first(pair: tuple[float, int]) -> tuple[float, int]:
    return -pair[0], pair[1]


def _candidates(index: MemberIndex, ordered: Sequence[tuple[float, int]]) -> tuple[Candidate, ...]:
    """The best few, and every further one level with the best."""
    kept = [
        pair
        for place, pair in enumerate(ordered[:_MOST_NAMESAKES])
        if place < _MOST_CANDIDATES or ordered[0][0] - pair[0] < _MARGIN
    ]
    return tuple(Candidate(index.members[at].id, round(score, 2)) for score, at in kept)
