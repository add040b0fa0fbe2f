"""Pulumi components for Azure Notification Hubs and the resources around them."""
