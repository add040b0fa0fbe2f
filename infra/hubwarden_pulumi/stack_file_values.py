"""The forms of values in a stack file, each declared once. It does not need Pulumi."""

import re
from typing import Annotated, Any, Final, Literal

from msgspec import Meta, Struct

from hubwarden.facts import Concern

EnvironmentName = Literal["production", "sandbox"]
Platform = Literal["ios", "android", "windows"]
PublicNetworkAccess = Literal["Enabled", "Disabled"]
Right = Literal["Listen", "Send", "Manage"]
Tier = Literal["Free", "Basic", "Standard"]

_END: Final = r"$(?!\n)"
"""The end of the text: in Python, ``$`` alone also matches before a final line break."""


def form(pattern: str, says: str, **limits: Any) -> Meta:
    """Return the form of a text, which must match the pattern as a whole; ``says`` describes it in messages."""
    return Meta(pattern=f"^(?:{pattern}){_END}", extra={"says": says}, **limits)


def key(description: str, example: Any, **limits: Any) -> Meta:
    """Return the description of a key, with an example value for the documentation."""
    return Meta(description=description, examples=[example], **limits)


def resource(kind: str) -> Meta:
    """Return the form of a resource id; ``kind`` is a type such as ``Microsoft.KeyVault/vaults``."""

    def any_case(text: str) -> str:
        return "".join(f"[{c.upper()}{c.lower()}]" if c.isalpha() else re.escape(c) for c in text)

    pattern = (
        f"/{any_case('subscriptions')}/{_GUID}/{any_case('resourceGroups')}/[A-Za-z0-9_().-]{{1,90}}"
        f"/{any_case('providers')}/{any_case(kind)}/[A-Za-z0-9_.-]{{1,260}}"
    )
    return form(pattern, f"must be the resource id of a {kind}")


_GUID: Final = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_WORDS: Final = "[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
SOMEWHERE: Final = (
    "/subscriptions/5f0b7c9e-3d61-4a52-9f1e-8c2d4b6a7e10/resourceGroups/shared/providers"
)
_EACH_ONCE: Final = Meta(min_length=1, extra_json_schema={"uniqueItems": True})

Text = Annotated[
    str,
    Meta(
        pattern=r"\S",
        min_length=1,
        max_length=256,
        extra={"says": "must be a text of 1 to 256 characters"},
    ),
]
Name = Annotated[
    str,
    form(
        _WORDS,
        "must be a name of at most 40 lower-case letters, digits and single hyphens",
        max_length=40,
    ),
]
Guid = Annotated[str, form(_GUID, "must be a GUID (8-4-4-4-12 hex digits)")]
Region = Annotated[str, form("[A-Za-z][A-Za-z0-9 ]{1,49}", "must be the name of an Azure region")]
Prefix = Annotated[
    str,
    form(
        _WORDS,
        "must be 2 to 12 lower-case letters, digits and single hyphens, beginning with a letter",
        min_length=2,
        max_length=12,
    ),
]
BundleId = Annotated[
    str,
    form(
        r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
        "must be a bundle identifier of letters, digits, hyphens and periods, as in com.example.app",
        max_length=155,
    ),
]
Endpoint = Annotated[str, form(r"\S{1,256}", "must be an address without spaces")]
Lifetime = Annotated[
    str,
    form(
        r"(?:[1-9][0-9]{0,6}|10[0-5][0-9]{5})\.(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]",
        "must be a time of at least one day, written days.hours:minutes:seconds, as in 90.00:00:00",
    ),
]
Email = Annotated[
    str, form(r"[^@\s]+@[^@\s]+", "must be an e-mail address", min_length=3, max_length=254)
]
Range = Annotated[
    str, form(r"[0-9A-Fa-f.:]{2,45}(?:/[0-9]{1,3})?", "must be an address range (CIDR)")
]
Ranges = Annotated[tuple[Range, ...], Meta(min_length=1)]
Rights = Annotated[tuple[Right, ...], _EACH_ONCE]
Platforms = Annotated[tuple[Platform, ...], _EACH_ONCE]
Concerns = Annotated[tuple[Concern, ...], _EACH_ONCE]


class Section(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """A mapping in a stack file."""
