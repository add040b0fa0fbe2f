"""One cause: what is wrong, which rules tell, what to look at, who can."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Who = Literal["app", "back end", "Azure", "platform console"]
"""Who can look, and change it: the app's developers, those of what sends, who deploys the hub, and whoever
has an account with Apple, Google, Microsoft or Amazon."""


Doing = Literal[
    "hub written", "hub deleted", "namespace written", "rule changed", "key regenerated"
]
"""What somebody did in Azure."""


Confirmation = Literal["response", "test send", "message telemetry", "feedback"]
"""What would confirm a cause that no configuration proves; ``hubwarden.diagnosis.confirming`` says how to get it."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that can be wrong, as one statement."""

    name: str
    says: str
    who: Who
    look: str
    """What to look at where configuration in scope does not tell."""
    rules: tuple[str, ...] = ()
    """The ids of rules and facts: one that is violated proves the cause; all that held rule it out."""
    services: tuple[str, ...] = ()
    """The push services that it is about, as ``Credentials`` names them; empty: any, or none."""
    after: tuple[Doing, ...] = ()
    """What makes it likely, where that was done shortly before it began."""
    confirm: tuple[Confirmation, ...] = ()
    """What would confirm it where nothing in scope proves it, the easiest first."""
    needs: tuple[Doing, ...] = ()
    """Without one of these it does not begin: where the activity log has none of them, something else began."""
    by_itself: bool = False
    """Whether it begins without anybody doing anything in Azure: something ends, or is changed elsewhere."""
    circumstance: bool = False
    """Whether its rules tell where it is possible, and not that it is so: it takes more than a tier."""
    limiting: bool = False
    """Whether such a circumstance is rare enough to be suspected where it is so."""
    suspected_by: tuple[str, ...] = ()
    """The ids of facts that make it likely where they are so, and prove nothing."""
    underlying: bool = False
    """Whether it breaks rules about other causes, too: what is no key is a malformed one as well."""
    where_used: tuple[tuple[str, str], ...] = ()
    """Push services, each with the fact that proves it where pushes went there before."""
    between_environments: bool = False
    """Whether it is about several environments, so that one alone in scope rules nothing out."""


HUB_WRITTEN: Final[tuple[Doing, ...]] = ("hub written", "namespace written")
"""What changes a credential."""
COMPARE_BUILD: Final = (
    "hubwarden inspect --hub SOURCE --app FILE, with the very build that is installed."
)
COMPARE_FILE: Final = "hubwarden inspect FILE --hub SOURCE, with the credential file that you keep."
