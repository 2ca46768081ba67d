"""What every run of ffmpeg sets. Pure data."""

GLOBAL = (
    "-nostdin", "-y", "-hide_banner", "-nostats", "-v", "error", "-xerror", "-progress", "pipe:1", "-noauto_conversion_filters",
    "-filter_threads", "1", "-filter_complex_threads", "1", "-copyts", "-start_at_zero",
)  # fmt: skip
"""Never ask; say errors only, and stop at the first; progress on standard output; no conversion that the graph does not name; no
threads in filters, since spans keep the cores busy; times that count from a file's start, wherever reading begins."""
