import contextlib
import copy

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hubwarden.errors import InputError
from hubwarden.facts import CONCERNS
from hubwarden.paths import display_path
from hubwarden.policy.baseline import PACKAGED, load
from hubwarden.policy.demands import matches, severity_word
from hubwarden.rule import Severity

ROLES = {"device", "backend", "registration", "tooling"}


@pytest.fixture
def write(tmp_path):
    def write(content):
        path = tmp_path / "baseline.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_the_packaged_baseline_holds_where_there_is_no_other():
    holding = load(None)
    assert holding.name == PACKAGED
    assert len(holding.digest) == 64
    assert set(holding.baseline.environments) == {"production", "sandbox"}
    assert {environment.kind for environment in holding.baseline.environments.values()} == {
        "production",
        "sandbox",
    }


def test_an_empty_extension_demands_what_the_packaged_one_does(write):
    holding = load(write("version: 1\n"))
    assert holding.baseline == load(None).baseline
    assert holding.digest != load(None).digest
    assert holding.name.endswith(f" on top of {PACKAGED}")


def test_what_the_packaged_one_accepts_stays_accepted(write):
    own = "accepted:\n- {rule: NH101, source: a, field: b, reason: c}\n"
    packaged = load(None).baseline.accepted
    found = load(write("version: 1\n" + own)).baseline.accepted
    assert [item.rule for item in found] == ["NH101", *(item.rule for item in packaged)]
    alone = load(write("version: 1\nextends: nothing\n" + own)).baseline.accepted
    assert [item.rule for item in alone] == ["NH101"]


def test_what_operators_may_change_is_matched_by_field_and_environment(write):
    own = (
        "drift:\n  allowed:\n"
        "  - {field: Alert.*, environment: sandbox, reason: a}\n  - {field: '*.TAGS', reason: b}\n"
    )
    holds = load(write("version: 1\n" + own)).baseline
    assert holds.why_allowed("Alert.enabled", "sandbox") == "a"
    assert holds.why_allowed("Alert.enabled", "production") is None
    assert holds.why_allowed("Alert.enabled", None) is None
    assert holds.why_allowed("Hub.tags", None) == "b"
    assert load(None).baseline.why_allowed("Hub.tags", None) is None
    for wrong, words in (
        (
            own.replace("sandbox", "moon"),
            "drift.allowed.0.environment: there is no environment moon",
        ),
        (own.replace(", reason: b", ""), "needs reason"),
        (own.replace("reason: b", "reason: b, who: c"), "is not known here"),
    ):
        with pytest.raises(InputError, match=words) as error:
            load(write("version: 1\n" + wrong))
        assert error.value.line in {3, 4, 5}


def test_a_cause_is_one_of_the_list(write):
    own = "accepted:\n- {rule: NH101, source: a, field: b, reason: c, cause: unclear}\n"
    assert load(write("version: 1\n" + own)).baseline.accepted[0].cause == "unclear"
    with pytest.raises(InputError) as error:
        load(write("version: 1\n" + own.replace("unclear", "because")))
    assert "accepted.0.cause" in str(error.value)


SEVERITIES = """version: 1
environments:
  production:
    severities:
      NH101: {}
"""


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ("high", "high"),
        ("medium", "medium"),
        ("{severity: low, reason: nobody uses it}", "low"),
        ("{severity: critical, reason: we all use it}", "critical"),
    ],
)
def test_a_severity_is_raised_by_a_word_and_lowered_with_a_reason(write, given, word):
    path = write(SEVERITIES.replace("{}", given))
    held = load(path, {"NH101": Severity.MEDIUM}).baseline.environments["production"]
    assert severity_word(held.severities["NH101"]) == word


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ("low", "severities.NH101"),
        ("info", "severities.NH101"),
        ("{severity: low}", "severities.NH101"),
        ('{severity: low, reason: ""}', "severities.NH101"),
        ("{severity: low, reason: a, why: b}", "severities.NH101"),
    ],
)
def test_a_severity_is_not_lowered_without_a_reason(write, given, field):
    with pytest.raises(InputError) as caught:
        load(write(SEVERITIES.replace("{}", given)), {"NH101": Severity.MEDIUM})
    assert caught.value.line == 5
    assert field in str(caught.value)


