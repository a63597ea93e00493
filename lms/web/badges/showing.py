"""A badge as its page shows it: the same for the public and for the holder's preview."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext as _

from badges import Outcome
from lms import clock
from lms.clock import legal_day
from lms.extensions import db
from lms.models import Award, BadgeClass
from lms.services import awarding, badge_classes, badge_pages, issuers, verifying
from lms.services.badge_pages import SignedFacts
from lms.services.verifying import Verified
from lms.web.context import language, localised, settings

TAGS = {
    Outcome.VALID: "done",
    Outcome.INVALID: "problem",
    Outcome.REVOKED: "problem",
    Outcome.SUSPENDED: "warning",
    Outcome.EXPIRED: "warning",
    Outcome.NOT_YET_VALID: "waiting",
    Outcome.UNDETERMINED: "neutral",
}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Everything that the page of a badge prints."""

    award: Award
    badge_class: BadgeClass
    signed: SignedFacts
    verified: Verified
    checked_at: datetime
    url: str
    picture_url: str
    picture_alt: str
    shared_url: str
    linkedin_url: str | None

    @property
    def tag(self) -> str:
        """The kind of tag of the answer."""
        return TAGS[self.verified.report.outcome]

    @property
    def word(self) -> str:
        """The answer as one word in the reader's language."""
        return self.verified.report.word(language())

    @property
    def is_valid(self) -> bool:
        """Whether the badge is valid now."""
        return self.verified.report.outcome is Outcome.VALID


def show(award: Award) -> Shown:
    """The badge with its present answer: it is really verified each time the page is opened."""
    now = clock.now()
    document = badge_pages.document_of(award)
    badge_class = award.badge_class
    url = awarding.badge_url(award.public_id, settings())
    verified = verifying.verify_document(db.session(), document, settings=settings(), now=now)
    valid = verified.report.outcome is Outcome.VALID
    return Shown(
        award=award,
        badge_class=badge_class,
        signed=badge_pages.signed_facts(document),
        verified=verified,
        checked_at=now,
        url=url,
        picture_url=url_for("badges.class_picture", slug=badge_class.slug),
        picture_alt=badge_classes.picture_alt(badge_class, language()),
        shared_url=f"{url}/share.png?lang={language()}",
        linkedin_url=linkedin_url(award, url) if valid else None,
    )


def linkedin_url(award: Award, url: str) -> str:
    """LinkedIn's form for adding a certificate, filled in."""
    issued = legal_day(award.awarded_at)
    asked: dict[str, object] = {
        "startTask": "CERTIFICATION_NAME",
        "name": localised(award.badge_class.name),
        "organizationName": award.badge_class.issuer.name,
        "issueYear": issued.year,
        "issueMonth": issued.month,
    }
    if award.valid_until is not None:
        until = legal_day(award.valid_until)
        asked |= {"expirationYear": until.year, "expirationMonth": until.month}
    asked |= {"certUrl": url, "certId": award.public_id}
    return f"https://www.linkedin.com/profile/add?{urlencode(asked)}"


def shared_words() -> str:
    """The line above the title in the picture that is shared."""
    return str(_("Insignă digitală verificabilă"))


def issuer_page(badge_class: BadgeClass) -> str:
    """The address of the issuer's page."""
    return issuers.profile_url(badge_class.issuer, settings())
