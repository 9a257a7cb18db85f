"""Columns of the table ``Equipe``: what is typed, what is computed and how."""

from __future__ import annotations

from typing import NamedTuple

from xlprod.classeurs import noms
from xlprod.classeurs.gabarit import listes
from xlprod.classeurs.gabarit.aides import NON_CONTINU
from xlprod.classeurs.gabarit.formules import Ecriture, colonne, fixe, ici

ENTETE = 4
"""Row of the table's header, counted from 0."""

PREMIERE = ENTETE + 1
RANG = {nom: rang for rang, nom in enumerate(noms.COLONNES)}


class Colonne(NamedTuple):
    """A column of the table: its look, its formula when it is computed, its drop-down list."""

    nom: str
    largeur: float
    styles: tuple[str, ...]
    formule: str = ""
    liste: str = ""


def _si_fonction(formule: str) -> str:
    """A row without a function is a row not filled yet: it stays blank."""
    return f'IF({ici(noms.FONCTION)}="","",{formule})'


JOURS = _si_fonction(
    f'IF(ISNUMBER(SEARCH("{NON_CONTINU}",SUBSTITUTE({ici(noms.PARAMETRES_LIGNE)}," ",""))),'
    f"{ici(noms.QUANTITE)},{ici(noms.FIN)}-{ici(noms.DEBUT)}+1)"
)
ECART = _si_fonction(
    f"IF(LEFT({ici(noms.UNITE)},4)=LEFT({ici(noms.UNITE_MINIMUM)},4),"
    f'ROUND({ici(noms.BRUT_UNITAIRE)}-{ici(noms.MINIMUM)},2),"{noms.UNITES_DIFFERENTES}")'
)
ALERTE = _si_fonction(
    f'IF(ISERROR({ici(noms.ECART)}),"{noms.SANS_MINIMUM}",IF(ISTEXT({ici(noms.ECART)}),{ici(noms.ECART)},'
    f'IF({ici(noms.ECART)}<0,"{noms.SOUS_LE_MINIMUM}","")))'
)
TAUX = _si_fonction(f'IF({ici(noms.BRUT_TOTAL)}=0,"",{ici(noms.CHARGES)}/{ici(noms.BRUT_TOTAL)})')

COUT = _si_fonction(f"{ici(noms.BRUT_TOTAL)}+{ici(noms.CHARGES)}")
BRUT_TOTAL = f"ROUND({ici(noms.QUANTITE)}*{ici(noms.BRUT_UNITAIRE)},2)"
TRANSMIS = (
    f'{noms.TEXTE_PARAMETRES}&"|"&IF({ici(noms.CONVENTION)}="","","convention="&{ici(noms.CONVENTION)})'
    f'&"|"&{ici(noms.PARAMETRES_LIGNE)}'
)
"""The film's parameters, then the row's convention, then the row's own: the last one wins."""
POSITION = f"ROW()-ROW({fixe(ENTETE, 0)})"
PREMIERE_DU_NOM = f"MATCH({ici(noms.NOM)},{colonne(noms.NOM)},0)={POSITION}"
PERSONNE = _si_fonction(f'IF({ici(noms.NOM)}="",1,IF({PREMIERE_DU_NOM},1,0))')


def _minimum(ecriture: Ecriture) -> str:
    return _si_fonction(
        ecriture.appel(
            "SALAIRE_MINIMUM",
            ici(noms.FONCTION),
            ici(noms.CONVENTION),
            ici(noms.DEBUT),
            f'{ici(noms.ANNEXE)}&""',  # a blank cell reaches some hosts as 0
            f'{ici(noms.UNITE_MINIMUM)}&""',
            noms.PLAGE_PARAMETRES,
        )
    )


def _charges(ecriture: Ecriture) -> str:
    return _si_fonction(
        ecriture.appel(
            "CHARGES_PATRONALES",
            ici(noms.BRUT_TOTAL),
            ici(noms.STATUT),
            ici(noms.DEBUT),
            ici(noms.JOURS),
            ici(noms.PARAMETRES_TRANSMIS),
        )
    )


def colonnes_equipe(ecriture: Ecriture) -> tuple[Colonne, ...]:
    """Columns in the order of :data:`.noms.COLONNES`."""
    return (
        Colonne(noms.POSTE, 6, ("saisie", "entier", "centre"), liste=listes.SOUS_POSTES),
        Colonne(noms.NOM, 22, ("saisie", "retrait")),
        Colonne(noms.FONCTION, 38, ("saisie", "retrait"), liste=listes.FONCTIONS),
        Colonne(noms.CONVENTION, 10.5, ("saisie", "entier", "centre"), liste=listes.CONVENTIONS),
        Colonne(noms.ANNEXE, 8, ("saisie", "centre"), liste=listes.ANNEXES),
        Colonne(noms.STATUT, 10.5, ("saisie", "retrait"), liste=listes.STATUTS),
        Colonne(noms.DEBUT, 10, ("saisie", "date")),
        Colonne(noms.FIN, 10, ("saisie", "date")),
        Colonne(noms.JOURS, 8, ("entier", "centre"), JOURS),
        Colonne(noms.UNITE, 9, ("saisie", "centre"), liste=listes.UNITES),
        Colonne(noms.QUANTITE, 8.5, ("saisie", "nombre")),
        Colonne(noms.BRUT_UNITAIRE, 11.5, ("saisie", "euros")),
        Colonne(noms.BRUT_TOTAL, 13, ("euros",), BRUT_TOTAL),
        Colonne(noms.UNITE_MINIMUM, 11, ("saisie", "centre"), liste=listes.UNITES_MINIMUM),
        Colonne(noms.MINIMUM, 11.5, ("xlprod", "euros"), _minimum(ecriture)),
        Colonne(noms.ECART, 11, ("euros",), ECART),
        Colonne(noms.ALERTE, 15, ("centre",), ALERTE),
        Colonne(noms.CHARGES, 13, ("xlprod", "euros"), _charges(ecriture)),
        Colonne(noms.TAUX, 7.5, ("pourcent",), TAUX),
        Colonne(noms.COUT, 13.5, ("euros", "gras"), COUT),
        Colonne(noms.NOTE, 16, ("saisie", "retrait")),
        Colonne(noms.PARAMETRES_LIGNE, 21, ("saisie",)),
        Colonne(noms.PARAMETRES_TRANSMIS, 30, ("discret",), TRANSMIS),
        Colonne(noms.PERSONNE, 9, ("discret", "entier", "centre"), PERSONNE),
    )
