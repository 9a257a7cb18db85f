"""The classic Excel add-in: its VBA, its file, its IntelliSense and what crosses COM, without Excel."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests import vba_lecteurs
from xlprod import registre
from xlprod.erreurs import ABSENT, VALEUR, ChiffreAbsent
from xlprod.hotes import vba, vba_com, vba_intellisense, vba_paquet
from xlprod.registre import AIDE_MAX, FONCTIONS, NOMS_MAX, Argument, ErreurCellule, Fonction, Genre
from xlprod.trace import Resultat

RACINE = Path(__file__).resolve().parent.parent
SIGNATURE = re.compile(r"(?m)^Public Function XLP_(\w+)\((.*)\) As Variant\r$")
JUIN = 46175.0  # 02/06/2026
SCODE_ABSENT, SCODE_DIV0 = -2146826246, -2146826281


@pytest.fixture(scope="module")
def xlam(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return vba_paquet.construire_xlam(tmp_path_factory.mktemp("vba") / "Société" / "xlprod.xlam")


# --- VBA -----------------------------------------------------------------------------------


def _attendu(a: Argument) -> str:
    nom = "date_" if a.nom == "date" else a.nom
    if a.variadique:
        return f"ParamArray {nom}() As Variant"
    return f"Optional ByVal {nom} As Variant" if a.facultatif else f"ByVal {nom} As Variant"


def test_chaque_fonction_a_son_enveloppe_avec_ses_arguments() -> None:
    trouves = dict(SIGNATURE.findall(vba.modules()["XlpFonctions"]))
    assert trouves == {nom: ", ".join(map(_attendu, f.arguments)) for nom, f in FONCTIONS.items()}


def test_tout_passe_par_un_seul_point() -> None:
    modules = vba.modules()
    enveloppes = modules["XlpFonctions"]
    assert len(re.findall(r"= XlpAppel\(", enveloppes)) == len(FONCTIONS)
    assert "".join(modules.values()).count("CreateObject(PROGID)") == 1
    for interdit in ("call_in_wizard", "FunctionWizard", "Err.Description\r\n    XLP_"):
        assert interdit not in enveloppes


def test_seules_les_fonctions_de_feuille_paraissent_dans_l_assistant() -> None:
    for module, source in vba.modules().items():
        assert ("Option Private Module" in source) == (module != "XlpFonctions")


def test_limites_de_l_assistant_et_de_vba() -> None:
    for f in FONCTIONS.values():
        noms = [vba.nom_vba(a) for a in f.arguments]
        assert len(noms) + sum(map(len, noms)) <= NOMS_MAX
        assert len({n.lower() for n in noms}) == len(noms)
        assert not vba.RESERVES & {n.lower() for n in noms}
        assert all(len(t) <= AIDE_MAX for t in (vba.description(f), *map(vba.aide, f.arguments)))
    for source in vba.modules().values():
        assert all(len(ligne) <= vba.LIGNE_MAX for ligne in source.split("\r\n"))
        assert "\n" not in source.replace("\r\n", "")
        suites = re.findall(r"(?:[^\n]* _\r\n)+", source)
        assert all(bloc.count("\n") <= 24 for bloc in suites)


def test_chaque_fonction_et_chaque_argument_est_decrit() -> None:
    aide = vba.modules()["XlpAide"]
    for f in FONCTIONS.values():
        bloc = aide.partition(f'XlpDecrire "XLP_{f.nom}", ')[2].partition("XlpDecrire ")[0]
        assert f.resume.replace('"', '""') in bloc
        assert all(a.aide.replace('"', '""') in bloc for a in f.arguments)


def _fausse(**changements: Any) -> Fonction:
    champs: dict[str, Any] = {"nom": "FAUSSE", "groupe": "Essai", "resume": "Essai", "retour": "texte"}
    champs |= {"arguments": (), "base_legale": "", "corps": lambda: Resultat}
    return Fonction(**champs | changements)


@pytest.mark.parametrize(
    ("changements", "phrase"),
    [
        ({"resume": "é" * (AIDE_MAX + 1)}, "plus de 255 caractères"),
        ({"arguments": (Argument("brut", Genre.MONTANT, "a" * 256),)}, "plus de 255 caractères"),
        ({"resume": "minimum ≥ plafond"}, "« ≥ » n'existe pas en Windows-1252"),
    ],
)
def test_ce_qu_excel_ne_peut_pas_montrer_arrete_la_construction(
    monkeypatch: pytest.MonkeyPatch, changements: dict[str, Any], phrase: str
) -> None:
    monkeypatch.setitem(FONCTIONS, "FAUSSE", _fausse(**changements))
    with pytest.raises(vba.ErreurVba, match=re.escape(phrase)):
        vba.modules()


def test_les_guillemets_sont_doubles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FONCTIONS, "FAUSSE", _fausse(resume='dit "brut"\u202f: oui'))
    assert 'XlpDecrire "XLP_FAUSSE", "dit ""brut""\u00a0: oui"\r\n' in vba.modules()["XlpAide"]


# --- file ----------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # olevba against recent pyparsing
def test_olevba_relit_exactement_les_modules(xlam: Path) -> None:
    relus = vba_lecteurs.par_olevba(xlam)
    assert relus == vba_lecteurs.attendus()
    assert "« effectif=10;taux_at=1,5 », taux en %" in relus["XlpAide"]


def test_le_classeur_garde_ses_attributs_de_document(xlam: Path) -> None:
    from pyopenvba import ExcelFile

    with ExcelFile(xlam) as classeur:
        assert classeur.validate() == []
        source = classeur.get_module("ThisWorkbook")
        assert classeur.vba_project().code_page == 1252
    assert 'Attribute VB_Base = "0{00020819-0000-0000-C000-000000000046}"' in source
    assert source.endswith(vba.OUVERTURE.replace("\n", "\r\n"))


def test_memes_sources_memes_octets(xlam: Path, tmp_path: Path) -> None:
    """Other processes, other orders of sets: the bytes do not change."""
    code = (
        "import sys, pathlib; from xlprod.hotes import vba_paquet as p; "
        "p.construire_xlam(pathlib.Path(sys.argv[1]))"
    )
    for graine in ("1", "2"):
        autre = tmp_path / f"{graine}.xlam"
        environnement = {**os.environ, "PYTHONHASHSEED": graine, "PYTHONPATH": str(RACINE)}
        subprocess.run([sys.executable, "-c", code, str(autre)], check=True, env=environnement)
        assert autre.read_bytes() == xlam.read_bytes()


def test_archive_d_un_complement(xlam: Path) -> None:
    with zipfile.ZipFile(xlam) as archive:
        assert archive.testzip() is None
        noms = archive.namelist()
        assert noms[0] == "[Content_Types].xml"
        assert noms[1:] == sorted(noms[1:])
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        types = archive.read(noms[0]).decode()
        for nom in noms:
            if nom.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(nom))
        assert b"<dc:creator>xlprod</dc:creator>" in archive.read("docProps/core.xml")
    assert "application/vnd.ms-excel.addin.macroEnabled.main+xml" in types
    assert "application/vnd.ms-office.vbaProject" in types


def test_une_partie_de_plus_tient_en_un_appel(xlam: Path, tmp_path: Path) -> None:
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
    partie = vba_paquet.Partie("customXml/item1.xml", b"<essai/>", relation)
    augmente = vba_paquet._paquet(xlam, tmp_path / "b.xlam", vba_paquet.COMPLEMENT, partie)
    with zipfile.ZipFile(xlam) as avant, zipfile.ZipFile(augmente) as apres:
        assert set(apres.namelist()) - set(avant.namelist()) == {partie.nom}
        assert apres.read(partie.nom) == partie.contenu
        changees = {n for n in avant.namelist() if avant.read(n) != apres.read(n)}
        assert changees == {"_rels/.rels"}
        liens = [[e.attrib for e in ElementTree.fromstring(z.read("_rels/.rels"))] for z in (avant, apres)]
        assert 'Extension="xml"' in apres.read("[Content_Types].xml").decode()
    nouveau = liens[1].pop()
    assert liens[0] == liens[1]
    assert nouveau["Id"] not in {lien["Id"] for lien in liens[0]}
    assert (nouveau["Type"], nouveau["Target"]) == (relation, partie.nom)


def test_libreoffice_ouvre_le_fichier_et_voit_les_modules(soffice: Path, xlam: Path, tmp_path: Path) -> None:
    classeur = tmp_path / "complement.xlsm"  # LibreOffice does not open an .xlam by that name
    with zipfile.ZipFile(xlam) as lu, zipfile.ZipFile(classeur, "w") as ecrit:
        for nom in lu.namelist():
            octets = lu.read(nom)
            if nom == "[Content_Types].xml":
                octets = octets.replace(b"ms-excel.addin.macroEnabled", b"ms-excel.sheet.macroEnabled")
            ecrit.writestr(nom, octets)
    lus = vba_lecteurs.par_libreoffice(soffice, classeur, tmp_path)
    for module in vba.modules():
        assert vba_lecteurs.attendus()[module] in lus[module]


# --- VBA at work, in pyOpenVBA's interpreter, with a stand-in for the COM server ------------------

FAUX_MOTEUR = """Attribute VB_Name = "FauxMoteur"
Option Explicit
Public Function FauxCalculer(ByVal nom As String, ByVal valeurs As Variant) As Variant
    Dim colonne(0 To 1, 0 To 0) As Variant, rang As Long, types As String
    Select Case nom
    Case "SOURCE"
        FauxCalculer = Array("erreur", 2042, "aucun chiffre")
    Case "NET"
        colonne(0, 0) = 5.5
        colonne(1, 0) = ""
        FauxCalculer = Array("valeur", colonne, "1,0,2042")
    Case "BAREME", "DIAGNOSTIC"
        Err.Raise 5, , "moteur en panne"
    Case Else
        If IsArray(valeurs) Then
            For rang = 0 To UBound(valeurs)
                types = types & TypeName(valeurs(rang)) & " "
            Next rang
        Else
            types = TypeName(valeurs)
        End If
        FauxCalculer = Array("valeur", Trim(types), "")
    End Select
