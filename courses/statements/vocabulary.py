"""The verbs, activity types and extensions of ADL and cmi5 that we use, with their wordings."""

from __future__ import annotations

from dataclasses import dataclass

ADL_VERBS = "http://adlnet.gov/expapi/verbs/"
ADL_TYPES = "http://adlnet.gov/expapi/activities/"
CMI5 = "https://w3id.org/xapi/cmi5/context/"

COURSE_TYPE = f"{ADL_TYPES}course"
LESSON_TYPE = f"{ADL_TYPES}lesson"
TEST_TYPE = f"{ADL_TYPES}assessment"
QUESTION_TYPE = f"{ADL_TYPES}cmi.interaction"
PROFILE_TYPE = f"{ADL_TYPES}profile"

CMI5_CATEGORY = f"{CMI5}categories/cmi5"
MOVE_ON_CATEGORY = f"{CMI5}categories/moveon"
SESSION_EXTENSION = f"{CMI5}extensions/sessionid"
LAUNCH_MODE_EXTENSION = f"{CMI5}extensions/launchmode"
LAUNCH_URL_EXTENSION = f"{CMI5}extensions/launchurl"
MOVE_ON_EXTENSION = f"{CMI5}extensions/moveon"
MASTERY_EXTENSION = f"{CMI5}extensions/masteryscore"


@dataclass(frozen=True)
class VerbTerm:
    """A verb: its IRI and how it is shown."""

    iri: str
    ro: str
    en: str


REGISTERED = VerbTerm(f"{ADL_VERBS}registered", "s-a înscris la", "registered for")
LAUNCHED = VerbTerm(f"{ADL_VERBS}launched", "a deschis", "launched")
INITIALIZED = VerbTerm(f"{ADL_VERBS}initialized", "a început", "initialized")
EXPERIENCED = VerbTerm(f"{ADL_VERBS}experienced", "a parcurs", "experienced")
COMPLETED = VerbTerm(f"{ADL_VERBS}completed", "a finalizat", "completed")
ANSWERED = VerbTerm(f"{ADL_VERBS}answered", "a răspuns la", "answered")
PASSED = VerbTerm(f"{ADL_VERBS}passed", "a promovat", "passed")
FAILED = VerbTerm(f"{ADL_VERBS}failed", "nu a promovat", "failed")
VOIDED_IRI = f"{ADL_VERBS}voided"
