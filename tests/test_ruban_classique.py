"""The ribbon of classic Excel: its part, its VBA in two interpreters, the chain from a click to a sheet."""

from __future__ import annotations

import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pyopenvba import ExcelFile
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter._objects import VBAObject, member, method
from pyopenvba.interpreter._values import VBAInt, error

from macros.registre import ACTIONS, groupes
from tests import excel_com, excel_simule, macros_libreoffice
from tests.ruban import defauts
from xlprod.hotes import ruban, vba, vba_com, vba_paquet, vba_ruban, xlwings_com

pytestmark = pytest.mark.usefixtures("pywin32")
OUI, NON = VBAInt(6, "Integer"), VBAInt(7, "Integer")
INFORMATION, ATTENTION, QUESTION = 64, 48, 4 + 32 + 256
"""Styles of message boxes: vbInformation, vbExclamation, vbYesNo + vbQuestion + vbDefaultButton2."""


ESSAI = """Attribute VB_Name = "XlpEssai"
Option Explicit
Public Function XlpEssayer(ByVal control As Object) As String
    XlpMuet = True
    XlpAction control
    XlpEssayer = XlpDit() & "|" & Application.Cursor & "|" & Application.DisplayAlerts & "|" & XlpMontre()
End Function
Public Function XlpMontre() As Boolean
    Dim visible As Variant
    XlpOngletVisible Nothing, visible
    XlpMontre = visible
End Function
"""
"""A click without message boxes; whether the tab of a workbook shows."""
LIVRES = Path(__file__).parents[1] / "workbooks"
CLASSIQUES = [LIVRES / "devis_cinema_classique.xlsm", LIVRES / "exemples" / "film_2_5_M_classique.xlsm"]


@pytest.fixture(scope="module")
def xlam(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return vba_paquet.construire_xlam(tmp_path_factory.mktemp("ruban") / "xlprod.xlam")


# --- the part ------------------------------------------------------------------------------------


@pytest.mark.parametrize("classeur", [None, *CLASSIQUES], ids=["complement", "vierge", "exemple"])
def test_chaque_fichier_porte_son_ruban(xlam: Path, classeur: Path | None) -> None:
    with zipfile.ZipFile(classeur or xlam) as archive:
        assert archive.read(ruban.PARTIE) == ruban.xml(classeur is not None)
        relations = ElementTree.fromstring(archive.read("_rels/.rels"))
        types = archive.read("[Content_Types].xml").decode()
    liees = [r for r in relations if r.attrib["Type"] == ruban.RELATION]
    assert [r.attrib["Target"] for r in liees] == [ruban.PARTIE]
    assert len({r.attrib["Id"] for r in relations}) == len(relations)
    assert '<Default Extension="xml" ContentType="application/xml"/>' in types


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # olevba against recent pyparsing
@pytest.mark.parametrize("classeur", CLASSIQUES, ids=["vierge", "exemple"])
def test_excel_n_aurait_rien_a_redire_au_ruban_d_un_classeur(classeur: Path) -> None:
    assert defauts(classeur) == []


def test_l_onglet_d_un_classeur_est_celui_du_complement_qui_sait_s_effacer() -> None:
    ajouts = f' onLoad="{ruban.CHARGE}"', f' getVisible="{ruban.VISIBLE}"'
    classeur = ruban.xml(classeur=True).decode()
    for ajout in ajouts:
        assert classeur.count(ajout) == 1
        classeur = classeur.replace(ajout, "")
    assert classeur.encode() == ruban.xml()


def test_un_bouton_pour_chaque_action() -> None:
    espace = f"{{{ruban.ESPACE}}}"
    racine = ElementTree.fromstring(ruban.xml())
    assert racine.tag == f"{espace}customUI"
    identifiants = [e.attrib["id"] for e in racine.iter() if "id" in e.attrib]
    assert len(set(identifiants)) == len(identifiants)
    assert all(re.fullmatch(r"[A-Za-z_][\w.]*", i) for i in identifiants)
    (onglet,) = racine.iter(f"{espace}tab")
    assert (onglet.attrib["label"], onglet.attrib["keytip"]) == ("xlprod", "XP")
    lus = [
        (g.attrib["label"], [b.attrib["tag"] for b in g.iter(f"{espace}button")])
        for g in onglet.iter(f"{espace}group")
    ]
    assert lus == [(groupe, [a.nom for a in actions]) for groupe, actions in groupes()]
    for bouton in racine.iter(f"{espace}button"):
        action = ACTIONS[bouton.attrib["tag"]]
        lu = [bouton.attrib[n] for n in ("label", "screentip", "supertip", "keytip", "imageMso", "size")]
        taille = "large" if action.grand else "normal"
        assert lu == [action.libelle, action.libelle, action.aide, action.touche, action.icone, taille]
    touches = [a.touche for a in ACTIONS.values()]
    assert len(set(touches)) == len(touches)


def test_le_rappel_existe_dans_le_vba_du_fichier(xlam: Path) -> None:
    rappels = set(re.findall(r'\bon[A-Z]\w*="(\w+)"', ruban.xml().decode()))
    with ExcelFile(xlam) as fichier:
        sources = "".join(fichier.get_module(nom) for nom in fichier.vba_project().module_names())
    assert rappels == set(re.findall(r"Public Sub (\w+)\(ByVal control As Object\)", sources))


def test_un_texte_delicat_reste_du_xml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ACTIONS, "aide", replace(ACTIONS["aide"], libelle='Droit & "aide" <1>'))
    racine = ElementTree.fromstring(ruban.xml())
    assert 'Droit & "aide" <1>' in {e.attrib.get("label") for e in racine.iter()}


