"""Makes the files that the examples on the pages of the rules name in words."""

import re
from datetime import UTC, datetime

import push_files

CERTIFICATE = re.compile(
    r"a (?P<kind>VoIP )?certificate for (?P<bundle>[\w.-]+), (?P<sides>\w+(?: and \w+)?)"
    r"(?:, until (?P<until>\d{4}-\d\d-\d\d))?(?P<keyless>, without its private key)?"
)


def made(words: str) -> str:
    """Return the file that these words describe, as a credential of Azure holds it."""
    if found := CERTIFICATE.fullmatch(words):
        until = found["until"] or "2026-12-01"
        return push_files.certificate(
            found["bundle"],
            who=words,
            sides=found["sides"].split(" and "),
            until=datetime.fromisoformat(until).replace(tzinfo=UTC),
            voip=bool(found["kind"]),
            key=not found["keyless"],
        )
    return _OTHERS[words]()


_OTHERS = {
    "the password": lambda: push_files.PASSWORD,
    "the text between the lines of AuthKey_ABC123DEFG.p8": push_files.signing_key,
    "the whole of AuthKey_ABC123DEFG.p8": push_files.signing_key_file,
    "private_key of service-account.json": push_files.firebase_key,
}
