"""The ribbon's buttons in classic Excel: xlwings' own Windows code, on a model of Excel in memory."""

from __future__ import annotations

import atexit
import datetime as dt
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from pyopenvba.apps.excel._model import Application
from pyopenvba.interpreter._objects import MemberSpec

from macros import registre
from macros.registre import ACTIONS, Action, Deroule, Fichier, Reponse
from tests import instantane_fichier, pywin32_factice
from tests.excel_com import Com, Excel, Valeurs
from tests.pywin32_factice import ErreurCom
from xlprod.classeurs.instantane import Case, Instantane
from xlprod.classeurs.page import Aspect, Colonne, Ligne, Page, Zone
from xlprod.erreurs import ErreurXlprod
from xlprod.hotes import vba_com, xlwings_com, xlwings_ecriture, xlwings_lecture
from xlprod.hotes.boutons import Boutons
from xlprod.hotes.xlwings_lecture import lire_classeur
from xlprod.registre import PREFIXE_CLASSIQUE, ErreurCellule

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pywin32 et Excel y sont : rien à remplacer")

RACINE = Path(__file__).resolve().parent.parent
EXEMPLE = RACINE / "workbooks" / "exemples" / "film_2_5_M_classique.xlsm"
CHARGES = Case("Équipe", 6, 18)
"""A cell of the example that our function computes."""
SOMME = Case("Devis", 2, 1)
"""A cell of the example with a formula, not of a table."""


@pytest.fixture(scope="module", autouse=True)
def pywin32() -> Iterator[None]:
    pywin32_factice.charger()
    with pytest.MonkeyPatch.context() as monkeypatch:
        for nom, module in pywin32_factice.modules().items():
            monkeypatch.setitem(sys.modules, nom, module)
        yield


@pytest.fixture
def ouvrir(tmp_path: Path, petit: Path) -> Callable[..., Excel]:
    """Open a copy of a workbook; ``selection`` is its active cell."""
    documents = tmp_path / "Documents"
    documents.mkdir()

    def ouvrir(fichier: Path | None = petit, selection: Case | None = None) -> Excel:
        copie = tmp_path / fichier.name if fichier else None
        if fichier and copie and not copie.exists():
            copie.write_bytes(fichier.read_bytes())
        excel = Excel(copie, documents)
        if selection:
            feuille = excel.com.ActiveWorkbook.Sheets(selection.feuille)
            feuille.Activate()
            feuille.Cells(selection.ligne, selection.colonne).Select()
        return excel

    return ouvrir


@pytest.fixture(scope="module")
def petit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sheets, one formula: what a test of the host itself needs."""
    source = tmp_path_factory.mktemp("petit") / "petit.xlsx"
    with xlsxwriter.Workbook(source) as classeur:
        devis = classeur.add_worksheet("Devis")
        devis.write_row("A1", ["Poste", "Montant"])
        devis.write_formula("A2", "=1+1", value=2)
        classeur.add_worksheet("Listes").write_string("A1", "x")
    return source


@pytest.fixture
def declarer(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Register an action of the test, « essai », that gives this answer."""

    def declarer(reponse: Reponse, fichier: bool = False) -> None:
        def corps(classeur: Instantane) -> Deroule:
            yield "essai"
            return (
                reponse if not fichier else replace(reponse, fichier=Fichier("copie.xlsx", classeur.octets))
            )

        action = Action("essai", "Aide", "Essai", "Essai", "E", "Help", corps, fichier)
        monkeypatch.setitem(ACTIONS, "essai", action)

    return declarer


def _cellules(classeur: Instantane, quoi: str) -> dict[Case, Any]:
    return {
        Case(f.nom, f.ligne + i, f.colonne + j): c
        for f in classeur.feuilles
        for i, rangee in enumerate(getattr(f, quoi))
        for j, c in enumerate(rangee)
        if c is not None
    }


def _du_fichier(selection: Case) -> Instantane:
    """The example, read without Excel."""
    lu = instantane_fichier.lire(EXEMPLE, selection, PREFIXE_CLASSIQUE, dt.date.today())
    return instantane_fichier.comme_excel(lu)


def _application(excel: Excel) -> Any:
    return xlwings_com.application(excel.com)


# --- reading -------------------------------------------------------------------------------------


