"""Area: api_tokens. An organiser's tokens for /api/v1: made, shown once, ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.errors import BadInput, Conflict
from lms.extensions import db, transaction
from lms.models import Provider, Role
from lms.services import api_tokens
from lms.services.api_tokens import TokenScope, TokenState
from lms.web.access import person, roles
from lms.web.errors import message_of
from lms.web.forms import show_refusal
from lms.web.forms.api_tokens import SCOPES, TokenForm
from lms.web.provider_entry.organisations import managed

blueprint = Blueprint("api_tokens", __name__)
TOKENS = "/provider/organisations/<uuid:provider_id>/tokens"
TAGS = {
    TokenState.IN_USE: ("done", _l("În folosință")),
    TokenState.EXPIRED: ("neutral", _l("Expirat")),
    TokenState.REVOKED: ("neutral", _l("Retras")),
    TokenState.ORPHANED: ("problem", _l("Fără efect: cine l-a făcut nu mai lucrează aici")),
}


def _page(provider_id: UUID, form: TokenForm, *, made: str | None = None) -> str:
    session = db.session()
    return render_template(
        "api/tokens.html",
        provider=session.get_one(Provider, provider_id),
        lines=api_tokens.list_tokens(session, provider_id, on=clock.today()),
        form=form,
        made=made,
        tags=TAGS,
        scope_words={scope.value: words for scope, words in SCOPES.items()},
        in_use=TokenState.IN_USE,
    )


def _blank() -> TokenForm:
    return TokenForm(formdata=None, expires_on=clock.today() + timedelta(days=180))


@blueprint.get(TOKENS)
@roles(Role.PROVIDER)
def index(provider_id: UUID) -> Any:
    """The tokens of an organiser."""
    return _page(managed(provider_id), _blank())


@blueprint.post(TOKENS)
@roles(Role.PROVIDER)
def create(provider_id: UUID) -> Any:
    """A new token; the page that answers is the only one that shows it."""
    managed(provider_id)
    form = TokenForm()
    if not form.validate_on_submit():
        return _page(provider_id, form), 422
    try:
        with transaction() as session:
            made = api_tokens.create(
                session,
                provider_id,
                name=str(form.name.data),
                scopes=[TokenScope(code) for code in form.scopes.data or []],
                expires_on=form.expires_on.data,
                account_id=person().account_id,
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return _page(provider_id, form), 422
    except Conflict as error:
        flash(message_of(error), "warning")
        return redirect(url_for("api_tokens.index", provider_id=provider_id), 303)
    return _page(provider_id, _blank(), made=made)


@blueprint.post(TOKENS + "/<uuid:token_id>/revoke")
@roles(Role.PROVIDER)
def revoke(provider_id: UUID, token_id: UUID) -> Any:
    """End a token at once."""
    managed(provider_id)
    with transaction() as session:
        token = api_tokens.revoke(
            session, provider_id, token_id, account_id=person().account_id, now=clock.now()
        )
        name = token.name
    flash(_("Jetonul „%(name)s” nu mai deschide nimic.", name=name), "success")
    return redirect(url_for("api_tokens.index", provider_id=provider_id), 303)
