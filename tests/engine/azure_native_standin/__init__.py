"""A stand-in for the azure-native provider, for tests with the real engine.

The real provider's executable cannot be had without its vendor's download servers. This one speaks the
same protocol to the engine and turns each resource into calls on a local Resource Manager, whose address
is in the environment variable HUBWARDEN_LOCAL_AZURE. The harness puts it on the PATH as
`pulumi-resource-azure-native`; it runs as `python -m azure_native_standin ENGINE`.

What it knows of resources comes from the installed SDK (`sdk.py`). What the SDK does not say is in two
tables: how a resource looks in a REST call (`shapes.py`) and what replaces it (`changes.py`). Where it
imitates the provider's own behaviour, the provider's source was read (github.com/pulumi/
pulumi-azure-native, provider/pkg/provider and provider/pkg/gen). In two points it is stricter on purpose:
the real `Check` lets an unknown property and a value outside an enumeration pass, for Azure to judge.
"""
