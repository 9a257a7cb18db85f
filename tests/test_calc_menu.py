"""The xlprod menu in a real LibreOffice Calc: what it reads, what it writes, what it leaves alone."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import macros  # noqa: F401  (fills the registry of actions)
from macros.registre import ACTIONS, Reponse, executer, groupes
from tests import actions_essai
from tests.calc_cas import ecrire
from tests.calc_hote import Calc
from tests.instantanes import cellules, cellules_lues, ecarts, en_norme, formules
from xlprod.classeurs import noms
from xlprod.classeurs.instantane import Case, Instantane, depuis_json
from xlprod.classeurs.page import Page
from xlprod.hotes import bureau, calc, calc_menu, fichier
from xlprod.registre import ErreurCellule

WORKBOOKS = Path(__file__).parents[1] / "workbooks"
FILM = WORKBOOKS / "exemples" / "film_2_5_M.xlsx"
NOM = "Le film n° 1.xlsx"
CHARGES = Case(noms.EQUIPE, 7, 1 + noms.COLONNES.index(noms.CHARGES))


@pytest.fixture(scope="module")
def hote(soffice: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Calc]:
    with Calc(soffice, tmp_path_factory.mktemp("bureau")) as ouvert:
        yield ouvert


@pytest.fixture
def copie(hote: Calc, tmp_path: Path) -> Path:
    """A copy of the example, open in Calc, a computed cell being selected."""
    copie = tmp_path / NOM
    shutil.copyfile(FILM, copie)
    hote("ouvrir", str(copie))
    hote("choisir", CHARGES.feuille, CHARGES.adresse.partition("!")[2])
    return copie


def instantane(hote: Calc) -> Instantane:
    """What an action is given in Calc."""
    return depuis_json(json.loads(hote("action", "essai_instantane", True)[1]))


# --- the menu ---------------------------------------------------------------------------------


def test_le_menu_a_les_boutons_du_ruban_dans_leur_ordre(hote: Calc) -> None:
    menu = hote("configuration")
    assert (menu["titre"], menu["contexte"]) == ("xlprod", calc_menu.CALC)
    attendues: list[tuple[str, str | None]] = []
    for _, actions in groupes():
        attendues += [("private:separator", None)] if attendues else []
        attendues += [(f"org.xlprod.calc:{a.nom}", a.libelle) for a in actions]
    assert [(adresse, libelle) for adresse, libelle, _ in menu["entrees"]] == attendues
    boutons = [entree for entree in menu["entrees"] if entree[0] != "private:separator"]
    assert {contexte for _, _, contexte in boutons} == {calc_menu.CALC}
    assert menu["onglet"] == boutons


@pytest.mark.parametrize("nom", ACTIONS)
def test_calc_connait_le_libelle_et_l_aide_de_chaque_commande(hote: Calc, nom: str) -> None:
    dites = hote("commande", f"org.xlprod.calc:{nom}")
    assert (dites["Label"], dites["TooltipLabel"]) == (ACTIONS[nom].libelle, ACTIONS[nom].aide)


# --- what Calc reads --------------------------------------------------------------------------


def assert_memes_classeurs(obtenu: Instantane, attendu: Instantane) -> None:
    assert obtenu.titres == attendu.titres
    assert _noms(obtenu) == _noms(attendu)
    for lue, reference in zip(obtenu.feuilles, attendu.feuilles, strict=True):
        assert lue.nom == reference.nom
        assert not ecarts(cellules(lue), cellules(reference))
        assert not ecarts(formules(lue), formules(reference))
        assert lue.tableaux == reference.tableaux


def _noms(lu: Instantane) -> dict[str, str]:
    return {nom: en_norme(formule) for nom, formule in lu.noms.items()}


def test_calc_et_le_fichier_donnent_le_meme_instantane_de_l_exemple(hote: Calc, copie: Path) -> None:
    obtenu, attendu = instantane(hote), fichier.instantane(copie, CHARGES.adresse)
    assert_memes_classeurs(obtenu, attendu)
    assert (obtenu.nom, obtenu.selection, obtenu.jour) == (attendu.nom, CHARGES, attendu.jour)
    assert sum(len(formules(f)) for f in obtenu.feuilles) > 1000


def test_erreurs_matrices_et_logiques_se_lisent_comme_dans_le_fichier(hote: Calc, tmp_path: Path) -> None:
    """The workbook of the tests of functions, read in Calc and from the file that Calc computes."""
    source, rendu = tmp_path / "source.xlsx", tmp_path / "rendu.xlsx"
    ecrire(source)
    bureau.recalculer(source, rendu)
    hote("ouvrir", str(source))
    obtenu = instantane(hote)
    for lue, reference in zip(obtenu.feuilles, fichier.instantane(rendu).feuilles, strict=True):
        assert not ecarts(cellules(lue), cellules(reference))
        assert not ecarts(formules(lue), formules(reference))
    valeurs = cellules(obtenu.feuilles[0]).values()
    assert {ErreurCellule("#N/A"), ErreurCellule("#VALUE!"), ErreurCellule("#DIV/0!")} <= {
        v for v in valeurs if isinstance(v, ErreurCellule)
    }
    assert any(v is True for v in valeurs)


def test_un_classeur_saisi_dans_calc(hote: Calc) -> None:
    (feuille,) = hote("ouvrir", "")
    for adresse, saisie in {
        "B3": "'=SOMME", "C3": "=XLP_NET(1;2)", "D3": "=#N/A", "E3": '=IF(TRUE();"a;b";B3)', "B9": "=2>1",
        "C9": '="_xldudf_XLPROD_NET(1)"', "D9": "=XLPROD.VERSION()",
    }.items():  # fmt: skip
        hote("ecrire", feuille, adresse, saisie)
    (lue,) = instantane(hote).feuilles
    assert (lue.ligne, lue.colonne) == (3, 2)
    assert lue.valeur(3, 2) == "=SOMME"
    assert lue.formule(3, 2) is None
    assert lue.valeur(3, 3) == ErreurCellule("#NAME?")
    assert str(lue.formule(3, 3)).upper() == "=XLP_NET(1,2)"
    assert (lue.valeur(3, 4), lue.formule(3, 4)) == (ErreurCellule("#N/A"), None)
    assert lue.formule(3, 5) == '=IF(TRUE(),"a;b",B3)'
    assert (lue.valeur(9, 2), lue.formule(9, 2)) == (True, "=2>1")
    assert lue.formule(9, 3) == '="_xldudf_XLPROD_NET(1)"'
    assert lue.formule(9, 4) == "=XLPROD.VERSION()"
    assert lue.valeur(5, 2) is None


def test_une_cellule_perdue_au_bout_de_la_feuille_ne_coute_rien(hote: Calc) -> None:
    (feuille,) = hote("ouvrir", "")
    hote("ecrire", feuille, "A1", "1")
    hote("ecrire", feuille, "XFD1048576", "2")
    dit = "2 cellules sur 1048576 rangées, la dernière vaut 2.0"
    assert hote("action", "essai_compte", True) == [True, dit]


# --- what an action writes --------------------------------------------------------------------


@cache
def attendue(nom: str) -> Reponse:
    """What an action answers to the file."""
    return executer(nom, replace(fichier.instantane(FILM, CHARGES.adresse), nom=NOM))


@pytest.mark.parametrize("nom", [nom for nom, a in ACTIONS.items() if not a.fichier])
def test_chaque_action_donne_dans_calc_ce_qu_elle_donne_sur_le_fichier(
    hote: Calc, copie: Path, nom: str
) -> None:
    reponse, avant, originales = attendue(nom), hote("feuilles"), hote("formules")
    reussie, dit = hote("action", nom, True)
    assert reussie
    assert dit == reponse.message
    assert hote("feuilles") == [*avant, *(page.nom for page in reponse.pages)]
    assert {n: f for n, f in hote("formules").items() if n in avant} == originales
    for page in reponse.pages:
        assert_page(hote, page)
    if reponse.gabarit:
        assert hote("autres") == [["", False, noms.RECAPITULATIF]]
    if reponse.pages:
        assert hote("annulations") == [[ACTIONS[nom].libelle], []]
        assert hote("annuler") == avant
        assert hote("formules") == originales
    assert hote("annulations")[0] == []


def assert_page(hote: Calc, page: Page) -> dict[str, Any]:
    """The sheet in Calc holds the cells of the plan, looks as it says, and nothing else."""
    plan = page.plan()
    lue: dict[str, Any] = hote("page", page.nom, len(plan.cellules), len(plan.largeurs))
    assert not ecarts(cellules_lues(lue["cellules"]), cellules_lues(plan.cellules))
    assert (lue["formules"], lue["bas"]) == (0, len(plan.cellules))
    for zone, aspect in plan.aspects:
        fond = int(aspect.fond[1:], 16) if aspect.fond else -1
        encres = [int(aspect.encre[1:], 16)] if aspect.encre else [-1, 0]  # none, or the document's black
        reste = ["Arial", aspect.taille, 150.0 if aspect.gras else 100.0, aspect.renvoi]
        for rangee in lue["aspects"][zone.haut - 1 : zone.bas]:
            for obtenu in rangee[zone.gauche - 1 : zone.droite]:
                assert (obtenu[0], obtenu[2:]) == (fond, reste)
                assert obtenu[1] in encres
    for obtenue, largeur in zip(lue["largeurs"], plan.largeurs, strict=True):
        exacte = (7 * largeur + 5) * 2540 / 96  # Excel's, in hundredths of a millimetre
        assert exacte - 1 <= obtenue < exacte + 150
    assert lue["titres"] == [plan.entete - 1, plan.entete - 1, True]
    grand, petit = (29_700, 21_000) if page.paysage else (21_000, 29_700)
    assert lue["papier"] == [pytest.approx(grand, abs=5), pytest.approx(petit, abs=5), page.paysage, 1, 0]
    assert lue["pied"].startswith("page ")
    return lue


def test_textes_nombres_et_formats_restent_ce_qu_ils_sont(hote: Calc, copie: Path) -> None:
    assert hote("action", "essai_pages", True) == [True, "deux pages"]
    assert hote("feuilles")[-2:] == ["Essai", "Essai (2)"]
    lue = assert_page(hote, actions_essai.PAGE)
    assert lue["textes"][0][0] == "=Titre"
    assert lue["textes"][4] == ["Tout", "1\xa0234,50 €", "21,55%", "02/06/2025", "7,25"]
    assert lue["textes"][5] == ["=1+1", "-3,00 €", "–", "", "VRAI"]
    assert lue["textes"][6][4] == "FAUX"
    assert lue["cadrages"] == ["STANDARD", "RIGHT", "RIGHT", "RIGHT", "RIGHT"]
    assert lue["hauteurs"][8] > 2 * lue["hauteurs"][4]
    assert lue["active"] == "Essai"
    assert lue["figee"] == [True, 4, 0]
    large = hote("page", "Essai (2)", 1, 5)
    assert (large["bas"], large["papier"][:3]) == (204, [29_700, pytest.approx(21_000, abs=5), True])


def test_annuler_puis_retablir(hote: Calc, copie: Path) -> None:
    """Once more undone and redone, all is still there, paper and view included."""
    hote("action", "essai_pages", True)
    faite = hote("page", "Essai", 10, 5)
    for _ in range(2):
        assert hote("annuler")[-1] == noms.LISTES
        assert hote("retablir")[-2:] == ["Essai", "Essai (2)"]
        assert hote("page", "Essai", 10, 5) == faite
    assert hote("annulations") == [["essai_pages"], []]


def test_annuler_ramene_ou_l_on_etait(hote: Calc, copie: Path) -> None:
    hote("action", "essai_pages", True)
    hote("annuler")
    assert instantane(hote).selection == CHARGES


def test_des_formules_ne_sont_ecrites_qu_apres_un_oui(hote: Calc, copie: Path) -> None:
    avant = hote("formules")
    assert hote("action", "essai_formules", False) == [True, actions_essai.QUESTION]
    # Without an answer given beforehand, the box itself asks: nobody answers it without a screen.
    assert hote("action", "essai_formules", None) == [True, actions_essai.QUESTION]
    assert hote("formules") == avant
    assert hote("annulations") == [[], []]
    assert hote("action", "essai_formules", True) == [True, f"{actions_essai.QUESTION}\ntrois formules"]
    lues = instantane(hote)
    for case, formule in actions_essai.FORMULES:
        assert str(lues.formule(case)).replace("TRUE()", "TRUE").replace("'", "") == formule.replace("'", "")
    assert hote("texte", "Sources", "C26") == [
        '{=IF(TRUE();XLPROD.NET(1000;"TECH_C";45810;5);0)}',
        hote("texte", "Sources", "C26")[1],
    ]
    ecrites = hote("formules")
    for _ in range(2):
        hote("annuler")
        assert hote("formules") == avant
        hote("retablir")
        assert hote("formules") == ecrites
    assert hote("annulations") == [["essai_formules"], []]


def test_le_classeur_enregistre_a_part_s_ouvre_sous_un_nom_libre(hote: Calc, copie: Path) -> None:
    (copie.parent / "essai.xlsx").write_text("à moi")
    hote("ecrire", noms.PARAMETRES, "B10", "Autre titre")
    reussie, dit = hote("action", "essai_fichier", True)
    nouveau = copie.parent / "essai (2).xlsx"
    assert (reussie, dit) == (True, f"copié\nEnregistré : {nouveau}")
    assert (copie.parent / "essai.xlsx").read_text() == "à moi"
    assert hote("autres") == [[nouveau.as_uri(), True, noms.RECAPITULATIF]]
    ecrit = fichier.instantane(nouveau)
    assert ecrit.valeur(Case(noms.PARAMETRES, 10, 2)) == "Autre titre"
    assert ecrit.formule(CHARGES) == fichier.instantane(copie).formule(CHARGES)


@pytest.mark.parametrize("nom", [nom for nom, a in ACTIONS.items() if a.fichier])
def test_une_action_sur_le_fichier_ecrit_un_autre_classeur(hote: Calc, copie: Path, nom: str) -> None:
    """Calc hands over the document as it stands; the new file holds the same values, and is opened."""
    originales, lues = hote("formules"), instantane(hote)
    reussie, dit = hote("action", nom, True)
    assert reussie, dit
    ((adresse, _, _),) = hote("autres")
    (ecrit,) = set(copie.parent.glob("*.xlsx")) - {copie}
    assert (adresse, dit.splitlines()[-1]) == (ecrit.as_uri(), f"Enregistré : {ecrit}")
    reponse, nouveau = attendue(nom), fichier.instantane(ecrit)
    assert reponse.fichier is not None
    assert ecrit.name == reponse.fichier.nom
    for lue in lues.feuilles:
        feuille = nouveau.feuille(lue.nom)
        assert feuille is not None
        assert not ecarts(cellules(feuille), cellules(lue))
    assert (hote("formules"), hote("annulations")) == (originales, [[], []])


# --- what goes wrong --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "phrase"),
    [
        ("essai_refus", actions_essai.REFUS),
        ("essai_bogue", "erreur interne (ZeroDivisionError)"),
        ("essai_panne", "erreur interne (TypeError)"),
        ("inconnue", "action « inconnue » inconnue"),
    ],
)
@pytest.mark.parametrize("oui", [True, None])
def test_un_echec_dit_sa_phrase_et_laisse_tout(
    hote: Calc, copie: Path, action: str, phrase: str, oui: bool | None
) -> None:
    """Whether boxes are shown or not; « panne » fails once formulas and a first sheet are written."""
    avant = hote("formules")
    reussie, dit = hote("action", action, oui)
    assert not reussie
    assert phrase in dit
    assert "Traceback" not in dit
    assert hote("formules") == avant
    assert hote("annulations") == [[], []]


def test_la_protection_est_dite_avant_d_ecrire(hote: Calc, copie: Path) -> None:
    hote("proteger", "Devis")
    avant = hote("formules")
    reussie, dit = hote("action", "essai_formules", True)
    assert (reussie, "« Devis » est protégée" in dit) == (False, True)
    hote("proteger", "")
    reussie, dit = hote("action", "aide", True)
    assert (reussie, "structure de ce classeur est protégée" in dit) == (False, True)
    assert hote("formules") == avant


def test_lecture_seule(hote: Calc, copie: Path) -> None:
    hote("ouvrir", str(copie), True)
    reussie, dit = hote("action", "aide", True)
    assert (reussie, "lecture seule" in dit) == (False, True)


def test_apercu_avant_impression(hote: Calc, copie: Path) -> None:
    hote("apercu")
    assert hote("action", "aide", True) == [False, "fermez d'abord l'aperçu avant impression"]
    assert hote("annulations") == [[], []]


def test_dates_depuis_1904(hote: Calc, copie: Path) -> None:
    hote("depuis_1904")
    reussie, dit = hote("action", "minima", True)
    assert (reussie, "depuis le 01/01/1904" in dit) == (False, True)


# --- what is shipped --------------------------------------------------------------------------


def test_le_moteur_livre_n_importe_que_la_bibliotheque_standard_et_uno() -> None:
    """Every module that an import at the top of another may load, from those Calc loads first."""
    sources = {chemin: octets for chemin, octets in calc.moteur().items() if chemin.endswith(".py")}
    modules = {
        c.removesuffix(".py").removesuffix("/__init__").replace("/", "."): o for c, o in sources.items()
    }
    permis = sys.stdlib_module_names | {"uno", "unohelper", "com"}
    a_lire, lus = list(calc.RACINES), set()
    while a_lire:
        nom = a_lire.pop()
        if nom in lus or nom not in modules:
            continue
        lus.add(nom)
        for importe in importes_au_chargement(ast.parse(modules[nom])):
            assert importe.partition(".")[0] in permis | {"macros", "udfs", "xlprod"}, (nom, importe)
            a_lire += [importe, importe.rpartition(".")[0]]
    assert {"macros.registre", "xlprod.hotes.calc_actions", "xlprod.hotes.calc_page"} <= lus


def importes_au_chargement(arbre: ast.AST) -> Iterator[str]:
    """Names imported when the module loads: not those of a function, nor those of type checkers."""
    for noeud in ast.iter_child_nodes(arbre):
        if isinstance(noeud, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(noeud, ast.If) and ast.unparse(noeud.test) == "TYPE_CHECKING":
            continue
        if isinstance(noeud, ast.Import):
            yield from (alias.name for alias in noeud.names)
        elif isinstance(noeud, ast.ImportFrom) and noeud.module:
            yield noeud.module
            yield from (f"{noeud.module}.{alias.name}" for alias in noeud.names)
        else:
            yield from importes_au_chargement(noeud)


def test_les_actions_tournent_avec_la_bibliotheque_standard_seule(
    hote: Calc, copie: Path, tmp_path: Path
) -> None:
    """The Python that LibreOffice brings on Windows and Mac has no other package."""
    donnees = tmp_path / "instantane.json"
    donnees.write_text(hote("action", "essai_instantane", True)[1], encoding="utf-8")
    dossier = calc.deployer(tmp_path) / "xlprod" / "pythonpath"
    programme = f"""
import json, sys
sys.path.insert(0, {str(dossier)!r})
import udfs
from dataclasses import replace
from macros.registre import ACTIONS, executer
from xlprod.classeurs.instantane import depuis_json
lu = depuis_json(json.load(open({str(donnees)!r}, encoding="utf-8")))
lu = replace(lu, octets=open({str(FILM)!r}, "rb").read())
print(json.dumps({{nom: executer(nom, lu).message for nom in ACTIONS}}))
"""
    rendu = subprocess.run(
        [sys.executable, "-I", "-S", "-c", programme], capture_output=True, text=True, check=False
    )
    assert rendu.returncode == 0, rendu.stderr
    assert json.loads(rendu.stdout) == {nom: attendue(nom).message for nom in ACTIONS}


def test_le_gabarit_est_dans_l_extension() -> None:
    livres = {c: o for c, o in calc.contenu().items() if c.startswith("gabarits/")}
    assert livres == {"gabarits/devis_cinema.xlsx": (WORKBOOKS / "devis_cinema.xlsx").read_bytes()}
