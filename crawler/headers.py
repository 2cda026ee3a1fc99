"""A publication's own headers (sources.toml), e.g. a subscriber's cookie: for its own site only, wherever a redirect leads."""

from scrapy import Request

from pipelines.urls import same_site


class SourceHeadersMiddleware:
    """Sets the headers of a request's source, and takes them off where a redirect leads to another site."""

    def process_request(self, request: Request) -> None:
        """Set or take off the headers that the request's meta names, for the site that it names."""
        own = same_site(request.url, request.meta.get("homepage", ""))
        for name, value in request.meta.get("headers", {}).items():
            if own:
                request.headers[name] = value
            else:
                request.headers.pop(name, None)
