"""The rules of Hubwarden as policies of Pulumi."""
