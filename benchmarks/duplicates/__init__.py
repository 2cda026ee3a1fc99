"""How well near-duplicates are found, against hashing alone, and what it costs as an archive grows."""
