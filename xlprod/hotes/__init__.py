"""The hosts: what carries the functions of the registry to a spreadsheet."""
