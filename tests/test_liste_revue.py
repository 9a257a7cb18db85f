"""The review workbook of a crew list."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import xlsxwriter  # type: ignore[import-untyped,unused-ignore]

from tests.listes import EN_TETE, SCRIPTE, lire, seule
from xlprod.classeurs.liste import ecrire_revue, lire_liste
from xlprod.classeurs.liste.modele import GRAVITES

FORMULES = ('=HYPERLINK("http://x";"y")', "+33 6 00", "-1+2", "@SUM(1)", "{=1}", "http://exemple.fr")


def test_revue_ne_contient_aucune_formule(tmp_path: Path) -> None:
    lignes = [
        f"Scripte;{formule.replace(';', ',')};cadre;II;02/03/2026;24/04/2026;8;1440" for formule in FORMULES
    ]
    lignes += [f"{formule.replace(';', ',')};X;;II;02/03/2026;24/04/2026;8;1440" for formule in FORMULES]
    lecture = lire(tmp_path, *lignes)
    chemin = ecrire_revue(lecture, tmp_path / "revue.xlsx")
    with zipfile.ZipFile(chemin) as zip_:
        feuilles = [zip_.read(n) for n in zip_.namelist() if n.startswith("xl/worksheets/")]
    assert len(feuilles) == 5
    assert not any(b"<f>" in f or b"<hyperlink" in f for f in feuilles)
    livre = openpyxl.load_workbook(chemin)
    assert livre.sheetnames == [
        "Synthèse",
        "À revoir",
        "Lignes écartées",
        "Équipe comprise",
        "Revue complète",
    ]
    textes = {c.value for f in livre for rangee in f.iter_rows() for c in rangee if c.data_type == "s"}
    assert {"+33 6 00", "-1+2", "@SUM(1)"} <= textes


def test_revue_complete_et_reproductible(tmp_path: Path) -> None:
    lecture = lire(
        tmp_path, SCRIPTE, "RÉGIE", "Conseiller sabre;X;;;02/03/2026;24/04/2026;8;1500", "TOTAL;;;;;;;9"
    )
    un, deux = (ecrire_revue(lecture, tmp_path / f"revue{i}.xlsx").read_bytes() for i in (1, 2))
    assert un == deux
    livre = openpyxl.load_workbook(tmp_path / "revue1.xlsx")
    assert livre["Revue complète"].max_row == len(lecture.revue) + 1
    equipe = [c.value for c in livre["Équipe comprise"][2]]
    assert equipe[:4] == [2, "23", "Delcourt", "Scripte cinéma"]
    assert equipe[11:14] == [8, 1440, 11520]
    gravites = {r[5].value for r in livre["Revue complète"].iter_rows(min_row=2)}
    assert gravites <= set(GRAVITES)
    assert not list(tmp_path.glob(".*"))


def test_reecrire_la_revue_relue(tmp_path: Path) -> None:
    """A list written by XlsxWriter (our own workbooks) is read like any other."""
    chemin = tmp_path / "xw.xlsx"
    livre = xlsxwriter.Workbook(str(chemin))
    feuille = livre.add_worksheet("Équipe")
    for ligne, texte in enumerate((EN_TETE, SCRIPTE)):
        feuille.write_row(ligne, 0, texte.split(";"))
    livre.close()
    assert seule(lire_liste(chemin)).nom == "Delcourt"


def test_revue_imprimee_sur_une_page_de_large(tmp_path: Path) -> None:
    livre = openpyxl.load_workbook(ecrire_revue(lire(tmp_path, SCRIPTE), tmp_path / "revue.xlsx"))
    for feuille in livre:
        assert (feuille.page_setup.paperSize, feuille.page_setup.orientation) == (9, "landscape")
        reglages = feuille.sheet_properties.pageSetUpPr
        assert reglages is not None
        assert reglages.fitToPage
        assert feuille.page_setup.fitToWidth in (None, 1)  # one page wide is the default of the format
        assert feuille.page_setup.fitToHeight == 0