End Function
Public Function EssaiColonne() As Variant
    Dim rendu As Variant
    rendu = XLP_NET(Range("A1:A2"), "TECH_NC", 46175, 5)
    EssaiColonne = rendu(0, 0) & " " & IsError(rendu(1, 0)) & " " & CLng(rendu(1, 0))
End Function
"""


@pytest.fixture(scope="module")
def excel(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from pyopenvba import ExcelFile
    from pyopenvba.apps.excel import ExcelApplication

    fichier = tmp_path_factory.mktemp("interprete") / "essai.xlsm"
    with ExcelFile.create_new(fichier) as classeur:
        projet = classeur.vba_project()
        for module, source in vba.modules().items():
            projet.add_module(module, source.replace("XlpServeur().Calculer(", "FauxCalculer("))
        projet.add_module("FauxMoteur", FAUX_MOTEUR.replace("\n", "\r\n"))
        classeur.save()
    return ExcelApplication.open(str(fichier))


@pytest.mark.parametrize(
    ("appel", "attendu"),
    [
        ("XLP_VERSION()", "Empty"),
        ('XLP_PLAFOND("PMSS", 46175)', "String Long Empty Empty Empty"),
        ('XLP_PLAFOND("PMSS", 46175, , "ART_NC")', "String Long Empty String Empty"),
        ('XLP_PLAFOND(Range("A1:A2"), Range("B1"))', "Variant() Empty Empty Empty Empty"),
        ('XLP_POURQUOI("NET")', "String"),
        ('XLP_POURQUOI("NET", , "x", Range("A1:B2"))', "String Empty String Variant()"),
        ('XLP_SOURCE("PMSS", 1)', "Error 2042"),
        ("XLP_BAREME(1, 2)", "Error 2015"),
        ('XLP_DIAGNOSTIC("NET")', "moteur en panne"),
        ("EssaiColonne()", "5.5 True 2042"),
    ],
)
def test_le_vba_lit_les_arguments_et_rend_de_vraies_erreurs(excel: Any, appel: str, attendu: str) -> None:
    assert str(excel.evaluate(appel)).replace("5,5", "5.5") == attendu


NOTER = """Attribute VB_Name = "Notes"
Option Explicit
Public Sub Noter(ByVal macro As String, ByVal description As String, ByVal category As String, _
        Optional ByVal argumentDescriptions As Variant)
    ThisWorkbook.Saved = False ' comme le fait Excel
    Range("A1").Value = Range("A1").Value + 1
