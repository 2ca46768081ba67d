"""Make the media of the demo show: sounds and pictures drawn and played by arithmetic, seeded, the same every time.

Run `python -m episodes.generator` from the folder of the repository. What it makes goes to `episodes/media/`, which git
ignores. Nothing here is part of the `pipeline`: to it, these are files that contributors sent in.
"""
