"""xAPI statements: built, validated, compared, formatted."""

from courses.statements.activities import (
    check_iri,
    course_iri,
    lesson_iri,
    question_iri,
    test_iri,
)
from courses.statements.building import (
    Learner,
    answered_check,
    answered_question,
    completed_course,
    completed_lesson,
    experienced_lesson,
    initialized,
    launched,
    marked_test,
    registered,
    statement_json,
)
from courses.statements.comparing import statements_equal
from courses.statements.formats import instant_of
from courses.statements.formatting import StatementFormat, format_statement
from courses.statements.validation import VERSIONS, validate_statement

__all__ = [
    "VERSIONS",
    "Learner",
    "StatementFormat",
    "answered_check",
    "answered_question",
    "check_iri",
    "completed_course",
    "completed_lesson",
    "course_iri",
    "experienced_lesson",
    "format_statement",
    "initialized",
    "instant_of",
    "launched",
    "lesson_iri",
    "marked_test",
    "question_iri",
    "registered",
    "statement_json",
    "statements_equal",
    "test_iri",
    "validate_statement",
]
