"""The use cases, a few lines each. No printing, no exit codes. Some modules are heavy: import what you use.

with shows.opened(paths) as show:
    standing.finished(show, path, profile)             nothing changed: at the cost of looking at the files
    work    = episodes.prepare(show, path, profile)    YAML -> Episode -> Timeline -> Plan   (every mistake, nothing run)
    results = episodes.build(show, [work])             what the store lacks                  (the only step with effects)
    package = publishing.publish(show, work, results)  renders/<episode>/, judged            (all of it or none)
"""
