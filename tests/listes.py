"""Crew lists written for the tests, and what is said of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

from xlprod.baremes.minima import convention
from xlprod.classeurs.liste import Lecture, lire_liste
from xlprod.devis.modele import Personne

FONCTIONS = list(convention("3097").fonctions.values())
EN_TETE = "Fonction;Nom;Statut;Annexe;Début;Fin;Nb semaines;Brut hebdo"
SCRIPTE = "Scripte;Delcourt;cadre;II;02/03/2026;24/04/2026;8;1 440,00 €"


def ecrire(tmp_path: Path, texte: str, codage: str = "utf-8", nom: str = "liste.csv") -> Path:
    chemin = tmp_path / nom
    chemin.write_bytes(texte.encode(codage))
    return chemin


def lire(tmp_path: Path, *lignes: str, en_tete: str = EN_TETE, **options: Any) -> Lecture:
    return lire_liste(ecrire(tmp_path, "\n".join([en_tete, *lignes])), **options)


def seule(lecture: Lecture) -> Personne:
    assert len(lecture.film.personnes) == 1, lecture.resume()
    return lecture.film.personnes[0]


def remarques(lecture: Lecture, ligne: int, gravite: str) -> str:
    return " / ".join(r.remarque for r in lecture.revue if r.ligne == ligne and r.gravite == gravite)


def classeur(tmp_path: Path, feuilles: dict[str, list[list[Any]]], fusions: tuple[str, ...] = ()) -> Path:
    """A workbook of the given rows; dates are true dates."""
    chemin = tmp_path / "liste.xlsx"
    livre = openpyxl.Workbook()
    livre.remove(livre.active)  # type: ignore[arg-type]
    for nom, rangees in feuilles.items():
        feuille = livre.create_sheet(nom)
        for rangee in rangees:
            feuille.append(rangee)
        for fusion in fusions:
            feuille.merge_cells(fusion)
    livre.save(chemin)
    return chemin
