"""Articles read from stored pages with known truth, by this project and by its peers in the same run."""
