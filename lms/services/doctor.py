"""Is this installation well? Each finding says what was looked at and, if need be, what to do."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from lms.config import Settings
from lms.errors import N_
from lms.models import AuditEntry, CreditEntry, Issuer, IssuerKey, Outbox, StoredFile
from lms.services import ledger, outbox, stored_files
from lms.services.issuers import ED25519
from lms.services.sealing import CannotOpen, unseal

APPEND_ONLY = (
    "credit_entry",
    "audit_entry",
    "regulation_version",
    "ledger_root",
    "ledger_root_chain",
    "signal_step",
)
ISSUER_KEY = "issuer-key"
OLDEST_WORK = timedelta(minutes=5)
CLOCK_TOLERANCE = timedelta(seconds=5)
LMS = Path(__file__).resolve().parent.parent
ASSETS = (
    "vendor/bootstrap/bootstrap.min.css",
    "vendor/htmx/htmx.min.js",
    "vendor/echarts/echarts.common.min.js",
    "vendor/fonts/source-sans-3-latin-ext-wght-normal.woff2",
)
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing looked at: gettext msgids with their parameters; `todo` only when not ok."""

    code: str
    ok: bool
    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    todo: str | None = None


@dataclass(frozen=True, kw_only=True)
class Patient:
    """What the checks look at: database, settings, the folder of migrations, the instant."""

    session: Session
    settings: Settings
    migrations: Path
    now: datetime


def _fine(code: str, message: str, **params: object) -> Finding:
    return Finding(code=code, ok=True, message=message, params=params)


def _problem(code: str, message: str, todo: str, **params: object) -> Finding:
    return Finding(code=code, ok=False, message=message, todo=todo, params=params)


def check_settings(patient: Patient) -> Iterator[Finding]:
    """The public address, and whether the demonstration is open to the world."""
    public = urlsplit(patient.settings.public_url)
    local = public.hostname in LOCAL_HOSTS
    params = {"url": patient.settings.public_url}
    if public.scheme != "https" and not local:
        yield _problem(
            "settings",
            N_("Adresa publică %(url)s nu este https: parolele ar călători la vedere."),
            N_("Puneți un server cu certificat în față și dați TREAPTA_PUBLIC_URL cu https."),
            **params,
        )
    elif patient.settings.demo and not local:
        yield _problem(
            "settings",
            N_("Modul demonstrativ este pornit la adresa publică %(url)s."),
            N_("Scoateți TREAPTA_DEMO; datele și conturile de probă nu sunt pentru public."),
            **params,
        )
    else:
        yield _fine("settings", N_("Setările sunt bune; adresa publică este %(url)s."), **params)


def check_migrations(patient: Patient) -> Iterator[Finding]:
    """Whether the schema is the newest one."""
    scripts = ScriptDirectory(str(patient.migrations))
    heads = set(scripts.get_heads())
    present = set(MigrationContext.configure(patient.session.connection()).get_current_heads())
    params = {"present": ", ".join(sorted(present)) or "–", "head": ", ".join(sorted(heads))}
    if present == heads:
        yield _fine("migrations", N_("Schema bazei de date este cea nouă (%(head)s)."), **params)
    else:
        yield _problem(
            "migrations",
            N_("Schema bazei de date este la %(present)s, iar programul cere %(head)s."),
            N_("Rulați `treapta db upgrade`."),
            **params,
        )


def check_triggers(patient: Patient) -> Iterator[Finding]:
    """Whether the database itself refuses to change what is append-only."""
    missing = sorted(_expected_triggers(patient.session) - _present_triggers(patient.session))
    if not missing:
        yield _fine("triggers", N_("Baza de date refuză schimbarea registrului și a jurnalului."))
        return
    yield _problem(
        "triggers",
        N_("Lipsesc (sau sunt oprite) apărările registrului: %(missing)s."),
        N_("Refaceți-le din migrările 0002, 0005 și 0016, apoi rulați `treapta ledger check`."),
        missing=", ".join(missing),
    )


def _expected_triggers(session: Session) -> set[str]:
    sqlite = session.get_bind().dialect.name == "sqlite"
    kinds = ("update", "delete") if sqlite else ("change", "truncate")
    return {f"{table}_refuses_{kind}" for table in APPEND_ONLY for kind in kinds}


def _present_triggers(session: Session) -> set[str]:
    if session.get_bind().dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    return set(session.scalars(text(query)))


