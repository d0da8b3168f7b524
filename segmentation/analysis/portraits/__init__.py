"""What sets a segment's customers apart besides when, how often and for how much they buy.

``countries.py`` tells where they are, ``preferences.py`` what they buy more than others do.
"""

from segmentation.analysis.portraits.countries import CountryCount, CountryKind, count_countries
from segmentation.analysis.portraits.preferences import (
    LEVEL,
    MINIMUM_CUSTOMERS,
    MINIMUM_SHARE,
    MOST,
    Preference,
    Preferences,
    find_preferences,
)

__all__ = [
    "LEVEL",
    "MINIMUM_CUSTOMERS",
    "MINIMUM_SHARE",
    "MOST",
    "CountryCount",
    "CountryKind",
    "Preference",
    "Preferences",
    "count_countries",
    "find_preferences",
]
