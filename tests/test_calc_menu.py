"""The xlprod menu in a real LibreOffice Calc: what it writes, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import macros  # noqa: F401  (fills the registry of actions)
from macros.registre import ACTIONS, Reponse, executer, groupes
from tests import actions_essai, pieges
from tests.calc_hote import CHARGES, FILM, NOM, Calc, instantane
from tests.conftest import WORKBOOKS
from tests.instantanes import cellules, cellules_lues, ecarts
from xlprod.classeurs import noms
from xlprod.classeurs.instantane import Case
from xlprod.classeurs.page import Page
from xlprod.hotes import calc_menu, fichier

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
        premiere = openpyxl.load_workbook(WORKBOOKS / reponse.gabarit, read_only=True).sheetnames[0]
        assert hote("autres") == [["", False, premiere]]
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


def test_un_texte_reste_un_texte(hote: Calc, copie: Path) -> None:
    hote("action", "essai_pieges", True)
    assert_page(hote, pieges.PAGE)


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
