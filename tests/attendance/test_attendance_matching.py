"""The ladder: what is sure, what is looked at, and who ends as one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lms.attendance import (
    Decision,
    FilePerson,
    Interval,
    MemberCandidate,
    Presence,
    Rung,
    Session,
    group_by_member,
    match_people,
)

MEMBERS = [
    MemberCandidate("stefan", "RN-001", "Popa", "Ștefan", ("stefan@x.test", "sp@acasa.test")),
    MemberCandidate("ioana", "RN-002", "Râmniceanu", "Ioana", ("casa@x.test",)),
    MemberCandidate("ion1", "RN-003", "Ionescu", "Ion", ("ion1@x.test",)),
    MemberCandidate("ion2", "RN-004", "Ionescu", "Ion", ("ion2@x.test",)),
    MemberCandidate("maria", "RN-005", "Stănescu-Vlad", "Maria Elena", ("maria@x.test",)),
    MemberCandidate("tutu", "RN-006", "Țuțu", "Alexandra", ("comun@x.test",)),
    MemberCandidate("emil", "RN-007", "Sava", "Emil", ("comun@x.test",)),
    MemberCandidate("ioan", "RN-008", "Barbu", "Ioan", ()),
]


def person(name: str = "", **fields) -> FilePerson:
    return FilePerson(key=fields.pop("key", "p1"), source_rows=(1,), name=name, **fields)


def match(name: str = "", registrants=(), **fields):
    return match_people([person(name, **fields)], members=MEMBERS, registrants=registrants)[0]


@pytest.mark.parametrize("code", ["RN-001", "rn-001", " R N - 0 0 1 ", "rn -001"])
@pytest.mark.parametrize("name", ["Popa Ștefan", "", "iPhone", "Samsung SM-A525F", "?tefan Popa"])
def test_code_is_sure_unless_the_name_contradicts(code: str, name: str) -> None:
    found = match(name, rnasr_code=code)
    assert (found.member, found.rung, found.decision) == ("stefan", Rung.CODE, Decision.SURE)


@pytest.mark.parametrize("code", ["RN001", "RN-01", "RN-0001", "001"])
def test_code_is_never_parsed(code: str) -> None:
    assert match("", rnasr_code=code).member is None


@pytest.mark.parametrize("email", ["stefan@x.test", "SP@Acasa.test "])
def test_any_verified_email_is_sure(email: str) -> None:
    found = match("Zoom user", email=email)
    assert (found.member, found.rung, found.decision) == ("stefan", Rung.EMAIL, Decision.SURE)


@pytest.mark.parametrize(
    "name",
    ["Decebal Zamolxe", "Popa Decebal", "Ștefan Zamolxe", "Ionescu Ion", "DGASPC Cluj Ana Dinu",
     "iPhone Ana Dinu", "Decebal"],
)  # fmt: skip
@pytest.mark.parametrize("key", [{"rnasr_code": "RN-001"}, {"email": "stefan@x.test"}])
def test_another_persons_name_sends_a_key_to_review(name: str, key: dict[str, str]) -> None:
    found = match(name, **key)
    assert (found.decision, found.member) == (Decision.REVIEW, None)
    assert found.reason.endswith("name_contradicts")
    assert "stefan" in {c.member for c in found.candidates}
    assert name in found.sentence("ro")


def test_a_second_name_of_the_row_may_contradict_too() -> None:
    found = match("Popa Ștefan", rnasr_code="RN-001", other_names=("Decebal Zamolxe",))
    assert found.decision is Decision.REVIEW


@pytest.mark.parametrize(
    "name",
    ["Popa S.", "S. Popa", "POPA ȘTEFAN", "ªtefan Popa", "È˜tefan Popa", "Popa Fane", "Stefan",
     "as. social Popa Ștefan", "Popa Ștefan - DGASPC Cluj", "DGASPC Cluj", "40721***123",
     "popa stefann", "stefanpopa84", "\u015etefan Popa-Ionescu"],
)  # fmt: skip
def test_damaged_or_fuller_names_contradict_nobody(name: str) -> None:
    assert match(name, rnasr_code="RN-001").decision is Decision.SURE


def test_a_given_name_more_that_another_member_has_is_looked_at() -> None:
    maria = MemberCandidate("maria", "RN-010", "Frățilă", "Maria", ("fratila@x.test",))
    other = MemberCandidate("other", "RN-011", "Frățilă", "Maria-Valentina", ())
    row = person("Fr?țil? Maria-Valentina", rnasr_code="RN-010")
    (found,) = match_people([row], members=[maria, other])
    assert (found.decision, found.reason) == (Decision.REVIEW, "code_name_contradicts")
    assert {c.member for c in found.candidates} == {"maria", "other"}
    valentina = MemberCandidate("far", "RN-012", "Pop", "Valentina", ())
    (alone,) = match_people([row], members=[maria, valentina])
    assert (alone.member, alone.decision) == ("maria", Decision.SURE)


def test_spouse_one_letter_apart_on_the_household_address_is_looked_at() -> None:
    assert match("Râmniceanu Ioan", email="casa@x.test").decision is Decision.REVIEW
    assert match("Rîmniceanu Ioana", email="casa@x.test").decision is Decision.SURE


def test_shared_keys_are_looked_at() -> None:
    shared = match("", email="comun@x.test")
    assert (shared.decision, shared.reason) == (Decision.REVIEW, "email_shared")
    assert {c.member for c in shared.candidates} == {"tutu", "emil"}
    differ = match("", rnasr_code="RN-001", email="casa@x.test")
    assert (differ.decision, differ.reason) == (Decision.REVIEW, "code_email_differ")
    twice = [
        *MEMBERS,
        MemberCandidate("x", "rn001", "A", "B"),
        MemberCandidate("y", "RN001", "C", "D"),
    ]
    (found,) = match_people([person("", rnasr_code="RN 001")], members=twice)
    assert found.reason == "code_shared"


def test_code_wins_over_a_lent_address_when_the_name_is_the_codes() -> None:
    found = match("Popa Ștefan", rnasr_code="RN-001", email="casa@x.test")
    assert (found.member, found.decision) == ("stefan", Decision.SURE)


@pytest.mark.parametrize(
    ("name", "member"),
    [
        ("Stefan Popa", "stefan"),
        ("?tefan Popa", "stefan"),
        ("ªtefan Popa", "stefan"),
        ("È˜tefan Popa", "stefan"),
        ("Þuþu Alexandra", "tutu"),
        ("?u?u Alexandra", "tutu"),
        ("Țuțu Alex", "tutu"),
        ("Rîmniceanu Ioana", "ioana"),
        ("Ramniceanu I.", "ioana"),
        ("Ioana Rimnicenu", "ioana"),
        ("Maria Stănescu", "maria"),
        ("Vlad Maria", "maria"),
        ("Stanescu Vlad Maria-Elena", "maria"),
    ],
)
def test_names_are_review_with_the_right_one_on_top(name: str, member: str) -> None:
    found = match(name)
    assert found.decision is Decision.REVIEW
    assert (found.member, found.rung) == (member, Rung.NAME)
    assert found.candidates[0].member == member
    assert found.sentence("ro").endswith(".")


def test_namesakes_stay_undecided_unless_one_registered() -> None:
    found = match("Ion Ionescu")
    assert (found.decision, found.member, found.reason) == (Decision.REVIEW, None, "namesakes")
    assert {c.member for c in found.candidates} == {"ion1", "ion2"}
    found = match("Ion Ionescu", registrants=["ion2"])
    assert (found.decision, found.member) == (Decision.REVIEW, "ion2")
    assert found.rung is Rung.REGISTRANT
    assert [c.member for c in found.candidates] == ["ion2", "ion1"]


@pytest.mark.parametrize("name", ["iPhone", "", "Zoom user", "Nimeni Xerxes", "Ionescu Vasile"])
def test_nobody_is_unmatched(name: str) -> None:
    found = match(name)
    assert (found.decision, found.rung, found.candidates) == (Decision.UNMATCHED, Rung.NONE, ())


def at(hour: int, minute: int) -> datetime:
    return datetime(2026, 5, 12, hour, minute, tzinfo=UTC)


def test_two_devices_of_one_member_are_booked_once() -> None:
    laptop = person(
        "Popa Ștefan", key="a", rnasr_code="RN-001", intervals=(Interval(at(15, 0), at(15, 40)),)
    )
    phone = person(
        "iPhone", key="b", email="stefan@x.test", intervals=(Interval(at(15, 30), at(16, 10)),)
    )
    named = person("Ion Ionescu", key="c", duration_minutes=60)
    absent = person("", key="d", email="casa@x.test", presence=Presence.ABSENT)
    found = match_people([laptop, phone, named, absent], members=MEMBERS)
    (booked,) = group_by_member(found)
    assert (booked.member, booked.minutes, len(booked.people)) == ("stefan", 70, 2)
    clipped = group_by_member(found, sessions=[Session(at(15, 0), at(16, 0))])
    assert clipped[0].minutes == 60
    chosen = group_by_member(found, accepted={"c": "ion2", "b": ""})
    assert {b.member: b.minutes for b in chosen} == {"stefan": 40, "ion2": 60}
