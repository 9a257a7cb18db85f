"""The budget (*devis*): CNC nomenclature, model, totals."""
