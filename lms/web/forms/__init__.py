"""Forms: one module per area; a service's refusal is shown at the field it is about."""

from __future__ import annotations

from typing import Any

from lms.errors import BadInput
from lms.web.errors import message_of


def show_refusal(form: Any, error: BadInput) -> None:
    """Put the sentence of a refusal on its field, or on the form when it is about no field."""
    if error.field is None or error.field not in form:
        form.form_errors.append(message_of(error))
        return
    field = form[error.field]
    field.errors = [*field.errors, message_of(error)]