def test_le_classeur_est_lu_comme_son_fichier(ouvrir: Callable[..., Excel]) -> None:
    lu = lire_classeur(_application(ouvrir(EXEMPLE, CHARGES)))
    attendu = _du_fichier(CHARGES)
    assert _cellules(lu, "valeurs") == _cellules(attendu, "valeurs")
    assert _cellules(lu, "formules") == _cellules(attendu, "formules")
    assert len(_cellules(lu, "formules")) > 1300
    assert [f.tableaux for f in lu.feuilles] == [f.tableaux for f in attendu.feuilles]
    assert {n: t for n, t in lu.noms.items() if not n.startswith("_")} == dict(attendu.noms)
    assert (lu.titres, lu.selection, lu.prefixe, lu.jour) == (
        attendu.titres,
        attendu.selection,
        attendu.prefixe,
        attendu.jour,
    )


def test_chaque_genre_de_cellule(ouvrir: Callable[..., Excel], tmp_path: Path) -> None:
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
    lu = lire_classeur(_application(ouvrir(source)))
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
    assert _cellules(replace(lu, feuilles=(vide,)), "valeurs") == {}


def test_une_feuille_mise_en_forme_jusqu_en_bas(
    ouvrir: Callable[..., Excel], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    source = tmp_path / "source.xlsx"
    with xlsxwriter.Workbook(source) as classeur:
        feuille = classeur.add_worksheet()
        feuille.write_number("A1", 1)
        feuille.write_number("C700", 2)
        feuille.write_blank("Z900", None, classeur.add_format({"bold": True}))
    monkeypatch.setattr("xlprod.hotes.xlwings_lecture.VASTE", 10)
    (lue,) = lire_classeur(_application(ouvrir(source))).feuilles
    assert (len(lue.valeurs), len(lue.valeurs[0])) == (700, 3)
    assert (lue.valeur(1, 1), lue.valeur(700, 3)) == (1, 2)
    monkeypatch.setattr("xlprod.hotes.xlwings_lecture.CASES_MAX", 2000)
    with pytest.raises(ErreurXlprod, match=r"« Sheet1 » est trop grande : 700 lignes sur 3 colonnes"):
        lire_classeur(_application(ouvrir(source)))


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


def test_ce_qui_ne_se_lit_pas_est_dit(ouvrir: Callable[..., Excel]) -> None:
    excel = ouvrir()
    excel.com.ActiveWorkbook.Date1904 = True
    assert Boutons().agir("aide", excel.com)[0] == "erreur"
    assert "alendrier depuis 1904" in Boutons().agir("aide", excel.com)[1]
    protege = ouvrir(None)
    protege.com.ActiveProtectedViewWindow = Com(Valeurs("ProtectedViewWindow"))
    assert "« Activer la modification »" in Boutons().agir("aide", protege.com)[1]


# --- each action, written ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "nom", [nom for nom, action in ACTIONS.items() if not action.fichier and nom != "nouveau"]
)
def test_chaque_bouton_ecrit_ce_que_l_action_repond(ouvrir: Callable[..., Excel], nom: str) -> None:
    attendue = registre.executer(nom, _du_fichier(CHARGES))
    excel = ouvrir(EXEMPLE, CHARGES)
    avant = excel.feuilles
    assert Boutons().agir(nom, excel.com) == ["message", attendue.message]
    classeur = excel.com.ActiveWorkbook
    assert excel.feuilles == [*avant, *(page.nom for page in attendue.pages)]
    for page in attendue.pages:
        plan, feuille = page.plan(), classeur.Sheets(page.nom)
        lues = feuille.Range("A1").Resize(len(plan.cellules), len(plan.largeurs))
        assert [list(ligne) for ligne in lues.Value2] == [
            [None if c == "" else c for c in ligne] for ligne in plan.cellules
        ]
        assert not lues.HasFormula
        assert feuille.PageSetup.Orientation == (2 if page.paysage else 1)
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


def test_la_feuille_se_lit_et_s_imprime(ouvrir: Callable[..., Excel]) -> None:
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


def _page(nom: str = "Essai", format_: Any = "texte", *cellules: Any) -> Page:
    return Page(nom, "=titre", "00123", (Colonne("-1", 10, format_),), [Ligne((c,)) for c in cellules])


PIEGES = ("=1+1", "'Équipe'!A1", "12/05", "00123", "-5", "+33 6", "@nom", "1e3", "VRAI", "TRUE", "#N/A", " ")


