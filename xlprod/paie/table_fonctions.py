"""Table of the functions of an agreement and of their minima on a day."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from xlprod import argent
from xlprod.baremes.grilles import FonctionMetier, Montant
from xlprod.baremes.minima import Convention, convention, precision
from xlprod.erreurs import ChiffreAbsent, SaisieInvalide
from xlprod.paie.minima import de_serie
from xlprod.paie.parametres import Parametres
from xlprod.periodes import texte_date
from xlprod.textes import cle
from xlprod.trace import Cellule, Regle, Resultat, texte_confiance

ENTETE_FONCTIONS = (
    "Fonction", "Filière", "Statut", "Unité", "Minimum", "Source", "Confiance", "Annexe", "Niveau",
)  # fmt: skip


def tableau_fonctions(
    texte_convention: str, jour: dt.date, annexe: str, parametres: Parametres, filiere: str = ""
) -> Resultat:
    """Functions with a minimum on ``jour``: all printed units of an annexe, or each one's main one."""
    adherent = parametres.adherent is not False
    lignes = _lignes(texte_convention, jour, annexe, parametres.regime, adherent, filiere)
    notes = [note for note in (precision(texte_convention),) if note]
    return Resultat([list(ENTETE_FONCTIONS), *map(list, lignes)], "tableau", avertissements=notes)


@lru_cache(16)
def _lignes(
    texte_convention: str, jour: dt.date, annexe: str, regime: str, adherent: bool, filiere: str
) -> tuple[tuple[Cellule, ...], ...]:
    """Kept: a printed grid asks for the same table in each of its cells."""
    conv = convention(texte_convention)
    seule = conv.annexe(annexe) if annexe else None
    unites = (*conv.unites_par_defaut, *sorted(conv.unites.difference(conv.unites_par_defaut)))
    lignes: list[tuple[Cellule, ...]] = []
    for metier in _de_la_filiere(conv, filiere):
        trouves = [
            de_serie(conv, metier.code, a, regime, unite, jour, adherent)
            for a in conv.annexes(metier)
            if seule in (None, a)
            for unite in unites
        ]
        presents = [m for m in trouves if m]
        lignes += [_rangee(m) for m in (presents if seule else presents[:1])]
    if not lignes:
        debut = min(m.grille.valid_from for montants in conv.series.values() for m in montants)
        raise ChiffreAbsent(
            f"aucun minimum connu au {texte_date(jour)} (IDCC {conv.idcc}, annexe {annexe or 'toutes'}"
            f"{f', filière {filiere}' if filiere else ''}) ; première grille au {texte_date(debut)}"
        )
    return tuple(lignes)


def _de_la_filiere(conv: Convention, filiere: str) -> list[FonctionMetier]:
    """Functions whose filière holds the words given, in the order of the table."""
    metiers = sorted(conv.fonctions.values(), key=lambda f: (f.filiere, f.libelle))
    if not filiere:
        return metiers
    retenus = [m for m in metiers if cle(filiere) in cle(m.filiere)]
    if not retenus:
        connues = " ; ".join(dict.fromkeys(m.filiere for m in metiers if m.filiere)) or "aucune"
        raise SaisieInvalide(f"filière inconnue « {filiere} » (IDCC {conv.idcc}) ; filières : {connues}")
    return retenus


def _rangee(montant: Montant) -> tuple[Cellule, ...]:
    grille = montant.grille
    regle = Regle(grille.code, "", article=grille.article, source=grille.source, confiance=grille.confiance)
    return (
        montant.fonction.libelle,
        montant.fonction.filiere,
        montant.fonction.statut,
        grille.unite,
        argent.euros(montant.cents),
        f"{grille.article} ; {grille.source}",
        texte_confiance(regle),
        f"{grille.annexe} {grille.regime}".strip(),
        montant.niveau,
    )
