"""What is left out of the SDK's waiting changes nothing of what a program declares."""

import threading

import pulumi
import pytest
from pulumi.runtime import stack as runtime_stack
from small_programs import NAMESPACE, hub

from hubwarden.errors import InputError
from hubwarden.sources.program.run import run
from hubwarden.sources.program.sdk_shortcuts import RequestsAtOnce

LONG_CHAIN = """
value = pulumi.Output.from_input("x")
for _ in range(1500):
    value = value.apply(lambda text: text)
nh.Namespace("late", namespace_name=value, resource_group_name=group, sku={"name": "Free"})
"""
WORK_OF_ITS_OWN = """
import asyncio, threading

def work(here=threading.current_thread()):
    return "other" if threading.current_thread() is not here else "same"

async def elsewhere():
    await asyncio.sleep(0.05)
    return await asyncio.to_thread(work)

nh.Namespace("late", namespace_name=pulumi.Output.from_input(elsewhere()), resource_group_name=group, sku={"name": "Free"})
"""


def names(project):
    recorder = run(project.settings())
    return sorted(
        item.inputs["namespaceName"]
        for item in recorder.resources.values()
        if item.type.endswith(":Namespace")
    )


def test_a_longer_chain_than_rounds_is_waited_for(shop):
    assert names(shop.code(NAMESPACE + LONG_CHAIN)) == ["shop-ns", "x"]


def test_what_the_program_does_in_threads_stays_there_and_is_waited_for(shop):
    assert names(shop.code(NAMESPACE + WORK_OF_ITS_OWN)) == ["other", "shop-ns"]


def test_a_request_that_is_refused_ends_the_program(shop):
    shop.code(NAMESPACE + hub("opts=pulumi.ResourceOptions(transforms=[lambda args: None]),"))
    with pytest.raises(InputError):
        run(shop.settings())


def test_the_sdk_is_as_it_was(shop):
    before = (pulumi.log.debug, runtime_stack.wait_for_rpcs, pulumi.Output.apply)
    run(shop.code(NAMESPACE).settings())
    shop.code("raise KeyError")
    with pytest.raises(InputError):
        run(shop.settings())
    assert (pulumi.log.debug, runtime_stack.wait_for_rpcs, pulumi.Output.apply) == before


def test_an_error_reaches_who_asked():
    def request():
        raise KeyError(threading.current_thread().name)

    request.__module__ = "pulumi.runtime.resource"
    with RequestsAtOnce(max_workers=1) as executor:
        at_once = executor.submit(request)
        assert at_once.done()
        assert at_once.exception().args == (threading.current_thread().name,)
        request.__module__ = "shop"
        assert executor.submit(request).exception().args != (threading.current_thread().name,)
