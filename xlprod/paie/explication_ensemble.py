"""Why these amounts, for rows computed together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from xlprod import baremes
from xlprod.paie.contrat import Contrat
from xlprod.paie.cotisations import Charges
from xlprod.paie.cumul import LECTURE, ChargesCumulees
from xlprod.paie.explication import etape_total
from xlprod.paie.parametres import lecture_par_defaut
from xlprod.paie.partage import etapes_partage
from xlprod.periodes import texte_date
from xlprod.trace import Etape, Unite


def etapes_ligne(
    titre: str, charges: Charges, total: str, mesure: int | Fraction, unite: Unite
) -> list[Etape]:
    """One row among others: what it found under the shared ceilings, and its amount."""
    contrat = charges.contrat
    rendu: list[Etape] = []
    if isinstance(charges, ChargesCumulees):
        for part, periode in zip(charges.parts, charges.periodes, strict=True):
            rendu += etapes_partage(part, periode, contrat)
    resultat = etape_total(charges, total, mesure, unite)
    periode_ = f"{contrat.statut.code} du {texte_date(contrat.debut)} au {texte_date(contrat.fin)}"
    resultat.regle = resultat.regle._replace(libelle=f"{titre} : {periode_}")
    return [*rendu, resultat]


def autres_cumuls(
    contrats: Sequence[Contrat], total: Callable[[str], int | Fraction], retenu: int | Fraction, unite: Unite
) -> list[Etape]:
    """The total of several rows under each other way to share ceilings."""
    if not contrats:
        return []
    jour = min(c.debut for c in contrats)
    lecture = lecture_par_defaut(LECTURE, jour)
    choisis = {c.parametres.lecture(LECTURE, c.debut) for c in contrats}
    autres = [c for c in baremes.choix_possibles(lecture, jour) if choisis != {c}]
    montants = {autre: total(autre) for autre in autres}
    choisi = " et ".join(sorted(choisis))
    return [
        Etape(baremes.regle_autre_lecture(lecture, choisi, autre), (), montant, unite)
        for autre, montant in montants.items()
        if montant != retenu
    ]
