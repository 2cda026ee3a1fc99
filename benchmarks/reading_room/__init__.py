"""What the reading room costs at a million articles: an archive of invented news, and requests to a running server."""
