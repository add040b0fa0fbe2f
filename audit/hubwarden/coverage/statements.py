"""All statements of the guides, in the order of their numbers."""

from __future__ import annotations

from typing import Final

from hubwarden.coverage.apple_statements import APPLE_STATEMENTS
from hubwarden.coverage.article_statements import ARTICLE_STATEMENTS
from hubwarden.coverage.manual_statements import MANUAL_STATEMENTS
from hubwarden.coverage.microsoft_statements import MICROSOFT_STATEMENTS

STATEMENTS: Final = (
    *MICROSOFT_STATEMENTS,
    *ARTICLE_STATEMENTS,
    *MANUAL_STATEMENTS,
    *APPLE_STATEMENTS,
)
"""Every statement."""
