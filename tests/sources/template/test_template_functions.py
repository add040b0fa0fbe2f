import pytest

from hubwarden.errors import InputError
from hubwarden.unknown import Unknown

PARAMETERS = {
    "unknown": {"type": "string"},
    "other": {"type": "string"},
    "flag": {"type": "bool"},
    "list": {"type": "array"},
    "map": {"type": "object", "defaultValue": {"One": 1, "two": {"three": [3]}}},
}

KNOWN = {
    # texts
    "concat('a', 'b', 1, true())": "ab1True",
    "CONCAT('a')": "a",
    "format('{0}/{1}/{0}', 'a', 2)": "a/2/a",
    "format('{{{0}}}', 'a')": "{a}",
    "toLower('ABC')": "abc",
    "toUpper('abc')": "ABC",
    "trim(' a ')": "a",
    "substring('abcdef', 1, 3)": "bcd",
    "substring('abcdef', 4)": "ef",
    "replace('a-b-c', '-', '')": "abc",
    "split('a,b;c', createArray(',', ';'))": ["a", "b", "c"],
    "split('a,b', ',')": ["a", "b"],
    "join(createArray('a', 'b'), '-')": "a-b",
    "padLeft('7', 3, '0')": "007",
    "padLeft(7, 3, '0')": "007",
    "startsWith('Abc', 'aB')": True,
    "endsWith('abC', 'Bc')": True,
    "indexOf('abcABC', 'B')": 1,
    "lastIndexOf('abcABC', 'b')": 4,
    "indexOf('abc', 'x')": -1,
    "base64('abc')": "YWJj",
    "base64ToString('YWJj')": "abc",
    "base64ToJson('eyJhIjoxfQ==').a": 1,
    "uri('https://a.example/b/c', 'd')": "https://a.example/b/d",
    "uriComponent('a b/c')": "a%20b%2Fc",
    "uriComponentToString('a%20b')": "a b",
    "string(createObject('a', 1))": '{"a":1}',
    "string(1)": "1",
    "json('{\"a\": [1, null]}')": {"a": [1, None]},
    "json('null')": None,
    # arrays and objects
    "length('abc')": 3,
    "length(createArray(1, 2))": 2,
    "length(parameters('map'))": 2,
    "first('abc')": "a",
    "last(createArray(1, 2))": 2,
    "first(createArray())": None,
    "skip(createArray(1, 2, 3), 2)": [3],
    "skip('abc', 2)": "c",
    "take(createArray(1, 2), 9)": [1, 2],
    "take('abc', -1)": "",
    "tryGet(parameters('map'), 'ONE')": 1,
    "tryGet(parameters('map'), 'two', 'three', 0)": 3,
    "tryGet(parameters('map'), 'two', 'four', 'five')": None,
    "tryGet(createArray('a'), 1)": None,
    "coalesce(tryGet(parameters('map'), 'four'), 'else')": "else",
    "tryIndexFromEnd(createArray('a', 'b'), 1)": "b",
    "tryIndexFromEnd(createArray('a', 'b'), 3)": None,
    "contains('abc', 'B')": False,
    "contains('abc', 'b')": True,
    "contains(createArray('a'), 'A')": False,
    "contains(parameters('map'), 'ONE')": True,
    "empty('')": True,
    "empty(null())": True,
    "empty(createArray(1))": False,
    "array('a')": ["a"],
    "array(createArray('a'))": ["a"],
    "createObject('a', 1, 'b', 2)": {"a": 1, "b": 2},
    "union(createArray(1, 2), createArray(2, 3))": [1, 2, 3],
    "union(parameters('map'), json('{\"TWO\": {\"four\": 4}}'))": {
        "One": 1,
        "two": {"three": [3], "four": 4},
    },
    "intersection(createArray(1, 2), createArray(2, 3))": [2],
    'intersection(json(\'{"a": 1, "b": 2}\'), json(\'{"a": 1, "b": 3}\'))': {"a": 1},
    "range(3, 3)": [3, 4, 5],
    "concat(createArray(1), createArray(2))": [1, 2],
    'items(json(\'{"b": 1, "a": 2}\'))': [{"key": "a", "value": 2}, {"key": "b", "value": 1}],
    'objectKeys(json(\'{"b": 1, "a": 2}\'))': ["a", "b"],
    "flatten(createArray(createArray(1), createArray(2)))": [1, 2],
    "shallowMerge(createArray(json('{\"a\": 1}'), json('{\"b\": 2}')))": {"a": 1, "b": 2},
    "map(createArray(1, 2), lambda('n', add(lambdaVariables('n'), 1)))": [2, 3],
    "filter(createArray(1, 2), lambda('n', greater(lambdaVariables('n'), 1)))": [2],
    "toObject(createArray('a'), lambda('k', lambdaVariables('k')), lambda('k', 1))": {"a": 1},
    "toObject(createArray('a'), lambda('k', lambdaVariables('k')))": {"a": "a"},
    "parameters('map').ONE": 1,
    "parameters('map')['two'].three[0]": 3,
    # numbers
    "int('-12')": -12,
    "min(3, 1, 2)": 1,
    "max(createArray(3, 1))": 3,
    "add(1, 2)": 3,
    "sub(1, 2)": -1,
    "mul(3, 4)": 12,
    "div(-7, 2)": -3,
    "mod(-7, 2)": -1,
    "less(1, 2)": True,
    "lessOrEquals(2, 2)": True,
    "greater(1, 2)": False,
    "greaterOrEquals(1, 2)": False,
    # logic
    "equals('a', 'A')": False,
    "equals(1, true())": False,
    "equals(parameters('map'), parameters('map'))": True,
    "and(true(), true())": True,
    "or(false(), false())": False,
    "not(false())": True,
    "bool('TRUE')": True,
    "bool(0)": False,
    "bool(false())": False,
    "last('abc')": "c",
    "first('')": "",
    "empty(createObject())": True,
    "format('{0}', createArray(1, 'a'))": '[1,"a"]',
    "if(true(), 'a', parameters('unknown'))": "a",
    "if(equals(1, 2), div(1, 0), 'b')": "b",
    "coalesce(null(), 'a', parameters('unknown'))": "a",
    "coalesce(null())": None,
    # what is certain although an argument is not
    "and(parameters('flag'), false())": False,
    "or(parameters('flag'), true())": True,
    "if(parameters('flag'), 'a', 'a')": "a",
    "equals(parameters('unknown'), parameters('UNKNOWN'))": True,
    "equals(parameters('unknown'), parameters('unknown'))": True,
    "length(createArray(parameters('unknown')))": 1,
    "empty(concat('a', parameters('unknown')))": False,
    "contains(createArray('a', parameters('unknown')), 'a')": True,
    "contains(createObject('a', parameters('unknown')), 'A')": True,
    "last(createArray(parameters('unknown'), 'a'))": "a",
    "union(createObject('a', parameters('unknown')), createObject('a', 1))": {"a": 1},
}


