"""Compares two estates, field by field. It reads no source and judges nothing."""
