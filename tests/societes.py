"""A company's file for the tests."""

from __future__ import annotations

JOUR = "2025-06-02"
FICHIER = """
[societe]
nom = "Les Films d'Essai"

[parametres]
effectif = 12
taux_at = "1,5"
medecine = 0.384
versement_mobilite = "93"

[[surcharge]]
code = "CONGES_SPEC"
valeur = "15,70"
du = 2025-04-01
au = 2026-03-31
source = "appel de la caisse du 12/03/2025"
article = "règlement art. 7"

[[surcharge]]
code = "PMSS"
valeur = 4000
du = 2025-04-16
source = "essai"
"""