def check_chains(patient: Patient) -> Iterator[Finding]:
    """Whether every chain of the ledger is whole."""
    problems = list(ledger.check(patient.session))
    entries = patient.session.scalar(select(func.count()).select_from(CreditEntry)) or 0
    if not problems:
        yield _fine(
            "ledger", N_("Registrul creditelor este întreg; înscrieri: %(count)d."), count=entries
        )
        return
    yield _problem(
        "ledger",
        N_("Registrul creditelor este stricat; locuri: %(count)d."),
        N_("Rulați `treapta ledger check`, opriți înscrierile și comparați cu ultima copie."),
        count=len(problems),
    )


def check_keys(patient: Patient) -> Iterator[Finding]:
    """Whether the master key opens what was sealed with it."""
    keys = patient.session.scalars(select(IssuerKey).order_by(IssuerKey.created_at)).all()
    closed = [str(key.id) for key in keys if not _opens(key, patient.settings)]
    if closed:
        yield _problem(
            "keys",
            N_("Cheia principală nu deschide cheile de emitent: %(keys)s."),
            N_("Puneți la loc cheia principală cu care au fost create; fără ea nu se pot semna."),
            keys=", ".join(closed),
        )
    else:
        yield _fine("keys", N_("Chei de emitent care se deschid: %(count)d."), count=len(keys))
    yield from _check_signing(patient)
    newest = patient.session.scalar(
        select(StoredFile).order_by(StoredFile.created_at.desc()).limit(1)
    )
    if newest is None:
        return
    try:
        stored_files.read(newest, settings=patient.settings)
    except CannotOpen:
        yield _problem(
            "files",
            N_("Cel mai nou fișier păstrat (%(id)s) nu se deschide cu cheia principală."),
            N_("Puneți la loc cheia principală cu care a fost păstrat."),
            id=newest.id,
        )
    else:
        yield _fine("files", N_("Cel mai nou fișier păstrat se deschide."))


def _check_signing(patient: Patient) -> Iterator[Finding]:
    """Whether every issuer has a key that signs: neither retired nor revoked."""
    signs = select(IssuerKey.issuer_id).where(
        IssuerKey.algorithm == ED25519,
        IssuerKey.retired_at.is_(None),
        IssuerKey.revoked_at.is_(None),
    )
    for slug in patient.session.scalars(
        select(Issuer.slug).where(Issuer.id.not_in(signs)).order_by(Issuer.slug)
    ):
        yield _problem(
            "signing",
            N_("Emitentul %(slug)s nu are nicio cheie care semnează."),
            N_("Faceți una: `treapta keys rotate SLUG`. Ce s-a semnat cu cele vechi rămâne."),
            slug=slug,
        )


def _opens(key: IssuerKey, settings: Settings) -> bool:
    try:
        unseal(key.private_encrypted, settings.derived_key(ISSUER_KEY), purpose=ISSUER_KEY)
    except CannotOpen:
        return False
    return True


