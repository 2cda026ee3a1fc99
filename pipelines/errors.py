"""The errors a user can meet. Each message says what, where and the cure; commands print it without a traceback."""


class MorgueError(Exception):
    """Root of the project's own errors."""


class ArchiveError(MorgueError):
    """Raised when the archive cannot be opened or written, from `schema.open_archive()` and the store."""


class ArchiveBusy(ArchiveError):  # noqa: N818 the state, not a mistake
    """Raised when another process is writing to the archive, from `archive.take_lock()`."""


class SourcesError(MorgueError):
    """Raised when sources.toml has mistakes, from `crawler.sources.load_sources()`; lists all of them."""


class WorkerError(MorgueError):
    """Raised when a worker process does not start, from `pipelines.workers`: no page could be read."""


class CaptureError(MorgueError):
    """Raised when a WARC file cannot be written or read, from `pipelines.capture`."""
