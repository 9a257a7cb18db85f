"""What the buttons of classic Excel write, and what they leave when Excel refuses."""

from __future__ import annotations

import os
from typing import Any

import pytest
from pyopenvba.apps.excel._model import Application
from pyopenvba.interpreter._objects import MemberSpec

from macros import registre
from macros.registre import ACTIONS, Reponse
from tests import pieges
from tests.excel_com import Valeurs
from tests.excel_essais import (
    CHARGES,
    EXEMPLE,
    SOMME,
    Declarer,
    Ouvrir,
    du_fichier,
    etat,
    page,
)
from tests.pywin32_factice import ErreurCom
from xlprod.classeurs.page import Aspect, Zone
from xlprod.hotes import xlwings_com, xlwings_ecriture
from xlprod.hotes.boutons import Boutons

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pywin32 et Excel y sont : rien à remplacer")


# --- each action, written ------------------------------------------------------------------------


MODELES = ("nouveau", "semaine", "grille")
"""They open a workbook of ours: see test_boutons_classeurs."""


@pytest.mark.parametrize(
    "nom", [nom for nom, action in ACTIONS.items() if not action.fichier and nom not in MODELES]
)
def test_chaque_bouton_ecrit_ce_que_l_action_repond(ouvrir: Ouvrir, nom: str) -> None:
    attendue = registre.executer(nom, du_fichier(CHARGES))
    excel = ouvrir(EXEMPLE, CHARGES)
    avant = excel.feuilles
    assert Boutons().agir(nom, excel.com) == ["message", attendue.message]
    classeur = excel.com.ActiveWorkbook
    assert excel.feuilles == [*avant, *(p.nom for p in attendue.pages)]
    for ecrite in attendue.pages:
        plan, feuille = ecrite.plan(), classeur.Sheets(ecrite.nom)
        lues = feuille.Range("A1").Resize(len(plan.cellules), len(plan.largeurs))
        assert [list(ligne) for ligne in lues.Value2] == [
            [None if c == "" else c for c in ligne] for ligne in plan.cellules
        ]
        assert not lues.HasFormula
        assert feuille.PageSetup.Orientation == (2 if ecrite.paysage else 1)
        for rang, largeur in enumerate(plan.largeurs, 1):
            assert feuille.Cells(1, rang).ColumnWidth == pytest.approx(largeur, abs=0.2)
        for zone, format_ in plan.formats:
            # Excel drops the backslashes that it does not need
            lu = xlwings_com.lire(_plage(feuille, zone), "NumberFormat")
            assert lu.replace("\\", "") == format_.replace("\\", "")
        for zone, aspect in plan.aspects:
            assert _aspect(_plage(feuille, zone)) == aspect
    if attendue.pages:
        assert classeur.ActiveSheet.Name == attendue.pages[0].nom


def _plage(feuille: Any, zone: Zone) -> Any:
    return feuille.Range(feuille.Cells(zone.haut, zone.gauche), feuille.Cells(zone.bas, zone.droite))


def _aspect(plage: Any) -> Aspect:
    fond = plage.Interior.Color if plage.Interior.ColorIndex != -4142 else None
    encre = plage.Font.Color or None
    return Aspect(_hex(fond), _hex(encre), plage.Font.Bold, plage.Font.Size, plage.WrapText)


def _hex(couleur: float | None) -> str | None:
    if couleur is None:
        return None
    rouge, vert, bleu = int(couleur).to_bytes(3, "little")
    return f"#{rouge:02X}{vert:02X}{bleu:02X}"


def test_la_feuille_se_lit_et_s_imprime(ouvrir: Ouvrir) -> None:
    excel = ouvrir()
    Boutons().agir("baremes", excel.com)
    fenetre = excel.com.ActiveWindow
    assert (fenetre.DisplayGridlines, fenetre.FreezePanes) == (False, True)
    assert (fenetre.SplitRow, fenetre.SplitColumn) == (4, 0)
    feuille = excel.com.ActiveSheet
    assert feuille.PageSetup.objet.valeurs == {
        "PaperSize": 9,
        "Orientation": 2,
        "Zoom": False,
        "FitToPagesWide": 1,
        "FitToPagesTall": False,
        "PrintTitleRows": "$4:$4",
        "CenterFooter": "page &P / &N",
        "LeftMargin": 28.35,
        "RightMargin": 28.35,
        "TopMargin": 28.35,
        "BottomMargin": 56.7,
        "FooterMargin": 28.35,
    }
    assert feuille.Range("A5").Font.Name == "Arial"


@pytest.mark.parametrize("format_", ["texte", "euros", "nombre", "taux", "date"])
def test_rien_n_est_pris_pour_autre_chose(ouvrir: Ouvrir, declarer: Declarer, format_: str) -> None:
    cellules = (*pieges.TEXTES, 5, 0.1, True, None, "")
    declarer(Reponse("fait", (page("Essai", format_, *cellules),)))
    excel = ouvrir()
    assert Boutons().agir("essai", excel.com) == ["message", "fait"]
    lues = excel.com.ActiveSheet.Range("A1").Resize(len(cellules) + 4, 1)
    assert [ligne[0] for ligne in lues.Value2] == [
        "=titre",
        "00123",
        None,
        "-1",
        *(None if c == "" else c for c in cellules),
    ]
    assert not lues.HasFormula