@pytest.mark.parametrize("expression", KNOWN)
def test_known(value, expression):
    result = value(f"[{expression}]", parameters=PARAMETERS)
    assert result == KNOWN[expression]
    assert type(result) is type(KNOWN[expression])


UNKNOWN = [
    "parameters('unknown')",
    "parameters('undeclared')",
    "parameters(parameters('unknown'))",
    "parameters()",
    "variables('undeclared')",
    "toLower(parameters('unknown'))",
    "length(parameters('list'))",
    "first(parameters('list'))",
    "if(parameters('flag'), 'a', 'b')",
    "if('yes', 'a', 'b')",
    "if(true())",
    "and(parameters('flag'), true())",
    "or(parameters('flag'), false())",
    "and(1, true())",
    "not(parameters('flag'))",
    "equals(parameters('unknown'), 'a')",
    "equals(newGuid(), newGuid())",
    "equals(utcNow(), utcNow())",
    "equals(parameters('unknown'), parameters('other'))",
    "contains(createArray(parameters('unknown')), 'a')",
    "coalesce(parameters('unknown'), 'a')",
    "tryGet(parameters('map'), parameters('unknown'))",
    "tryGet(parameters('unknown'), 'a')",
    "tryGet('text', 'a')",
    "parameters('map').missing",
    "parameters('map')[parameters('unknown')]",
    "parameters('list')[0]",
    "reference('x').a.b",
    "listKeys('x', '2020-01-01').primaryKey",
    "resourceGroup().location",
    "resourceGroup().id",
    "resourceGroup('x')",
    "subscription('x')",
    "subscription().displayName",
    "format('{0}', createArray(parameters('unknown')))",
    "join(createArray(createObject('a', parameters('unknown'))), ',')",
    "subscription().tenantId",
    "deployment().name",
    "environment().suffixes",
    "tenant().tenantId",
    "uniqueString('a')",
    "guid('a')",
    "pickZones('a', 'b', 'c')",
    "providers('a')",
    "copyIndex()",
    "copyIndex('x', 1)",
    "unheardOf(1)",
    "own.unheardOf(1)",
    "lambdaVariables('x')",
    "map(parameters('list'), lambda('x', 1))",
    "map(createArray(1), 1)",
    "filter(createArray(1), lambda('x', parameters('flag')))",
    "toObject(createArray(1), lambda('x', 1))",
    # what Azure would refuse
    "add('a', 1)",
    "add(1)",
    "div(1, 0)",
    "add(9223372036854775807, mul(9223372036854775807, 2))",
    "less('a', 'b')",
    "int('one')",
    "int(createArray())",
    "bool('maybe')",
    "json('{')",
    "base64ToString('?')",
    "base64ToString('/w==')",
    "uriComponentToString('%ff')",
    "uri('x', 'y')",
    "substring('abc', 2, 5)",
    "replace('abc', '', 'x')",
    "split('abc', '')",
    "padLeft('a', 3, 'xx')",
    "padLeft('a', 100000000)",
    "range(0, 10001)",
    "min()",
    "min(createArray())",
    "length(1)",
    "flatten('a')",
    "not(1)",
    "int('9999999999999999999999')",
    "add(true(), 1)",
    "uri('https://a', 'http://[')",
    "union(json('[1]'), parameters('list'))",
    "empty(1)",
    "first(1)",
    "concat('a', createArray())",
    "format('{0:D3}', 1)",
    "format('{1}', 1)",
    "format()",
    "join('a', 'b')",
    "createObject('a')",
    "createObject(1, 2)",
    "union('a', 'b')",
    "union(createArray(parameters('unknown')), createArray('a'))",
    "intersection('a', 'b')",
    "contains(1, 2)",
    "take('abc', 'x')",
    "skip(createArray(1), true())",
    "resourceId('a', 'b')",
    "resourceId('A.B/c', 'd', 'e')",
    "resourceId('a', 'b', 'c', 'A.B/c', 'd')",
    "subscriptionResourceId('x')",
    "tenantResourceId('x')",
    "extensionResourceId('x', 'y')",
    "flatten(createArray(1))",
    "items('a')",
    "shallowMerge(createArray(1))",
    "concat('a'",
]


