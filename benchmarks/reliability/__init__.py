"""Faults on purpose: what a load survives, counted."""
