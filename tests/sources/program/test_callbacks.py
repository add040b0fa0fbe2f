"""Callbacks that do not run offline: a gap where they may make a resource, and none where they compute."""

import pytest
from small_programs import HEAD_LINES, NAMESPACE

MAKES = 'nh.NotificationHubAuthorizationRule("r", namespace_name="n", notification_hub_name="h", resource_group_name="g", rights=["Listen"])'
REF = 'import functools, json\nv = pulumi.StackReference("organization/x/prod").get_output("n")\n'

GAPS = {
    "lambda": f"v.apply(lambda x: {MAKES})",
    "all": f"pulumi.Output.all(v, 1).apply(lambda x: {MAKES})",
    "nested function": f"def outer():\n    def inner(x):\n        return {MAKES}\n    v.apply(inner)\nouter()",
    "function of a function": f"def make():\n    {MAKES}\ndef call(x):\n    make()\nv.apply(call)",
    "method": f"class A:\n    def make(self, x):\n        self.one()\n    def one(self):\n        {MAKES}\nv.apply(A().make)",
    "callable object": f"class A:\n    def __call__(self, x):\n        {MAKES}\nv.apply(A())",
    "partial of a class": 'v.apply(functools.partial(nh.Namespace, "x", resource_group_name="g"))',
    "partial of a function": f"def make(a, x):\n    {MAKES}\nv.apply(functools.partial(make, 1))",
    "in an apply that did not run": f"v.apply(lambda x: v.apply(lambda y: {MAKES}))",
    "in an apply that ran": f"pulumi.Output.from_input(1).apply(lambda x: v.apply(lambda y: {MAKES}))",
    "comprehension": f"v.apply(lambda x: [{MAKES} for _ in x])",
    "table": "KINDS = {'n': nh.Namespace}\nv.apply(lambda x: KINDS[x]('n'))",
    "argument by default": "v.apply(lambda x, make=nh.Namespace: make('n'))",
    "closure": "def outer(kind):\n    v.apply(lambda x: kind('n'))\nouter(nh.Namespace)",
    "import in it": "def make(x):\n    from pulumi_azure_native import resources\n    resources.ResourceGroup('g')\nv.apply(make)",
    "by its name": "v.apply(lambda x: getattr(nh, x)('n'))",
    "text that is run": "v.apply(lambda x: exec(x))",
    "component": "class C(pulumi.ComponentResource):\n    def __init__(self):\n        super().__init__('a:b:C', 'c')\nv.apply(lambda x: C())",
    "decorated": f"def twice(f):\n    @functools.wraps(f)\n    def both(x):\n        return f(x)\n    return both\n@twice\ndef make(x):\n    {MAKES}\nv.apply(make)",
    "object that is handed on": f"class A:\n    def make(self, x):\n        {MAKES}\na = A()\ndef get():\n    return a\nv.apply(lambda x: get().make(x))",
    "class method": f"class A:\n    @classmethod\n    def make(cls, x):\n        cls.one()\n    @classmethod\n    def one(cls):\n        {MAKES}\nv.apply(A.make)",
    "method of a base": f"class A:\n    def make(self, x):\n        {MAKES}\nclass B(A):\n    def make(self, x):\n        super().make(x)\nv.apply(B().make)",
    "in a slot": "class A:\n    __slots__ = ('kind',)\na = A()\na.kind = nh.Namespace\nv.apply(lambda x: a.kind('n'))",
    "unresolved": "v.apply(lambda x: nowhere(x))",
}

NO_GAPS = {
    "formats": "v.apply(lambda x: f'{x}-hub')",
    "text": "v.apply(lambda x: x.upper().split('/')[0])",
    "json": "v.apply(json.dumps)\nv.apply(lambda x: json.loads(x)['a'])",
    "own function": "def name(x):\n    return 'a' + str(x)\nv.apply(name)\nv.apply(lambda x: name(x))",
    "arguments": "v.apply(lambda x: nh.SkuArgs(name=x))",
    "the SDK's": "pulumi.Output.concat('a', v)\npulumi.Output.format('{0}', v)\npulumi.export('x', v['a'])",
    "log": "v.apply(lambda x: pulumi.log.info(x))",
    "method": "class A:\n    def name(self, x):\n        return self.of(x)\n    def of(self, x):\n        return x\nv.apply(A().name)",
    "a resource's name": "v.apply(lambda x: f'{namespace.name}{x}')\nv.apply(lambda x: str(namespace))",
    "another package": "import yaml\nv.apply(lambda x: yaml.safe_load(x))",
    "ran": f"pulumi.Output.from_input(1).apply(lambda x: {MAKES})",
    "import": "def digest(x):\n    import hashlib\n    return hashlib.sha256(x).hexdigest()\nv.apply(digest)",
}


@pytest.mark.parametrize("code", GAPS.values(), ids=GAPS)
def test_a_callback_that_may_make_a_resource_is_a_gap(shop, code):
    (gap,) = shop.code(NAMESPACE + REF + code + "\n").read().gaps
    assert gap.what == "a callback of apply"
    assert gap.location.file == "__main__.py"
    first = HEAD_LINES + (NAMESPACE + REF).count("\n")
    assert first < gap.location.line <= first + code.count("\n") + 1


@pytest.mark.parametrize("code", NO_GAPS.values(), ids=NO_GAPS)
def test_a_callback_that_only_computes_is_none(shop, code):
    assert not shop.code(NAMESPACE + REF + code + "\n").read().gaps


def test_two_callbacks_on_one_line(shop):
    code = f"v.apply(lambda x: {MAKES}), v.apply(lambda x: x)\n"
    assert len(shop.code(NAMESPACE + REF + code).read().gaps) == 1


def test_a_callback_in_another_file_is_named_there(shop):
    shop.code(f"def make(x):\n    {MAKES}\n", path="making.py")
    shop.code(f"{NAMESPACE}{REF}import making\nv.apply(making.make)\n")
    (gap,) = shop.read().gaps
    assert gap.location.file == "making.py"
