"""A workbook whose sheets have names of their own, and what each host must read of them."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from xlprod.classeurs.instantane import Instantane

ATTENDUS = [{"Taux": "=Sources!$A$1"}, {}, {"Taux": "='L''été (2)'!$A$1"}, {"Seuil": "=0.25"}]
"""Names of the workbook, then of each sheet."""


def ecrire(chemin: Path) -> Path:
    classeur = Workbook()
    classeur.remove(classeur.worksheets[0])
    for titre, noms in zip(("", "Sources", "L'été (2)", "Vide"), ATTENDUS, strict=True):
        porteur = classeur.create_sheet(titre) if titre else classeur
        for nom, texte in noms.items():
            porteur.defined_names[nom] = DefinedName(nom, attr_text=texte.removeprefix("="))
    sources = classeur["Sources"]
    sources["A1"] = 1
    sources.print_title_rows = "1:1"  # a name too, which Excel keeps for itself
    classeur.save(chemin)
    return chemin


def lus(classeur: Instantane) -> list[dict[str, str]]:
    return [dict(classeur.noms), *(dict(f.noms) for f in classeur.feuilles)]
