"""The blank template: the nomenclature's lines at zero and three rows to replace."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from xlprod.classeurs.gabarit import listes
from xlprod.devis import nomenclature
from xlprod.devis.exemple import film_exemple
from xlprod.devis.modele import Film, Ligne, Personne

A_REMPLACER = "exemple à remplacer"
EXEMPLES = ("Directeur de production cinéma", "Chef opérateur du son cinéma", "Artiste-interprète")
SANS_LIGNE = {*listes.sous_postes_salaires(), "42", "43", "44", "45", "46"}
"""Sub-postes that the table fills: their own lines are the exception."""


def film_vierge() -> Film:
    """A film to fill in: every usual line at zero, three contracts that show how to write one."""
    modele = film_exemple()
    return replace(
        modele,
        titre="Titre du film",
        societe="Société de production",
        personnes=tuple(_exemple(modele, fonction, rang) for rang, fonction in enumerate(EXEMPLES, 1)),
        lignes=tuple(_lignes_usuelles()),
        parametres=(("effectif", "1"), ("convention", "3097"), ("adherent", "oui")),
        note="Remplacer les cellules à fond jaune.",
        jours_tournage=30,
        fin_tournage=dt.date(2026, 4, 10),
    )


def _exemple(modele: Film, fonction: str, rang: int) -> Personne:
    personne = next(p for p in modele.personnes if p.fonction == fonction)
    return replace(personne, nom=f"Exemple {rang}", note=A_REMPLACER)


def _lignes_usuelles() -> list[Ligne]:
    lignes = []
    for sous_poste in nomenclature.sous_postes():
        usuelles = nomenclature.enfants(sous_poste.code)
        if not usuelles and sous_poste.code not in SANS_LIGNE:
            usuelles = (sous_poste,)
        lignes += [Ligne(r.code, r.libelle, Decimal(0), "forfait", 0) for r in usuelles]
    return lignes
