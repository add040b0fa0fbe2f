"""Values as they travel between the engine and a provider."""

from typing import Any, Final

from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct

UNKNOWN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""What stands for a value that only an update can tell."""

_UNKNOWNS: Final = frozenset(
    {
        UNKNOWN,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # a truth value
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # a number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # a list
        "030794c1-ac77-496b-92df-f27374a8bd58",  # an asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # an archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # an object
    }
)
"""All that the protocol has (sdk/go/common/resource/plugin/rpc.go of pulumi)."""

_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"


def is_unknown(value: Any) -> bool:
    """Tell whether a value is not known yet."""
    return isinstance(value, str) and value in _UNKNOWNS


def received(struct: Struct) -> dict[str, Any]:
    """Return an object without its secret marks and without absent members.

    The engine takes the marks away itself, because this provider says that it does not accept them; only
    the provider's own configuration may still carry some.
    """
    plain: dict[str, Any] = _plain(MessageToDict(struct))
    return plain


def sent(value: dict[str, Any]) -> Struct:
    """Return an object as the engine wants it."""
    struct = Struct()
    struct.update(value)
    return struct


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get(_SIGNATURE) == _SECRET:
        return _plain(value.get("value"))
    return {key: _plain(item) for key, item in value.items() if item is not None}
