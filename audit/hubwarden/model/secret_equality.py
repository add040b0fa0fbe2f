"""Whether two secrets are the same; secrets in a save can be compared only with others of that save."""

from __future__ import annotations

from typing import Final

from hubwarden.model.base import Undetermined
from hubwarden.secret import Secret

APART: Final = (
    "a save keeps numbers in place of secrets, which tell those of one save apart and no others"
)


def same_secret(mine: Secret, its: Secret, field: str) -> bool:
    """Tell whether two secrets are the same; ``field`` is the field that holds them.

    Raises ``Undetermined`` where one comes from a save and the other does not come from the same save.
    """
    if not mine.is_comparable(its):
        raise Undetermined(field, APART)
    return mine == its
