"""Workbooks as files: opening them safely, recalculating them, building and comparing them."""
