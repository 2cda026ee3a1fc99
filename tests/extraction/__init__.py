"""Pages that were made up to hold extraction to a floor, with their truth."""
