"""Formulas put in cells of a package: shared and array ones, tables, and what is refused."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from tests.paquets import MIME, NORME, Autre, assembler
from tests.test_validateur import valider
from xlprod.classeurs import archive
from xlprod.classeurs.instantane import Case
from xlprod.classeurs.retouche.formules import ecrire_formules
from xlprod.classeurs.retouche.paquet import Paquet
from xlprod.erreurs import ErreurXlprod

CHAINE = Autre(
    f'<calcChain xmlns="{NORME}"><c r="A1" i="1"/></calcChain>', f"{MIME}.calcChain+xml", genre="calcChain"
)


def ecrire(tmp_path: Path, cellules: str, *formules: tuple[str, int, int, str], prefixe: str = "") -> str:
    """The cells of the sheet « S » once these formulas are put in it."""
    source = assembler(
        tmp_path / "a.xlsx",
        {"S": f"<sheetData>{cellules}</sheetData>"},
        autres={"xl/calcChain.xml": CHAINE},
        prefixe=prefixe,
    )
    with archive.ouvrir(source) as ouvert:
        paquet = Paquet(ouvert)
        ecrire_formules(paquet, [(Case(f, ligne, colonne), texte) for f, ligne, colonne, texte in formules])
        paquet.ecrire(tmp_path / "b.xlsx")
    with zipfile.ZipFile(tmp_path / "b.xlsx") as zip_:
        contenu = zip_.read("xl/worksheets/sheet1.xml").decode()
    trouve = re.search(r"<\w*:?sheetData>(.*)</\w*:?sheetData>", contenu)
    assert trouve is not None
    return trouve[1]


@pytest.mark.parametrize(
    ("cellule", "attendue"),
    [
        ('<c r="A1" s="0"><f>X()</f><v>9</v></c>', '<c r="A1" s="0"><f>N(1)&amp;"é"</f><v>9</v></c>'),
        (
            '<c r="A1" s="0" t="e" vm="1"><f ca="1">X()</f><v>#NAME?</v></c>',
            '<c r="A1" s="0"><f ca="1">N(1)&amp;"é"</f></c>',
        ),
        (
            '<c r="A1" t="e" cm="1"><f t="array" ref="A1:B1">X()</f><v>#NAME?</v></c>',
            '<c r="A1" cm="1"><f t="array" ref="A1:B1">N(1)&amp;"é"</f></c>',
        ),
        ('<c r="A1"><f>X()</f></c>', '<c r="A1"><f>N(1)&amp;"é"</f></c>'),
        ('<c r="A1" s="0" t="str"><v>a</v></c>', '<c r="A1" s="0"><f>N(1)&amp;"é"</f></c>'),
        ('<c r="A1" t="inlineStr"><is><t>a</t></is></c>', '<c r="A1"><f>N(1)&amp;"é"</f></c>'),
        ('<c r="A1" s="0"/>', '<c r="A1" s="0"><f>N(1)&amp;"é"</f></c>'),
    ],
)
def test_une_cellule(tmp_path: Path, cellule: str, attendue: str) -> None:
    ecrite = ecrire(tmp_path, f'<row r="1">{cellule}</row>', ("S", 1, 1, '=N(1)&"é"'))
    assert ecrite.replace("&#233;", "é") == f'<row r="1">{attendue}</row>'


def test_la_chaine_de_calcul_part_avec_une_formule_neuve(tmp_path: Path) -> None:
    """A formula in place of another does not change the order of calculation."""
    ecrire(tmp_path, '<row r="1"><c r="A1"><f>X()</f><v>1</v></c></row>', ("S", 1, 1, "=Y()"))
    with zipfile.ZipFile(tmp_path / "b.xlsx") as zip_:
        assert "xl/calcChain.xml" in zip_.namelist()
    ecrire(tmp_path, '<row r="1"><c r="A1"><v>1</v></c></row>', ("S", 1, 1, "=Y()"))
    with zipfile.ZipFile(tmp_path / "b.xlsx") as zip_:
        assert "xl/calcChain.xml" not in zip_.namelist()
        assert b"calcChain" not in zip_.read("[Content_Types].xml") + zip_.read("xl/_rels/workbook.xml.rels")


PARTAGEES = (
    '<row r="1"><c r="B1"><f t="shared" ref="B1:B4" si="0">X(A1,$A$1,"A1")+T!A1</f><v>1</v></c></row>'
    '<row r="2"><c r="B2"><f t="shared" si="0"/><v>2</v></c></row>'
    '<row r="3"><c r="B3" t="e"><f t="shared" si="0"/><v>#NAME?</v></c></row>'
    '<row r="4"><c r="B4"><f t="shared" si="0"></f><v>4</v></c></row>'
)


def test_une_formule_partagee_qui_perd_son_modele(tmp_path: Path) -> None:
    ecrite = ecrire(tmp_path, PARTAGEES, ("S", 1, 2, "=Y(A1)"), ("s", 3, 2, "=Y(A3)"))
    assert valider(tmp_path / "b.xlsx") == []
    assert ecrite == (
        '<row r="1"><c r="B1"><f>Y(A1)</f><v>1</v></c></row>'
        """<row r="2"><c r="B2"><f>X(A2,$A$1,"A1")+'T'!A2</f><v>2</v></c></row>"""
        '<row r="3"><c r="B3"><f>Y(A3)</f></c></row>'
        """<row r="4"><c r="B4"><f>X(A4,$A$1,"A1")+'T'!A4</f><v>4</v></c></row>"""
    )


def test_un_derive_seul_laisse_le_modele(tmp_path: Path) -> None:
    ecrite = ecrire(tmp_path, PARTAGEES, ("S", 3, 2, "=Y(A3)"), prefixe="x")
    assert valider(tmp_path / "b.xlsx") == []
    assert '<x:f t="shared" ref="B1:B4" si="0">X(A1,$A$1,"A1")+T!A1</x:f>' in ecrite
    assert ecrite.count('<x:f t="shared" si="0"/>') == 1
    assert '<x:c r="B3"><x:f>Y(A3)</x:f></x:c>' in ecrite


def test_cellules_sans_reference(tmp_path: Path) -> None:
    ecrite = ecrire(
        tmp_path,
        '<row/><row><c><v>1</v></c><c><f>X()</f><v>2</v></c></row><row r="9"><c r="C9"/><c/></row>',
        ("S", 2, 2, "=Y()"),
        ("S", 9, 4, "=Z()"),
    )
    assert ecrite == (
        "<row/><row><c><v>1</v></c><c><f>Y()</f><v>2</v></c></row>"
        '<row r="9"><c r="C9"/><c><f>Z()</f></c></row>'
    )


@pytest.mark.parametrize(
    ("formule", "attendu"),
    [
        (("Absente", 1, 1, "=1"), "Absente!A1 : la feuille n'existe pas"),
        (("S", 7, 1, "=1"), "S!A7 : cette cellule n'existe pas dans le fichier"),
        (("S", 1, 1, "=" + "1+" * 5000 + "1"), r"S!A1 : formule de 10002 caractères, 8192 au plus"),
        (("S", 1, 3, "=1"), "S!C1 : table de données d'Excel"),
        (("S", 2, 5, "=1"), "S!E2 : cellule d'une formule matricielle qui commence ailleurs"),
    ],
)
def test_refus(tmp_path: Path, formule: tuple[str, int, int, str], attendu: str) -> None:
    cellules = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="C1"><f t="dataTable" ref="C1:C3" dt2D="0"/><v>1</v></c>'
        '<c r="D1"><f t="array" ref="D1:E2">X()</f><v>1</v></c></row><row r="2"><c r="E2"><v>1</v></c></row>'
    )
    with pytest.raises(ErreurXlprod, match=attendu):
        ecrire(tmp_path, cellules, formule)
    assert not (tmp_path / "b.xlsx").exists()


TABLE = (
    f'<table xmlns="{NORME}" id="1" name="T" displayName="T" ref="A1:B3" totalsRowShown="0">'
    '<autoFilter ref="A1:B3"/><tableColumns count="2"><tableColumn id="1" name="a"/>'
    '<tableColumn id="2" name="b"><calculatedColumnFormula>XLP_NET(T[[#This Row],[a]])'
    "</calculatedColumnFormula></tableColumn></tableColumns></table>"
)


@pytest.mark.parametrize("entiere", [True, False])
def test_la_colonne_calculee_d_un_tableau(tmp_path: Path, entiere: bool) -> None:
    """Rewritten whole, a column gives new rows the new spelling; in part, the old one."""
    cellules = "".join(
        f'<row r="{i}"><c r="A{i}"><v>1</v></c>'
        f'<c r="B{i}"><f>XLP_NET(T[[#This Row],[a]])</f><v>1</v></c></row>'
        for i in (2, 3)
    )
    entetes = "".join(f'<c r="{c}1" t="inlineStr"><is><t>{c.lower()}</t></is></c>' for c in "AB")
    source = assembler(
        tmp_path / "a.xlsx",
        {
            "S": f'<sheetData><row r="1">{entetes}</row>{cellules}</sheetData>'
            '<tableParts count="1"><tablePart r:id="rId1"/></tableParts>'
        },
        autres={
            "xl/tables/table1.xml": Autre(TABLE, f"{MIME}.table+xml", "xl/worksheets/sheet1.xml", "table")
        },
    )
    neuve = "=_xldudf_XLPROD_NET(T[[#This Row],[a]])"
    with archive.ouvrir(source) as ouvert:
        paquet = Paquet(ouvert)
        ecrire_formules(paquet, [(Case("S", i, 2), neuve) for i in ((2, 3) if entiere else (3,))])
        paquet.ecrire(tmp_path / "b.xlsx")
    assert valider(tmp_path / "b.xlsx") == []
    with zipfile.ZipFile(tmp_path / "b.xlsx") as zip_:
        table = zip_.read("xl/tables/table1.xml").decode()
    assert (neuve[1:] in table) is entiere
    assert ("XLP_NET" in table) is not entiere
