"""English sentences, by code."""

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

LABELS: dict[str, str] = {}
SENTENCES: dict[str, str] = {}
