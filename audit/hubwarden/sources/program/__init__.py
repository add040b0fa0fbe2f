"""Runs a Pulumi program without CLI and cloud, and reads what it would deploy."""
