"""The language server: what an editor shows while a file is written.

It enters the way of a file at `source`, with the text that the editor holds, and leaves before
`report`: `session` has the open texts and what is found in them, and every other module turns a
part of that into what the protocol has for it. `server` alone talks to the editor.
"""
