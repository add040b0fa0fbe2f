"""Runs a Pulumi program without the CLI and without a cloud, and reads what it would deploy."""
