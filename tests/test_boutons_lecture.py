"""An open workbook of classic Excel as a snapshot: xlwings' own Windows code, on a model of Excel."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests import noms_de_feuille
from tests.excel_com import Com, Valeurs
from tests.excel_essais import (
    CHARGES,
    EXEMPLE,
    Ouvrir,
    application,
    cellules,
    du_fichier,
)
from tests.pywin32_factice import ErreurCom
from xlprod.erreurs import ErreurXlprod
from xlprod.hotes import vba_com, xlwings_com, xlwings_lecture
from xlprod.hotes.boutons import Boutons
from xlprod.hotes.xlwings_lecture import lire_classeur
from xlprod.registre import ErreurCellule

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pywin32 et Excel y sont : rien à remplacer")


def test_le_classeur_est_lu_comme_son_fichier(ouvrir: Ouvrir) -> None:
    lu = lire_classeur(application(ouvrir(EXEMPLE, CHARGES)))
    attendu = du_fichier(CHARGES)
    assert cellules(lu, "valeurs") == cellules(attendu, "valeurs")
    assert cellules(lu, "formules") == cellules(attendu, "formules")
    assert len(cellules(lu, "formules")) > 1300
    assert [f.tableaux for f in lu.feuilles] == [f.tableaux for f in attendu.feuilles]
    assert {n: t for n, t in lu.noms.items() if not n.startswith("_")} == dict(attendu.noms)
    assert (lu.titres, lu.selection, lu.prefixe, lu.jour) == (
        attendu.titres,
        attendu.selection,
        attendu.prefixe,
        attendu.jour,
    )


def test_chaque_genre_de_cellule(ouvrir: Ouvrir, tmp_path: Path) -> None:
    source = tmp_path / "source.xlsx"
    with xlsxwriter.Workbook(source) as classeur:
        feuille = classeur.add_worksheet("Feuille")
        feuille.write_string("B2", "=1+1")
        feuille.write_formula("B3", "=1/0", value="#DIV/0!")
        feuille.write_formula("B4", '=IF(B2="","x","")', value="")
        feuille.write_datetime(
            "B5", dt.datetime(2026, 6, 2), classeur.add_format({"num_format": "dd/mm/yyyy"})
        )
        feuille.write_number("B6", 0.1, classeur.add_format({"num_format": "#,##0.00 €"}))
        feuille.write_boolean("B7", True)
        feuille.write_array_formula("D2:D4", "{=B5:B7*2}", value=1)
        feuille.write_formula("F2", "=$B$5", value=1)
        feuille.write_formula("F3", "=$B$5", value=1)
        classeur.add_worksheet("Vide")
    lu = lire_classeur(application(ouvrir(source)))
    feuille, vide = lu.feuilles
    assert (feuille.ligne, feuille.colonne) == (2, 2)
    assert [feuille.valeur(i, 2) for i in range(2, 8)] == [
        "=1+1",
        ErreurCellule("#DIV/0!"),
        None,
        46175.0,
        0.1,
        True,
    ]
    assert [feuille.formule(i, 2) for i in range(2, 8)] == [
        None,
        "=1/0",
        '=IF(B2="","x","")',
        None,
        None,
        None,
    ]
    assert [feuille.formule(i, 4) for i in range(2, 5)] == ["=B5:B7*2", None, None]
    assert [feuille.formule(i, 6) for i in range(2, 4)] == ["=$B$5", "=$B$5"]
    assert cellules(replace(lu, feuilles=(vide,)), "valeurs") == {}


def test_les_noms_d_une_seule_feuille(ouvrir: Ouvrir, tmp_path: Path) -> None:
    lu = lire_classeur(application(ouvrir(noms_de_feuille.ecrire(tmp_path / "noms.xlsx"))))
    assert noms_de_feuille.lus(lu) == noms_de_feuille.ATTENDUS


def test_un_texte_tres_long_n_empeche_pas_de_lire(
    ouvrir: Ouvrir, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    source = tmp_path / "source.xlsx"
    with xlsxwriter.Workbook(source) as classeur:
        feuille = classeur.add_worksheet()
        for ligne in range(7):
            feuille.write_formula(ligne, 0, f"={ligne}+1", value=ligne + 1)
            feuille.write_number(ligne, 1, ligne)
        feuille.write_string("C4", "é" * 9_000)
    lire, lues = xlwings_com.lire, []

    def comme_excel(plage: Any, propriete: str) -> Any:
        lu = lire(plage, propriete)
        rangees = lu if isinstance(lu, tuple) else ((lu,),)
        lues.append(len(rangees))
        if any(len(texte) > 8_221 for rangee in rangees for texte in map(str, rangee)):
            raise ErreurCom(None)
        return lu

    monkeypatch.setattr(xlwings_lecture, "lire", comme_excel)
    (lue,) = lire_classeur(application(ouvrir(source))).feuilles
    assert [lue.formule(ligne, 1) for ligne in range(1, 8)] == [f"={ligne}+1" for ligne in range(7)]
    assert lue.valeur(4, 3) == "é" * 9_000
    assert not any(lue.formule(ligne, colonne) for ligne in range(1, 8) for colonne in (2, 3))
    assert len(lues) < 3 * 7


def test_une_feuille_mise_en_forme_jusqu_en_bas(
    ouvrir: Ouvrir, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    source = tmp_path / "source.xlsx"
    with xlsxwriter.Workbook(source) as classeur:
        feuille = classeur.add_worksheet()
        feuille.write_number("A1", 1)
        feuille.write_number("C700", 2)
        feuille.write_blank("Z900", None, classeur.add_format({"bold": True}))
    monkeypatch.setattr("xlprod.hotes.xlwings_lecture.VASTE", 10)
    (lue,) = lire_classeur(application(ouvrir(source))).feuilles
    assert (len(lue.valeurs), len(lue.valeurs[0])) == (700, 3)
    assert (lue.valeur(1, 1), lue.valeur(700, 3)) == (1, 2)
    monkeypatch.setattr("xlprod.hotes.xlwings_lecture.CASES_MAX", 2000)
    with pytest.raises(ErreurXlprod, match=r"« Sheet1 » est trop grande : 700 lignes sur 3 colonnes"):
        lire_classeur(application(ouvrir(source)))


@pytest.mark.parametrize(
    ("numero", "code"),
    [(2023, "#REF!"), (2029, "#NAME?"), (2045, "#SPILL!"), (2050, "#CALC!"), (2048, "#VALUE!")],
)
def test_les_erreurs_de_cellule_ont_le_code_des_fichiers(numero: int, code: str) -> None:
    assert xlwings_lecture._valeur(vba_com.SCODE + numero) == ErreurCellule(code)


@pytest.mark.parametrize(
    "texte",
    [
        "=1+'C:\\Users\\l''autre\\xlprod.xlam'!XLP_NET(A1)",
        "=1+xlprod.xlam!XLP_NET(A1)",
        "=1+film_2026.xlsm!XLP_NET(A1)",
        "=1+XLP_NET(A1)",
    ],
)
def test_une_fonction_laissee_ailleurs_est_une_des_notres(texte: str) -> None:
    assert xlwings_lecture._formule(texte, ErreurCellule("#NAME?")) == "=1+XLP_NET(A1)"
    assert xlwings_lecture._formule("='Feuille 1'!A1", 2.0) == "='Feuille 1'!A1"


def test_ce_qui_ne_se_lit_pas_est_dit(ouvrir: Ouvrir) -> None:
    excel = ouvrir()
    excel.com.ActiveWorkbook.Date1904 = True
    assert Boutons().agir("aide", excel.com)[0] == "erreur"
    assert "alendrier depuis 1904" in Boutons().agir("aide", excel.com)[1]
    protege = ouvrir(None)
    protege.com.ActiveProtectedViewWindow = Com(Valeurs("ProtectedViewWindow"))
    assert "« Activer la modification »" in Boutons().agir("aide", protege.com)[1]