def test_mappings_are_merged(write):
    path = write(
        "version: 1\n"
        "environments:\n"
        "  production:\n"
        "    roles: {operator: [Manage, Listen, Send]}\n"
        "  staging: {kind: production, apns: production}\n"
    )
    environments = load(path).baseline.environments
    packaged = load(None).baseline.environments
    assert set(environments) == {"production", "sandbox", "staging"}
    assert set(environments["production"].roles) == {*ROLES, "operator"}
    assert environments["production"].match == packaged["production"].match
    assert environments["sandbox"] == packaged["sandbox"]


def test_lists_and_plain_values_are_replaced(write):
    path = write(
        "version: 1\n"
        "environments:\n"
        "  production:\n"
        "    tags: [owner]\n"
        "    alerts: []\n"
        "    lock: optional\n"
        "    roles: {device: []}\n"
    )
    production = load(path).baseline.environments["production"]
    assert (production.tags, production.alerts, production.lock) == (("owner",), (), "optional")
    assert production.roles["device"] == ()
    assert production.roles["backend"] == ("Send",)


def test_ceilings_of_alerts_are_merged(write):
    path = write(
        "version: 1\nenvironments:\n  production:\n    alert_ceilings: {throttling: 7.5}\n"
    )
    own = load(path).baseline.environments["production"].alert_ceilings
    packaged = load(None).baseline.environments
    assert own == {**packaged["production"].alert_ceilings, "throttling": 7.5}
    for environment in packaged.values():
        assert environment.alert_ceilings.keys() == set(CONCERNS)


def test_a_baseline_can_stand_alone(write):
    path = write(
        "version: 1\n"
        "extends: nothing\n"
        "environments:\n"
        "  live: {kind: production, apns: production}\n"
    )
    holding = load(path)
    assert set(holding.baseline.environments) == {"live"}
    assert holding.baseline.environments["live"].alerts == ()
    assert holding.name == display_path(path)


def test_the_order_of_environments_does_not_matter(write):
    item = load(write("version: 1\nenvironments: {a: {kind: sandbox, apns: sandbox}}\n"))
    assert item.baseline.environments.keys() >= {"a", "production", "sandbox"}


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("prod", "PROD", True),
        ("*-Prod", "shop-prod", True),
        ("prod", "prod-2", False),
        ("shop-?", "shop-1", True),
        ("shop-?", "shop-", False),
        ("*", "", True),
    ],
)
def test_patterns_do_not_care_about_letter_case(pattern, text, fits):
    assert matches(pattern, text) is fits


HEAD = "version: 1\n"
ONE = HEAD + "environments:\n  production:\n"  # what follows begins in line 4
OWN = HEAD + "environments:\n  staging:\n"

