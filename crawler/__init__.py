"""What brings pages: discovery, the frontier, the spiders and the commands."""
