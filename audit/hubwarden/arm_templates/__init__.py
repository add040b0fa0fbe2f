"""Evaluates ARM templates offline: resources with their lines, unknown values, and the ways of secrets.

Nothing in this package is specific to Notification Hubs.
"""
