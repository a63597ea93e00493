"""Credit from dated regulations: pure, explained, reproducible for any past day."""

from credit_engine.activity import assess_activity
from credit_engine.loading import (
    bundled_regulation_ids,
    bundled_regulation_text,
    check_regulation,
    load_regulation,
)
from credit_engine.offers import Offer
from credit_engine.plan import Plan, plan, what_if
from credit_engine.problems import FactsError, Problem, RegulationError
from credit_engine.programme import ProgrammeFacts, propose_programme_credits
from credit_engine.promotion import assess_promotion, earliest_promotion
from credit_engine.provider import ProviderFacts, assess_provider
from credit_engine.recognition import RecognitionFacts, assess_recognition
from credit_engine.regulation import Regulation, RegulationVersion, Value
from credit_engine.results import (
    Assessment,
    Basis,
    Finding,
    Outcome,
    YearLine,
    YearStanding,
    finding_from_dict,
    from_thousandths,
    to_thousandths,
)
from credit_engine.sentences import amount_text, label_of, sentence_of
from credit_engine.year import assess_year

__all__ = [
    "Assessment",
    "Basis",
    "FactsError",
    "Finding",
    "Offer",
    "Outcome",
    "Plan",
    "Problem",
    "ProgrammeFacts",
    "ProviderFacts",
    "RecognitionFacts",
    "Regulation",
    "RegulationError",
    "RegulationVersion",
    "Value",
    "YearLine",
    "YearStanding",
    "amount_text",
    "assess_activity",
    "assess_promotion",
    "assess_provider",
    "assess_recognition",
    "assess_year",
    "bundled_regulation_ids",
    "bundled_regulation_text",
    "check_regulation",
    "earliest_promotion",
    "finding_from_dict",
    "from_thousandths",
    "label_of",
    "load_regulation",
    "plan",
    "propose_programme_credits",
    "sentence_of",
    "to_thousandths",
    "what_if",
]
