"""Simulations of the frontier's policies: no network, no archive, only decisions and what they cost."""
