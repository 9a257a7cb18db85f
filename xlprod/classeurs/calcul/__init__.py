"""Recalculation of a workbook: reading formulas, computing them, writing their values back."""
