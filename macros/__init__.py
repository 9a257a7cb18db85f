"""Ribbon actions, one Python function per button, on the workbook port.

Empty until a host shows a ribbon: a button exists only when its action exists.
"""
