"""A file of waivers: what it may hold, and what it says of each mistake."""

import copy
import json
from datetime import date
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from factories import baseline, demanding
from hubwarden import docs
from hubwarden.discovery import all_rules
from hubwarden.errors import InputError
from hubwarden.policy.demands import WaiverLimits
from hubwarden.policy.waiver_reading import load_waivers, waivers_schema
from hubwarden.policy.waivers import Waiver, Waivers

TOP = Path(__file__).resolve().parents[2]
TODAY = date(2026, 1, 1)
RULES = {rule.id: rule.severity for rule in all_rules()}
SLUGS = {rule.slug: rule.id for rule in all_rules()}
GOOD = {
    "rule": "NH203",
    "resource": "shop-ns/orders/phones",
    "reason": "The old app goes in March.",
    "owner": "push-team",
    "ticket": "PUSH-1",
    "expires": "2026-03-31",
}


@pytest.fixture
def read(tmp_path):
    def read(content, demands=None):
        path = tmp_path / "waivers.yaml"
        text = content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False)
        path.write_text(text, encoding="utf-8")
        return load_waivers(
            path, RULES, demands or baseline(), TODAY, slugs=SLUGS, project=tmp_path
        )

    return read


def of(*items, **more):
    return {"version": 1, "waivers": list(items), **more}


def refused(read, content, demands=None):
    with pytest.raises(InputError) as caught:
        read(content, demands)
    return str(caught.value)


def test_a_waiver_is_read(read):
    found = read(of(GOOD))
    (item,) = found.items
    assert structs.asdict(item) == {
        **GOOD,
        "expires": date(2026, 3, 31),
        "environment": None,
        "source": None,
    }
    assert found.file == "waivers.yaml"
    assert len(found.digest) == 64


def test_a_day_may_stand_with_and_without_quotes_and_a_reason_over_lines(read):
    text = "".join(
        f"    {name}: {value}\n" for name, value in GOOD.items() if name not in ("rule", "reason")
    )
    text = (
        f"version: 1\nwaivers:\n  - rule: NH203\n{text}    reason: >\n      The old\n      app.\n"
    )
    (item,) = read(text).items
    assert (item.expires, item.reason) == (date(2026, 3, 31), "The old app.")
    assert read(text.replace("2026-03-31", "'2026-03-31'")).items == (item,)


@pytest.mark.parametrize(
    "empty", ["version: 1\n", "version: 1\nwaivers:\n", "version: 1\nwaivers: []\n"]
)
def test_a_file_may_hold_none(read, empty):
    assert read(empty).items == ()


def test_a_symbol_has_a_source_and_a_name_may_have_one(read):
    symbol = {**GOOD, "resource": "{parameters('ns')}/shop", "source": "template:a.json"}
    environment = next(iter(baseline().environments))
    named = {**GOOD, "environment": environment}
    found = read(of(symbol, named)).items
    assert [item.source for item in found] == ["template:a.json", None]
    assert [item.environment for item in found] == [None, environment]


# Mistakes


@pytest.mark.parametrize("name", GOOD)
def test_every_field_is_needed(read, name):
    item = {key: value for key, value in GOOD.items() if key != name}
    assert refused(read, of(item)) == f"waivers.yaml:3: waivers.0: needs {name}"


@pytest.mark.parametrize(
    "blank", ["", " ", "\t\n", "\u00a0", "\u200b", "\u2800", "-", "...", "?!", "\U0001f600"]
)
@pytest.mark.parametrize("name", ["reason", "owner", "ticket"])
def test_words_without_a_letter_or_digit_are_none(read, name, blank):
    message = refused(read, of({**GOOD, name: blank}))
    assert f"waivers.0.{name}: needs words" in message


