"""Whether two models are the same in all that can be told of them; secrets count by which of them are equal."""

from collections.abc import Mapping

from hubwarden.credential_files.kinds import KeyFacts, VapidKeys
from hubwarden.model.base import ResourceId, Subject, Undetermined
from hubwarden.model.estate import COLLECTIONS
from hubwarden.secret import Secret
from hubwarden.sources.saved.save_types import OF_ALL


class Spelling:
    """Spells models out, so that two can be compared; secrets are numbered as they come."""

    def __init__(self):
        self._secrets = {}

    def estate(self, found):
        kinds = {
            name: [self.value(item) for item in sorted(getattr(found, name), key=_place)]
            for name in COLLECTIONS
            if getattr(found, name)
        }
        return kinds, found.gaps

    def value(self, value):  # noqa: PLR0911 - one line for each form of a value
        if isinstance(value, ResourceId):
            return value.text, value.exact, value.later, value.source
        if isinstance(value, Subject):
            return self._subject(value)
        if isinstance(value, Secret):
            return "secret", self._secrets.setdefault(value, len(self._secrets)), value.is_empty
        if isinstance(value, Mapping):
            return {name: self.value(item) for name, item in value.items()}
        if isinstance(value, tuple):
            return tuple(map(self.value, value))
        if isinstance(value, KeyFacts | VapidKeys):
            return repr(value).partition(", public_digest")[0]
        return repr(value) if isinstance(value, float) else value

    def _subject(self, subject):
        known = {}
        for name in type(subject).__dataclass_fields__:
            if name in OF_ALL:
                continue
            try:
                known[name] = self.value(getattr(subject, name))
            except Undetermined as why:
                known[name] = (str(why), why.later, why.cause, name in subject.undeclared)
        return type(subject).__name__, self.value(subject.id), subject.origin, known


def _place(subject):
    return subject.id.text.lower()
