"""Who may do what: role definitions, role assignments, deny assignments."""