@pytest.mark.parametrize("format_", ["texte", "euros", "nombre", "taux", "date"])
def test_rien_n_est_pris_pour_autre_chose(
    ouvrir: Callable[..., Excel], declarer: Callable[..., None], format_: str
) -> None:
    cellules = (*PIEGES, 5, 0.1, True, None, "", "é" * 300)
    declarer(Reponse("fait", (_page("Essai", format_, *cellules),)))
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


def test_deux_pages_et_un_nom_deja_pris(ouvrir: Callable[..., Excel], declarer: Callable[..., None]) -> None:
    declarer(Reponse("", (_page("Devis"), _page("Essai"))))
    excel = ouvrir()
    avant = excel.feuilles
    assert Boutons().agir("essai", excel.com) == ["message", ""]
    assert excel.feuilles == [*avant, "Devis (2)", "Essai"]
    assert excel.com.ActiveSheet.Name == "Devis (2)"


def test_derriere_une_derniere_feuille_masquee(
    ouvrir: Callable[..., Excel], declarer: Callable[..., None]
) -> None:
    declarer(Reponse("", (_page(),)))
    excel = ouvrir()
    excel.com.ActiveWorkbook.Sheets("Listes").Visible = 2  # very hidden: cannot be moved
    avant = excel.feuilles
    Boutons().agir("essai", excel.com)
    assert excel.feuilles == [*avant, "Essai"]


# --- what goes wrong -----------------------------------------------------------------------------


def _etat(excel: Excel) -> Any:
    app = excel.com
    classeur = lire_classeur(_application(excel))
    return (
        _cellules(classeur, "valeurs"),
        _cellules(classeur, "formules"),
        classeur.titres,
        app.ActiveSheet.Name,
        app.ScreenUpdating,
        app.EnableEvents,
        app.AutoCorrect.AutoFillFormulasInLists,
        app.Calculation,
    )


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
    ouvrir: Callable[..., Excel],
    declarer: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    panne: Exception,
    phrase: str,
    rang: int,
) -> None:
    declarer(Reponse("fait", (_page("Un"), _page("Deux")), ((SOMME, "=1"),)))
    remplir, appels = xlwings_ecriture._remplir, []

    def casser(*args: Any) -> None:
        appels.append(args)
        remplir(*args)
        if len(appels) == rang:
            raise panne

    monkeypatch.setattr(xlwings_ecriture, "_remplir", casser)
    excel = ouvrir()
    avant = _etat(excel)
    assert Boutons().agir("essai", excel.com) == ["erreur", phrase]
    assert _etat(excel) == avant
    assert appels


def test_la_structure_protegee_est_dite(ouvrir: Callable[..., Excel]) -> None:
    excel = ouvrir()
    excel.com.ActiveWorkbook.Protect("", True)
    avant = _etat(excel)
    nature, phrase = Boutons().agir("aide", excel.com)
    assert (nature, phrase[:16]) == ("erreur", "Excel a refusé :")
    assert _etat(excel) == avant


def test_sans_imprimante_la_feuille_reste(
    ouvrir: Callable[..., Excel], monkeypatch: pytest.MonkeyPatch
) -> None:
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


def test_bouton_inconnu_et_action_refusee(ouvrir: Callable[..., Excel]) -> None:
    excel = ouvrir()
    assert (
        Boutons().agir("futur", excel.com)[1].endswith("demande un moteur plus récent : mettez xlprod à jour")
    )
    nature, phrase = Boutons().agir("salaire", excel.com)
    assert nature == "erreur"
    assert phrase[0].isupper()


def test_la_progression_est_montree(ouvrir: Callable[..., Excel], monkeypatch: pytest.MonkeyPatch) -> None:
    dites: list[str] = []
    barre = MemberSpec("StatusBar", "property", lambda app: "", lambda app, phrase: dites.append(phrase))
    monkeypatch.setitem(Application._vba_members, "statusbar", barre)
    Boutons().agir("baremes", ouvrir().com)
    assert (dites[0], dites[-1]) == ("xlprod : lecture du classeur", "xlprod : écriture")
    assert any("barèmes au" in phrase for phrase in dites)


# --- formulas the user has -----------------------------------------------------------------------