# By name: the content, and the line and the field of the mistake.
MISTAKES = {
    "unknown key at the top": (HEAD + "enviroments: {}\n", 2, "enviroments"),
    "unknown key of an environment": (
        ONE + "    telemtry: required\n",
        4,
        "environments.production.telemtry",
    ),
    "unknown key of a match": (
        ONE + "    match:\n      stack: [prod]\n",
        5,
        "environments.production.match.stack",
    ),
    "unknown key of a rule switched off": (
        ONE + "    switched_off:\n    - rule: NH101\n      reason: text\n      until: never\n",
        7,
        "environments.production.switched_off.0.until",
    ),
    "unknown key of a consumer": (
        HEAD + "consumers:\n- rule: a\n  role: b\n  rights: []\n",
        5,
        "consumers.0.rights",
    ),
    "unknown key of an acceptance": (
        HEAD + "accepted:\n- {rule: NH101, source: a, field: b, reason: c}\n"
        "- rule: NH101\n  source: a\n  field: b\n  reason: c\n  owner: d\n",
        8,
        "accepted.1.owner",
    ),
    "unknown key of what is provided": (
        HEAD + "provided_elsewhere:\n- kind: locks\n  source: a\n  reason: b\n  by: c\n",
        6,
        "provided_elsewhere.0.by",
    ),
    "wrong version": ("version: 2\n", 1, "version"),
    "version as text": ("version: '1'\n", 1, "version"),
    "wrong extends": (HEAD + "extends: all\n", 2, "extends"),
    "wrong kind": (ONE + "    kind: live\n", 4, "environments.production.kind"),
    "wrong tier": (
        ONE + "    tiers:\n    - Standard\n    - Premium\n",
        6,
        "environments.production.tiers.1",
    ),
    "wrong demand": (ONE + "    lock: true\n", 4, "environments.production.lock"),
    "wrong concern": (
        ONE + "    alerts: [authentication,\n      weather]\n",
        5,
        "environments.production.alerts.1",
    ),
    "ceiling for no concern": (
        ONE + "    alert_ceilings:\n      authentication: 5\n      weather: 5\n",
        6,
        "environments.production.alert_ceilings.weather",
    ),
    "negative ceiling": (
        ONE + "    alert_ceilings:\n      throttling: 5\n      authentication: -1\n",
        6,
        "environments.production.alert_ceilings.authentication",
    ),
    "wrong right of a role": (
        ONE + "    roles:\n      device: [Listen]\n      backend: [Post]\n",
        6,
        "environments.production.roles.backend.0",
    ),
    "wrong severity": (
        ONE + "    severities:\n      NH101: low\n      NH102: grave\n",
        6,
        "environments.production.severities.NH102",
    ),
    "severity of what is no rule": (
        ONE + "    severities:\n      NH12: low\n",
        5,
        "environments.production.severities.NH12",
    ),
    "empty text": (ONE + "    tags: ['']\n", 4, "environments.production.tags.0"),
    "text for a list": (ONE + "    tags: owner\n", 4, "environments.production.tags"),
    "list for a mapping": (HEAD + "environments: [production]\n", 2, "environments"),
    "list for an environment": (
        HEAD + "environments:\n  production: []\n",
        3,
        "environments.production",
    ),
    "nothing for an environment": (
        HEAD + "environments:\n  production:\n",
        3,
        "environments.production",
    ),
    "number for a name": (HEAD + "environments:\n  1: {}\n", 3, "environments.1"),
    "mapping for a list": (HEAD + "accepted: {rule: NH101}\n", 2, "accepted"),
    "provided kind that nobody asks for": (
        HEAD + "provided_elsewhere:\n- {kind: hubs, source: a, reason: b}\n",
        3,
        "provided_elsewhere.0.kind",
    ),
    "missing kind": (OWN + "    apns: sandbox\n", 3, "environments.staging"),
    "missing side of Apple": (OWN + "    kind: sandbox\n", 3, "environments.staging"),
    "missing reason": (
        HEAD + "accepted:\n- {rule: NH101, source: a, field: b}\n",
        3,
        "accepted.0",
    ),
    "missing reason for switching off": (
        ONE + "    switched_off:\n    - rule: NH101\n",
        5,
        "environments.production.switched_off.0",
    ),
    "missing role": (HEAD + "consumers:\n- rule: a\n", 3, "consumers.0"),
    "key twice": (ONE + "    lock: required\n    lock: optional\n", 5, "lock"),
}


BLANKS = {
    "a lowered severity": "severities: {NH207: {severity: info, reason: %s}}",
    "a rule that is switched off": "switched_off: [{rule: NH207, reason: %s}]",
    "a tag": "tags: [owner, %s]",
    "a role": "device_roles: [%s]",
}
BLANKS_ABOVE = {
    "an acceptance": "accepted: [{rule: NH101, source: a, field: b, reason: %s}]",
    "a field": "accepted: [{rule: NH101, source: a, field: %s, reason: c}]",
    "what is elsewhere": "provided_elsewhere: [{kind: locks, source: a, reason: %s}]",
    "a consumer's role": "consumers: [{rule: a, role: %s}]",
}


@pytest.mark.parametrize("blank", ['" "', '"\\t"', '"\\u00a0"', '"  \\n"', '""'])
@pytest.mark.parametrize(
    "content",
    [
        *(f"environments:\n  production:\n    {line}\n" for line in BLANKS.values()),
        *BLANKS_ABOVE.values(),
    ],
    ids=[*BLANKS, *BLANKS_ABOVE],
)
def test_blanks_are_no_text(write, content, blank):
    with pytest.raises(InputError) as caught:
        load(write(f"version: 1\n{content % blank}"))
    assert "blanks" in str(caught.value)
    assert caught.value.line
    good = content % '" aB "'
    load(write(f"version: 1\n{good}"))