@pytest.mark.parametrize("expression", UNKNOWN)
def test_unknown(value, expression):
    result = value(f"[{expression}]", parameters=PARAMETERS)
    assert isinstance(result, Unknown)
    assert result.reason
    with pytest.raises(TypeError):
        bool(result)


def names(run, *expressions):
    resources = [{"type": "A.B/c", "name": f"[{expression}]"} for expression in expressions]
    return [record.name for record in run(resources=resources, parameters=PARAMETERS).records]


def test_symbols_keep_what_is_known(run):
    assert names(
        run,
        "concat('a-', parameters('unknown'), '-b')",
        "format('{0}x{1}', parameters('unknown'), 1)",
        "join(createArray('a', parameters('unknown')), '.')",
        "toLower(concat('A', parameters('unknown')))",
        "concat('{', parameters('unknown'))",
        "uniqueString(resourceGroup().id, 'x')",
        "parameters('map')[parameters('unknown')]",
        "if(parameters('flag'), 'a', parameters('unknown'))",
    ) == [
        "a-{parameters('unknown')}-b",
        "{parameters('unknown')}x1",
        "a.{parameters('unknown')}",
        "{toLower('A{parameters('unknown')}')}",
        "\\u007b{parameters('unknown')}",
        "{uniqueString(resourceGroup().id, 'x')}",
        "{('One': 1, 'two': ('three': [3]))[parameters('unknown')]}",
        "{if(parameters('flag'), 'a', parameters('unknown'))}",
    ]


def test_each_new_guid_has_its_own_symbol(run):
    item, other = names(run, "newGuid()", "newGuid()")
    assert item != other


def test_resource_ids(run, base):
    def target(expression):
        resource = {
            "type": "Microsoft.Authorization/locks",
            "name": "x",
            "scope": f"[{expression}]",
        }
        scope = run(resources=[resource], parameters=PARAMETERS).records[0].properties["scope"]
        return scope.symbol if isinstance(scope, Unknown) else scope

    other = "/subscriptions/S/resourceGroups/G/providers/A.B/c/d"
    assert target("resourceId('A.B/c/e', 'd', 'f')") == f"{base}/providers/A.B/c/d/e/f"
    assert target("resourceId('S', 'G', 'A.B/c', 'd')") == other
    assert target("resourceId('G', 'A.B/c', 'd')") == other.replace(
        "/S/", "/{subscription().subscriptionId}/"
    )
    assert target("subscriptionResourceId('S', 'A.B/c', 'd')") == (
        "/subscriptions/S/providers/A.B/c/d"
    )
    assert target("tenantResourceId('A.B/c', 'd')") == "/providers/A.B/c/d"
    assert target("extensionResourceId('/x', 'A.B/c', 'd')") == "/x/providers/A.B/c/d"
    assert target("resourceId('A.B/c', parameters('unknown'))") == (
        f"{base}/providers/A.B/c/{{parameters('unknown')}}"
    )


@pytest.mark.parametrize(
    "body",
    [
        {"v0": "[padLeft('x', 100000)]", "grow": "[concat({0}, {0})]"},
        {"v0": "[range(0, 10000)]", "grow": "[concat({0}, {0})]"},
        {"v0": "x", "grow": "[createArray({0}, {0})]"},
        {"v0": "[parameters('unknown')]", "grow": "[concat({0}, {0})]"},
        {"v0": "[parameters('unknown')]", "grow": "[createArray({0}, {0})]"},
    ],
)
def test_bombs_go_off_quietly(value, body):
    variables = {"v0": body["v0"]}
    for at in range(1, 60):
        variables[f"v{at}"] = body["grow"].replace("{0}", f"variables('v{at - 1}')")
    try:
        result = value("[variables('v59')]", parameters=PARAMETERS, variables=variables)
    except InputError as error:
        assert "computes more" in str(error) or "deep" in str(error)  # noqa: PT017
    else:
        assert isinstance(result, Unknown)
