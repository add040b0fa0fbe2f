"""Compares two estates, field by field; it knows no source and judges nothing."""
