"""Microsoft's own Open XML SDK reads every file we build for Excel, and has nothing to say."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from xlprod.classeurs import gabarit, recalcul
from xlprod.classeurs.gabarit.formules import CLASSIQUE
from xlprod.classeurs.gabarit.vierge import film_vierge
from xlprod.devis.exemple import film_exemple
from xlprod.hotes import vba_paquet

RACINE = Path(__file__).resolve().parent.parent
VALIDATEUR = RACINE / "node_modules" / "@xarsh" / "ooxml-validator" / "dist" / "src" / "cli.js"


def valider(fichier: Path) -> list[object]:
    if os.environ.get("XLPROD_SANS_NAVIGATEUR"):
        pytest.skip("XLPROD_SANS_NAVIGATEUR est posée : les paquets npm ne sont pas demandés")
    node = shutil.which("node")
    if node is None or not VALIDATEUR.is_file():
        pytest.fail("paquets npm absents : python3 faire.py tests", pytrace=False)
    rendu = subprocess.run([node, VALIDATEUR, fichier], capture_output=True, text=True, check=False)
    reponse = json.loads(rendu.stdout)
    erreurs: list[object] = reponse["errors"]
    assert reponse["ok"] is (not erreurs)
    return erreurs


CLASSEURS = [
    "devis_cinema.xlsx",
    "devis_cinema_classique.xlsm",
    "exemples/film_2_5_M.xlsx",
    "exemples/film_2_5_M_classique.xlsm",
    "grille_minima.xlsx",
    "grille_minima_classique.xlsm",
    "semaine_tournage.xlsx",
    "semaine_tournage_classique.xlsm",
]


@pytest.mark.parametrize("nom", CLASSEURS)
def test_les_classeurs_livres(nom: str) -> None:
    assert valider(RACINE / "workbooks" / nom) == []


def test_un_classeur_recalcule(tmp_path: Path) -> None:
    brouillon = gabarit.construire(film_exemple(), tmp_path / "brouillon.xlsx")
    recalcul.recalculer(brouillon, tmp_path / "recalcule.xlsx")
    assert valider(tmp_path / "recalcule.xlsx") == []


def test_un_classeur_classique_recalcule(tmp_path: Path) -> None:
    sans_valeurs = gabarit.construire(film_vierge(), tmp_path / "brut.xlsx", ecriture=CLASSIQUE)
    vba_paquet.construire_xlsm(sans_valeurs, tmp_path / "avant.xlsm")
    recalcul.recalculer(tmp_path / "avant.xlsm", tmp_path / "recalcule.xlsm")
    assert valider(tmp_path / "recalcule.xlsm") == []


def test_le_complement_classique(tmp_path: Path) -> None:
    assert valider(vba_paquet.construire_xlam(tmp_path / "xlprod.xlam")) == []


def test_le_validateur_sait_refuser(tmp_path: Path) -> None:
    """A check that cannot fail proves nothing: an unknown attribute in a sheet is named."""
    from xlprod.classeurs import archive

    source = RACINE / "workbooks" / "devis_cinema.xlsx"
    with archive.ouvrir(source) as paquet:
        feuille = paquet.lire("xl/worksheets/sheet1.xml")
    fautif = tmp_path / "fautif.xlsx"
    archive.reecrire(
        source,
        fautif,
        {"xl/worksheets/sheet1.xml": feuille.replace(b"<sheetData>", b'<sheetData couleur="x">')},
    )
    assert valider(fautif) != []
