"""Limits that a report must keep to."""
