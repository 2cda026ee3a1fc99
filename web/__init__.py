"""The Datasette side: shows an archive, and never writes to it."""