def check_work(patient: Patient) -> Iterator[Finding]:
    """Whether work is being done, and none has failed for good."""
    oldest = outbox.oldest_pending(patient.session)
    minutes = 0 if oldest is None else int((patient.now - oldest).total_seconds() // 60)
    if oldest is not None and patient.now - oldest > OLDEST_WORK:
        yield _problem(
            "work",
            N_("Lucrările întârzie; cea mai veche așteaptă de atâtea minute: %(minutes)d."),
            N_("Vedeți dacă rulează `treapta up` (sau `worker` și `pump`) și ce spune jurnalul."),
            minutes=minutes,
        )
    else:
        yield _fine("work", N_("Lucrările în urmă se fac la timp."))
    failed = patient.session.scalar(
        select(func.count()).select_from(Outbox).where(Outbox.failed_at.is_not(None))
    )
    if failed:
        yield _problem(
            "failed_work",
            N_("Lucrări care nu au reușit după toate încercările: %(count)d."),
            N_("Deschideți „Lucrări în urmă”, citiți motivul, îndreptați-l și încercați din nou."),
            count=failed,
        )


def check_clock(patient: Patient) -> Iterator[Finding]:
    """Whether this machine's clock agrees with the database's, and has not gone back."""
    drift = abs(patient.now - _database_now(patient.session))
    newest = patient.session.scalar(select(func.max(AuditEntry.at)))
    if drift > CLOCK_TOLERANCE:
        yield _problem(
            "clock",
            N_(
                "Ceasul acestui calculator nu este în acord cu al bazei de date; "
                "secunde: %(seconds)d."
            ),
            N_("Porniți sincronizarea ceasului (NTP) pe amândouă."),
            seconds=int(drift.total_seconds()),
        )
    elif newest is not None and newest > patient.now + CLOCK_TOLERANCE:
        yield _problem(
            "clock",
            N_("Jurnalul are o înscriere din viitor: ceasul a mers înapoi."),
            N_("Porniți sincronizarea ceasului (NTP) și verificați zilele înscrise între timp."),
        )
    else:
        yield _fine("clock", N_("Ceasul este în acord cu baza de date."))


def _database_now(session: Session) -> datetime:
    if session.get_bind().dialect.name == "sqlite":
        answer = session.scalar(text("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')"))
        return datetime.fromisoformat(str(answer)).replace(tzinfo=UTC)
    answer = session.scalar(text("SELECT clock_timestamp()"))
    assert isinstance(answer, datetime)
    return answer.astimezone(UTC)


def check_mail(patient: Patient) -> Iterator[Finding]:
    """Whether the mail server answers and lets us in; or that messages are only kept."""
    where = urlsplit(patient.settings.mail_url)
    if where.scheme == "mailbox":
        yield _fine("mail", N_("Mesajele nu pleacă: se păstrează în „Cutia de mesaje”."))
        return
    host, port = where.hostname or "localhost", where.port or 25
    connect = smtplib.SMTP_SSL if where.scheme == "smtps" else smtplib.SMTP
    try:
        with connect(host, port, timeout=5) as server:
            if where.scheme == "smtp" and where.username:
                server.starttls()
            if where.username:
                server.login(unquote(where.username), unquote(where.password or ""))
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        yield _problem(
            "mail",
            N_("Serverul de e-mail %(host)s:%(port)s nu răspunde sau nu ne primește (%(error)s)."),
            N_(
                "Verificați TREAPTA_MAIL_URL și rețeaua; mesajele așteaptă și se trimit după aceea."
            ),
            host=host,
            port=port,
            error=type(error).__name__,
        )
    else:
        yield _fine(
            "mail", N_("Serverul de e-mail %(host)s:%(port)s răspunde."), host=host, port=port
        )


def check_assets(patient: Patient) -> Iterator[Finding]:
    """Whether styles, scripts and fonts were built."""
    del patient
    missing = [name for name in ASSETS if not (LMS / "web/static" / name).is_file()]
    if missing:
        yield _problem(
            "assets",
            N_("Lipsesc fișiere ale paginilor: %(missing)s."),
            N_("Rulați `make assets`."),
            missing=", ".join(missing),
        )
    else:
        yield _fine("assets", N_("Stilurile, scripturile și fonturile sunt la locul lor."))


def check_translations(patient: Patient) -> Iterator[Finding]:
    """Whether the translations were compiled after they were last changed."""
    del patient
    stale = [
        language for language in ("ro", "en") if not _is_compiled(LMS / "translations" / language)
    ]
    if stale:
        yield _problem(
            "translations",
            N_("Traducerile nu sunt compilate sau sunt mai vechi decât textele: %(languages)s."),
            N_("Rulați `python -m lms.translate compile`."),
            languages=", ".join(stale),
        )
    else:
        yield _fine("translations", N_("Traducerile sunt compilate."))


def _is_compiled(folder: Path) -> bool:
    compiled = folder / "LC_MESSAGES/messages.mo"
    if not compiled.is_file():
        return False
    made = compiled.stat().st_mtime
    return all(source.stat().st_mtime <= made for source in folder.glob("*.po"))


CHECKS: tuple[Callable[[Patient], Iterator[Finding]], ...] = (
    check_settings,
    check_migrations,
    check_triggers,
    check_chains,
    check_keys,
    check_work,
    check_clock,
    check_mail,
    check_assets,
    check_translations,
)


def examine(patient: Patient) -> list[Finding]:
    """Every finding of every check; a check that breaks down is itself a problem."""
    findings: list[Finding] = []
    for check in CHECKS:
        try:
            findings += check(patient)
        except Exception as error:
            patient.session.rollback()
            findings.append(
                _problem(
                    check.__name__.removeprefix("check_"),
                    N_("Verificarea „%(check)s” s-a oprit: %(error)s."),
                    N_("Rulați întâi `treapta db upgrade`, apoi din nou `treapta doctor`."),
                    check=check.__name__.removeprefix("check_"),
                    error=f"{type(error).__name__}: {str(error).splitlines()[0][:200]}",
                )
            )
    return findings
