"""Makes a preview of the step that the example on a rule's page shows.

- ```` ```json ```` with ``urn``: a step of ``pulumi preview --json`` on the hub ``shop``; its states are filled in.
"""

import json
import re
from pathlib import Path

from hubwarden.model.estate import Estate
from hubwarden.sources.opening import open_source

_INPUTS = {"namespaceName": "shop-ns", "notificationHubName": "shop", "resourceGroupName": "shop"}
_ID = (
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop"
    "/providers/Microsoft.NotificationHubs/namespaces/shop-ns/notificationHubs/shop"
)


def shows_step(text: str) -> bool:
    """Tell whether an example shows a step of an update."""
    return '"urn"' in text


def previewed(text: str, folder: Path) -> Estate:
    """Write the preview that has this step alone, and return what it says of the update."""
    step = json.loads(re.sub(r" // .*", "", text))
    state = {
        "urn": step["urn"],
        "type": step["urn"].split("::")[2],
        "custom": True,
        "id": _ID,
        "inputs": _INPUTS,
    }
    step |= {"oldState": state, "newState": state}
    path = folder / "preview.json"
    path.write_text(json.dumps({"steps": [step], "changeSummary": {step["op"]: 1}}, indent=2))
    told = open_source(f"preview:{path}", folder, None)
    assert told.gaps == (), told.gaps
    return Estate(sources=told.sources, planned_changes=told.planned_changes)
