"""Evaluates ARM templates offline: resources with their lines, what is not known, and where secrets go.

Nothing here knows of Notification Hubs.
"""
