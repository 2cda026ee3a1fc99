"""The spiders, one module each."""
