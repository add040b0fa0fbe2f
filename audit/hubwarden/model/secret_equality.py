"""Whether two secrets are the same; of those in a save that is known within the save alone."""

from __future__ import annotations

from typing import Final

from hubwarden.model.base import Undetermined
from hubwarden.secret import Secret

APART: Final = (
    "a save keeps numbers in place of secrets, which tell those of one save apart and no others"
)


def same_secret(mine: Secret, its: Secret, field: str) -> bool:
    """Tell whether two secrets are the same; ``field`` holds them.

    Raises ``Undetermined`` where one is from a save, and the other is not from the same.
    """
    if not mine.is_comparable(its):
        raise Undetermined(field, APART)
    return mine == its
