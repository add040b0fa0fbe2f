"""Access control: role definitions, role assignments and deny assignments."""
