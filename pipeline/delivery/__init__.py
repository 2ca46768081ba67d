"""The package in `renders/<episode>/`: what it holds, and how it gets there at once."""

from pipeline.delivery.package import Episode, contents, texts
from pipeline.delivery.publish import check_place, is_published, place, publish, refused, withdraw

__all__ = ["Episode", "check_place", "contents", "is_published", "place", "publish", "refused", "texts", "withdraw"]
