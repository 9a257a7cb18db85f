"""Freezing a package: formulas become their values, and nothing else changes."""

from __future__ import annotations

import re
import time
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.paquets import CORPUS, MIME, NORME, OFFICE, STRICTE, Autre, assembler, classeur_complet, paquet
from tests.test_validateur import valider
from xlprod.classeurs import archive
from xlprod.classeurs.archive import ClasseurIllisible
from xlprod.classeurs.calcul.lecture import lire_classeur
from xlprod.classeurs.calcul.modele import Position, Valeur
from xlprod.classeurs.retouche import gel
from xlprod.classeurs.retouche.gel import Gel
from xlprod.classeurs.retouche.paquet import Paquet
from xlprod.erreurs import ErreurXlprod
from xlprod.hotes import bureau

LIVRES = Path(__file__).resolve().parent.parent / "workbooks"
EXEMPLE = LIVRES / "exemples" / "film_2_5_M.xlsx"
CLASSIQUE = LIVRES / "exemples" / "film_2_5_M_classique.xlsm"


def figer(source: Path, destination: Path) -> Gel:
    with archive.ouvrir(source) as ouvert:
        edite = Paquet(ouvert)
        bilan = gel.figer(edite)
        edite.ecrire(destination)
    return bilan


def lire(chemin: Path) -> tuple[int, dict[tuple[str, Position], Valeur]]:
    """How many formulas, and every value, cached or not."""
    with archive.ouvrir(chemin) as ouvert:
        classeur = lire_classeur(ouvert)
    valeurs: dict[tuple[str, Position], Valeur] = {}
    for feuille in classeur.feuilles:
        for lot in (feuille.constantes, feuille.deversees):
            valeurs.update({(feuille.nom, p): v for p, v in lot.items()})
        valeurs.update({(feuille.nom, p): f.ancienne for p, f in feuille.formules.items()})
    return sum(1 for _ in classeur.formules()), {c: v for c, v in valeurs.items() if v is not None}


