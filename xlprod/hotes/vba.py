"""VBA of classic Excel on Windows, generated from the registry; :mod:`.vba_paquet` puts it in files.

Every wrapper goes through ``XlpAppel``, which reads each range in one crossing, asks the COM
server of :mod:`xlprod.hotes.vba_com`, and gives true errors back: a failure is neither a text
nor a zero.

VBA text is kept in code page 1252: a character that it lacks stops the build instead of
becoming « ? ».
"""

from __future__ import annotations

import importlib

from xlprod.hotes import vba_moteur, vba_ruban
from xlprod.registre import AIDE_MAX, ESPACE, FONCTIONS, PREFIXE_CLASSIQUE, Argument, Fonction

CLASSEUR = "ThisWorkbook"
MODULES = ("XlpFonctions", vba_moteur.MODULE, "XlpAide", vba_ruban.MODULE)
PAGE_DE_CODE = "cp1252"
LIGNE_MAX = 1023
"""Longest line of VBA."""
ABSENT_EN_1252 = str.maketrans({"\u202f": "\u00a0", "\u2009": "\u00a0", "\u2011": "-", "\u2212": "-"})
"""Typographic spaces and dashes that code page 1252 lacks, and what stands for them."""
_MOTS = (
    "alias and array as boolean byref byte byval call case cbool cdate cdbl clng close const cstr "
    "currency date debug declare dim do double each else empty end enum erase error event exit false "
    "fix for friend function get global gosub goto if imp implements in input integer is let like line "
    "lock long loop lset me mid mod name new next not nothing null object on open option optional or "
    "paramarray preserve print private property public put redim rem resume return rset seek select "
    "set single static step stop string sub then time to true type typeof until variant wend while "
    "with write xor"
)
RESERVES = frozenset(_MOTS.split())
"""Words that cannot name an argument."""

ENTETE = 'Attribute VB_Name = "{module}"\nOption Explicit\n{options}\n\' {titre}\n'

AIDE = """
Public Sub XlpEnregistrer()
    Dim complement As Boolean, sauve As Boolean
    sauve = ThisWorkbook.Saved ' un classeur récupéré après une panne reste à enregistrer
    On Error GoTo Refus
    XlpDecrireTout
    ThisWorkbook.Saved = sauve
    Exit Sub
Refus: ' Excel peut refuser de décrire les fonctions d'un classeur masqué : il est montré un instant
    Resume Montrer
Montrer:
    On Error Resume Next ' sans descriptions, les fonctions marchent
    complement = ThisWorkbook.IsAddin
    Application.ScreenUpdating = False
    ThisWorkbook.IsAddin = False
    XlpDecrireTout
    ThisWorkbook.IsAddin = complement
    ThisWorkbook.Saved = sauve
    Application.ScreenUpdating = True
End Sub

Private Sub XlpDecrire(ByVal nom As String, ByVal resume_ As String, Optional ByVal aides As Variant)
    If IsMissing(aides) Then
        Application.MacroOptions Macro:=nom, Description:=resume_, Category:="{espace}"
    Else
        Application.MacroOptions Macro:=nom, Description:=resume_, Category:="{espace}", _
            ArgumentDescriptions:=aides
    End If
End Sub

Private Sub XlpDecrireTout()
{descriptions}
End Sub
"""

OUVERTURE = """Option Explicit

Private Sub Workbook_Open()
    XlpEnregistrer
End Sub

Private Sub Workbook_Activate()
    XlpOngletRevoir
End Sub
"""


class ErreurVba(Exception):
    """The VBA cannot be written; the message is a French sentence."""


def modules() -> dict[str, str]:
    """Source of each standard module, with VBA's line ends."""
    declarees = fonctions()
    enveloppes = "".join("\n" + enveloppe(f) for f in declarees)
    descriptions = "\n".join(map(_description, declarees))
    aide = AIDE.format(espace=ESPACE, descriptions=descriptions)
    titres = (
        "Fonctions de feuille",
        vba_moteur.TITRE,
        "Descriptions de l'assistant fonction",
        vba_ruban.TITRE,
    )
    sources = zip(MODULES, titres, (enveloppes, vba_moteur.source(), aide, vba_ruban.source()), strict=True)
    return {module: _source(module, titre, corps) for module, titre, corps in sources}


