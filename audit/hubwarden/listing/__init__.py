"""The inventory: namespaces, hubs, access rules, credentials and alerts, and who may do what with them."""