WRONG = {
    "an unknown field": ({**GOOD, "until": "x"}, "waivers.0.until: is not known here"),
    "a slip in a field": ({**GOOD, "ticked": "x"}, "did you mean ticket?"),
    "an id that does not exist": (
        {**GOOD, "rule": "NH999"},
        "there is no rule 'NH999'; nearest: NH",
    ),
    "a letter for a digit": ({**GOOD, "rule": "NH2O3"}, "there is no rule 'NH2O3'; nearest: NH"),
    "small letters": ({**GOOD, "rule": "nh203"}, "there is no rule 'nh203'; nearest: NH203"),
    "a name": ({**GOOD, "rule": "alert-missin"}, f"nearest: {SLUGS['alert-missing']}"),
    "a pattern of rules": ({**GOOD, "rule": "*"}, "'hubwarden rules' lists them all"),
    "a number": ({**GOOD, "ticket": 214}, "waivers.0.ticket: must be a text"),
    "nothing": ({**GOOD, "owner": None}, "waivers.0.owner: must be a text"),
    "a list": ({**GOOD, "resource": ["a", "b"]}, "waivers.0.resource: must be a text"),
    "no such day": ({**GOOD, "expires": "2026-02-30"}, "'2026-02-30' is not a day"),
    "a week": ({**GOOD, "expires": "2026-W10-1"}, "is not a day"),
    "a day without dashes": ({**GOOD, "expires": "20260331"}, "is not a day"),
    "a moment": ({**GOOD, "expires": "2026-03-31T12:00:00Z"}, "is not a day"),
    "digits of another script": ({**GOOD, "expires": "٢٠٢٦-٠٣-٣١"}, "is not a day"),
    "never": ({**GOOD, "expires": "never"}, "is not a day"),
    "a symbol without a source": (
        {**GOOD, "resource": "{parameters('ns')}/shop"},
        "waivers.0: needs source: ",
    ),
    "an environment that does not exist": (
        {**GOOD, "environment": "prod"},
        "waivers.0.environment: the baseline has no environment 'prod'",
    ),
    "no source": ({**GOOD, "source": " "}, "waivers.0.source: is empty"),
    "a pattern for access rules that are wider": (
        {**GOOD, "rule": "NH701", "resource": "shop-ns/**"},
        "a waiver of NH701 names its access rule in full",
    ),
    "a pattern for access rules that are more": (
        {**GOOD, "rule": "NH702", "resource": "shop-ns/orders/*"},
        "a waiver of NH702 names its access rule in full",
    ),
    "a text in place of a waiver": ("NH203", "waivers.0: must be a mapping with rule"),
}


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG)
def test_a_mistake_is_told_with_its_place(read, case):
    item, words = case
    message = refused(read, of(item))
    assert words in message
    assert message.startswith("waivers.yaml:")


FILES = {
    "no mapping": ("- a\n", "a file of waivers is a mapping"),
    "an empty file": ("", "a file of waivers is a mapping"),
    "no version": ("waivers: []\n", "needs version: 1"),
    "another version": ("version: 2\n", "version: must be 1"),
    "true": ("version: true\n", "version: must be 1"),
    "an unknown key": (
        "version: 1\nwaiver: []\n",
        "waiver: is not known here; did you mean waivers?",
    ),
    "a mapping of waivers": ("version: 1\nwaivers: {NH203: x}\n", "waivers: must be a list"),
    "no YAML": ("version: [1\n", "is not valid YAML"),
    "a key twice": ("version: 1\nversion: 1\n", "stands twice"),
}


@pytest.mark.parametrize("case", FILES.values(), ids=FILES)
def test_a_file_that_is_none(read, case):
    content, words = case
    assert words in refused(read, content)


def test_all_mistakes_are_told_at_once_in_the_order_of_their_lines(read):
    text = (
        "version: 1\n"
        "waivers:\n"
        "  - {rule: NH999, resource: '*', reason: ' ', owner: a, ticket: b, expires: soon}\n"
        "  - {rule: NH203, resource: ns, owner: a, ticket: b, expires: 2026-01-31, who: c}\n"
        "extra: 1\n"
    )
    lines = refused(read, text).splitlines()
    assert lines[0] == "waivers.yaml has 7 mistakes:"
    assert [line.split(": ")[0].strip() for line in lines[1:]] == [
        *["waivers.yaml:3"] * 4,
        *["waivers.yaml:4"] * 2,
        "waivers.yaml:5",
    ]


