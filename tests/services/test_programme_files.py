"""Files of programmes: completeness, credits proposed, decision, versions, the public register."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from lms.clock import legal_day
from lms.errors import BadInput, Conflict, NotAllowed, NotFound
from lms.models import (
    AuditEntry,
    CaseDocument,
    CaseKind,
    CaseState,
    MemberStatus,
    NamedPrincipal,
    Notification,
    OrganiserKind,
    Programme,
    ProgrammeApproval,
    ProgrammeRequest,
    Provider,
    ProviderApproval,
    Status,
    StoredFile,
)
from lms.services import (
    case_decisions,
    case_documents,
    case_files,
    programme_facts,
    programme_files,
    programme_parts,
    programme_register,
    programme_versions,
    scheduling,
)
from lms.services.listing import Wanted
from lms.services.procedures import Verdict
from lms.services.programme_register import ProgrammeFilter
from tests.infra.cast import build_cast
from tests.infra.documents import pdf_of
from tests.services.objection_world import NOW, SETTINGS
from tests.services.programme_world import add_modules, fill, submitted, words
from tests.services.provider_world import act_for
from tests.web.test_hostile_pages import pdf_text

ON = legal_day(NOW)
UNTIL = date(2029, 4, 2)
APPROVE = Verdict(outcome="approved", reasons="Complet.", credits=6500, valid_until=UNTIL)


@pytest.fixture
def cast(session):
    return build_cast(session)


@pytest.fixture
def case(session, cast):
    return submitted(session, cast, settings=SETTINGS, now=NOW)


def decided(session, cast, case, verdict=APPROVE, *, number="77", now=NOW):
    officer = {"account_id": cast.cfpc.id, "now": now}
    case_decisions.take_into_analysis(session, case.id, **officer)
    case_decisions.propose(session, case.id, verdict, **officer)
    return case_decisions.decide(
        session,
        case.id,
        verdict,
        number=number,
        decided_on=legal_day(now),
        account_id=cast.bex.id,
        settings=SETTINGS,
        now=now,
    )


def completeness(session, case, on=ON):
    return programme_facts.completeness(session, programme_facts.read(session, case, on=on))


def listed(session, **wanted):
    asked = ProgrammeFilter(**{"on": ON} | wanted)
    page, _fields, _organisers = programme_register.list_register(session, asked, Wanted(page=None))
    return {line.title["ro"]: line for line in page.rows}


def test_a_draft_says_what_is_missing_with_its_source_and_is_not_submitted_without(session, cast):
    who = {"account_id": cast.provider.id, "now": NOW}
    case = programme_files.start(session, cast.provider_id, **who)
    assert programme_files.start(session, cast.provider_id, **who).id == case.id
    found = completeness(session, case)
    missing = {finding.params.get("part", finding.code) for finding in found.missing}
    assert missing == {
        "programme-lecturers-few",
        "programme-participants-missing",
        "request",
        "curriculum",
        "proof_of_principal_lecturers",
        "europass_cvs",
        "equipment_and_venue",
        "quality_declaration",
    }
    assert all(each.source and each.basis.value == "sourced" for each in found.missing)
    assert found.lacking[0] == "title"
    with pytest.raises(Conflict, match="nu este complet: mai lipsesc 8"):
        programme_files.submit(session, case, settings=SETTINGS, **who)
    fill(session, case, cast, settings=SETTINGS, now=NOW)
    full = completeness(session, case)
    assert (full.missing, full.lacking) == ([], [])
    hostile = '"Lucrul" #panic("x") *cu* $1$'  # a title is data in a PDF, never markup
    programme_files.write(session, case, words(title=hostile))
    programme_files.submit(session, case, settings=SETTINGS, **who)
    assert (case.state, case.number, case.kind) == (
        CaseState.SUBMITTED,
        "1/2026",
        CaseKind.PROGRAMME_APPROVAL,
    )
    files = session.scalar(select(func.count(StoredFile.id)))
    programme_files.submit(session, case, settings=SETTINGS, **who)
    assert session.scalar(select(func.count(StoredFile.id))) == files
    _stored, opis = programme_files.read_opis(session, case, settings=SETTINGS)
    _stored, receipt = case_documents.read_receipt(session, case, settings=SETTINGS)
    assert all(hostile in pdf_text(paper) for paper in (opis, receipt))
    told = session.scalars(
        select(Notification.account_id).where(Notification.kind == "named_lecturer")
    ).all()
    assert set(told) == {cast.member.id, cast.colleague.id}


def test_credits_are_proposed_step_by_step_and_an_unset_limit_is_left_to_the_officer(session, cast):
    who = {"account_id": cast.provider.id, "now": NOW}
    case = programme_files.start(session, cast.provider_id, **who)
    fill(session, case, cast, settings=SETTINGS, now=NOW)
    found = completeness(session, case)
    assert (found.answer.credits, found.answer.orientative) == (Fraction("6.5"), True)
    # 390 minutes of training, 60 of breaks left out; 6,5 credits on two days.
    assert [finding.code for finding in found.steps] == ["programme-minutes", "proposal-converted"]
    assert (found.credits.certain, found.settled) == (Fraction("6.5"), False)
    add_modules(session, case, [("O zi lungă", 3, 240, 200, 0)])
    found = completeness(session, case)
    assert [finding.code for finding in found.steps][2:] == ["proposal-over-day-for-officer"]
    assert (found.credits.certain, found.credits.possible) == (Fraction("12.5"), Fraction("13.5"))
    assert sum(step.credits or 0 for step in found.steps) == found.credits.certain


def test_a_principal_lecturer_counts_only_while_the_register_says_so(session, cast):
    who = {"account_id": cast.provider.id, "now": NOW}
    case = programme_files.start(session, cast.provider_id, **who)
    fill(session, case, cast, settings=SETTINGS, now=NOW)
    guest = programme_parts.add_lecturer(session, case, name="Ana Oaspete", rnasr_code="", **who)
    again = programme_parts.add_lecturer(session, case, name="Ana Oaspete", rnasr_code="", **who)
    assert again.id == guest.id
    # A guest without a CV is missing one; the register is not asked about a name.
    assert [f.params["part"] for f in completeness(session, case).missing] == ["europass_cvs"]
    programme_parts.remove_lecturer(session, case, guest.id)
    with pytest.raises(BadInput, match="nu se potrivesc"):
        programme_parts.add_lecturer(
            session, case, name="Alt Nume", rnasr_code=cast.stranger.rnasr_code, **who
        )
    session.execute(
        update(MemberStatus)
        .where(MemberStatus.member_id == cast.member.member_id)
        .values(status=Status.SUSPENDED)
    )
    session.expire_all()
    codes = {f.params.get("part", f.code) for f in completeness(session, case).refusing}
    assert codes == {"programme-lecturers-few", "proof_of_principal_lecturers"}


def test_documents_and_cvs_have_their_place_and_go_with_it(session, cast):
    who = {"account_id": cast.provider.id, "settings": SETTINGS, "now": NOW}
    case = programme_files.start(session, cast.provider_id, account_id=cast.provider.id, now=NOW)
    fill(session, case, cast, settings=SETTINGS, now=NOW)
    file = programme_facts.read(session, case, on=ON)
    first, second = (line.lecturer.id for line in file.lecturers)
    cv = pdf_of("CV nou")
    put = programme_parts.put_cv(session, case, first, cv, filename="nou.pdf", **who)
    assert programme_parts.put_cv(session, case, first, cv, filename="nou.pdf", **who).id == put.id
    with pytest.raises(BadInput, match="al altui lector"):
        programme_parts.put_cv(session, case, second, cv, filename="nou.pdf", **who)
    with pytest.raises(BadInput, match="Alegeți ce arată"):
        programme_parts.add_document(
            session, case, pdf_of("Alt CV"), "europass_cvs", filename="a.pdf", **who
        )
    papers = select(func.count(CaseDocument.id)).where(CaseDocument.case_id == case.id)
    assert session.scalar(papers) == 4  # the first CV gave its place
    programme_parts.remove_document(session, case, put.id)
    assert [line.cv is None for line in programme_facts.read(session, case, on=ON).lecturers] == [
        True,
        False,
    ]
    programme_parts.remove_lecturer(session, case, second)
    assert session.scalar(papers) == 2
    case_files.discard_draft(session, case)
    assert not session.scalars(select(ProgrammeRequest)).all()
    assert not session.scalars(select(NamedPrincipal)).all()
    assert not session.scalars(papers.where(CaseDocument.part.is_not(None))).one()


def test_the_decision_approves_with_credits_in_its_own_transaction_and_once(session, cast, case):
    assert "Lucrul cu doliul" not in listed(session)
    first = decided(session, cast, case)
    again = case_decisions.decide(
        session,
        case.id,
        APPROVE,
        number="77",
        decided_on=ON,
        account_id=cast.bex.id,
        settings=SETTINGS,
        now=NOW,
    )
    assert again.id == first.id
    programme = session.scalars(
        select(Programme).where(Programme.title == "Lucrul cu doliul")
    ).one()
    [approval] = programme.approvals
    assert (approval.credits, approval.valid_from, approval.valid_until) == (6500, ON, UNTIL)
    assert (approval.decision_number, approval.decided_on, approval.body) == ("77", ON, "BEX")
    line = listed(session, text="doliul")["Lucrul cu doliul"]
    assert (line.number, line.minutes, line.modalities) == (1, 390, ["online"])
    assert "Lucrul cu doliul" not in listed(session, on=ON - timedelta(days=1))
    assert "Lucrul cu doliul" not in listed(session, on=UNTIL)
    offers = scheduling.offers(session, provider_ids={cast.provider_id})
    assert programme.id in {offer.programme.id for offer in offers}
    actions = session.scalars(
        select(AuditEntry.action).where(AuditEntry.subject == f"programme:{programme.id}")
    ).all()
    assert actions == ["programme.approved"]


def test_a_verdict_says_how_many_credits_and_until_when_only_where_it_approves(session, cast, case):
    for verdict, words_of_it in (
        (replace(APPROVE, credits=None), "câte credite"),
        (replace(APPROVE, credits=60_001), "cel mult 60"),
        (replace(APPROVE, valid_until=None), "scrieți până când"),
        (replace(APPROVE, valid_until=ON), "înainte de a începe"),
        (replace(APPROVE, outcome="rejected"), "numai dacă programul"),
    ):
        with pytest.raises(BadInput, match=words_of_it):
            case_decisions.check_verdict(session, case, verdict)
    decided(session, cast, case, Verdict(outcome="rejected", reasons="Fără practică."))
    assert not session.scalars(
        select(Programme.id).where(Programme.title == "Lucrul cu doliul")
    ).all()
    told = session.scalars(
        select(Notification.params).where(Notification.kind == "programme_decided")
    ).all()
    assert {row["outcome"] for row in told} == {"rejected"}
    assert session.get_one(ProgrammeRequest, case.id).closed_at is not None


def test_a_lapsed_provider_files_nothing_and_a_branch_and_the_college_do(session, cast):
    session.execute(
        update(ProviderApproval)
        .where(ProviderApproval.provider_id == cast.provider_id)
        .values(valid_until=ON)
    )
    with pytest.raises(Conflict, match="mai lipsesc 1"):
        submitted(session, cast, settings=SETTINGS, now=NOW)
    for kind in (OrganiserKind.BRANCH, OrganiserKind.COLLEGE, OrganiserKind.OTHER_ENTITY):
        organiser = Provider(
            id=uuid4(),
            slug=kind.value,
            name=f"Organizator {kind.value}",
            kind=kind,
            recorded_at=NOW,
        )
        session.add(organiser)
        session.flush()
        case = submitted(
            session,
            cast,
            settings=SETTINGS,
            now=NOW,
            provider_id=organiser.id,
            account_id=cast.stranger_provider.id,
        )
        assert case.state is CaseState.SUBMITTED
    # What the norms reserve to approved providers stays theirs.
    draft = programme_files.start(
        session, organiser.id, account_id=cast.stranger_provider.id, now=NOW
    )
    programme_files.write(session, draft, words(reserved="annex_a_2"))
    add_modules(session, draft)
    assert "programme-reserved" in {f.code for f in completeness(session, draft).refusing}


def test_partners_are_told_hold_the_programme_and_their_people_decide_nothing(session, cast):
    who = {"account_id": cast.provider.id, "now": NOW}
    partner = session.scalars(select(Provider).where(Provider.id != cast.provider_id)).first()
    case = programme_files.start(session, cast.provider_id, **who)
    fill(session, case, cast, settings=SETTINGS, now=NOW)
    with pytest.raises(BadInput, match="din listă"):
        programme_parts.name_partner(session, case, cast.provider_id, on=ON)
    for _ in range(2):
        programme_parts.name_partner(session, case, partner.id, on=ON)
    programme_files.submit(session, case, settings=SETTINGS, **who)
    assert session.scalars(
        select(Notification.account_id).where(Notification.kind == "named_organiser")
    ).all() == [cast.stranger_provider.id]
    act_for(session, partner.id, cast.cfpc.id, now=NOW, valid_until=date(2025, 2, 1))
    with pytest.raises(NotAllowed, match="al dumneavoastră"):
        case_decisions.take_into_analysis(session, case.id, account_id=cast.cfpc.id, now=NOW)
    session.rollback()


def test_a_changed_curriculum_is_a_new_version_and_past_days_keep_their_approval(
    session, cast, case
):
    decided(session, cast, case)
    programme = session.scalars(
        select(Programme).where(Programme.title == "Lucrul cu doliul")
    ).one()
    later = datetime(2027, 5, 3, 9, tzinfo=UTC)
    who = {"account_id": cast.provider.id, "now": later}
    with pytest.raises(NotFound):
        programme_files.start_again(session, programme.id, provider_ids=set(), **who)
    own = {cast.provider_id}
    draft = programme_files.start_again(session, programme.id, provider_ids=own, **who)
    again = programme_files.start_again(session, programme.id, provider_ids=own, **who)
    assert again.id == draft.id
    assert programme_files.kind_of(session, draft) is CaseKind.PROGRAMME_RENEWAL
    first = programme_facts.modules_of(session, [draft.id])[0]
    programme_parts.remove_module(session, draft, first.id)
    add_modules(session, draft, [("Primul contact", 1, 60, 60, 15)])
    assert programme_files.kind_of(session, draft) is CaseKind.PROGRAMME_CHANGE
    fill(session, draft, cast, settings=SETTINGS, now=later, modules=())
    programme_files.submit(session, draft, settings=SETTINGS, **who)
    decided(session, cast, draft, replace(APPROVE, credits=5000), number="9", now=later)

    day = legal_day(later)
    session.expire_all()
    assert [
        (each.credits, each.valid_from, each.valid_until, each.decision_number)
        for each in sorted(programme.approvals, key=lambda each: each.valid_from)
        if each.superseded_at is None
    ] == [(6500, ON, day, "77"), (5000, day, UNTIL, "9")]
    before, after = programme_versions.versions_of(session, [programme.id])
    assert (before.request.version, after.request.version) == (1, 2)
    changes = {
        (change.what, change.before, change.after)
        for change in programme_versions.compare(before, after)
        if change.differs
    }
    assert changes == {
        ("minutes", 390, 330),
        ("module", ("Primul contact", 1, 120, 60, 30), ("Primul contact", 1, 60, 60, 15)),
    }
    assert listed(session, on=day - timedelta(days=1))["Lucrul cu doliul"].minutes == 390
    assert listed(session, on=day)["Lucrul cu doliul"].number == 2


def test_a_renewal_follows_without_a_gap_and_keeps_its_version(session, cast, case):
    decided(session, cast, case)
    programme = session.scalars(
        select(Programme).where(Programme.title == "Lucrul cu doliul")
    ).one()
    later = datetime(2028, 11, 3, 9, tzinfo=UTC)
    session.execute(update(ProviderApproval).values(valid_until=date(2035, 1, 1)))
    who = {"account_id": cast.provider.id, "now": later}
    draft = programme_files.start_again(
        session, programme.id, provider_ids={cast.provider_id}, **who
    )
    fill(session, draft, cast, settings=SETTINGS, now=later, modules=())
    programme_files.submit(session, draft, settings=SETTINGS, **who)
    assert draft.kind is CaseKind.PROGRAMME_RENEWAL
    end = date(2032, 4, 2)
    with pytest.raises(BadInput, match="înainte de a începe"):
        case_decisions.check_verdict(session, draft, replace(APPROVE, valid_until=UNTIL))
    decided(session, cast, draft, replace(APPROVE, valid_until=end), number="9", now=later)
    history = programme_register.read_programme(session, programme.slug, on=legal_day(later))
    assert [(each.valid_from, each.valid_until) for each, _version in history.approvals] == [
        (UNTIL, end),
        (ON, UNTIL),
    ]
    assert [v.request.version for _each, v in history.approvals if v] == [1, 1]
    assert len(history.versions) == 1


def test_the_register_forgives_diacritics_and_filters(session, cast, case):
    decided(session, cast, case)
    old = "Intervenția în criză"
    assert set(listed(session)) == {old, "Lucrul cu doliul"}
    assert set(listed(session, text="interventia CRIZA")) == {old}
    assert set(listed(session, text="asociatia punte")) == {old, "Lucrul cu doliul"}
    assert set(listed(session, field="familie")) == {"Lucrul cu doliul"}
    assert set(listed(session, kind="webinar")) == set()
    assert set(listed(session, county="CJ")) == {old, "Lucrul cu doliul"}
    assert set(listed(session, county="IS")) == set()
    assert set(listed(session, modality="in_person")) == set()
    assert set(listed(session, provider="asociatia-punte", modality="online")) == {
        old,
        "Lucrul cu doliul",
    }
    assert set(listed(session, on=UNTIL)) == set()
    assert set(listed(session, on=UNTIL, state="all")) == {old, "Lucrul cu doliul"}
    approvals = session.scalar(select(func.count(ProgrammeApproval.id)))
    assert approvals == 2
