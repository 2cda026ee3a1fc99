"""Whole crawls of a local web of news sites, measured against the program a developer writes in an afternoon."""