SCRAPS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(list(GOOD.values())),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*GOOD, "version", "waivers", "x"]), inner, max_size=6)
    ),
    max_leaves=12,
)


@given(
    data=st.one_of(
        SCRAPS,
        st.builds(lambda item: of({**GOOD, **item} if isinstance(item, dict) else item), SCRAPS),
    )
)
def test_whatever_is_in_a_file_is_read_or_refused_with_a_line(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(json.dumps(data), encoding="utf-8")
    try:
        found, line = load_waivers(path, RULES, baseline(), TODAY), 1
    except InputError as error:
        found, line = None, error.line
    assert line is not None
    if found is not None:
        jsonschema.validate(data, waivers_schema())
        assert all(isinstance(item, Waiver) for item in found.items)


# The longest life


def bounded(**longest):
    return structs.replace(baseline(), waivers=WaiverLimits(longest))


def raised(**severities):
    return structs.replace(demanding(severities=severities), waivers=WaiverLimits({"critical": 30}))


def test_the_baseline_bounds_the_life_by_severity(read):
    word = RULES["NH203"].word
    assert read(of({**GOOD, "expires": "2026-01-31"}), bounded(**{word: 30})).items
    late = of({**GOOD, "expires": "2026-02-01"})
    message = refused(read, late, bounded(**{word: 30}))
    assert "waivers.0.expires: 2026-02-01 is too far" in message
    assert f"severity {word} hold for 30 days, until 2026-01-31" in message
    others = {item: 0 for item in ("info", "low", "medium", "high", "critical") if item != word}
    assert read(late, bounded(**others)).items
    assert read(of({**GOOD, "expires": "2025-01-01"}), bounded(**{word: 0})).items
    never = refused(read, of({**GOOD, "expires": "9999-12-31"}), bounded(**{word: 2_000_000}))
    assert "9999-12-31 is too far" in never


def test_a_severity_that_an_environment_raises_counts(read):
    low = next(id for id, severity in RULES.items() if severity.word == "low")
    item = of({**GOOD, "rule": low})
    assert read(item, raised()).items
    assert "severity critical" in refused(read, item, raised(**{low: "critical"}))


# Which one decides


def waiver(resource="shop-ns/orders", expires="2026-03-31", rule="NH203"):
    return Waiver(rule, resource, "why", "who", "T-1", date.fromisoformat(expires))


ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.NotificationHubs/namespaces/shop-ns/notificationHubs/orders"


def test_of_several_waivers_the_last_to_end_decides():
    first, last = waiver(expires="2026-01-01"), waiver("shop-ns/*", expires="2026-05-01")
    for items in ((first, last), (last, first)):
        assert Waivers(items).about("NH203", ID, None, "program:x") == last
    assert Waivers((first, last)).about("NH204", ID, None, "program:x") is None


# The schema


def test_the_schema_takes_what_is_read_and_ships_with_the_package():
    text = (files("hubwarden.policy") / "waivers.schema.json").read_text(encoding="utf-8")
    assert json.loads(text) == json.loads(json.dumps(waivers_schema()))
    generated = docs.files()
    for name in ("audit/hubwarden/policy/waivers.schema.json", "docs/waivers.schema.json"):
        assert (TOP / name).read_text(encoding="utf-8") == generated[name] == text
    assert '"policy/*.schema.json"' in (TOP / "pyproject.toml").read_text(encoding="utf-8")
    checker = jsonschema.FormatChecker()
    jsonschema.validate(of(GOOD), waivers_schema(), format_checker=checker)
    for wrong in (
        of({**GOOD, "until": "x"}),
        of({**GOOD, "expires": "soon"}),
        of({**GOOD, "reason": " "}),
        of({**GOOD, "rule": "X1"}),
        {"waivers": []},
        *(of({k: v for k, v in copy.copy(GOOD).items() if k != name}) for name in GOOD),
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, waivers_schema(), format_checker=checker)
