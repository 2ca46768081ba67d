"""What can be asked of a show. No printing, no exit codes. Some modules are heavy: import what you use.

with session.opened(paths) as opened:
    opened.diagnostics(path)                              every mistake of all files, unsaved texts over them
    season = seasons.prepare(opened, paths, profile)      what does not stand finished: YAML -> Episode -> Timeline -> Plan
    ended  = seasons.build(opened, season, workers=2)     made (the only step with effects), judged, published

A command asks once and closes. A studio keeps the session, edits texts in it and lets it render in the background.
"""