# --- VBA, and the whole chain --------------------------------------------------------------------


class Controle(VBAObject):  # type: ignore[misc,unused-ignore]
    """The button that Office hands to its callback."""

    def __init__(self, etiquette: str) -> None:
        self.etiquette = etiquette

    @member  # type: ignore[untyped-decorator,unused-ignore]
    def Tag(self) -> str:  # noqa: N802
        return self.etiquette


class Moteur(excel_simule.Moteur):
    """The COM object, its buttons included."""

    def __init__(self) -> None:
        super().__init__()
        self.moteur = vba_com.Moteur()

    @method  # type: ignore[untyped-decorator,unused-ignore]
    def Agir(self, nom: Any, excel: Any) -> Any:  # noqa: N802
        return excel_simule._vers_vba(self.moteur.Agir(nom, excel_com.Com(excel)))

    @method  # type: ignore[untyped-decorator,unused-ignore]
    def Confirmer(self, excel: Any) -> Any:  # noqa: N802
        return excel_simule._vers_vba(self.moteur.Confirmer(excel_com.Com(excel)))


class Poste:
    """An Excel with the add-in, a workbook, and an engine or not."""

    def __init__(self, classeur: Path, moteur: VBAObject | None) -> None:
        self.excel = ExcelApplication.open(classeur)
        self.interprete = self.excel.interpreter
        self.com = excel_com.Com(self.excel.application)
        self.moteur = moteur
        self.interprete.host.create = self.creer

    def creer(self, nom: str) -> VBAObject:
        if self.moteur is None or nom != vba_com.PROGID:
            raise error(429, "Un composant ActiveX ne peut pas créer d'objet")
        return self.moteur

    def cliquer(self, nom: str, *reponses: Any) -> list[tuple[str, int]]:
        """Boxes shown, as (text, style)."""
        self.interprete.dialogs.clear()
        self.interprete.answers[:] = reponses
        self.interprete.run(ruban.RAPPEL, [Controle(nom)])
        assert self.repos() == (-4143, True, True, False)
        return [(texte, style) for _, texte, titre, style in self.interprete.dialogs if titre == "xlprod"]

    def repos(self) -> tuple[Any, ...]:
        return self.com.Cursor, self.com.DisplayAlerts, self.com.ScreenUpdating, self.com.StatusBar

    def feuilles(self) -> list[str]:
        return [f.Name for f in self.com.ActiveWorkbook.Sheets]


