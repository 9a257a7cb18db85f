"""The add-in in a real LibreOffice Calc: every value was stored wrong and is read back recalculated."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
import xlsxwriter

from tests.calc_cas import (
    EQUIPE,
    EXEMPLE,
    FAUX,
    HAUT,
    LE_2_JUIN,
    NATIVES,
    PARAMETRES,
    SCALAIRES,
    TABLEAUX,
    ecrire,
    formules,
)
from xlprod import registre
from xlprod.erreurs import ABSENT, VALEUR, ChiffreAbsent, ErreurXlprod
from xlprod.hotes import bureau, calc, calc_pont
from xlprod.registre import FONCTIONS, ErreurCellule

EN_CALC = {VALEUR: "#VALUE!", ABSENT: "#N/A"}


# --- one workbook, one recalculation, many cells --------------------------------------------


@pytest.fixture(scope="module")
def feuilles(soffice: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    dossier = tmp_path_factory.mktemp("calc")
    source = dossier / "Équipe n° 1.xlsx"
    ecrire(source)
    return openpyxl.load_workbook(bureau.recalculer(source, dossier / "recalculé.xlsx"), data_only=True)


def _attendu(retour: registre.Retour) -> Any:
    return EN_CALC[retour.erreur.code] if retour.erreur else _cellule(retour.valeur)


def _cellule(valeur: Any) -> Any:
    """What Calc shows for a value of the registry, as openpyxl reads it."""
    if isinstance(valeur, ErreurXlprod):
        return EN_CALC[valeur.code]
    if isinstance(valeur, list):
        return [[_cellule(c) for c in ligne] for ligne in valeur]
    return None if valeur == "" else valeur


def _lire(cellule: Any) -> Any:
    """Value of a cell; an error must be a true one."""
    valeur = cellule.value
    assert not (isinstance(valeur, str) and valeur.startswith("#")) or cellule.data_type == "e"
    return valeur


@pytest.mark.parametrize("titre", SCALAIRES)
def test_une_cellule_vaut_ce_que_dit_le_registre(feuilles: Any, titre: str) -> None:
    nom, _, bruts = SCALAIRES[titre]
    cellule = feuilles["Equipe"].cell(1 + list(formules()).index(titre), 13)
    assert _lire(cellule) == _attendu(registre.evaluer(nom, bruts))


@pytest.mark.parametrize("titre", NATIVES)
def test_nos_fonctions_dans_une_formule(feuilles: Any, titre: str) -> None:
    cellule = feuilles["Equipe"].cell(1 + list(formules()).index(titre), 13)
    assert _lire(cellule) == NATIVES[titre][1]


def test_references_structurees_dans_un_tableau(feuilles: Any) -> None:
    for rang, ligne in enumerate(EQUIPE, 2):
        cout = registre.evaluer("COUT_EMPLOYEUR", [*ligne, PARAMETRES])
        assert _lire(feuilles["Equipe"].cell(rang, 5)) == _attendu(cout)
        assert _lire(feuilles["Equipe"].cell(rang, 6)) == _attendu(registre.evaluer("NET", ligne))


@pytest.mark.parametrize(("nom", "colonne", "suite"), [("COUT_EMPLOYEUR", 7, [PARAMETRES]), ("NET", 8, [])])
def test_une_colonne_donne_une_colonne(feuilles: Any, nom: str, colonne: int, suite: list[Any]) -> None:
    colonnes = [[[ligne[i]] for ligne in EQUIPE] for i in range(4)]
    attendu = _attendu(registre.evaluer(nom, [*colonnes, *suite]))
    lus = [[_lire(feuilles["Equipe"].cell(rang, colonne))] for rang in range(2, 9)]
    assert lus == attendu
    assert [lu for (lu,) in lus][2:6] == [None, "#VALUE!", "#VALUE!", "#N/A"]


def test_une_ligne_donne_une_ligne(feuilles: Any) -> None:
    lus = [[_lire(feuilles["Equipe"].cell(13, colonne)) for colonne in (1, 2, 3)]]
    assert lus == _attendu(registre.evaluer("NET", [[[1000, "", 1500.5]], *EXEMPLE[1:]]))


@pytest.mark.parametrize("titre", TABLEAUX)
def test_un_tableau(feuilles: Any, titre: str) -> None:
    nom, _, bruts = TABLEAUX[titre]
    attendu = _attendu(registre.evaluer(nom, bruts))
    assert len(attendu) < HAUT
    lus = [[_lire(c) for c in ligne[: len(attendu[0])]] for ligne in feuilles[titre].iter_rows()]
    assert lus[: len(attendu)] == attendu
    assert lus[len(attendu)][0] == "#N/A"


def test_aucune_valeur_fausse_ne_reste(feuilles: Any) -> None:
    assert not [
        c.coordinate for page in feuilles for ligne in page.iter_rows() for c in ligne if c.value == FAUX
    ]


def test_mille_cellules(soffice: Path, tmp_path: Path) -> None:
    classeur = xlsxwriter.Workbook(str(tmp_path / "mille.xlsx"))
    feuille = classeur.add_worksheet()
    for rang in range(1000):
        feuille.write_row(rang, 0, [500 + rang, "OUVRIER", LE_2_JUIN, 5])
        formule = f"=_xldudf_XLPROD_COUT_EMPLOYEUR(A{rang + 1},B{rang + 1},C{rang + 1},D{rang + 1})"
        feuille.write_dynamic_array_formula(rang, 4, rang, 4, formule, None, FAUX)
    classeur.close()
    rendu = bureau.recalculer(tmp_path / "mille.xlsx", tmp_path / "rendu.xlsx")
    lus = [ligne[4] for ligne in openpyxl.load_workbook(rendu, data_only=True).worksheets[0].values]
    bruts: list[list[Any]] = [[500 + rang, "OUVRIER", LE_2_JUIN, 5] for rang in range(1000)]
    assert lus == [registre.evaluer("COUT_EMPLOYEUR", brut).valeur for brut in bruts]


# --- the extension ---------------------------------------------------------------------------


def test_oxt_reproductible(tmp_path: Path) -> None:
    premier, second = (calc.generer_oxt(tmp_path / nom / "xlprod.oxt") for nom in "ab")
    assert premier.read_bytes() == second.read_bytes()
    entrees = zipfile.ZipFile(premier).infolist()
    assert [e.filename for e in entrees] == sorted(e.filename for e in entrees)
    assert {e.date_time for e in entrees} == {(1980, 1, 1, 0, 0, 0)}


def test_toutes_les_fonctions_sont_dans_l_extension() -> None:
    contenu = {
        chemin: octets.decode()
        for chemin, octets in calc.contenu().items()
        if not chemin.startswith(("gabarits/", "pythonpath/"))
    }
    xcu = ElementTree.fromstring(contenu["CalcAddIns.xcu"])
    nom_oor = "{http://openoffice.org/2001/registry}name"
    fonctions = {n.get(nom_oor): n for n in xcu[0][0][0]}
    assert set(fonctions) == set(FONCTIONS)
    for nom, fonction in FONCTIONS.items():
        assert f" {nom}(" in contenu["xlprod.idl"]
        assert f'    "{nom}",\n' in contenu["composant.py"]
        textes = [(v.text or "").removesuffix(" (facultatif)") for v in fonctions[nom].iter("value")]
        assert {f"XLPROD.{nom}", f"_xldudf_XLPROD_{nom}"} <= set(textes)
        assert all(a.aide in textes for a in fonction.arguments)
        assert len(fonction.arguments) <= calc.VARIABLES
    ElementTree.fromstring(contenu["description.xml"])
    declares = ElementTree.fromstring(contenu["META-INF/manifest.xml"])
    assert {e.get(f"{{{declares.tag[1:].partition('}')[0]}}}full-path") for e in declares} == {
        chemin for chemin in contenu if chemin not in ("META-INF/manifest.xml", "description.xml")
    }


def test_le_moteur_livre_se_suffit(tmp_path: Path) -> None:
    """The shipped engine computes with the standard library alone."""
    dossier = calc.deployer(tmp_path) / "xlprod" / "pythonpath"
    assert not list(dossier.rglob("*.pyc"))
    programme = (
        f"import sys; sys.path.insert(0, {str(dossier)!r})\n"
        "from xlprod.hotes import calc_pont as p\n"
        f"print(p.calculer('NET', {EXEMPLE!r}))\n"
        f"print(p.__file__)"
    )
    rendu = subprocess.run(
        [sys.executable, "-I", "-S", "-c", programme], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert rendu[0] == f"(({registre.evaluer('NET', EXEMPLE).valeur},),)"
    assert Path(rendu[1]).is_relative_to(dossier)


def test_valeurs_echangees_avec_calc() -> None:
    erreur = calc_pont.erreur(ABSENT)
    assert math.isnan(erreur)
    rendus = calc_pont.cellules([[1, None, True], [ChiffreAbsent("rien")]])
    assert rendus[0] == (1.0, "", True)
    assert math.isnan(rendus[1][0])
    assert rendus[1][1:] == ("", "")
    assert calc_pont.cellules([]) == (("",),)
    f = FONCTIONS["NET"]
    assert calc_pont.bruts(f, (0.0, 0.0, 0.0, 0.0, 0.0)) == [0.0, None, None, 0.0, None]
    plage = ((0.0, "", None), (calc_pont.erreur(VALEUR), "é", 1.0))
    lue = [[0.0, "", ErreurCellule(ABSENT)], [ErreurCellule(VALEUR), "é", 1.0]]
    assert calc_pont.bruts(f, (plage, None, None)) == [lue]
    libres = calc_pont.bruts(FONCTIONS["DIAGNOSTIC"], ("NET", 0.0, 0.0, None, 0.0, None))
    assert libres == ["NET", 0.0, None, None, 0.0]


# --- driving LibreOffice ---------------------------------------------------------------------


@pytest.fixture
def petit(tmp_path: Path) -> Path:
    classeur = xlsxwriter.Workbook(str(tmp_path / "petit.xlsx"))
    classeur.add_worksheet().write_formula("A1", '=_xldudf_XLPROD_NET(1000,"TECH_C",45810,5)', None, FAUX)
    classeur.close()
    return tmp_path / "petit.xlsx"


def _a1(chemin: Path) -> Any:
    return openpyxl.load_workbook(chemin, data_only=True).worksheets[0]["A1"].value


def test_plusieurs_a_la_fois_et_verrou_perime(soffice: Path, petit: Path, tmp_path: Path) -> None:
    (tmp_path / ".~lock.petit.xlsx#").write_text(",fantome,ailleurs,01.01.2025 00:00,file:///x;")
    with ThreadPoolExecutor(3) as executeur:
        rendus = list(
            executeur.map(
                lambda n: bureau.recalculer(petit, tmp_path / "sous dossier" / f"{n}.xlsx"), range(3)
            )
        )
    assert [_a1(r) for r in rendus] == [registre.evaluer("NET", EXEMPLE).valeur] * 3
    assert _a1(petit) == FAUX


def test_en_pdf(soffice: Path, petit: Path, tmp_path: Path) -> None:
    assert bureau.en_pdf(petit, tmp_path / "petit.pdf").read_bytes().startswith(b"%PDF-")


def test_classeur_illisible(soffice: Path, tmp_path: Path) -> None:
    with pytest.raises(bureau.ErreurBureau, match="introuvable"):
        bureau.recalculer(tmp_path / "rien.xlsx", tmp_path / "sortie.xlsx")
    (tmp_path / "faux.xlsx").write_text("ceci n'est pas un classeur")
    with pytest.raises(bureau.ErreurBureau, match="n'a pas pu ouvrir"):
        bureau.recalculer(tmp_path / "faux.xlsx", tmp_path / "sortie.xlsx")
    (tmp_path / "vide.xlsx").touch()
    with pytest.raises(bureau.ErreurBureau, match="fichier vide"):
        bureau.recalculer(tmp_path / "vide.xlsx", tmp_path / "sortie.xlsx")
    assert not (tmp_path / "sortie.xlsx").exists()


def test_delai_depasse_tout_s_arrete(
    soffice: Path, petit: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(bureau.ErreurBureau, match="arrêté"):
        bureau.recalculer(petit, tmp_path / "sortie.xlsx", delai=0.4)
    assert not list(tmp_path.glob("xlprod-*"))
    if sys.platform == "linux":
        assert not [c for c in _commandes() if str(tmp_path) in c]


def _commandes() -> Iterator[str]:
    for fichier in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            yield fichier.read_text(errors="replace")
        except OSError:
            continue


@pytest.mark.skipif(sys.platform == "win32", reason="un script sert de faux LibreOffice")
@pytest.mark.parametrize(
    ("sortie", "phrase"),
    [("LibreOffice 7.4.7.2 40(Build:2)", "7.4 ne reconnaît pas"), ("autre chose", "ne répond pas comme")],
)
def test_version_refusee(
    faux_soffice: Callable[[str], None], petit: Path, tmp_path: Path, sortie: str, phrase: str
) -> None:
    faux_soffice(sortie)
    with pytest.raises(bureau.ErreurBureau, match=phrase):
        bureau.recalculer(petit, tmp_path / "sortie.xlsx")


@pytest.fixture
def faux_soffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def poser(sortie: str) -> None:
        script = tmp_path / "soffice"
        script.write_text(f"#!/bin/sh\necho '{sortie}'\n")
        script.chmod(0o755)
        monkeypatch.setenv(bureau.VARIABLE, str(script))

    return poser


def test_bureau_absent(petit: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(bureau.VARIABLE, str(tmp_path / "nulle part"))
    assert bureau.trouver() is None
    with pytest.raises(bureau.BureauAbsent, match="nulle part n'existe pas : installez LibreOffice"):
        bureau.recalculer(petit, tmp_path / "sortie.xlsx")


def test_un_autre_python_sur_le_chemin_ne_gene_pas(
    soffice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pyenv, conda and containers put their own ``python3`` first: the add-in must still load."""
    etranger = tmp_path / "bin"
    etranger.mkdir()
    (etranger / "python3").symlink_to(Path(sys.executable).resolve())
    monkeypatch.setenv("PATH", f"{etranger}:{os.environ['PATH']}")
    source = tmp_path / "source.xlsx"
    with xlsxwriter.Workbook(str(source)) as classeur:
        classeur.add_worksheet().write_dynamic_array_formula("A1", "=_xldudf_XLPROD_VERSION()", None, "?")

    lu = openpyxl.load_workbook(bureau.recalculer(source, tmp_path / "sortie.xlsx"), data_only=True)

    assert str(lu.worksheets[0]["A1"].value).startswith("xlprod ")
