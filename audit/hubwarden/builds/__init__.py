"""Builds of apps: what stands in a folder or an archive, and the hub that is to reach it."""
