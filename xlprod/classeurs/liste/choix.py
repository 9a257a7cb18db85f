"""Which sheet holds the list, and what its unqualified *brut* means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xlprod.baremes.minima import convention
from xlprod.classeurs.liste import entetes, regles
from xlprod.classeurs.liste.entetes import ATTENDUES, MESURE, METIER, MONTANTS, Champ, Entete
from xlprod.classeurs.liste.modele import A_VERIFIER, DEDUIT, Gravite, LigneRevue, ListeIllisible
from xlprod.classeurs.liste.texte_csv import Tableau
from xlprod.classeurs.liste.valeurs import (
    Cellule,
    texte,
    vide,
)
from xlprod.paie.parametres import CONVENTION_PAR_DEFAUT
from xlprod.textes import cle

SANS_FONCTION_MAX = 60
"""Rows above which a list without a single known function is another kind of table."""


class Trouve(NamedTuple):
    """A grid with its header, how many rows hold a known function, how many look like contracts."""

    tableau: Tableau
    entete: Entete
    fonctions: int
    contrats: int

    @property
    def rang(self) -> tuple[bool, int, int, int]:
        """What makes a grid the best one: seen by its author, full of contracts, well titled."""
        visible = "masquée" not in self.tableau.remarque
        return visible, min(self.fonctions, self.contrats), self.fonctions, self.entete.note


def choisir(nom: str, tableaux: list[Tableau], feuille: str | None) -> tuple[Trouve, list[LigneRevue]]:
    """The grid that holds most functions; the other candidates are named in the review."""
    if feuille is not None:
        noms = ", ".join(t.nom for t in tableaux if t.nom) or "aucune"
        tableaux = [t for t in tableaux if cle(t.nom) == cle(feuille)]
        if not tableaux:
            raise ListeIllisible(f"{nom} : pas de feuille « {feuille} » ; feuilles : {noms}")
    lus = [
        Trouve(t, e, _fonctions(t, e), _contrats(t, e))
        for t in tableaux
        if (e := entetes.chercher(t.rangees))
    ]
    candidats = [c for c in lus if METIER & set(c.entete.champs)]
    if not candidats:
        raise ListeIllisible(f"{nom} : {_sans_entete(tableaux, lus)}")
    candidats = [c for c in candidats if c.fonctions or len(c.tableau.rangees) <= SANS_FONCTION_MAX]
    if not candidats:
        raise ListeIllisible(
            f"{nom} : aucune fonction de la convention dans les lignes : est-ce la liste d’équipe ?"
        )
    choisi = max(candidats, key=lambda c: c.rang)
    return choisi, _remarques(choisi, candidats)


def _sans_entete(tableaux: list[Tableau], lus: list[Trouve]) -> str:
    """Why no grid of the file is a crew list."""
    if all(vide(c) for t in tableaux for r in t.rangees for c in r):
        return "aucune donnée dans le fichier"
    attendues = f"colonnes attendues : {ATTENDUES}"
    if not lus:
        premieres = entetes.LIGNES_EXAMINEES
        return f"aucune ligne d’en-tête reconnue dans les {premieres} premières lignes ; {attendues}"
    entete = max((c.entete for c in lus), key=lambda e: e.note)
    reconnues = ", ".join(entete.titres[colonne] for colonne in sorted(entete.champs.values()))
    return f"pas de colonne de fonction (colonnes reconnues : {reconnues}) ; {attendues}"


def _remarques(choisi: Trouve, candidats: list[Trouve]) -> list[LigneRevue]:
    revue = []
    if choisi.tableau.remarque:
        revue.append(_remarque("fichier", choisi.tableau.remarque, "format reconnu", DEDUIT))
    for autre in candidats:
        if autre.tableau.nom not in ("", choisi.tableau.nom) and autre.contrats:
            lignes = f"{autre.contrats} ligne" + ("s ressemblent" if autre.contrats > 1 else " ressemble")
            remarque = f"feuille « {autre.tableau.nom} » non lue : {lignes} aussi à un contrat"
            revue.append(_remarque("feuille", choisi.tableau.nom, remarque, A_VERIFIER))
    return revue


def _remarque(colonne: str, compris: str, remarque: str, gravite: Gravite) -> LigneRevue:
    """A remark on the whole file."""
    return LigneRevue(0, colonne, "", compris, remarque, gravite)


def _fonctions(tableau: Tableau, entete: Entete) -> int:
    """Rows whose function is in the grids; without a column of functions, rows that have a name."""
    fonction = entete.champs.get(Champ.FONCTION)
    nom = entete.champs.get(Champ.NOM, entete.champs.get(Champ.ROLE))
    rangees = tableau.rangees[entete.suite :][:MESURE]
    if fonction is not None:
        return sum(connue(texte(r[fonction])) for r in rangees if fonction < len(r))
    return sum(not vide(r[nom]) for r in rangees if nom is not None and nom < len(r))


def _contrats(tableau: Tableau, entete: Entete) -> int:
    """Rows that also have an amount and a date or a quantity: a list of functions has none."""
    fonction = entete.champs.get(Champ.FONCTION, entete.champs.get(Champ.ROLE, 0))
    montants = [entete.champs[c] for c in MONTANTS if c in entete.champs]
    durees = [entete.champs[c] for c in _DUREES if c in entete.champs]

    def rempli(rangee: Sequence[Cellule], colonnes: Sequence[int]) -> bool:
        return any(colonne < len(rangee) and not vide(rangee[colonne]) for colonne in colonnes)

    rangees = tableau.rangees[entete.suite :][:MESURE]
    return sum(rempli(r, [fonction]) and rempli(r, montants) and rempli(r, durees) for r in rangees)


_DUREES = (
    Champ.DEBUT, Champ.PERIODE, Champ.SEMAINES, Champ.JOURS, Champ.CACHETS, Champ.QUANTITE,
)  # fmt: skip


def connue(lu: str) -> bool:
    """Whether a text is a function of the default agreement."""
    return regles.connue(convention(CONVENTION_PAR_DEFAUT), lu)