End Sub
Public Function EssaiOuverture(ByVal sauve As Boolean) As String
    Range("A1").Value = 0
    ThisWorkbook.Saved = sauve
    XlpEnregistrer
    EssaiOuverture = ThisWorkbook.Saved & " " & Range("A1").Value
End Function
"""


def test_a_l_ouverture_un_classeur_a_enregistrer_le_reste(tmp_path: Path) -> None:
    """Closing a workbook recovered after a crash must still ask whether to save it."""
    from pyopenvba.apps.excel import ExcelApplication

    excel = ExcelApplication()
    excel.add_workbook()
    for module, source in vba.modules().items():
        excel.add_module(source.replace("Application.MacroOptions ", "Noter "), name=module)
    excel.add_module(NOTER.replace("\n", "\r\n"), name="Notes")
    for sauve in ("True", "False"):
        assert excel.evaluate(f"EssaiOuverture({sauve})") == f"{sauve} {len(FONCTIONS)}"


# --- IntelliSense --------------------------------------------------------------------------


def test_intellisense_decrit_tout_le_registre() -> None:
    espace = "{http://schemas.excel-dna.net/intellisense/1.0}"
    racine = ElementTree.fromstring(vba_intellisense.intellisense_xml().encode())
    assert racine.tag == f"{espace}IntelliSense"
    fonctions = {e.attrib["Name"]: e for e in racine.iterfind(f"{espace}FunctionInfo/{espace}Function")}
    assert set(fonctions) == {f"XLP_{nom}" for nom in FONCTIONS}
    for nom, f in FONCTIONS.items():
        element = fonctions[f"XLP_{nom}"]
        assert element.attrib["Description"].startswith(f.resume)
        aides = [a.attrib["Description"] for a in element.iterfind(f"{espace}Argument")]
        assert len(aides) == len(f.arguments)
        assert all(texte.startswith(a.aide) for texte, a in zip(aides, f.arguments, strict=True))
    noms = [a.attrib["Name"] for a in fonctions["XLP_PLAFOND"]]
    assert noms == ["nature", "date", "[jours]", "[statut]", "[methode]"]


# --- COM -----------------------------------------------------------------------------------


def test_la_reponse_est_une_liste_car_un_tuple_serait_des_arguments_de_sortie() -> None:
    for reponse in (vba_com.calculer("VERSION", None), vba_com.calculer("NET", ("x",))):
        assert type(reponse) is list


def test_une_cellule() -> None:
    attendu = registre.evaluer("NET", [1500.0, "TECH_NC", JUIN, 5.0]).valeur
    arguments = (1500.0, "TECH_NC", JUIN, 5.0, None)
    assert vba_com.Moteur().Calculer("NET", arguments) == ["valeur", attendu, ""]
    assert vba_com.calculer("NET", (((1500.0,),), "TECH_NC", JUIN, 5.0, vba_com.OMIS))[1] == attendu


def test_une_colonne_avec_erreurs_et_ligne_vide() -> None:
    bruts = ((1500.0,), (None,), ("x",), (SCODE_ABSENT,), (2000.0,))
    nature, lignes, reperes = vba_com.calculer("NET", (bruts, "TECH_NC", JUIN, 5.0))
    assert nature == "valeur"
    assert [len(ligne) for ligne in lignes] == [1] * 5
    assert lignes[0][0] > 1000
    assert lignes[4][0] > lignes[0][0]
    assert [ligne[0] for ligne in lignes[1:4]] == ["", "", ""]
    assert reperes == "2,0,2015;3,0,2042"


def test_une_ligne_reste_une_ligne_meme_ecrite_dans_la_formule() -> None:
    for bruts in (((1500.0, 2000.0),), (1500.0, 2000.0)):
        _, lignes, reperes = vba_com.calculer("NET", (bruts, "TECH_NC", JUIN, 5.0))
        assert [len(ligne) for ligne in lignes] == [2]
        assert reperes == ""


def test_une_erreur_a_son_numero_et_sa_phrase() -> None:
    nature, numero, phrase = vba_com.calculer("NET", (-5.0, "TECH_NC", JUIN, 5.0))
    assert (nature, numero) == ("erreur", 2015)
    assert "négatif" in phrase
    assert vba_com.calculer("NET", (SCODE_ABSENT, "TECH_NC", JUIN, 5.0))[:2] == ["erreur", 2042]
    assert vba_com.calculer("NET", (SCODE_DIV0, "TECH_NC", JUIN, 5.0))[:2] == ["erreur", 2015]
    assert vba_com.calculer("SOURCE", ("PMSS", 30000.0))[:2] == ["erreur", 2042]
    assert vba_com.calculer("INCONNUE", ())[0] == "erreur"


def test_une_panne_est_une_erreur_de_sa_cellule(monkeypatch: pytest.MonkeyPatch) -> None:
    def panne(*_: Any) -> None:
        raise RuntimeError("rompu")

    monkeypatch.setattr(registre, "evaluer", panne)
    assert vba_com.calculer("NET", ()) == ["erreur", 2015, "erreur interne (RuntimeError) : rompu"]


def test_ce_qui_vient_de_com() -> None:
    assert vba_com.bruts((None, "a", True, 0.0, None, vba_com.OMIS)) == [None, "a", True, 0.0]
    assert vba_com.bruts(((("effectif", 10.0), ("taux_at", SCODE_DIV0)),)) == [
        [["effectif", 10.0], ["taux_at", ErreurCellule("#DIV/0!")]]
    ]
    assert vba_com.bruts((SCODE_ABSENT,)) == [ErreurCellule(ABSENT)]


def test_ce_qui_part_vers_com() -> None:
    assert vba_com.valeur(3) == ["valeur", 3.0, ""]
    assert type(vba_com.valeur(3)[1]) is float
    assert vba_com.valeur(True) == ["valeur", True, ""]
    assert vba_com.valeur([]) == ["valeur", [[""]], ""]
    assert vba_com.valeur([["a", None], [ChiffreAbsent("rien")]]) == [
        "valeur",
        [["a", ""], ["", ""]],
        "1,0,2042",
    ]
    assert vba_com.NUMEROS == {VALEUR: 2015, ABSENT: 2042}


@pytest.mark.parametrize("nom", ["POURQUOI", "DIAGNOSTIC"])
def test_fonctions_a_arguments_variables(nom: str) -> None:
    nature, valeur, _ = vba_com.calculer(nom, ("NET", 1500.0, "TECH_NC", JUIN, 5.0, None))
    assert nature == "valeur"
    if nom == "POURQUOI":
        assert len({len(ligne) for ligne in valeur}) == 1  # COM wants a rectangle
    else:
        assert valeur == "conforme"


def test_inscription_pour_l_utilisateur_seul() -> None:
    cles = vba_com.cles("pythonw.exe -m xlprod.hotes.vba_com")
    assert cles[r"xlprod.Moteur\CLSID"] == vba_com.CLSID
    assert cles[rf"CLSID\{vba_com.CLSID}\LocalServer32"].endswith("-m xlprod.hotes.vba_com")
    module, _, classe = cles[rf"CLSID\{vba_com.CLSID}\PythonCOM"].rpartition(".")
    assert getattr(sys.modules[module], classe) is vba_com.Moteur
    assert vba_com.commande().endswith("-m xlprod.hotes.vba_com")
    assert f'PROGID As String = "{vba_com.PROGID}"' in vba.modules()["XlpMoteur"]


@pytest.mark.skipif(os.name == "nt", reason="il n'y a rien à refuser sous Windows")
def test_hors_de_windows_le_serveur_refuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert vba_com.main(["inscrire"]) == 1
    assert "sous Windows" in capsys.readouterr().err
