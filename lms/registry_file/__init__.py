"""Reading a register file (members, grades, statuses, past credits); pure: bytes in, data out."""

from lms.registry_file.checks import credit_identity
from lms.registry_file.model import (
    Identity,
    Kind,
    Limits,
    PastCredit,
    Period,
    Place,
    Problem,
    Record,
    RegisterFile,
    RegisterRefusedError,
    Severity,
    problem_from_dict,
)
from lms.registry_file.read import read_register
from lms.registry_file.records import (
    credit_as_dict,
    period_as_dict,
    record_as_dict,
    record_from_dict,
)
from lms.registry_file.template import template_workbook

__all__ = [
    "Identity",
    "Kind",
    "Limits",
    "PastCredit",
    "Period",
    "Place",
    "Problem",
    "Record",
    "RegisterFile",
    "RegisterRefusedError",
    "Severity",
    "credit_as_dict",
    "credit_identity",
    "period_as_dict",
    "problem_from_dict",
    "read_register",
    "record_as_dict",
    "record_from_dict",
    "template_workbook",
]
