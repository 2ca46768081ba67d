"""The page of a report: what quality control found, to be looked at in a browser, without a network and without the movie."""

from pipeline.page.report import page

__all__ = ["page"]
