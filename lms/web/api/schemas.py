"""What /api/v1 takes and gives, as schemas; APIFlask makes the OpenAPI description of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from apiflask import Schema
from apiflask.fields import (
    UUID,
    AwareDateTime,
    Boolean,
    Date,
    Dict,
    File,
    Integer,
    List,
    Nested,
    String,
)
from apiflask.validators import Length, OneOf, Range, Regexp
from marshmallow import ValidationError

from badges import CheckKind, Outcome
from lms.counties import COUNTIES
from lms.errors import N_
from lms.models import AttendanceState, Modality
from lms.services.edition_places import Place
from lms.services.presented import MOST_LETTERS
from lms.services.providing import Standing
from lms.services.scheduling import MOST_SESSIONS

MOST_ROWS = 200
MOST_BASE64 = 15_000_000  # of a file; the verifier itself reads up to 10 MB


def words(text: str, **more: Any) -> dict[str, Any]:
    """The description of a field."""
    return {"description": text, **more}


OUT_OF_CALENDAR = "Year out of range."


def in_calendar(value: date) -> None:
    """ValidationError for a day, or an instant whose legal day, might not exist."""
    if not 2000 <= value.year <= 2100:
        raise ValidationError(OUT_OF_CALENDAR)


class PageQuery(Schema):
    """Which page of a list."""

    page = Integer(load_default=1, validate=Range(min=1, max=100_000))
    per_page = Integer(load_default=50, validate=Range(min=1, max=MOST_ROWS))


class EditionsQuery(PageQuery):
    """Which editions."""

    standing = String(validate=OneOf([each.value for each in Standing]))
    year = Integer(validate=Range(min=2000, max=2100))
    programme = UUID()
    q = String(validate=Length(max=100))


class PeopleQuery(PageQuery):
    """Which people of a list."""

    decision = String(validate=OneOf(["sure", "review", "unmatched"]))


class OnceHeaders(Schema):
    """A key by which a request is done once however often it is sent."""

    idempotency_key = String(
        data_key="Idempotency-Key",
        validate=Length(min=1, max=200),
        metadata=words(
            N_(
                "O cheie nouă la fiecare cerere nouă, de pildă un UUID. Repetată cu aceeași cheie, "
                "cererea se face o singură dată și primește același răspuns."
            ),
            example="5f0c6f8e-8a43-4c83-b3c6-0d9b0f9a7a11",
        ),
    )


class SessionIn(Schema):
    """A session: a piece of an edition without a break."""

    starts_at = AwareDateTime(required=True, format="iso", validate=in_calendar)
    ends_at = AwareDateTime(required=True, format="iso", validate=in_calendar)
    topic = String(allow_none=True, load_default=None, validate=Length(max=200))


class TermsIn(Schema):
    """On what terms members register; what is left out is not said, or stays as it is."""

    capacity = Integer(
        allow_none=True,
        strict=True,
        validate=Range(min=1, max=100_000),
        metadata=words(
            N_("Câte locuri sunt; null: câți participanți are programul prin aprobare.")
        ),
    )
    price = Integer(
        allow_none=True,
        strict=True,
        validate=Range(min=0, max=100_000),
        metadata=words(N_("Prețul în lei întregi; 0: gratuit, null: nu este anunțat.")),
    )
    link = String(
        allow_none=True,
        validate=[Length(max=500), Regexp(r"^https://\S+$")],
        metadata=words(N_("Linkul întâlnirii online; îl văd doar cei care au un loc.")),
    )
    register_until = Date(
        allow_none=True,
        validate=in_calendar,
        metadata=words(N_("Ultima zi de înscriere; null: până la prima sesiune.")),
    )
    cancel_until = Date(
        allow_none=True,
        validate=in_calendar,
        metadata=words(
            N_("Ultima zi în care se poate renunța la loc; null: până la prima sesiune.")
        ),
    )


class EditionIn(TermsIn):
    """An edition to be entered."""

    programme = UUID(required=True)
    modality = String(required=True, validate=OneOf([each.value for each in Modality]))
    county = String(allow_none=True, load_default=None, validate=OneOf(list(COUNTIES)))
    place = String(allow_none=True, load_default=None, validate=Length(max=200))
    sessions = List(Nested(SessionIn), required=True, validate=Length(min=1, max=MOST_SESSIONS))


class EditionChange(TermsIn):
    """What changes at an edition; what is left out stays. Sessions are sent all of them."""

    modality = String(validate=OneOf([each.value for each in Modality]))
    county = String(allow_none=True, validate=OneOf(list(COUNTIES)))
    place = String(allow_none=True, validate=Length(max=200))
    sessions = List(Nested(SessionIn), validate=Length(min=1, max=MOST_SESSIONS))


class CancelIn(Schema):
    """Why an edition is cancelled."""

    reason = String(
        required=True,
        validate=Length(min=1, max=500),
        metadata=words(
            N_(
                "Cei înscriși și cei care așteaptă citesc motivul; pe pagina publică, oricine. "
                "Fără date despre beneficiari."
            )
        ),
    )


class RegistrationsQuery(PageQuery):
    """Which registrations."""

    place = String(validate=OneOf([Place.TAKEN.value, Place.WAITING.value]))


class FileIn(Schema):
    """An attendance list."""

    file = File(required=True)  # type: ignore[no-untyped-call]


class ConfirmIn(Schema):
    """The numbers that were looked at, as `seen` of the list says them."""

    seen = String(required=True, validate=Length(max=200))


class Programme(Schema):
    """A programme that may be held."""

    id = UUID(required=True)
    title = String(required=True)
    title_en = String(required=True)
    credits = String(required=True, allow_none=True)
    valid_from = Date(required=True, allow_none=True)
    valid_until = Date(required=True, allow_none=True)


class Session(Schema):
    """A session of an edition."""

    starts_at = AwareDateTime(required=True, format="iso")
    ends_at = AwareDateTime(required=True, format="iso")
    topic = String(required=True, allow_none=True)


class Edition(Schema):
    """An edition and where it stands."""

    id = UUID(required=True)
    number = Integer(required=True)
    programme = UUID(required=True)
    title = String(required=True)
    modality = String(required=True, validate=OneOf([each.value for each in Modality]))
    county = String(required=True, allow_none=True)
    place = String(required=True, allow_none=True)
    starts_on = Date(required=True)
    ends_on = Date(required=True)
    standing = String(required=True, validate=OneOf([each.value for each in Standing]))
    may_file = Boolean(required=True)


class EditionWhole(Edition):
    """An edition with its sessions, its terms and the attendance lists that it has."""

    sessions = List(Nested(Session), required=True)
    capacity = Integer(required=True, allow_none=True)
    price = Integer(required=True, allow_none=True)
    link = String(required=True, allow_none=True)
    register_until = Date(required=True, allow_none=True)
    cancel_until = Date(required=True, allow_none=True)
    cancelled_at = AwareDateTime(required=True, allow_none=True, format="iso")
    cancel_reason = String(required=True, allow_none=True)
    attendance = List(UUID(), required=True)


class Paged(Schema):
    """Where a page stands in its list."""

    total = Integer(required=True)
    page = Integer(required=True)
    pages = Integer(required=True)


class Programmes(Schema):
    """Programmes."""

    items = List(Nested(Programme), required=True)


class Editions(Paged):
    """A page of editions."""

    items = List(Nested(Edition), required=True)


class Registration(Schema):
    """A member registered for an edition: name and code, never an e-mail."""

    rnasr_code = String(required=True)
    name = String(required=True)
    registered_at = AwareDateTime(required=True, format="iso")
    place = String(required=True, validate=OneOf([Place.TAKEN.value, Place.WAITING.value]))
    waiting_since = AwareDateTime(required=True, allow_none=True, format="iso")
    turn = Integer(
        required=True,
        allow_none=True,
        metadata=words(N_("Al câtelea este în lista de așteptare; null pentru cine are un loc.")),
    )


class Registrations(Paged):
    """A page of registrations."""

    items = List(Nested(Registration), required=True)


class FileProblem(Schema):
    """Something about a list: in words, with its place."""

    severity = String(required=True)
    detail = String(required=True)


class Expected(Schema):
    """What confirming a list would do."""

    members_credited = Integer(required=True)
    credits = String(required=True)
    reversals = Integer(required=True)
    outcomes = Dict(keys=String(), values=Integer(), required=True)


class Progress(Schema):
    """How far booking or undoing is."""

    done = Integer(required=True)
    total = Integer(required=True)


class AttendanceList(Schema):
    """An attendance list; `seen` and `expected` while it can be confirmed."""

    id = UUID(required=True)
    edition = UUID(required=True)
    filename = String(required=True)
    sha256 = String(required=True)
    format = String(required=True)
    state = String(required=True, validate=OneOf([each.value for each in AttendanceState]))
    uploaded_at = AwareDateTime(required=True, format="iso")
    people = Dict(keys=String(), values=Integer(), required=True)
    problems = List(Nested(FileProblem), required=True)
    review_url = String(required=True)
    seen = String(required=True, allow_none=True)
    expected = Nested(Expected, required=True, allow_none=True)
    progress = Nested(Progress, required=True, allow_none=True)


class Person(Schema):
    """A person of a list: name as written, never an e-mail; `member` is an RNASR code."""

    rows = List(Integer(), required=True)
    name = String(required=True, allow_none=True)
    minutes = Integer(required=True)
    decision = String(required=True)
    rung = String(required=True)
    resolution = String(required=True)
    member = String(required=True, allow_none=True)
    reason = String(required=True)
    outcome = String(required=True, allow_none=True)


class People(Paged):
    """A page of the people of a list."""

    items = List(Nested(Person), required=True)


class VerifyIn(Schema):
    """What is to be verified: one of the two."""

    text = String(
        validate=Length(min=1, max=MOST_LETTERS),
        metadata=words(N_("Documentul (JSON sau JWT), un cod sau o adresă.")),
    )
    file = String(
        validate=Length(min=1, max=MOST_BASE64), metadata=words(N_("Un fișier, în base64."))
    )


class VerifyCheck(Schema):
    """One check of a verification."""

    kind = String(required=True, validate=OneOf([one.value for one in CheckKind]))
    code = String(required=True)
    passed = Boolean(required=True)
    params = Dict(required=True)
    sentence = String(required=True)


class VerifyField(Schema):
    """One field of the document, to compare."""

    path = String(required=True)
    label = String(required=True)
    value = String(required=True)


class VerifyOut(Schema):
    """What was found of a badge."""

    outcome = String(required=True, validate=OneOf([one.value for one in Outcome]))
    word = String(required=True)
    sentence = String(required=True)
    authentic = Boolean(
        required=True,
        metadata=words(N_("Semnătura este a emitentului numit; altfel câmpurile nu contează.")),
    )
    issuer = String(required=True, allow_none=True)
    known_issuer = String(
        required=True,
        allow_none=True,
        metadata=words(N_("Numele emitentului, când este unul al acestui serviciu.")),
    )
    credential = String(required=True, allow_none=True)
    checked_at = AwareDateTime(required=True)
    checks = List(Nested(VerifyCheck), required=True)
    # `fields` is marshmallow's own name.
    claims = List(Nested(VerifyField), required=True, data_key="fields", attribute="fields")