@pytest.fixture
def perdues(tmp_path: Path) -> Path:
    """A workbook whose functions another host knew."""
    source = tmp_path / "perdues.xlsx"
    with xlsxwriter.Workbook(source) as classeur:
        feuille = classeur.add_worksheet("Paie")
        feuille.write_formula("B2", '=_xldudf_XLPROD_NET(1500,"TECH_NC",46175,5)+1', value="#NAME?")
        feuille.write_formula("B3", "=SOMMEXYZ(1)", value="#NAME?")
        feuille.write_formula("B4", "=1+1", value=2)
    return source


def test_une_question_refusee_n_ecrit_rien(ouvrir: Callable[..., Excel], perdues: Path) -> None:
    excel, boutons = ouvrir(perdues), Boutons()
    avant = _etat(excel)
    nature, question = boutons.agir("relier", excel.com)
    assert (nature, question) == ("question", "1 formule xlprod affiche #NOM?. Les réécrire ?")
    assert _etat(excel) == avant


def test_une_question_acceptee_ecrit_ces_formules_seules(ouvrir: Callable[..., Excel], perdues: Path) -> None:
    excel, boutons = ouvrir(perdues), Boutons()
    boutons.agir("relier", excel.com)
    assert boutons.confirmer(excel.com) == ["message", "1 formule reliée."]
    feuille = excel.com.ActiveSheet
    assert xlwings_com.lire(feuille.Range("B2"), "Formula") == '=XLP_NET(1500,"TECH_NC",46175,5)+1'
    assert xlwings_com.lire(feuille.Range("B3"), "Formula") == "=SOMMEXYZ(1)"
    nature, phrase = boutons.confirmer(excel.com)
    assert (nature, "plus d'actualité" in phrase) == ("erreur", True)


def test_une_question_ne_vaut_que_pour_son_classeur(ouvrir: Callable[..., Excel], perdues: Path) -> None:
    excel, boutons = ouvrir(perdues), Boutons()
    boutons.agir("relier", excel.com)
    excel.com.Workbooks.Add()
    assert "plus d'actualité" in boutons.confirmer(excel.com)[1]
    excel.com.Workbooks("perdues.xlsx").Activate()
    boutons.agir("relier", excel.com)
    boutons.agir("aide", excel.com)  # another click in between
    assert "plus d'actualité" in boutons.confirmer(excel.com)[1]


def test_chaque_sorte_de_formule_reste_de_sa_sorte(
    ouvrir: Callable[..., Excel], declarer: Callable[..., None]
) -> None:
    excel = ouvrir(None)
    excel.com.Workbooks.Add()
    feuille = excel.com.ActiveSheet
    feuille.Range("A1:A3").Value = ((1.0,), (2.0,), (3.0,))
    xlwings_com.ecrire(feuille.Range("C1"), "Formula2", "=A1:A3*2")  # spills
    xlwings_com.ecrire(feuille.Range("E1"), "Formula", "=A1:A3*2")  # one value, of its row
    xlwings_com.ecrire(feuille.Range("G1:G3"), "FormulaArray", "=A1:A3*2")
    cases = [Case(feuille.Name, 1, colonne) for colonne in (3, 5, 7)]
    lu = lire_classeur(_application(excel))
    assert list(_cellules(lu, "formules")) == cases
    declarer(Reponse("fait", formules=tuple((case, "=A1:A3*3") for case in cases), question="Oui ?"))
    boutons = Boutons()
    boutons.agir("essai", excel.com)
    assert boutons.confirmer(excel.com) == ["message", "fait"]
    assert feuille.Range("C1:C3").Value2 == ((3.0,), (6.0,), (9.0,))
    assert feuille.Range("G1:G3").Value2 == ((3.0,), (6.0,), (9.0,))
    assert feuille.Range("E1:E3").Value2 == ((3.0,), (None,), (None,))
    assert (feuille.Range("C2").HasSpill, feuille.Range("G2").HasArray) == (True, True)


# --- other workbooks -----------------------------------------------------------------------------


def test_un_fichier_est_pose_a_cote_sous_un_nom_libre(
    ouvrir: Callable[..., Excel], declarer: Callable[..., None], tmp_path: Path
) -> None:
    declarer(Reponse("figé"), fichier=True)
    excel = ouvrir()
    excel.com.ActiveSheet.Range("A1").Value = "changé, pas enregistré"
    (tmp_path / "copie.xlsx").write_bytes(b"le mien")
    nature, phrase = Boutons().agir("essai", excel.com)
    assert (nature, phrase) == ("message", f"figé\nEnregistré : {tmp_path / 'copie (2).xlsx'}")
    assert (tmp_path / "copie.xlsx").read_bytes() == b"le mien"
    assert (
        openpyxl.load_workbook(tmp_path / "copie (2).xlsx")["Devis"]["A1"].value == "changé, pas enregistré"
    )
    assert excel.com.ActiveWorkbook.Name == "copie (2).xlsx"
    excel.com.Workbooks("petit.xlsx").Activate()
    assert Boutons().agir("essai", excel.com)[1].endswith("copie (3).xlsx")


