"""The ladder: code, verified e-mail, registrant by name, anyone by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from lms.attendance.compare import likeness, similarity
from lms.attendance.index import MemberIndex, build_index, members_near
from lms.attendance.keys import Asked, asked_of
from lms.attendance.model import (
    Candidate,
    Decision,
    FilePerson,
    Match,
    MemberCandidate,
    Params,
    Rung,
)
from lms.attendance.names import FoldedName
from lms.attendance.ranking import Scored, listed, rank, scores
from lms.attendance.verdict import Fit, Lexicon, fit

_BY_KEY_NOT_NAME = 0.6
# By how much another member must explain a name better before a slip is not believed.
_BETTER = 0.03
# By how much one of two owners of an address must fit better to stand on top.
_ONE_OF_TWO = 0.1


class Verdict(Enum):
    """What the names of a row say about the owner of its code or e-mail."""

    AGREES = auto()
    SILENT = auto()
    CONTRADICTS = auto()


@dataclass(frozen=True, slots=True)
class _Room:
    """Whom the people of a file are asked against, and who in the file carries the same key."""

    index: MemberIndex
    lexicon: Lexicon
    registered: frozenset[int]
    fellows: Mapping[tuple[Rung, tuple[int, ...]], Sequence[Asked]]


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
    asked = [asked_of(person, index) for person in people]
    fellows: defaultdict[tuple[Rung, tuple[int, ...]], list[Asked]] = defaultdict(list)
    for each in asked:
        for rung, owners in ((Rung.CODE, each.by_code), (Rung.EMAIL, each.by_email)):
            if owners:
                fellows[rung, owners].append(each)
    room = _Room(index, index.lexicon, registered, fellows)
    return tuple(_match(each, room) for each in asked)


def _match(asked: Asked, room: _Room) -> Match:
    by_code = asked.by_code
    if not by_code and len(asked.number) == 1:
        fits = _verdict(asked, asked.number[0], room, rung=Rung.CODE) is Verdict.AGREES
        if fits and not asked.by_email and not any(_is_full(name) for name in asked.says):
            return _between(asked, asked.number, room, rung=Rung.CODE, reason="number_short_name")
        by_code = asked.number if fits else ()
    if by_code:
        return _by_code(asked, by_code, room)
    if asked.by_email:
        return _by_email(asked, room)
    return _by_name(asked, room)


def _is_full(name: FoldedName) -> bool:
    """Whether a name has two words: the number after "Maria" may be any, a year of birth too."""
    return len(name.versions[0]) > 1


def _by_code(asked: Asked, by_code: tuple[int, ...], room: _Room) -> Match:
    if len(by_code) > 1:
        return _between(asked, by_code, room, rung=Rung.CODE, reason="code_shared")
    owner = by_code[0]
    says = _verdict(asked, owner, room, rung=Rung.CODE)
    if asked.by_email and owner not in asked.by_email:
        elsewhere = [_verdict(asked, at, room, rung=Rung.EMAIL) for at in asked.by_email]
        if says is not Verdict.AGREES or any(v is not Verdict.CONTRADICTS for v in elsewhere):
            both = (owner, *asked.by_email)
            return _between(asked, both, room, rung=Rung.CODE, reason="code_email_differ")
    return _by_key(asked, owner, room, rung=Rung.CODE, says=says)


def _by_email(asked: Asked, room: _Room) -> Match:
    if len(asked.by_email) > 1:
        return _between(asked, asked.by_email, room, rung=Rung.EMAIL, reason="email_shared")
    owner = asked.by_email[0]
    says = _verdict(asked, owner, room, rung=Rung.EMAIL)
    return _by_key(asked, owner, room, rung=Rung.EMAIL, says=says)


def _by_key(asked: Asked, owner: int, room: _Room, *, rung: Rung, says: Verdict) -> Match:
    if says is Verdict.CONTRADICTS:
        return _contradicted(asked, owner, room, rung=rung)
    if _lent(asked, owner, room, rung=rung):
        return _between(asked, (owner,), room, rung=rung, reason=f"{rung.value}_many_names")
    member = room.index.members[owner].id
    score = 1.0 if rung is Rung.CODE else 0.99
    only = (Candidate(member, score),)
    reason = f"{rung.value}_matches"
    return Match(asked.person, member, rung, score, Decision.SURE, only, reason)


def _verdict(asked: Asked, at: int, room: _Room, *, rung: Rung) -> Verdict:
    """CONTRADICTS if any name of the row does; SILENT where no name is a person's."""
    if not asked.says:
        return Verdict.SILENT
    fits = [fit(name, room.index.names[at], room.lexicon) for name in asked.says]
    if min(fits) is Fit.NONE:
        return Verdict.CONTRADICTS
    if max(fits) is Fit.WHOLE:
        return Verdict.AGREES
    slips = min(fits) in {Fit.OTHER_GIVEN, Fit.OTHER_SURNAME, Fit.MORE_GIVEN}
    # A household often shares an address: Ioan under Ioana's is another person, not a slip.
    if min(fits) is Fit.OTHER_GIVEN and rung is Rung.EMAIL:
        return Verdict.CONTRADICTS
    if slips and _better(asked, at, room):
        return Verdict.CONTRADICTS
    return Verdict.CONTRADICTS if _registrant_of_that_name(asked, at, room) else Verdict.AGREES


