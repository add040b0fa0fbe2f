"""What there is: namespaces, hubs, access rules, credentials, alerts, and who may do what with them."""
