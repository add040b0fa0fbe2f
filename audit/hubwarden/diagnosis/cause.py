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
    between_environments: bool = False
    """Whether it is about several environments, so that one alone in scope rules nothing out."""


COMPARE_BUILD: Final = (
    "hubwarden inspect --hub SOURCE --app FILE, with the very build that is installed."
)
COMPARE_FILE: Final = "hubwarden inspect FILE --hub SOURCE, with the credential file that you keep."
