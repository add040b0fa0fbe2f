"""Recognises text that was put in place of a credential or a name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_LONGEST: Final = 600
_VAULTS: Final = r"vault\.(azure\.net|azure\.cn|usgovcloudapi\.net|microsoftazure\.de)"
_EXTENSIONS: Final = r"(p8|p12|pfx|pem|cer|crt|der|key|json|txt|mobileprovision)"
_WORDS: Final = (
    r"to[ _-]?do",
    r"tbd",
    r"fix[ _-]?me",
    r"change[ _-]?(me|it|this)",
    r"replace[ _-]?(me|it|this)",
    r"(replace|insert|enter|paste|put|your|my|the|some)([ _-]+[a-z]+)+",  # digits: it may be a key
    r"(my|the|some)?(secret|password|token|key|credential|certificate)",
    r"place[ _-]?holder",
    r"dummy|sample|example|fake|redacted|removed|masked|hidden",
    r"not[ _-]?(set|used)|unused|none|null|nil|undefined|empty|n/a",
    r"test|foo|bar",
)
A_WORD: Final = "a placeholder word"
_UNRESOLVED: Final = {
    r"@Microsoft\.KeyVault\(.*": "a Key Vault reference that was not resolved",
    rf"https://[a-z0-9-]+\.{_VAULTS}(:\d+)?(/.*)?": "the address of a Key Vault secret",
    r"/subscriptions/.*/providers/Microsoft\.KeyVault/.*": "the identifier of a Key Vault resource",
    r"\[(?!\[)[^(]*\(.*\]": "a template expression that was not evaluated",
    r"\$\{\{.*\}\}": "a pipeline expression that was not evaluated",
    r"\{\{.*\}\}|\{%.*%\}|<%.*%>": "a template expression that was not evaluated",
    r"\$\([\w.:-]*\)|\$\{[\w.:?-]*\}|#\{[\w.:-]*\}#?": "a variable that was not replaced",
    r"%\w+%|\$env:\w+|\$[A-Z_][A-Z0-9_]*|__\w+__": "a variable that was not replaced",
    r"<[^<>]*>": "a placeholder in angle brackets",
}
"""Text that a tool should have replaced; it is not valid in any field."""
_INSTEAD: Final = {
    r"file://.*|[a-z]:\\.*": "the path of a file, not what is in it",
    r"[a-z][a-z0-9+.-]*://\S*": "an address, not what is found there",
    rf"(\.{{1,2}}|~)?[/\\]?([\w .@-]+[/\\])*[\w .@()-]+\.{_EXTENSIONS}": (
        "the path of a file, not what is in it"
    ),
    r"[x*.?#_-]{3,}|(.)\1{5,}": "a placeholder of equal characters",
    rf"[^a-z0-9]*({'|'.join(_WORDS)})[^a-z0-9]*": A_WORD,
}
"""Further text in place of key material; in a name or an address it could be valid."""
_QUOTES: Final = "\"'`"
_Patterns = tuple[tuple[re.Pattern[str], str], ...]


def _compiled(meanings: Mapping[str, str]) -> _Patterns:
    flags = re.IGNORECASE | re.DOTALL
    return tuple((re.compile(pattern, flags), words) for pattern, words in meanings.items())


_OF_NAMES: Final = _compiled(_UNRESOLVED)
_OF_SECRETS: Final = _compiled({**_UNRESOLVED, **_INSTEAD})


_OWNERS: Final = (
    "company|domain|org|organi[sz]ation|team|business|name|app|application|product|project|bundle"
    "|[_-]?(company|domain|org|app)[_-]?name"
)
_OF_PLACEHOLDER_NAMES: Final = _compiled(
    {
        r"[^a-z0-9]*(to[ _-]?do|tbd|fix[ _-]?me|(change|replace)[ _-]?(me|it|this))[^a-z0-9]*": A_WORD,
        r"(place[ _-]?holder|not[ _-]?set|none|null|nil|undefined|n/a)": A_WORD,
        r"(your|insert|enter|paste)(_[a-z]+)+": A_WORD,
        r"[x*.?#_-]{3,}|(.)\1{8,}": "a placeholder of equal characters",
        r"0123456789|1234567890|abcdefghij": "a placeholder of characters in a row",
        rf"([a-z0-9-]+\.)*your[_-]?({_OWNERS})?(\.[a-z0-9_-]+)*": "a placeholder for names of your own",
        r"com\.(my)?company\.(my)?app([_-]?name)?|([a-z]+\.)?bundle[._-]?id(entifier)?": (
            "a placeholder for names of your own"
        ),
    }
)
"""Words in place of a name that are not valid names at Apple, Google or Microsoft."""

_INVISIBLE: Final = re.compile(
    r"[\s\u0000-\u001f\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060\ufeff]"
)
_ASIDE: Final = {
    "\n": "a line break",
    "\r": "a line break",
    "\t": "a tab",
}


def stray_space(text: str) -> str | None:
    """Describe white space or an invisible character in a text; ``None`` where there is none."""
    found = _INVISIBLE.search(text)
    if found is None:
        return None
    what = _ASIDE.get(found[0], "white space or an invisible character")
    edge = found.end() == len(text) or not _INVISIBLE.sub("", text[found.start() :])
    place = "in front" if found.start() == 0 else "behind the value" if edge else "in the middle"
    return f"{what} {place}: it is sent with the value"


def space_around(text: str) -> str | None:
    """Describe white space before or after a secret; ``None`` where there is none."""
    inner = text.strip()
    if not inner or inner == text:
        return None
    return "white space in front of or behind the value: it is sent with it"


def placeholder(text: str) -> str | None:
    """Describe a placeholder for key material; ``None`` where the text may be key material."""
    bare = text.strip()
    if not bare:
        return "nothing"
    if not bare.strip(_QUOTES + " "):
        return "empty quotes"
    return _meaning(bare, _OF_SECRETS)


def unresolved(text: str) -> str | None:
    """Describe a placeholder for a name or an address; ``None`` where the text may be one."""
    return _meaning(text.strip(), _OF_NAMES + _OF_PLACEHOLDER_NAMES) or stray_space(text)


def _meaning(bare: str, patterns: _Patterns) -> str | None:
    if not bare or len(bare) > _LONGEST:
        return None
    if bare[0] == bare[-1] and bare[0] in _QUOTES:
        bare = bare[1:-1].strip()
    for pattern, words in patterns:
        if pattern.fullmatch(bare):
            return words
    return None
