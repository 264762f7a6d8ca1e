"""Filter patterns: AWS's event-ruler language, as Lambda's event filters use it.

`parse` reads a pattern, `match` tries it on a record, `decide` and `cover` say what can be proved
of it without one, and `record` knows what Lambda shows a filter of each source.
"""
