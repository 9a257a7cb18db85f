"""Edits of an ``.xlsx``/``.xlsm`` package that leave every other byte as it was.

A part is never parsed then written again: its elements are found with their place in the bytes,
and bytes are put in or taken out there.  Prefixes, order, unknown extensions stay as they are.
Standard library only: this also runs in WebAssembly.
"""
