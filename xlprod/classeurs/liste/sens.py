"""What a column named just *brut* gives: the price of a unit, or the total of the contract."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from xlprod.baremes.minima import convention
from xlprod.classeurs.liste import calendrier, regles
from xlprod.classeurs.liste.calendrier import Dates
from xlprod.classeurs.liste.entetes import MESURE, UNITE_DU_CHAMP, Champ, Entete
from xlprod.classeurs.liste.fiche import Contexte, Fiche
from xlprod.classeurs.liste.modele import A_VERIFIER, DEDUIT, LigneRevue
from xlprod.classeurs.liste.valeurs import Cellule, NonCompris, lire_montant, lire_nombre, unite
from xlprod.erreurs import ErreurXlprod
from xlprod.paie import minima
from xlprod.paie.parametres import CONVENTION_PAR_DEFAUT

QUANTITE_PARLANTE = 3
"""Below three units, a total and a price are too close to be told apart."""
SEUIL_TOTAL = Decimal("0.7")


def sens_du_brut(
    rangees: Sequence[Sequence[Cellule]], entete: Entete, contexte: Contexte
) -> LigneRevue | None:
    """Settle whether an unqualified *brut* is a price or a total, for the whole list.

    Each row votes by comparing its amount with the minimum of its function: a total of nine
    weeks is at least near nine minima, a price is not.
    """
    if Champ.BRUT not in entete.champs:
        return None
    votes = [v for r in rangees[:MESURE] if (v := _vote(Fiche(0, r, entete), contexte)) is not None]
    pour = sum(votes)
    titre = entete.titres[entete.champs[Champ.BRUT]]
    if not votes or pour * 2 == len(votes):
        contexte.brut_total = False
        remarque = "rien ne dit si c’est un prix ou un total"
        return LigneRevue(entete.suite, titre, "", "brut par unité", remarque, A_VERIFIER)
    contexte.brut_total = pour * 2 > len(votes)
    accord = max(pour, len(votes) - pour)
    lignes = (
        "de la seule ligne comparable"
        if len(votes) == 1
        else f"de {accord} des {len(votes)} lignes comparables"
    )
    compris = "brut total du contrat" if contexte.brut_total else "brut par unité"
    gravite = DEDUIT if accord == len(votes) > 1 else A_VERIFIER
    return LigneRevue(entete.suite, titre, "", compris, f"d’après les minima {lignes}", gravite)


def _vote(fiche: Fiche, contexte: Contexte) -> bool | None:
    """Whether the *brut* of a row looks like a total; ``None`` when the row does not tell."""
    if fiche.cellule(Champ.BRUT) is None:
        return None
    dates = calendrier.lire(fiche, contexte)
    try:
        cents, nombre = lire_montant(fiche.cellule(Champ.BRUT))
        nom, quantite = _duree(fiche, dates)
        minimum = _minimum(fiche, nom, dates.debut or contexte.date_reference, contexte)
    except (NonCompris, ErreurXlprod):
        return None
    if nombre.unite or not minimum or quantite < QUANTITE_PARLANTE:
        return None
    return cents >= SEUIL_TOTAL * quantite * minimum


def _duree(fiche: Fiche, dates: Dates) -> tuple[str, Decimal]:
    """Unit and quantity of a row: of its columns, else the weeks between its dates."""
    for champ in (Champ.SEMAINES, Champ.JOURS, Champ.CACHETS, Champ.QUANTITE):
        if fiche.cellule(champ) is not None:
            nombre = lire_nombre(fiche.cellule(champ))
            nom = nombre.unite or UNITE_DU_CHAMP.get(champ) or unite(fiche.texte(Champ.UNITE))
            return nom, nombre.valeur
    return "semaine", calendrier.semaines(dates) or Decimal(0)


def _minimum(fiche: Fiche, nom: str, jour: dt.date | None, contexte: Contexte) -> int:
    """Minimum to compare with, 0 for an artist: a known actor's price has no measure."""
    trouvee = regles.essayer_fonction(convention(CONVENTION_PAR_DEFAUT), fiche.texte(Champ.FONCTION))
    if not isinstance(trouvee, regles.FonctionLue) or regles.famille(trouvee.metier) == "artiste":
        return 0
    if jour is None or nom not in ("semaine", "jour"):
        return 0
    libelle = trouvee.metier.libelle
    resultat = minima.salaire_minimum(libelle, CONVENTION_PAR_DEFAUT, jour, "", nom, contexte.parametres)
    return resultat.valeur if isinstance(resultat.valeur, int) else 0
