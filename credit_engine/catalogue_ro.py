"""Romanian sentences, by code."""

MONTHS = (
    "ianuarie", "februarie", "martie", "aprilie", "mai", "iunie",
    "iulie", "august", "septembrie", "octombrie", "noiembrie", "decembrie",
)  # fmt: skip

LABELS: dict[str, str] = {}
SENTENCES: dict[str, str] = {}