def _better(asked: Asked, owner: int, room: _Room) -> bool:
    """Whether another member explains the names better than the owner of the key."""
    own = max(similarity(name, room.index.names[owner]) for name in asked.says)
    near = frozenset[int]().union(*(members_near(room.index, name) for name in asked.says))
    return any(score > own + _BETTER for score, _ in scores(asked.says, room.index, near))


def _registrant_of_that_name(asked: Asked, owner: int, room: _Room) -> bool:
    """Whether the owner did not register and somebody of exactly that name did."""
    if owner in room.registered:
        return False
    lost = [name for name in asked.says if any("?" in token for token in name.versions[0])]
    for name in lost:  # letters were lost: no key to look up
        near = members_near(room.index, name) & room.registered
        own = similarity(name, room.index.names[owner])
        if any(score > own + _BETTER for score, _ in scores([name], room.index, near)):
            return True
    return any(
        not room.registered.isdisjoint(room.index.by_key.get(key, ()))
        for name in asked.says
        for key in name.keys
    )


def _lent(asked: Asked, owner: int, room: _Room, *, rung: Rung) -> bool:
    """Whether the file shows other names beside the same key, and this row is not clearly hers."""
    owners = asked.by_code if rung is Rung.CODE else asked.by_email
    others = [f for f in room.fellows.get((rung, owners), ()) if f is not asked and f.says]
    if not others:
        return False
    known = room.index.names[owner]
    if any(similarity(name, known) == 1.0 for name in asked.says):
        return False
    agreeing = [f for f in others if _verdict(f, owner, room, rung=rung) is Verdict.AGREES]
    if not asked.says:
        return len(agreeing) < len(others)
    return not all(_alike(asked, fellow) for fellow in agreeing)


def _alike(one: Asked, other: Asked) -> bool:
    """Whether the names of two rows may be one person's."""
    return any(_within(a, b) for a in one.says for b in other.says)


def _within(one: FoldedName, other: FoldedName) -> bool:
    shorter, longer = sorted((one.versions[0], other.versions[0]), key=len)
    return all(any(likeness(a, b) > 0 for b in longer) for a in shorter)


def _contradicted(asked: Asked, owner: int, room: _Room, *, rung: Rung) -> Match:
    """The key says one member, the name another: both are shown and nobody stands on top."""
    ranking = rank(asked.says, room.index, registered=room.registered)
    found = {at: score for score, at in ranking.scored} if ranking else {}
    found[owner] = max(_BY_KEY_NOT_NAME, found.get(owner, 0.0))
    reason = f"{rung.value}_name_contradicts"
    return _undecided(asked, found, room, rung=rung, reason=reason, owners=(owner,))


def _between(
    asked: Asked, owners: Collection[int], room: _Room, *, rung: Rung, reason: str
) -> Match:
    found = {
        at: max(_BY_KEY_NOT_NAME, score) for score, at in scores(asked.says, room.index, owners)
    }
    return _undecided(asked, found, room, rung=rung, reason=reason, owners=owners)


def _undecided(
    asked: Asked,
    found: Mapping[int, float],
    room: _Room,
    *,
    rung: Rung,
    reason: str,
    owners: Collection[int],
) -> Match:
    """For review; on top only the one of several owners of an address whom the name fits."""
    scored: list[Scored] = sorted(((s, at) for at, s in found.items()), reverse=True)
    candidates = listed(room.index, scored, always=owners)
    member = None
    if reason == "email_shared" and scored[0][0] - scored[1][0] >= _ONE_OF_TWO:
        member = candidates[0].member
    params: Params = {"name": asked.person.name}
    top = candidates[0].score
    return Match(asked.person, member, rung, top, Decision.REVIEW, candidates, reason, params)


def _by_name(asked: Asked, room: _Room) -> Match:
    person = asked.person
    ranking = rank(asked.says, room.index, registered=room.registered)
    if ranking is None:
        reason = "nobody_found" if asked.says else "no_person_name"
        params: Params = {"name": person.name}
        return Match(person, None, Rung.NONE, 0.0, Decision.UNMATCHED, (), reason, params)
    candidates = listed(room.index, ranking.scored, level=ranking.level)
    rung = Rung.REGISTRANT if ranking.registrant else Rung.NAME
    top = candidates[0]
    if ranking.level > 1:
        params = {"count": ranking.level}
        return Match(
            person, None, rung, top.score, Decision.REVIEW, candidates, "namesakes", params
        )
    kind = "same" if ranking.best[0] >= 1.0 else "similar"
    reason = f"registrant_name_{kind}" if ranking.registrant else f"name_{kind}"
    return Match(person, top.member, rung, top.score, Decision.REVIEW, candidates, reason)
