"""The package in `renders/<episode>/`: what it holds, and how it gets there at once."""

from pipeline.delivery.copying import Stored, ahead
from pipeline.delivery.episode import Episode, episode_of, mistakes, title_of
from pipeline.delivery.package import PACKAGE, PAGE, REPORT, THUMBNAIL, contents, texts
from pipeline.delivery.publish import Content, Delivery, check_place, check_writable, place, publish, refused, withdraw
from pipeline.delivery.standing import CHECKSUMS, list_of
from pipeline.delivery.upload import UPLOAD, localized

__all__ = [
    "CHECKSUMS", "PACKAGE", "PAGE", "REPORT", "THUMBNAIL", "UPLOAD", "Content", "Delivery", "Episode", "Stored", "ahead",
    "check_place", "check_writable", "contents", "episode_of", "list_of", "localized", "mistakes", "place", "publish", "refused",
    "texts", "title_of", "withdraw",
]
