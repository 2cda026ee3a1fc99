"""Facets that are counted ahead, on Datasette's table pages."""

from pluggy import HookimplMarker

from web.facets import KeptFacet

hookimpl = HookimplMarker("datasette")


@hookimpl
def register_facet_classes() -> list[type[KeptFacet]]:
    """Let metadata ask for `{"kept": column}`."""
    return [KeptFacet]
