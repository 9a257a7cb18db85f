"""The review as a workbook: what was read, what was made of it, what remains to be said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped,unused-ignore]

from xlprod.classeurs import archive
from xlprod.classeurs.liste.modele import (
    A_VERIFIER,
    COMPRIS,
    DEDUIT,
    NON_COMPRIS,
    Gravite,
    Lecture,
    LigneRevue,
)
from xlprod.classeurs.ooxml import TEXTE_MAX

CREATION = dt.datetime(2026, 1, 1)
"""Fixed creation date: the same list gives the same bytes."""

_EUROS = '#,##0.00\\ "€"'
_STYLES: dict[str, dict[str, Any]] = {
    COMPRIS: {"font_color": "#1B2A41"},
    DEDUIT: {"font_color": "#27496D", "bg_color": "#DDE6EF"},
    A_VERIFIER: {"font_color": "#8A5200", "bg_color": "#FFE9C7"},
    NON_COMPRIS: {"font_color": "#A61B12", "bg_color": "#FBE2DF", "bold": True},
    "base": {},
    "titre": {"bold": True, "font_size": 16, "font_color": "#1B2A41"},
    "libelle": {"font_color": "#6B7785"},
    "entete": {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1B2A41", "valign": "vcenter"},
    "texte": {"text_wrap": True, "bottom": 4, "bottom_color": "#C9D1DA"},
    "entier": {"align": "center", "bottom": 4, "bottom_color": "#C9D1DA"},
    "date": {"num_format": "dd/mm/yyyy", "align": "center", "bottom": 4, "bottom_color": "#C9D1DA"},
    "euros": {"num_format": _EUROS, "bottom": 4, "bottom_color": "#C9D1DA"},
    "nombre": {"num_format": "0.##", "align": "center", "bottom": 4, "bottom_color": "#C9D1DA"},
    "renvoi": {"text_wrap": True},
}  # fmt: skip
_BASE = {"font_name": "Arial", "font_size": 9, "valign": "top"}

Valeur = str | int | Decimal | dt.date | None


def ecrire_revue(lecture: Lecture, chemin_xlsx: Path | str) -> Path:
    """Write the review; text is always written as text, so that ``=…`` is never a formula."""
    destination = Path(chemin_xlsx)
    with archive.ecriture_atomique(destination) as flux:
        classeur = xlsxwriter.Workbook(flux, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
        classeur.set_properties({"title": f"Revue de {lecture.fichier}", "created": CREATION, "author": ""})
        cahier = _Cahier(classeur)
        _synthese(cahier, lecture)
        _remarques(cahier, "À revoir", [r for r in lecture.revue if r.gravite in (NON_COMPRIS, A_VERIFIER)])
        _ecartees(cahier, lecture)
        _equipe(cahier, lecture)
        _remarques(cahier, "Revue complète", lecture.revue)
        classeur.close()
    return destination


class _Cahier:
    """Formats of the workbook, and cells written according to their type."""

    def __init__(self, classeur: Any) -> None:
        self.classeur = classeur
        self._formats: dict[str, Any] = {}
        self.style("base")

    def style(self, nom: str) -> Any:
        if nom not in self._formats:
            self._formats[nom] = self.classeur.add_format({**_BASE, **_STYLES.get(nom, {})})
        return self._formats[nom]

    def feuille(self, nom: str, largeurs: Sequence[float]) -> Any:
        feuille = self.classeur.add_worksheet(nom)
        feuille.hide_gridlines(2)
        feuille.set_landscape()
        feuille.set_paper(9)
        feuille.fit_to_pages(1, 0)
        feuille.set_footer(f"&L{nom}&RPage &P / &N")
        for colonne, largeur in enumerate(largeurs):
            feuille.set_column(colonne, colonne, largeur, self.style("base"))
        return feuille

    def ecrire(self, feuille: Any, ligne: int, colonne: int, valeur: Valeur, style: str = "base") -> None:
        if isinstance(valeur, str):
            feuille.write_string(ligne, colonne, valeur[:TEXTE_MAX], self.style(style))
        elif isinstance(valeur, dt.date):
            feuille.write_datetime(ligne, colonne, valeur, self.style("date"))
        elif valeur is not None:
            feuille.write_number(ligne, colonne, valeur, self.style(style))

    def tableau(self, feuille: Any, entetes: Sequence[str], rangees: Sequence[Sequence[Valeur]]) -> None:
        for colonne, titre in enumerate(entetes):
            self.ecrire(feuille, 0, colonne, titre, "entete")
        for ligne, rangee in enumerate(rangees, 1):
            for colonne, valeur in enumerate(rangee):
                self.ecrire(feuille, ligne, colonne, valeur, "entier" if isinstance(valeur, int) else "texte")
        feuille.freeze_panes(1, 0)
        feuille.autofilter(0, 0, max(len(rangees), 1), len(entetes) - 1)
        feuille.repeat_rows(0)


def _synthese(cahier: _Cahier, lecture: Lecture) -> None:
    feuille = cahier.feuille("Synthèse", (30, 90))
    cahier.ecrire(feuille, 0, 0, "Revue de la liste d’équipe", "titre")
    feuille.set_row(0, 28)
    compte = lecture.compte
    lignes: list[tuple[str, Valeur]] = [
        ("Fichier", lecture.fichier),
        ("Feuille", lecture.feuille or "–"),
        ("Ligne d’en-tête", str(lecture.ligne_entete)),
        ("Contrats compris", str(len(lecture.lignes))),
        ("Lignes mises de côté", str(len(lecture.a_completer))),
        ("Totaux, titres et en-têtes", str(len(lecture.ecartees) - len(lecture.a_completer))),
        ("Colonnes reconnues", " ; ".join(f"{lu} → {champ}" for lu, champ in lecture.colonnes_reconnues)),
        ("Colonnes non utilisées", " ; ".join(lecture.colonnes_non_reconnues) or "aucune"),
    ]
    for ligne, (libelle, valeur) in enumerate(lignes, 2):
        cahier.ecrire(feuille, ligne, 0, libelle, "libelle")
        cahier.ecrire(feuille, ligne, 1, valeur, "renvoi")
    depart = len(lignes) + 3
    for ligne, (gravite, sens) in enumerate(_SENS.items(), depart):
        cahier.ecrire(feuille, ligne, 0, f"{gravite} : {compte[gravite]}", gravite)
        cahier.ecrire(feuille, ligne, 1, sens, "renvoi")


_SENS: dict[Gravite, str] = {
    COMPRIS: "Lu tel quel dans la liste.",
    DEDUIT: "Absent ou abrégé dans la liste, déduit d’une autre case ou de la grille de la convention.",
    A_VERIFIER: "Déduit d’un usage, ou contradictoire : à confirmer avant d’utiliser le devis.",
    NON_COMPRIS: "La ligne n’a pas donné de contrat : la compléter dans la liste et recommencer.",
}


def _remarques(cahier: _Cahier, nom: str, revue: Sequence[LigneRevue]) -> None:
    feuille = cahier.feuille(nom, (7, 20, 34, 34, 62, 13))
    rangees: list[tuple[Valeur, ...]] = [
        (r.ligne or "fichier", r.colonne, r.lu, r.compris, r.remarque) for r in revue
    ]
    cahier.tableau(feuille, ("Ligne", "Colonne", "Lu", "Compris comme", "Remarque", "Gravité"), rangees)
    for ligne, remarque in enumerate(revue, 1):
        cahier.ecrire(feuille, ligne, 5, remarque.gravite, remarque.gravite)


def _ecartees(cahier: _Cahier, lecture: Lecture) -> None:
    feuille = cahier.feuille("Lignes écartées", (7, 80, 80, 18))
    rangees: list[tuple[Valeur, ...]] = [
        (e.ligne, e.contenu, " ; ".join(e.raisons), "pas un contrat" if e.total else "à compléter")
        for e in lecture.ecartees
    ]
    cahier.tableau(feuille, ("Ligne", "Contenu", "Raison", "Suite"), rangees)


_EQUIPE = (
    "Ligne", "Poste", "Nom", "Fonction", "Convention", "Annexe", "Statut", "Début", "Fin", "Jours", "Unité",
    "Quantité", "Brut unitaire", "Brut total", "Unité du minimum", "Continu", "Personnes", "Note",
)  # fmt: skip


def _equipe(cahier: _Cahier, lecture: Lecture) -> None:
    """Contracts as understood, ready to be compared with the list."""
    largeurs = (7, 7, 24, 38, 10, 8, 10, 11, 11, 7, 9, 9, 13, 14, 12, 8, 9, 30)
    feuille = cahier.feuille("Équipe comprise", largeurs)
    rangees: list[tuple[Valeur, ...]] = [
        (ligne, p.poste, p.nom, p.fonction, p.convention, p.annexe, p.statut, p.debut, p.fin, p.jours,
         p.unite, None, None, None, p.unite_minimum, "oui" if p.continu else "non", p.effectif, p.note)
        for ligne, p in zip(lecture.lignes, lecture.film.personnes, strict=True)
    ]  # fmt: skip
    cahier.tableau(feuille, _EQUIPE, rangees)
    quantite = _EQUIPE.index("Quantité")
    for ligne, p in enumerate(lecture.film.personnes, 1):
        cahier.ecrire(feuille, ligne, quantite, p.quantite, "nombre")
        cahier.ecrire(feuille, ligne, quantite + 1, Decimal(p.brut) / 100, "euros")
        cahier.ecrire(feuille, ligne, quantite + 2, Decimal(p.brut_total) / 100, "euros")
    feuille.freeze_panes(1, 4)