def parties(chemin: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(chemin) as zip_:
        assert zip_.testzip() is None
        return {nom: zip_.read(nom) for nom in zip_.namelist()}


# -- whole workbooks


@pytest.mark.parametrize(
    "source",
    [EXEMPLE, LIVRES / "devis_cinema.xlsx", CLASSIQUE, LIVRES / "devis_cinema_classique.xlsm"],
    ids=lambda chemin: chemin.name,
)
def test_les_classeurs_livres(tmp_path: Path, source: Path) -> None:
    fige = tmp_path / f"fige{source.suffix}"
    bilan = figer(source, fige)
    (formules, valeurs), (restantes, figees) = lire(source), lire(fige)
    assert bilan.total == formules > 300
    assert restantes == 0
    assert figees == valeurs
    assert valider(fige) == []
    avant, apres = parties(source), parties(fige)
    assert list(avant) == list(apres)
    changees = {n for n in avant if avant[n] != apres[n]}
    assert changees <= {f"xl/worksheets/sheet{i}.xml" for i in range(1, 7)} | {"xl/tables/table1.xml"}
    for nom in changees:  # what is left, once the formulas are out, is what was there
        sans = re.sub(rb"<(f|calculatedColumnFormula)[ >].*?</\1>| cm=\"1\"", b"", avant[nom])
        assert sans == apres[nom], nom


def test_openpyxl_relit_les_memes_valeurs(tmp_path: Path) -> None:
    figer(EXEMPLE, tmp_path / "fige.xlsx")
    avant = openpyxl.load_workbook(EXEMPLE, data_only=True)
    apres: Any = openpyxl.load_workbook(tmp_path / "fige.xlsx")
    for feuille in avant:
        lues = [[c.value for c in rangee] for rangee in feuille.iter_rows()]
        assert [[c.value for c in rangee] for rangee in apres[feuille.title].iter_rows()] == lues
    assert apres["Équipe"].data_validations.dataValidation
    assert len(apres["Équipe"].conditional_formatting) == len(avant["Équipe"].conditional_formatting) > 0
    assert apres["Récapitulatif"]._charts
    assert list(apres.defined_names) == list(avant.defined_names)
    assert any(c.comment for rangee in apres["Équipe"].iter_rows() for c in rangee)


def test_libreoffice_relit_les_memes_valeurs(tmp_path: Path, soffice: Path) -> None:
    """Opened and recalculated without our extension, a frozen workbook shows the same amounts."""
    figer(EXEMPLE, tmp_path / "fige.xlsx")
    bureau.recalculer(tmp_path / "fige.xlsx", tmp_path / "lo.xlsx")
    avant = openpyxl.load_workbook(EXEMPLE, data_only=True)
    apres: Any = openpyxl.load_workbook(tmp_path / "lo.xlsx")
    for feuille in avant:
        for rangee in feuille.iter_rows():
            for cellule in rangee:
                lue = apres[feuille.title].cell(cellule.row, cellule.column).value
                attendue = cellule.value if cellule.value != "" else None
                if isinstance(attendue, float):
                    assert lue == pytest.approx(attendue, abs=1e-9), cellule.coordinate
                else:
                    assert (lue if lue != "" else None) == attendue, cellule.coordinate


def test_graphiques_commentaires_et_protection_gardes(tmp_path: Path) -> None:
    classeur_complet(tmp_path / "a.xlsx")
    bilan = figer(tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    assert bilan.formules == {"Devis": 6, "Équipe": 0}
    avant, apres = parties(tmp_path / "a.xlsx"), parties(tmp_path / "b.xlsx")
    assert {n for n in avant if avant[n] != apres[n]} == {"xl/worksheets/sheet1.xml"}
    assert list(avant) == list(apres)
    assert lire(tmp_path / "b.xlsx") == (0, lire(tmp_path / "a.xlsx")[1])
    assert b"<sheetProtection" in apres["xl/worksheets/sheet1.xml"]
    assert valider(tmp_path / "b.xlsx") == []


# -- cells


CELLULES = (
    '<row r="1"><c r="A1" t="str"><f>"é"</f><v>é &amp; &#x41;</v></c><c r="B1" t="str"><f>""</f><v/></c>'
    '<c r="C1" t="b"><f>1=1</f><v>1</v></c><c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    '<c r="E1"><f>1/3</f><v>0.33333333333333331</v></c>'
    '<c r="F1" t="inlineStr"><f>A1</f><is><t>dans</t></is></c></row>'
    '<row r="2"><c r="A2"><f t="shared" ref="A2:A3" si="0">E1+1</f><v>1.5</v></c>'
    '<c r="B2"><f t="array" ref="B2:C2">TRANSPOSE(A2:A3)</f><v>1.5</v></c><c r="C2"><v>2.5</v></c>'
    '<c r="D2"><f t="dataTable" ref="D2:D3" dt2D="0" dtr="0" r1="A1"/><v>7</v></c></row>'
    '<row r="3"><c r="A3"><f t="shared" si="0"/><v>2.5</v></c><c r="D3"><v>8</v></c>'
    '<c r="E3" t="e"><v>#N/A</v></c></row>'
)


@pytest.mark.parametrize("codage", ["utf-8", "utf-16", "iso-8859-1"])
@pytest.mark.parametrize("prefixe", ["", "x"])
def test_tous_les_genres_de_cellules(tmp_path: Path, prefixe: str, codage: str) -> None:
    source = assembler(
        tmp_path / "a.xlsx", {"É": f"<sheetData>{CELLULES}</sheetData>"}, prefixe=prefixe, codage=codage
    )
    bilan = figer(source, tmp_path / "b.xlsx")
    assert valider(tmp_path / "b.xlsx") == []
    assert lire(tmp_path / "b.xlsx") == (0, lire(source)[1])
    assert bilan.formules == {"É": 10}
    assert [case.adresse for case in bilan.erreurs] == ["É!D1", "É!E3"]
    if codage == "utf-8":
        p = f"{prefixe}:" if prefixe else ""
        attendu = re.sub(r"<f>.*?</f>|<f [^>]*?/>|<f [^>]*>.*?</f>", "", CELLULES)
        assert (
            re.sub(r"<(/?)", rf"<\1{p}", attendu).encode()
            in parties(tmp_path / "b.xlsx")["xl/worksheets/sheet1.xml"]
        )


def test_norme_stricte(tmp_path: Path) -> None:
    source = paquet(tmp_path / "a.xlsx", CELLULES, STRICTE)
    assert figer(source, tmp_path / "b.xlsx").total == 10
    assert lire(tmp_path / "b.xlsx") == (0, lire(source)[1])


def test_metadonnees_des_cellules_calculees_seulement(tmp_path: Path) -> None:
    """A dynamic array loses what hangs on its formula; a picture in a cell is no formula."""
    cellules = (
        '<row r="1"><c r="A1" cm="1" vm="2" t="e"><f t="array" ref="A1">X()</f><v>#VALUE!</v></c>'
        '<c r="B1" t="e" vm="1"><v>#VALUE!</v></c></row>'
    )
    source = assembler(tmp_path / "a.xlsx", {"S": f"<sheetData>{cellules}</sheetData>"})
    figer(source, tmp_path / "b.xlsx")
    assert (
        b'<c r="A1" t="e"><v>#VALUE!</v></c><c r="B1" t="e" vm="1"><v>#VALUE!</v></c>'
        in parties(tmp_path / "b.xlsx")["xl/worksheets/sheet1.xml"]
    )


@pytest.mark.parametrize("vide", ["", "<v/>", "<v></v>", "<v> </v>"])
def test_sans_valeur_refuse(tmp_path: Path, vide: str) -> None:
    cellules = "".join(f'<row r="{i}"><c r="B{i}"><f>1+1</f>{vide}</c></row>' for i in range(1, 8))
    source = assembler(
        tmp_path / "a.xlsx",
        {"Un": '<sheetData><row r="1"><c r="A1"><f>1</f><v>1</v></c></row></sheetData>',
         "Deux": f"<sheetData>{cellules}</sheetData>"},
    )  # fmt: skip
    with pytest.raises(ErreurXlprod) as refus:
        figer(source, tmp_path / "b.xlsx")
    assert refus.value.message.startswith(
        "7 formules n'ont pas de valeur enregistrée : "
        "Deux!B1, Deux!B2, Deux!B3, Deux!B4, Deux!B5 et 2 de plus"
    )
    assert "xlprod recalculer" in refus.value.message
    assert not (tmp_path / "b.xlsx").exists()


# -- what goes with the formulas


def autres(**citants: Autre) -> dict[str, Autre]:
    chemin = "file:///C:/Users/marie/secret.xlsx"
    return {
        "xl/calcChain.xml": Autre(
            f'<calcChain xmlns="{NORME}"><c r="A1" i="1"/></calcChain>',
            f"{MIME}.calcChain+xml",
            genre="calcChain",
        ),
        "xl/volatileDependencies.xml": Autre(
            f'<volTypes xmlns="{NORME}"><volType type="realTimeData"><main first="prog"><tp><v>1</v>'
            '<stp>a</stp><tr r="A1" s="1"/></tp></main></volType></volTypes>',
            f"{MIME}.volatileDependencies+xml",
            genre="volatileDependencies",
        ),
        "xl/externalLinks/externalLink1.xml": Autre(
            f'<externalLink xmlns="{NORME}" xmlns:r="{OFFICE}"><externalBook r:id="rId1"><sheetNames>'
            '<sheetName val="F"/></sheetNames></externalBook></externalLink>',
            f"{MIME}.externalLink+xml",
            genre="externalLink",
        ),
        "xl/externalLinks/_rels/externalLink1.xml.rels": Autre(
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{OFFICE}/externalLinkPath" Target="{chemin}" '
            'TargetMode="External"/></Relationships>'
        ),
        **{f"xl/{nom.replace('_', '/')}.xml": autre for nom, autre in citants.items()},
    }


def lie(tmp_path: Path, noms: str = "", suite: str = "", **citants: Autre) -> Path:
    cellules = '<row r="1"><c r="A1"><f>[1]F!A1+1</f><v>3</v></c><c r="B1" t="str"><v>[1] note</v></c></row>'
    return assembler(
        tmp_path / "a.xlsx",
        {"S": f"<sheetData>{cellules}</sheetData>{suite}"},
        f'<externalReferences><externalReference r:id="rId4"/></externalReferences>{noms}',
        autres(**citants),
    )


def test_liens_chaine_et_dependances_retires(tmp_path: Path) -> None:
    """In ``T[1]`` the 1 is a column: it refers to no other workbook."""
    source = lie(
        tmp_path, '<definedNames><definedName name="N">SUM(T[1])+S!$A$1</definedName></definedNames>'
    )
    bilan = figer(source, tmp_path / "b.xlsx")
    assert (bilan.liens, bilan.liens_retires) == ([], 1)
    avant, apres = parties(source), parties(tmp_path / "b.xlsx")
    assert set(avant) - set(apres) == {n for n in avant if re.search("calcChain|volatile|externalLink", n)}
    restes = b"".join(apres.values())
    for trace in (b"externalLink", b"externalReference", b"secret", b"calcChain", b"volatile"):
        assert trace not in restes
    assert b'<definedName name="N">' in apres["xl/workbook.xml"]
    assert valider(tmp_path / "b.xlsx") == []


DV = (
    '<dataValidations count="1"><dataValidation type="list" sqref="A1"><formula1>[1]F!A1:A3</formula1>'
    "</dataValidation></dataValidations>"
)


@pytest.mark.parametrize(
    ("noms", "suite", "citants", "motif"),
    [
        (
            "<definedNames><definedName name=\"Taux\">'[1]F é'!$A$1</definedName></definedNames>",
            "",
            {},
            ["nom « Taux »"],
        ),
        ("", DV, {}, ["validation ou mise en forme"]),
        ("", "", {"charts_chart1": Autre("<c><f>[1]F!A1</f></c>")}, ["graphique, dessin ou commande"]),
    ],
)
def test_liens_encore_cites_gardes(
    tmp_path: Path, noms: str, suite: str, citants: dict[str, Autre], motif: list[str]
) -> None:
    source = lie(tmp_path, noms, suite, **citants)
    bilan = figer(source, tmp_path / "b.xlsx")
    assert (bilan.liens, bilan.liens_retires) == (motif, 0)
    avant, apres = parties(source), parties(tmp_path / "b.xlsx")
    assert {n for n in avant if "externalLink" in n} == {n for n in apres if "externalLink" in n}
    assert avant["xl/workbook.xml"] == apres["xl/workbook.xml"]
    assert lire(tmp_path / "b.xlsx")[0] == 0


def test_un_tableau_sans_formules(tmp_path: Path) -> None:
    table = (
        f'<table xmlns="{NORME}" id="1" name="T" displayName="T" ref="A1:A3" totalsRowCount="1">'
        '<autoFilter ref="A1:A2"/><tableColumns count="1"><tableColumn id="1" name="a" '
        'totalsRowFunction="custom"><calculatedColumnFormula>1+1</calculatedColumnFormula>'
        "<totalsRowFormula>SUM(T[a])</totalsRowFormula></tableColumn></tableColumns></table>"
    )
    cellules = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
        '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row>'
        '<row r="3"><c r="A3"><f>SUM(T[a])</f><v>2</v></c></row>'
    )
    source = assembler(
        tmp_path / "a.xlsx",
        {"S": f'<sheetData>{cellules}</sheetData><tableParts><tablePart r:id="rId1"/></tableParts>'},
        autres={
            "xl/tables/table1.xml": Autre(table, f"{MIME}.table+xml", "xl/worksheets/sheet1.xml", "table")
        },
    )
    figer(source, tmp_path / "b.xlsx")
    assert parties(tmp_path / "b.xlsx")["xl/tables/table1.xml"].endswith(
        b'<tableColumn id="1" name="a"></tableColumn></tableColumns></table>'
    )
    assert valider(tmp_path / "b.xlsx") == []


# -- any workbook


VALEURS = st.one_of(
    st.tuples(st.just(""), st.floats(allow_nan=False, allow_infinity=False).map(repr)),
    st.tuples(st.just("b"), st.sampled_from("01")),
    st.tuples(st.just("e"), st.sampled_from(["#N/A", "#VALUE!", "#NAME?"])),
    st.tuples(st.just("str"), st.text(st.sampled_from("abé €[1]'\""), max_size=6)),
)
FORMULES = st.sampled_from(
    ["", "<f>A1&gt;2</f>", '<f t="array" ref="{r}">SUM(A1)</f>', '<f t="shared" ref="{r}" si="{n}">A1</f>',
     '<f ca="1">NOW()</f>', "<f><![CDATA[A1<2]]></f>", "<f>'é'!A1</f>"]
)  # fmt: skip


@st.composite
def feuilles(draw: st.DrawFn) -> str:
    lignes = []
    for ligne in range(1, draw(st.integers(1, 5)) + 1):
        cellules = []
        for rang, colonne in enumerate("ABC"[: draw(st.integers(0, 3))]):
            (genre, valeur), reference = draw(VALEURS), f"{colonne}{ligne}"
            attributs = f' t="{genre}"' if genre else ""
            meta = draw(st.sampled_from(["", ' cm="1"', " s='0' vm = '1'"]))
            formule = draw(FORMULES).format(r=reference, n=10 * ligne + rang)
            reference = draw(st.sampled_from([f' r="{reference}"', ""]))
            cellules.append(f"<c{reference}{attributs}{meta}>{formule}<v>{valeur}</v></c>")
        lignes.append(f'<row r="{ligne}">\n {"<!-- <f> -->".join(cellules)}</row>')
    return f"<sheetData>{''.join(lignes)}</sheetData>"


@settings(max_examples=150, deadline=None)
@given(st.lists(feuilles(), min_size=1, max_size=3), st.sampled_from(["utf-8", "utf-16", "windows-1252"]))
def test_figer_puis_relire(
    tmp_path_factory: pytest.TempPathFactory, contenus: list[str], codage: str
) -> None:
    """Freeze then read: the values of before, and no formula."""
    dossier = tmp_path_factory.mktemp("gel")
    source = assembler(
        dossier / "a.xlsx", {f"F{i}": contenu for i, contenu in enumerate(contenus)}, codage=codage
    )
    bilan = figer(source, dossier / "b.xlsx")
    formules, valeurs = lire(source)
    assert bilan.total == formules
    assert lire(dossier / "b.xlsx") == (0, valeurs)
    if formules == 0:
        assert parties(source) == parties(dossier / "b.xlsx")


# -- files that nobody would send on purpose


@pytest.mark.parametrize(
    ("feuille", "attendu"),
    [
        ('<!DOCTYPE w [<!ENTITY a "b">]><worksheet/>', "DOCTYPE"),
        (f'<worksheet xmlns="{NORME}"><sheetData>', "est mal formée"),
        ("<html/>", "espace de noms inconnu"),
    ],
)
def test_parties_hostiles(tmp_path: Path, feuille: str, attendu: str) -> None:
    with pytest.raises(ClasseurIllisible, match=attendu):
        figer(paquet(tmp_path / "a.xlsx", "", feuille=feuille), tmp_path / "b.xlsx")
    assert not (tmp_path / "b.xlsx").exists()


def issue(fichier: Path, destination: Path) -> Gel | str:
    try:
        return figer(fichier, destination)
    except (ClasseurIllisible, ErreurXlprod) as refus:
        return str(refus)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="corpus de fichiers hostiles absent à côté du dépôt")
def test_corpus_hostile(tmp_path: Path) -> None:
    """Every file is frozen, with the values of before, or refused by a sentence."""
    fichiers = [f for f in sorted(CORPUS.iterdir()) if f.is_file()]
    assert fichiers
    figes = 0
    for fichier in fichiers:
        debut = time.perf_counter()
        destination = tmp_path / f"b{fichier.suffix}"
        bilan = issue(fichier, destination)
        assert bilan, fichier.name
        if isinstance(bilan, Gel):
            figes += 1
            try:
                avant = lire(fichier)
            except ClasseurIllisible:
                continue
            assert lire(destination) == (0, avant[1]), fichier.name
        assert time.perf_counter() - debut < 60, fichier.name
    assert figes > 20
