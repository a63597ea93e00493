"""Quality of programmes read from feedback: limits of chance, drift, and what signals are worth.

Pure: it reads no database and knows no framework. Scores are means of the scale questions, from
1 (worst) to 5 (best). Distributions come from scipy.
"""

from lms.quality.drift import BASE, THRESHOLD, WINDOW, Drift, Low, find_drift, find_low
from lms.quality.limits import Limits, mean_limits, response_bounds, share_limits
from lms.quality.model import Score, Spread, organisers_of, pooled, spread_of

__all__ = [
    "BASE",
    "THRESHOLD",
    "WINDOW",
    "Drift",
    "Limits",
    "Low",
    "Score",
    "Spread",
    "find_drift",
    "find_low",
    "mean_limits",
    "organisers_of",
    "pooled",
    "response_bounds",
    "share_limits",
    "spread_of",
]