@pytest.fixture(scope="module")
def classeur(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with our VBA and a formula of another host."""
    fichier = tmp_path_factory.mktemp("poste") / "paie.xlsm"
    with ExcelFile.create_new(fichier) as nouveau:
        projet = nouveau.vba_project()
        for module, source in vba.modules().items():
            projet.add_module(module, source)
        projet.add_module("XlpEssai", ESSAI.replace("\n", "\r\n"))
        nouveau.save()
    return fichier


def test_un_clic_ecrit_une_feuille_et_dit_la_phrase(classeur: Path) -> None:
    poste = Poste(classeur, Moteur())
    avant = poste.feuilles()
    ((phrase, style),) = poste.cliquer("baremes")
    assert re.fullmatch(r"\d+ chiffres au \d\d/\d\d/\d{4}\.", phrase)
    assert style == INFORMATION
    assert poste.feuilles() == [*avant, "Barèmes"]


def test_une_erreur_est_dite_et_rien_ne_change(classeur: Path) -> None:
    poste = Poste(classeur, Moteur())
    avant = poste.feuilles()
    ((phrase, style),) = poste.cliquer("pourquoi")
    assert phrase.endswith("est vide")
    assert style == ATTENTION
    assert poste.feuilles() == avant


FORMULE = '=_xldudf_XLPROD_NET(1500,"TECH_NC",46175,5)'


@pytest.mark.parametrize(
    ("reponse", "dites", "formule"),
    [
        (NON, [], FORMULE),
        (OUI, [("1 formule reliée.", INFORMATION)], '=XLP_NET(1500,"TECH_NC",46175,5)'),
    ],
)
def test_une_question_attend_sa_reponse(classeur: Path, reponse: Any, dites: Any, formule: str) -> None:
    poste = Poste(classeur, Moteur())
    cellule = poste.com.ActiveSheet.Range("B2")
    xlwings_com.ecrire(cellule, "Formula", FORMULE)
    assert cellule.Value2 == vba_com.SCODE + 2029
    question = ("1 formule xlprod affiche #NOM?. Les réécrire ?", QUESTION)
    assert poste.cliquer("relier", reponse) == [question, *dites]
    assert xlwings_com.lire(cellule, "Formula") == formule


def test_sans_moteur_la_phrase_dit_comment_l_installer(classeur: Path) -> None:
    poste = Poste(classeur, None)
    ((phrase, style),) = poste.cliquer("baremes")
    assert phrase.startswith("Le moteur xlprod n'est pas installé ou ne démarre pas. Avec Python 3.11")
    assert "python -m xlprod.hotes.vba_com inscrire" in phrase
    assert style == ATTENTION


class Ancien(excel_simule.Moteur):
    """An engine that knows no button."""

    vba_type_name, vba_library = "Border", "excel"  # a type whose members are known: error 438


class Mourant(Moteur):
    """An engine that stops while it works."""

    @method  # type: ignore[untyped-decorator,unused-ignore]
    def Agir(self, nom: Any, excel: Any) -> Any:  # noqa: N802
        excel.vba_set("StatusBar", "xlprod : écriture")
        excel.vba_set("ScreenUpdating", False)
        raise error(-2147023170, "L'appel de procédure distante a échoué")


@pytest.mark.parametrize(
    ("moteur", "phrase"),
    [
        (Ancien, "Le moteur xlprod est plus ancien que ce complément : pip install --upgrade xlprod, "),
        (Mourant, "Le moteur xlprod ne répond plus (L'appel de procédure distante a échoué). Vérifiez"),
    ],
)
def test_un_moteur_trop_vieux_ou_qui_s_arrete(classeur: Path, moteur: Any, phrase: str) -> None:
    ((dite, style),) = Poste(classeur, moteur()).cliquer("baremes")
    assert dite.startswith(phrase)
    assert style == ATTENTION


class Onglet(VBAObject):  # type: ignore[misc,unused-ignore]
    """The IRibbonUI that Office hands over at loading."""

    redemandes = 0

    @method  # type: ignore[untyped-decorator,unused-ignore]
    def Invalidate(self) -> None:  # noqa: N802
        self.redemandes += 1


def test_l_onglet_du_classeur_s_efface_devant_celui_du_complement(classeur: Path, xlam: Path) -> None:
    poste, onglet = Poste(classeur, None), Onglet()
    lancer = poste.interprete.run
    lancer("XlpOngletRevoir")  # macros allowed after loading: no ribbon was given, nothing happens
    assert lancer("XlpMontre") is True
    lancer(ruban.CHARGE, [onglet])
    poste.excel.open_workbook(xlam)
    assert lancer("XlpMontre") is False
    lancer("XlpOngletRevoir")
    assert onglet.redemandes == 1
    poste.excel.application.workbooks_.books.pop()  # closed
    assert lancer("XlpMontre") is True


def test_un_classeur_actif_demande_si_son_onglet_se_montre() -> None:
    assert re.search(r"Sub Workbook_Activate\(\)\n    XlpOngletRevoir\nEnd Sub", vba.OUVERTURE)
    assert "Public Sub XlpOngletRevoir()" in vba.modules()[vba_ruban.MODULE]


def test_muet_rien_n_est_affiche_et_la_reponse_est_non(classeur: Path) -> None:
    poste = Poste(classeur, Moteur())
    cellule = poste.com.ActiveSheet.Range("B2")
    xlwings_com.ecrire(cellule, "Formula", FORMULE)
    dit = poste.interprete.run("XlpEssayer", [Controle("relier")])
    assert dit == "1 formule xlprod affiche #NOM?. Les réécrire ?|-4143|True|True"
    assert poste.interprete.dialogs == []
    assert xlwings_com.lire(cellule, "Formula") == FORMULE


# --- LibreOffice -----------------------------------------------------------------------------------


def _complement_en_classeur(xlam: Path, copie: Path) -> None:
    """LibreOffice does not open an .xlam by that name."""
    with zipfile.ZipFile(xlam) as lu, zipfile.ZipFile(copie, "w") as ecrit:
        for nom in lu.namelist():
            octets = lu.read(nom)
            if nom == "[Content_Types].xml":
                octets = octets.replace(b"ms-excel.addin.macroEnabled", b"ms-excel.sheet.macroEnabled")
            ecrit.writestr(nom, octets)


@pytest.mark.parametrize("source", [None, CLASSIQUES[1]], ids=["complement", "exemple"])
def test_libreoffice_execute_le_rappel_et_le_moteur_absent_est_dit(
    soffice: Path, xlam: Path, tmp_path: Path, source: Path | None
) -> None:
    copie = tmp_path / "copie.xlsm"
    if source is None:
        _complement_en_classeur(xlam, copie)
    else:
        shutil.copyfile(source, copie)
    with ExcelFile(copie) as fichier:
        fichier.vba_project().add_module("XlpEssai", ESSAI.replace("\n", "\r\n"))
        fichier.save()
    phrase, curseur, alertes, montre = macros_libreoffice.executer(
        soffice, copie, "XlpEssai.XlpEssayer", "baremes", tmp_path
    ).split("|")
    assert phrase.startswith("Le moteur xlprod n'est pas installé ou ne démarre pas. Avec Python 3.11")
    assert (curseur, alertes, montre) == ("-4143", "True", "True")
