"""Variants of an app in one source tree; the tree does not show which of them is released.

The user selects a variant by naming one of its files, instead of the tree or in addition to it. Naming the variant
would not be enough: an Android build combines several source sets, an Apple build takes its entitlements from a
project file, and neither needs folders with the name of the variant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from hubwarden.credential_files import Entitlements, GoogleServices
from hubwarden.credential_files.inspected_file import InspectedFile

_FOLDER: Final = re.compile(
    r"(^|/)(src/(?!main/)[^/]+|debug|release|profile|staging|production|dev|development|beta|qa)/",
    re.IGNORECASE,
)
_NAME: Final = re.compile(
    r"(debug|release|profile|staging|production|prod|dev|development|beta|qa)[^/A-Za-z]*"
    r"\.(plist|entitlements)$|entitlements[._-][^/]+\.plist$",
    re.IGNORECASE,
)
WHY: Final = "there are different ones for variants of the app: name the file of the variant that is released"


def is_one_of_several(file: InspectedFile, files: Sequence[InspectedFile]) -> bool:
    """Tell whether a file belongs to a variant, and other files of the tree differ from it.

    A file that the user named itself is the selected one.
    """
    if not _is_source(file):
        return False
    others = [
        other
        for other in files
        if type(other.found) is type(file.found)
        and other.below == file.below
        and _is_source(other)
        and other.found != file.found
    ]
    return any(_is_variant(item) for item in (file, *others)) if others else False


def is_another_variant(file: InspectedFile, files: Sequence[InspectedFile]) -> bool:
    """Tell whether the user named a file of another variant in the same tree, and not this one."""
    return _is_source(file) and any(
        type(other.found) is type(file.found)
        and other.path == other.below
        and other.path != file.path
        and other.is_in(file.below)
        and (_is_variant(file) or _is_named_so(other, file.below))
        for other in files
    )


def _is_source(file: InspectedFile) -> bool:
    if file.path == file.below:
        return False
    found = file.found
    return isinstance(found, GoogleServices) or (
        isinstance(found, Entitlements) and not found.signed
    )


def _is_variant(file: InspectedFile) -> bool:
    return _is_named_so(file, file.below)


def _is_named_so(file: InspectedFile, tree: Path) -> bool:
    inside = file.path.resolve().relative_to(tree.resolve()).as_posix()
    return bool(_FOLDER.search(inside) or _NAME.search(inside))