@pytest.mark.parametrize("dossier", ["", "https://d.docs.live.net/0123/Films"])
def test_sans_dossier_le_fichier_va_dans_les_documents(
    ouvrir: Callable[..., Excel], declarer: Callable[..., None], tmp_path: Path, dossier: str
) -> None:
    declarer(Reponse(""), fichier=True)
    excel = ouvrir()
    excel.application.active_book.path = dossier
    _, phrase = Boutons().agir("essai", excel.com)
    assert phrase == f"Enregistré : {tmp_path / 'Documents' / 'copie.xlsx'}"


def test_un_dossier_qui_refuse_l_ecriture(
    ouvrir: Callable[..., Excel], declarer: Callable[..., None], tmp_path: Path
) -> None:
    declarer(Reponse("", (_page(),)), fichier=True)
    excel = ouvrir()
    excel.application.active_book.path = str(tmp_path / "débranché")
    assert Boutons().agir("essai", excel.com)[1].endswith(str(Path("Documents") / "copie.xlsx"))
    excel = ouvrir()
    excel.application.active_book.path = str(tmp_path / "débranché")
    excel.com.DefaultFilePath = str(tmp_path / "absent")
    avant = _etat(excel)
    assert Boutons().agir("essai", excel.com) == [
        "erreur",
        "« copie.xlsx » ne peut pas être enregistré : fichier introuvable",
    ]
    assert _etat(excel) == avant


def test_un_modele_s_ouvre_sans_fichier(ouvrir: Callable[..., Excel]) -> None:
    excel = ouvrir(None)
    assert Boutons().agir("nouveau", excel.com)[0] == "message"
    classeur = excel.com.ActiveWorkbook
    assert (classeur.Path, excel.feuilles[0]) == ("", "Récapitulatif")
    formules = _cellules(lire_classeur(_application(excel)), "formules").values()
    assert any("XLP_SALAIRE_MINIMUM(" in formule for formule in formules)
    assert not any("_xldudf_" in formule for formule in formules)


def test_modele_inconnu(ouvrir: Callable[..., Excel], declarer: Callable[..., None]) -> None:
    declarer(Reponse("", (_page(),), gabarit="autre.xlsx"))
    excel = ouvrir()
    avant = _etat(excel)
    assert Boutons().agir("essai", excel.com) == ["erreur", "Modèle « autre.xlsx » inconnu"]
    assert _etat(excel) == avant


def test_sans_classeur_ouvert_un_nouveau_recoit_la_page(ouvrir: Callable[..., Excel]) -> None:
    excel = ouvrir(None)
    assert Boutons().agir("baremes", excel.com)[0] == "message"
    assert excel.com.Workbooks.Count == 1
    assert excel.com.ActiveSheet.Name == "Barèmes"


# --- the COM server ------------------------------------------------------------------------------


def test_le_serveur_garde_la_reponse_entre_la_question_et_le_oui(
    ouvrir: Callable[..., Excel], perdues: Path
) -> None:
    excel, moteur = ouvrir(perdues), vba_com.Moteur()
    assert moteur.Agir("relier", excel.com)[0] == "question"
    assert vba_com.Moteur().Confirmer(excel.com)[0] == "erreur"  # another Excel's
    reponse = moteur.Confirmer(excel.com)
    assert reponse[0] == "message"
    assert type(reponse) is list
    assert set(vba_com.Moteur._public_methods_) == {"Calculer", "Agir", "Confirmer"}


def test_xlwings_ne_ferme_aucun_excel_en_partant(ouvrir: Callable[..., Excel]) -> None:
    """Left to itself xlwings runs ``taskkill`` on Excels without a window when Python exits."""
    retires: list[Any] = []
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(atexit, "unregister", retires.append)
        _application(ouvrir(None))
    assert retires == [pywin32_factice.charger().cleanup]
