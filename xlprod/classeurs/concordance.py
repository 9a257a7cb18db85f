"""Do four ways of computing a budget agree to the cent?

The engine called directly on the model, the workbook recalculated by IronCalc with our
functions, the same workbook recalculated by LibreOffice Calc with our add-in, and ``eval``
on each formula typed with its values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from xlprod import registre
from xlprod.argent import euros
from xlprod.classeurs import noms
from xlprod.devis.modele import Film, Personne
from xlprod.erreurs import ErreurXlprod
from xlprod.hotes.evaluer import evaluer_formule
from xlprod.periodes import texte_date

DEMI_CENTIME = 0.005
MOTEUR, EVAL, IRONCALC, CALC = "moteur", "eval", "IronCalc", "LibreOffice Calc"

Cellules = dict[tuple[str, str], Any]
"""Values of a workbook by (sheet, address)."""


@dataclass(slots=True)
class Concordance:
    """What was compared, and every disagreement: (where, method, its value, IronCalc's value)."""

    methodes: list[str]
    salaires: int = 0
    cellules: int = 0
    ecarts: list[tuple[str, str, Any, Any]] = field(default_factory=list)

    @property
    def parfaite(self) -> bool:
        return not self.ecarts

    def phrase(self) -> str:
        """French sentence for the summary."""
        qui = ", ".join(self.methodes[:-1]) + f" et {self.methodes[-1]}"
        quoi = f"{self.salaires} contrats, {self.cellules} cellules comparées"
        if self.parfaite:
            return f"{qui[0].upper()}{qui[1:]} concordent au centime ({quoi})."
        return f"{qui[0].upper()}{qui[1:]} : {len(self.ecarts)} écarts ({quoi})."

    def en_json(self) -> dict[str, Any]:
        return {
            "methodes": self.methodes,
            "contrats": self.salaires,
            "cellules": self.cellules,
            "ecarts": [
                dict(zip(("ou", "methode", "obtenu", "ironcalc"), e, strict=True)) for e in self.ecarts
            ],
        }


def comparer(film: Film, ironcalc: Path, calc: Path | None) -> Concordance:
    """Compare the four ways (three without Calc's workbook)."""
    concordance = Concordance([MOTEUR, EVAL, IRONCALC] + ([CALC] if calc else []))
    lues = lire(ironcalc)
    for personne, ligne in zip(film.personnes, lignes_equipe(ironcalc), strict=True):
        concordance.salaires += 1
        for colonne, (nom, arguments) in appels(film, personne).items():
            ou = f"{noms.EQUIPE}, {personne.fonction}, {colonne}"
            for methode, valeur in ((MOTEUR, par_moteur(nom, arguments)), (EVAL, par_eval(nom, arguments))):
                _noter(concordance, ou, methode, valeur, ligne[colonne])
    if calc:
        recalculees = lire(calc)
        for cle, valeur in lues.items():
            concordance.cellules += 1
            _noter(concordance, " ".join(cle), CALC, recalculees.get(cle), valeur)
    return concordance


def _noter(concordance: Concordance, ou: str, methode: str, obtenu: Any, reference: Any) -> None:
    if not egales(obtenu, reference):
        concordance.ecarts.append((ou, methode, obtenu, reference))


def egales(une: Any, autre: Any) -> bool:
    """Same to the cent for numbers; a blank text and an empty cell are the same."""
    if isinstance(une, int | float) and isinstance(autre, int | float):
        return abs(une - autre) < DEMI_CENTIME
    return (une or "") == (autre or "")


def lire(classeur: Path) -> Cellules:
    """Cached value of every cell that holds one."""
    lu = load_workbook(classeur, data_only=True)
    return {
        (feuille.title, cellule.coordinate): cellule.value
        for feuille in lu.worksheets
        for rangee in feuille.iter_rows()
        for cellule in rangee
        if cellule.value is not None
    }


def lignes_equipe(classeur: Path) -> Iterator[dict[str, Any]]:
    """Rows of the table *Equipe*, by column name."""
    feuille = load_workbook(classeur, data_only=True)[noms.EQUIPE]
    entete, *rangees = feuille[feuille.tables[noms.TABLE].ref]
    for rangee in rangees:
        yield {str(e.value): c.value for e, c in zip(entete, rangee, strict=True)}


def texte_parametres(film: Film, personne: Personne) -> str:
    """Parameters of a row as the sheet passes them: the film's, the convention, the row's."""
    du_film = ";".join(f"{nom}={valeur}" for nom, valeur in film.parametres)
    de_la_ligne = "" if personne.continu else "engagement_continu=non"
    return f"{du_film}|convention={personne.convention}|{de_la_ligne}"


def appels(film: Film, personne: Personne) -> dict[str, tuple[str, list[Any]]]:
    """Calls behind the computed columns of a person's row."""
    debut = texte_date(personne.debut)
    parametres = texte_parametres(film, personne)
    charges = [euros(personne.brut_total), personne.statut, debut, personne.jours, parametres]
    minimum = [
        personne.fonction,
        personne.convention,
        debut,
        personne.annexe,
        personne.unite_minimum,
        parametres,
    ]
    return {
        noms.MINIMUM: ("SALAIRE_MINIMUM", minimum),
        noms.CHARGES: ("CHARGES_PATRONALES", charges),
        noms.COUT: ("COUT_EMPLOYEUR", charges),
    }


def par_moteur(nom: str, arguments: list[Any]) -> Any:
    """Value from the engine, or its error as the cell shows it."""
    try:
        return registre.appeler(nom, arguments).cellule()
    except ErreurXlprod as erreur:
        return _erreur_de_fichier(erreur)


def par_eval(nom: str, arguments: list[Any]) -> Any:
    """Value of the formula written with its values, French way."""
    retour = evaluer_formule(formule(nom, arguments))
    return retour.valeur if retour.erreur is None else _erreur_de_fichier(retour.erreur)


def formule(nom: str, arguments: list[Any]) -> str:
    """``=XLPROD.NET(1500,5;"TECH_C";…)``."""
    return f"=XLPROD.{nom}({';'.join(_litteral(a) for a in arguments)})"


def _litteral(valeur: Any) -> str:
    if isinstance(valeur, str):
        return '"' + valeur.replace('"', '""') + '"'
    return repr(valeur).replace(".", ",")


def _erreur_de_fichier(erreur: ErreurXlprod) -> str:
    """Errors are stored in English in files."""
    return {"#VALEUR!": "#VALUE!"}.get(erreur.code, erreur.code)
