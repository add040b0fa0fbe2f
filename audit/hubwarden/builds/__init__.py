"""Builds of apps: credential files and settings in a folder or an archive, and the hub that has to reach the
app.
"""