@pytest.mark.parametrize("extends", ["default", "nothing"])
@pytest.mark.parametrize(("content", "line", "field"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_file_line_and_field(write, content, line, field, extends):
    if "extends" not in content:
        content += f"extends: {extends}\n"
    path = write(content)
    with pytest.raises(InputError) as caught:
        load(path)
    known = [item for item in caught.value.mistakes if "or extends:" not in str(item)]
    (mistake,) = known or caught.value.mistakes[:1]
    assert (mistake.file, mistake.line) == (display_path(path), line)
    assert mistake.field == field
    assert str(mistake).startswith(f"{display_path(path)}:{line}: {field}: ")


def test_a_missing_version_is_told(write):
    with pytest.raises(InputError, match="needs version"):
        load(write("environments: {}\n"))


BROKEN = {
    "not UTF-8": (b"version: 1 # \xff\n", 1, "UTF-8"),
    "not YAML": ("version: 1\naccepted: [\n", 3, "not valid YAML"),
    "not a mapping": ("- version: 1\n", 1, "mapping"),
    "a text": ("version 1\n", 1, "mapping"),
    "nothing at all": ("", 1, "mapping"),
    "alias bomb": (
        "version: 1\na: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(
            f"{name}: &{name} [{', '.join([f'*{below}'] * 9)}]\n"
            for below, name in zip("abcdefg", "bcdefgh", strict=True)
        ),
        None,
        "multiply",
    ),
}


@pytest.mark.parametrize(("content", "line", "says"), BROKEN.values(), ids=BROKEN)
def test_a_file_that_is_no_baseline_is_told(write, content, line, says):
    path = write(content)
    with pytest.raises(InputError, match=says) as caught:
        load(path)
    assert (caught.value.file, caught.value.line) == (display_path(path), line)


def test_the_message_does_not_quote_the_wrong_value(write):
    with pytest.raises(InputError) as caught:
        load(write(ONE + "    kind: canary-77\n"))
    assert "canary-77" not in str(caught.value)


GOOD = {
    "version": 1,
    "extends": "default",
    "environments": {
        "production": {
            "kind": "production",
            "apns": "production",
            "match": {"stacks": ["prod"], "names": ["*-prod"]},
            "aliases": ["live"],
            "tiers": ["Standard"],
            "telemetry": "required",
            "alerts": ["authentication"],
            "public_rights": ["Listen"],
            "tags": ["owner"],
            "roles": {"device": ["Listen"]},
            "severities": {"NH101": "low"},
            "switched_off": [{"rule": "NH102", "reason": "text"}],
        },
        "staging": {"kind": "sandbox", "apns": "production"},
    },
    "consumers": [{"rule": "a*", "role": "device"}],
    "accepted": [
        {"rule": "NH101", "source": "program:*", "field": "a", "reason": "text", "cause": "unclear"}
    ],
    "provided_elsewhere": [{"kind": "locks", "source": "*", "reason": "text"}],
}

junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text() | st.integers() | st.none(), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(value, above=()):
    yield above
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(inner, (*above, key))


@st.composite
def mutated(draw):
    data = copy.deepcopy(GOOD)
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from([place for place in places(data) if place]))
        holder = data
        for key in way:
            holder = holder[key]
        change = draw(st.sampled_from(["replace", "remove", "add"]))
        if change == "replace":
            holder[last] = draw(junk)
        elif change == "remove":
            del holder[last]
        elif isinstance(holder, dict):
            holder[draw(st.text() | st.integers() | st.none())] = draw(junk)
        else:
            holder.append(draw(junk))
        if not data:
            break
    return data


def test_what_is_mutated_is_good_to_begin_with(write):
    assert load(write(yaml.safe_dump(GOOD)))


@given(mutated())
def test_no_mutation_of_a_baseline_fails_in_any_other_way(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "mutated.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    with contextlib.suppress(InputError):
        load(path)


@given(st.data())
def test_no_damaged_text_of_a_baseline_fails_in_any_other_way(tmp_path_factory, data):
    text = yaml.safe_dump(GOOD, sort_keys=False)
    at = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 8))
    insert = data.draw(st.text(alphabet="ab1:-[]{}&*!|>#'\" \n?,.", max_size=6))
    path = tmp_path_factory.getbasetemp() / "damaged.yaml"
    path.write_text(text[:at] + insert + text[at + length :], encoding="utf-8")
    with contextlib.suppress(InputError):
        load(path)


def test_every_rule_at_once_is_accepted_only_where_nobody_asked(tmp_path):
    path = tmp_path / "baseline.yaml"
    entry = '{rule: "*", source: "azure:*", field: "*", reason: Later., cause: CAUSE}'
    path.write_text(f"version: 1\naccepted: [{entry}]\n".replace("CAUSE", "not-asked"))
    assert load(path, {}).baseline.accepted[0].rule == "*"
    path.write_text(f"version: 1\naccepted: [{entry}]\n".replace("CAUSE", "not-told"))
    with pytest.raises(InputError, match="must have the cause not-asked"):
        load(path, {})
