"""A program's types tell the API version, as those of documents do."""

from small_programs import project

OLD = """
class Old(pulumi.CustomResource):
    def __init__(self, name, type, **properties):
        super().__init__(type, name, properties)


Old(
    "ns",
    "azure-native:notificationhubs/v20170401:Namespace",
    namespaceName="shop-ns",
    resourceGroupName=group,
    networkAcls={"publicNetworkRule": {"rights": ["Listen"]}},
)
nh.NotificationHub(
    "hub", notification_hub_name="h", namespace_name="shop-ns", resource_group_name=group
)
"""


def test_a_versioned_type_in_a_program(tmp_path):
    estate = project(tmp_path / "p").code(OLD).read()
    found = {item.id.name: (item.version, dict(item.unsupported)) for item in estate.api_versions}
    assert found == {
        "shop-ns": ("2017-04-01", {"networkAcls": "2023-01-01-preview"}),
        "h": ("2023-10-01-preview", {}),
    }
    assert estate.namespaces[0].public_rights == {"Listen", "Send", "Manage"}
    assert not any("azure-native" in text for text in estate.sources[0].cannot_tell)
