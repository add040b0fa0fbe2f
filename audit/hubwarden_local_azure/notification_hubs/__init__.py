"""Namespaces, hubs and access rules of Microsoft.NotificationHubs."""
