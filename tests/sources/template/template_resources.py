"""Resources of small templates."""

HUBS = "Microsoft.NotificationHubs/namespaces/notificationHubs"
NAMESPACES = "Microsoft.NotificationHubs/namespaces"


def resource(name="ns", type=NAMESPACES, **rest):
    return {"type": type, "name": name, **rest}


def of_names(evaluated):
    return [record.name for record in evaluated.records]