def fonctions() -> list[Fonction]:
    """Every function, in alphabetical order."""
    importlib.import_module("udfs")
    return [FONCTIONS[nom] for nom in sorted(FONCTIONS)]


def _source(module: str, titre: str, corps: str) -> str:
    """Module as VBA keeps it; ``Option Private Module`` keeps ours out of the function wizard."""
    options = "" if module == MODULES[0] else "Option Private Module\n"
    entete = ENTETE.format(module=module, options=options, titre=f"{titre} : module généré, ne pas modifier")
    return en_vba(entete + corps)


def en_vba(texte: str) -> str:
    """Text with VBA's line ends; refuses what code page 1252 or VBA's lines do not hold."""
    texte = texte.translate(ABSENT_EN_1252)
    for numero, ligne in enumerate(texte.split("\n"), 1):
        if len(ligne) > LIGNE_MAX:
            raise ErreurVba(f"ligne {numero} trop longue pour VBA ({len(ligne)} caractères)")
    try:
        texte.encode(PAGE_DE_CODE)
    except UnicodeEncodeError as erreur:
        raise ErreurVba(f"« {texte[erreur.start : erreur.end]} » n'existe pas en Windows-1252") from None
    return texte.replace("\n", "\r\n")


def enveloppe(f: Fonction) -> str:
    """``Public Function XLP_NOM(…) As Variant`` that passes its arguments on."""
    parametres = ", ".join(map(_parametre, f.arguments))
    fixes = ", ".join(nom_vba(a) for a in f.arguments if not a.variadique)
    lignes = [f"Public Function {PREFIXE_CLASSIQUE}{f.nom}({parametres}) As Variant"]
    liste = f"Array({fixes})"
    if f.arguments and f.arguments[-1].variadique:
        # VBA does not pass a ParamArray on: its copy, yes
        lignes += ["    Dim suite As Variant", f"    suite = {nom_vba(f.arguments[-1])}"]
        liste = f"XlpListe({liste}, suite)"
    lignes += [f'    {PREFIXE_CLASSIQUE}{f.nom} = XlpAppel("{f.nom}", {liste})', "End Function", ""]
    return "\n".join(lignes)


def _parametre(a: Argument) -> str:
    if a.variadique:
        return f"ParamArray {nom_vba(a)}() As Variant"
    return f"{'Optional ' if a.facultatif else ''}ByVal {nom_vba(a)} As Variant"


def nom_vba(a: Argument) -> str:
    """Name of an argument in VBA, which keeps ``date`` and others for itself."""
    return f"{a.nom}_" if a.nom.lower() in RESERVES else a.nom


def _description(f: Fonction) -> str:
    """Call of ``XlpDecrire``, one line for each argument."""
    textes = [description(f), *(aide(a) for a in f.arguments)]
    if trop := [texte for texte in textes if len(texte) > AIDE_MAX]:
        raise ErreurVba(f"{f.nom} : plus de {AIDE_MAX} caractères pour l'assistant fonction : « {trop[0]} »")
    appel = f"    XlpDecrire {_litteral(PREFIXE_CLASSIQUE + f.nom)}, {_litteral(textes[0])}"
    if not f.arguments:
        return appel
    aides = ", _\n        ".join(map(_litteral, textes[1:]))
    return f"{appel}, Array( _\n        {aides})"


def description(f: Fonction) -> str:
    """What the function wizard says of a function."""
    return f"{f.resume} ({f.base_legale})" if f.base_legale else f.resume


def aide(a: Argument) -> str:
    """What the function wizard says of an argument."""
    return f"{a.aide} (facultatif)" if a.facultatif and not a.variadique else a.aide


def _litteral(texte: str) -> str:
    return '"' + texte.replace('"', '""') + '"'