def test_deux_pages_et_un_nom_deja_pris(ouvrir: Ouvrir, declarer: Declarer) -> None:
    declarer(Reponse("", (page("Devis"), page("Essai"))))
    excel = ouvrir()
    avant = excel.feuilles
    assert Boutons().agir("essai", excel.com) == ["message", ""]
    assert excel.feuilles == [*avant, "Devis (2)", "Essai"]
    assert excel.com.ActiveSheet.Name == "Devis (2)"


def test_derriere_une_derniere_feuille_masquee(ouvrir: Ouvrir, declarer: Declarer) -> None:
    declarer(Reponse("", (page(),)))
    excel = ouvrir()
    excel.com.ActiveWorkbook.Sheets("Listes").Visible = 2  # very hidden: cannot be moved
    avant = excel.feuilles
    Boutons().agir("essai", excel.com)
    assert excel.feuilles == [*avant, "Essai"]


# --- what goes wrong -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("panne", "phrase"),
    [
        (ErreurCom("Mémoire insuffisante."), "Excel a refusé : Mémoire insuffisante"),
        (ErreurCom(None), "Excel a refusé : Une exception s’est produite"),
        (KeyError("x"), "Erreur interne (KeyError) : 'x'"),
    ],
)
@pytest.mark.parametrize("rang", [1, 2])
def test_une_panne_au_milieu_ne_laisse_rien(
    ouvrir: Ouvrir,
    declarer: Declarer,
    monkeypatch: pytest.MonkeyPatch,
    panne: Exception,
    phrase: str,
    rang: int,
) -> None:
    declarer(Reponse("fait", (page("Un"), page("Deux")), ((SOMME, "=1"),)))
    remplir, appels = xlwings_ecriture._remplir, []

    def casser(*args: Any) -> None:
        appels.append(args)
        remplir(*args)
        if len(appels) == rang:
            raise panne

    monkeypatch.setattr(xlwings_ecriture, "_remplir", casser)
    excel = ouvrir()
    avant = etat(excel)
    assert Boutons().agir("essai", excel.com) == ["erreur", phrase]
    assert etat(excel) == avant
    assert appels


def test_la_structure_protegee_est_dite(ouvrir: Ouvrir) -> None:
    excel = ouvrir()
    excel.com.ActiveWorkbook.Protect("", True)
    avant = etat(excel)
    nature, phrase = Boutons().agir("aide", excel.com)
    assert nature == "erreur"
    assert phrase.startswith("La structure de ce classeur est protégée")
    assert etat(excel) == avant


def test_une_feuille_protegee_est_dite(ouvrir: Ouvrir, declarer: Declarer) -> None:
    declarer(Reponse("", (page(),), ((SOMME, "=1"),)))
    excel = ouvrir()
    excel.com.ActiveWorkbook.Sheets(SOMME.feuille).Protect("")
    avant = etat(excel)
    nature, phrase = Boutons().agir("essai", excel.com)
    assert nature == "erreur"
    assert phrase.startswith(f"La feuille « {SOMME.feuille} » est protégée")
    assert etat(excel) == avant


def test_sans_imprimante_la_feuille_reste(ouvrir: Ouvrir, monkeypatch: pytest.MonkeyPatch) -> None:
    poser = Valeurs.vba_set

    def refuser(objet: Valeurs, nom: str, valeur: Any, *args: Any, **nommes: Any) -> None:
        if objet.vba_type_name == "PageSetup":
            raise ErreurCom(f"Impossible de définir la propriété {nom} de la classe PageSetup")
        poser(objet, nom, valeur)

    monkeypatch.setattr(Valeurs, "vba_set", refuser)
    excel = ouvrir()
    assert Boutons().agir("aide", excel.com)[0] == "message"
    assert excel.feuilles[-1] == "Aide xlprod"
    assert excel.com.ActiveSheet.PageSetup.objet.valeurs == {}


def test_bouton_inconnu_et_action_refusee(ouvrir: Ouvrir) -> None:
    excel = ouvrir()
    assert (
        Boutons().agir("futur", excel.com)[1].endswith("demande un moteur plus récent : mettez xlprod à jour")
    )
    nature, phrase = Boutons().agir("salaire", excel.com)
    assert nature == "erreur"
    assert phrase[0].isupper()


def test_la_progression_est_montree(ouvrir: Ouvrir, monkeypatch: pytest.MonkeyPatch) -> None:
    dites: list[str] = []
    barre = MemberSpec("StatusBar", "property", lambda app: "", lambda app, phrase: dites.append(phrase))
    monkeypatch.setitem(Application._vba_members, "statusbar", barre)
    Boutons().agir("baremes", ouvrir().com)
    assert (dites[0], dites[-1]) == ("xlprod : lecture du classeur", "xlprod : écriture")
    assert any("barèmes au" in phrase for phrase in dites)
