"""What is given to users: complete, the same bytes every time, its prints true."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.test_officejs import PYODIDE, exiger_navigateur
from xlprod.cli import PROGRAMME_ABSENT, main

LIVRES = [
    "classeurs/devis_cinema.xlsx",
    "classeurs/devis_cinema_classique.xlsm",
    "classeurs/exemples/film_2_5_M.xlsx",
    "classeurs/exemples/film_2_5_M_classique.xlsm",
    "classeurs/grille_minima.xlsx",
    "classeurs/grille_minima_classique.xlsm",
    "classeurs/semaine_tournage.xlsx",
    "classeurs/semaine_tournage_classique.xlsm",
    "classique/xlprod.IntelliSense.xml",
    "classique/xlprod.xlam",
    "officejs.zip",
    "xlprod.oxt",
]


def test_deux_livraisons_ont_les_memes_empreintes(tmp_path: Path) -> None:
    exiger_navigateur()
    textes = []
    for essai in ("une", "deux"):
        sortie = tmp_path / essai
        assert main(["livraison", "--sortie", str(sortie), "--pyodide", str(PYODIDE)]) == 0
        textes.append((sortie / "SHA256SUMS").read_text(encoding="utf-8"))
    assert textes[0] == textes[1]
    lignes = [ligne.partition("  ") for ligne in textes[0].splitlines()]
    assert [nom for _, _, nom in lignes] == LIVRES
    for empreinte, _, nom in lignes:
        assert hashlib.sha256((sortie / nom).read_bytes()).hexdigest() == empreinte


def test_sans_pyodide_la_commande_dit_quoi_faire(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["livraison", "--sortie", str(tmp_path), "--pyodide", str(tmp_path / "absent")])
        == PROGRAMME_ABSENT
    )
    assert "npm install" in capsys.readouterr().err
