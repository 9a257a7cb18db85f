"""Ribbon actions on a file: what is read of it, what is written, and the command."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from macros import registre
from macros.registre import ACTIONS, Reponse
from tests import noms_de_feuille
from tests.conftest import valeur
from tests.paquets import assembler, classeur_complet, en_xlsm, paquet
from tests.test_cli import lancer, lancer_json
from tests.test_validateur import valider
from xlprod.classeurs import archive
from xlprod.classeurs.archive import ClasseurIllisible
from xlprod.classeurs.instantane import Case, Feuille
from xlprod.hotes import fichier
from xlprod.hotes.actions import en_json
from xlprod.registre import ErreurCellule

RACINE = Path(__file__).resolve().parent.parent
EXEMPLE = RACINE / "workbooks" / "exemples" / "film_2_5_M.xlsx"
CLASSIQUE = RACINE / "workbooks" / "exemples" / "film_2_5_M_classique.xlsm"


# -- reading


def test_l_exemple() -> None:
    lu = fichier.instantane(EXEMPLE, "équipe!$o$6", dt.date(2026, 11, 24))
    assert (lu.nom, lu.prefixe, lu.jour) == (EXEMPLE.name, "_xldudf_XLPROD_", dt.date(2026, 11, 24))
    assert lu.selection == Case("Équipe", 6, 15)
    assert lu.valeur(lu.selection) == 3015.27
    formule = lu.formule(lu.selection) or ""
    assert formule.startswith("=IF(")
    assert "_xldudf_XLPROD_SALAIRE_MINIMUM(" in formule
    assert lu.titres == ("Récapitulatif", "Devis", "Équipe", "Paramètres", "Sources", "Listes")
    assert lu.noms["DATE_REFERENCE"] == "='Paramètres'!$B$18"
    assert "_xlnm.Print_Titles" not in lu.noms
    assert lu.valeur(Case("Paramètres", 18, 2)) == 46083.0
    (tableau,) = lu.feuilles[2].tableaux
    assert (tableau.nom, tableau.zone, tableau.entete, tableau.total) == (
        "Equipe",
        (5, 1, 93, 24),
        True,
        False,
    )
    assert tableau.colonnes[8] == "Jours d’emploi"
    assert lu.octets == EXEMPLE.read_bytes()


def test_le_prefixe_suit_le_vba_du_fichier(tmp_path: Path) -> None:
    assert fichier.instantane(CLASSIQUE).prefixe == "XLP_"
    classeur_complet(tmp_path / "a.xlsx")
    en_xlsm(tmp_path / "a.xlsx", tmp_path / "a.xlsm")  # macros of its own
    assert fichier.instantane(tmp_path / "a.xlsm").prefixe == "_xldudf_XLPROD_"


def lire(tmp_path: Path, cellules: str, textes: str = "") -> Feuille:
    return fichier.instantane(paquet(tmp_path / "a.xlsx", cellules, textes=textes)).feuilles[0]


def test_cellules_et_formules(tmp_path: Path) -> None:
    feuille = lire(
        tmp_path,
        '<row r="2"><c r="B2" t="s"><v>0</v></c><c r="C2" t="str"><f>""</f><v></v></c>'
        '<c r="D2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="E2" t="b"><v>1</v></c></row>'
        '<row r="4"><c r="A4"><f t="shared" ref="A4:A5" si="0">B4*$C$1</f><v>1</v></c></row>'
        '<row r="5"><c r="A5"><f t="shared" si="0"/><v>2</v></c>'
        '<c r="B5"><f t="array" ref="B5:C5">TRANSPOSE(A4:A5)</f><v>1</v></c><c r="C5"><v>2</v></c></row>',
        textes="<si><t>=1+1</t></si>",
    )
    assert (feuille.ligne, feuille.colonne) == (1, 1)
    assert [list(r) for r in feuille.valeurs] == [
        [], [None, "=1+1", None, ErreurCellule("#DIV/0!"), True], [], [1], [2, 1, 2],
    ]  # fmt: skip
    assert [list(r) for r in feuille.formules] == [
        [], [None, None, '=""', "=1/0", None], [], ["=B4*$C$1"], ["=B5*$C$1", "=TRANSPOSE(A4:A5)", None],
    ]  # fmt: skip


def test_une_cellule_perdue_au_loin_ne_coute_rien(tmp_path: Path) -> None:
    feuille = lire(tmp_path, '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    assert feuille.valeur(1_048_576, 16_384) == 1
    assert sum(map(len, feuille.valeurs)) == 16_384


def test_des_cellules_trop_dispersees(tmp_path: Path) -> None:
    cellules = "".join(f'<row r="{i}"><c r="XFD{i}"><v>1</v></c></row>' for i in range(1, 400))
    with pytest.raises(ClasseurIllisible, match="feuille « S » : cellules trop dispersées"):
        lire(tmp_path, cellules)


def test_les_feuilles_graphiques_ont_un_titre(tmp_path: Path) -> None:
    classeur = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    classeur.add_worksheet("S").write(0, 0, 1)
    graphique = classeur.add_chart({"type": "column"})
    graphique.add_series({"values": "=S!$A$1"})
    classeur.add_chartsheet("Graphe").set_chart(graphique)
    classeur.close()
    lu = fichier.instantane(tmp_path / "a.xlsx")
    assert ([f.nom for f in lu.feuilles], lu.titres) == (["S"], ("S", "Graphe"))


@pytest.mark.parametrize(
    ("cellule", "attendu"),
    [
        ("O6", "non comprise"),
        ("'Équipe!O6", "non comprise"),
        ("Equipe!O6", "feuille « Equipe » absente du classeur ; ses feuilles : Récapitulatif, Devis, Équipe"),
        ("Équipe!XFE1", "hors de la feuille"),
        ("Équipe!A1048577", "hors de la feuille"),
    ],
)
def test_cellule_refusee(cellule: str, attendu: str) -> None:
    with pytest.raises(fichier.Refus, match=attendu):
        fichier.instantane(EXEMPLE, cellule)


def test_un_nom_de_feuille_entre_apostrophes(tmp_path: Path) -> None:
    source = assembler(tmp_path / "a.xlsx", {"L'équipe": "<sheetData/>"})
    assert fichier.instantane(source, "'l''équipe'!b2").selection == Case("L'équipe", 2, 2)


# -- the command


def test_la_liste(capsys: pytest.CaptureFixture[str]) -> None:
    code, sortie, _ = lancer(capsys, "action", "--liste")
    assert code == 0
    assert all(f"{a.nom} " in sortie and a.libelle in sortie for a in ACTIONS.values())
    assert {a["nom"] for a in lancer_json(capsys, "action", "--liste")[1]} == set(ACTIONS)


@pytest.mark.parametrize("nom", ["baremes", "pourquoi", "salaire", "minima", "verifier", "aide"])
def test_les_feuilles_ajoutees(capsys: pytest.CaptureFixture[str], tmp_path: Path, nom: str) -> None:
    """Each sheet an action answers is in the new file, cell by cell; the workbook is not touched."""
    avant, sortie = EXEMPLE.read_bytes(), tmp_path / "s.xlsx"
    code, message, progres = lancer(
        capsys, "action", nom, str(EXEMPLE), "--cellule", "Équipe!O6", "--sortie", str(sortie)
    )
    assert code == 0
    assert f"écrit : {sortie}" in progres
    assert EXEMPLE.read_bytes() == avant
    assert valider(sortie) == []
    reponse = registre.executer(nom, fichier.instantane(EXEMPLE, "Équipe!O6"))
    assert message.strip() == reponse.message
    (page,) = reponse.pages
    ecrite: Any = openpyxl.load_workbook(sortie)[page.nom]
    for rangee, attendue in zip(ecrite.iter_rows(values_only=True), page.plan().cellules, strict=True):
        assert [c if c != "" else None for c in attendue] == [
            c.replace("\r\n", "\n") if isinstance(c, str) else c for c in rangee
        ]
    anciennes, nouvelles = (openpyxl.load_workbook(f) for f in (EXEMPLE, sortie))
    assert nouvelles.sheetnames == [*anciennes.sheetnames, page.nom]


def test_json_est_celui_du_pont(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, recu = lancer_json(capsys, "action", "baremes", str(EXEMPLE))
    reponse = registre.executer("baremes", fichier.instantane(EXEMPLE))
    assert (code, recu["sortie"], recu["recalcul"]) == (0, None, None)
    assert recu["reponse"] == json.loads(json.dumps(en_json(reponse)))
    code, recu = lancer_json(capsys, "action", "pourquoi", str(EXEMPLE))
    assert (code, recu) == (1, {"erreur": "choisissez une cellule calculée par xlprod"})


def test_figer(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    sortie = tmp_path / "fige.xlsm"
    code, message, _ = lancer(capsys, "action", "figer", str(CLASSIQUE), "--sortie", str(sortie))
    assert code == 0
    nombre = sum(
        c.data_type == "f" for f in openpyxl.load_workbook(CLASSIQUE) for r in f.iter_rows() for c in r
    )
    assert f"{nombre} formules remplacées" in message
    assert valider(sortie) == []
    assert [p.name for p in tmp_path.iterdir()] == ["fige.xlsm"]


@pytest.mark.parametrize("nom", ["baremes", "verifier", "figer"])
def test_un_classeur_classique_garde_son_vba_et_son_ruban(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, nom: str
) -> None:
    sortie = tmp_path / "sortie.xlsm"
    assert lancer(capsys, "action", nom, str(CLASSIQUE), "--sortie", str(sortie))[0] == 0
    avant, apres = (zipfile.ZipFile(f) for f in (CLASSIQUE, sortie))
    with avant, apres:
        assert len(apres.namelist()) > len(avant.namelist())  # the action has put a sheet in
        for partie in ("xl/vbaProject.bin", "customUI/customUI14.xml"):
            assert apres.read(partie) == avant.read(partie)
        racine = apres.read("_rels/.rels")
    assert b"2007/relationships/ui/extensibility" in racine
    assert b"customUI/customUI14.xml" in racine


def test_nouveau_sans_classeur(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    sortie = tmp_path / "devis.xlsx"
    assert lancer(capsys, "action", "nouveau", "--sortie", str(sortie))[0] == 0
    with zipfile.ZipFile(sortie) as obtenu, zipfile.ZipFile(RACINE / "workbooks/devis_cinema.xlsx") as livre:
        assert {n: obtenu.read(n) for n in obtenu.namelist()} == {n: livre.read(n) for n in livre.namelist()}


APPEL = 'NET(A2,"TECH_C","2025-06-02",5,"taux_at=1,5;medecine=0,384")'


def perdu(chemin: Path) -> Path:
    """Calls that another computer left in error: plain, shared, in a table; and a sum of them."""
    erreur = "<v>#NAME?</v>"
    cellules = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Brut</t></is></c></row>'
        f'<row r="2"><c r="A2"><v>1500</v></c><c r="B2" t="e"><f>XLP_{APPEL}</f>{erreur}</c>'
        f'<c r="C2" t="e"><f>SUM(B2:B3)</f>{erreur}</c></row>'
        f'<row r="3"><c r="A3"><v>1000</v></c><c r="B3" t="e"><f t="shared" ref="B3:B4" si="0">'
        f"XLP_{APPEL.replace('A2', 'A3')}</f>{erreur}</c></row>"
        f'<row r="4"><c r="A4"><v>2000</v></c><c r="B4" t="e"><f t="shared" si="0"/>{erreur}</c></row>'
    )
    return assembler(chemin, {"Paie": f"<sheetData>{cellules}</sheetData>"})


def test_relier_recalcule(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    source, sortie = perdu(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    avant = source.read_bytes()
    code, message, _ = lancer(capsys, "action", "relier", str(source), "--sortie", str(sortie))
    assert (code, message.strip()) == (0, "3 formules reliées.")
    assert source.read_bytes() == avant
    assert valider(sortie) == []
    formules, valeurs = (openpyxl.load_workbook(sortie, data_only=d)["Paie"] for d in (False, True))
    attendues = [valeur("NET", b, "TECH_C", "2025-06-02", 5, "taux_at=1,5;medecine=0,384")
                 for b in (1500, 1000, 2000)]  # fmt: skip
    assert [valeurs[f"B{i}"].value for i in (2, 3, 4)] == attendues
    assert valeurs["C2"].value == pytest.approx(attendues[0] + attendues[1])
    assert formules["B4"].value == f"=_xldudf_XLPROD_{APPEL.replace('A2', 'A4')}"


def test_relier_dit_ce_qui_reste_en_erreur(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    source = perdu(tmp_path / "a.xlsx")
    feuille = zipfile.ZipFile(source).read("xl/worksheets/sheet1.xml").replace(b"<v>1000</v>", b"<v>-1</v>")
    archive.reecrire(source, source, {"xl/worksheets/sheet1.xml": feuille})
    code, message, _ = lancer(capsys, "action", "relier", str(source), "--sortie", str(tmp_path / "b.xlsx"))
    assert code == 1
    assert "Paie!B3 #VALEUR! " in message
    code, recu = lancer_json(
        capsys, "action", "relier", str(source), "--sortie", str(tmp_path / "b.xlsx"), "--ecraser"
    )
    assert (code, recu["sortie"]) == (1, str(tmp_path / "b.xlsx"))
    assert [e[:3] for e in recu["recalcul"]["erreurs"]] == [["Paie", "B3", "#VALEUR!"]]


def test_rien_a_ecrire(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, message, progres = lancer(
        capsys, "action", "relier", str(EXEMPLE), "--sortie", str(tmp_path / "b.xlsx")
    )
    assert (code, message.strip()) == (0, "Aucune formule xlprod n'affiche #NOM?.")
    assert "rien à écrire" in progres
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "code", "attendu"),
    [
        ([], 2, "il manque le nom de l'action ; les actions : "),
        (["danser", "{ex}"], 2, "action inconnue « danser »"),
        (["baremes"], 2, "l'action « baremes » lit un classeur"),
        (["figer"], 2, "l'action « figer » lit un classeur"),
        (["baremes", "{ex}"], 2, "écrit une feuille « Barèmes » dans un nouveau fichier : ajoutez --sortie"),
        (["figer", "{ex}"], 2, "écrit le classeur « film_2_5_M figé"),
        (["nouveau"], 2, "écrit le classeur « devis_cinema.xlsx »"),
        (["baremes", "{ex}", "--sortie", "{ex}"], 2, "existe déjà"),
        (["baremes", "{ex}", "--sortie", "{ex}", "--ecraser"], 2, "la destination est le classeur lui-même"),
        (["figer", "{ex}", "--sortie", "{ex}", "--ecraser"], 2, "la destination est le classeur lui-même"),
        (["baremes", "{ex}", "--sortie", "{d}/b.ods"], 2, "l'extension doit être .xlsx"),
        (["nouveau", "--sortie", "{d}/b.xlsm"], 2, "l'extension doit être .xlsx"),
        (["pourquoi", "{ex}", "--cellule", "X!A1"], 2, "feuille « X » absente"),
        (["pourquoi", "{ex}"], 1, "--cellule"),
        (["baremes", "{d}/absent.xlsx", "--sortie", "{d}/b.xlsx"], 4, "fichier introuvable"),
        (["baremes", "{ex}", "--sortie", "{d}/absent/b.xlsx"], 2, "absent : dossier introuvable"),
    ],
)
def test_refus(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: list[str], code: int, attendu: str
) -> None:
    avant = EXEMPLE.read_bytes()
    ecrits = [a.format(ex=EXEMPLE, d=tmp_path) for a in arguments]
    obtenu, _, erreurs = lancer(capsys, "action", *ecrits)
    assert (obtenu, attendu in erreurs) == (code, True), erreurs
    assert EXEMPLE.read_bytes() == avant
    assert list(tmp_path.iterdir()) == []


def test_disque_plein(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plein(*_: object) -> bytes:
        raise OSError(28, "No space left on device", str(tmp_path / "b.xlsx"))

    monkeypatch.setattr(archive, "_ecrire_contenu", plein)
    code, _, erreurs = lancer(capsys, "action", "baremes", str(EXEMPLE), "--sortie", str(tmp_path / "b.xlsx"))
    assert code == 4
    assert "disque plein" in erreurs
    assert list(tmp_path.iterdir()) == []


def test_gabarit_inconnu(tmp_path: Path) -> None:
    with pytest.raises(fichier.Refus, match=r"gabarit « autre\.xlsx » inconnu"):
        fichier.appliquer(None, Reponse("", gabarit="autre.xlsx"), tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_les_noms_d_une_seule_feuille(tmp_path: Path) -> None:
    source = noms_de_feuille.ecrire(tmp_path / "noms.xlsx")
    assert noms_de_feuille.lus(fichier.instantane(source)) == noms_de_feuille.ATTENDUS
