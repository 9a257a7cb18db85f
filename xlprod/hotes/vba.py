"""VBA of classic Excel on Windows, generated from the registry; :mod:`.vba_paquet` puts it in files.

Every wrapper goes through ``XlpAppel``, which reads each range in one crossing, asks the COM
server of :mod:`xlprod.hotes.vba_com`, and gives true errors back: a failure is neither a text
nor a zero.

VBA text is kept in code page 1252: a character that it lacks stops the build instead of
becoming « ? ».
"""

from __future__ import annotations

import importlib

from xlprod.erreurs import VALEUR
from xlprod.hotes import vba_ruban
from xlprod.hotes.vba_com import NUMEROS, PROGID
from xlprod.registre import AIDE_MAX, ESPACE, FONCTIONS, PREFIXE_CLASSIQUE, Argument, Fonction

CLASSEUR = "ThisWorkbook"
MODULES = ("XlpFonctions", "XlpMoteur", "XlpAide", vba_ruban.MODULE)
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

MOTEUR = """
Private Const PROGID As String = "{progid}"
Private Const PAUSE As Long = 10 ' secondes avant de redemander un moteur absent
Private Const GARDEES As Long = 10000 ' réponses ; une de plus et toutes sont oubliées
Private Const PLAGE As Long = 100 ' cellules ; une plage plus grande n'est pas gardée

Private mMoteur As Object
Private mReponses As Object
Private mProchain As Date
Private mPhrase As String

' Point de passage unique : valeur, tableau ou véritable erreur de cellule.
Public Function XlpAppel(ByVal nom As String, ByVal arguments As Variant) As Variant
    On Error GoTo Echec
    mPhrase = ""
    XlpAppel = XlpReponse(XlpGardee(nom, XlpValeurs(arguments)))
    Exit Function
Echec:
    mPhrase = Err.Description
    If nom = "DIAGNOSTIC" Then ' sa valeur est une phrase : elle dit pourquoi rien ne se calcule
        XlpAppel = mPhrase
    Else
        XlpAppel = CVErr({valeur})
    End If
End Function

' Phrase française de la dernière erreur ; vide si le dernier appel a abouti.
Public Function XlpPhrase() As String
    XlpPhrase = mPhrase
End Function

' Valeurs des arguments fixes, suivies de celles des arguments variables.
Public Function XlpListe(ByVal fixes As Variant, ByVal suite As Variant) As Variant
    Dim liste() As Variant, rang As Long, nombre As Long
    nombre = UBound(fixes) + 1
    ReDim liste(0 To nombre + UBound(suite))
    For rang = 0 To UBound(fixes)
        liste(rang) = XlpValeur(fixes(rang))
    Next rang
    For rang = 0 To UBound(suite)
        liste(nombre + rang) = XlpValeur(suite(rang))
    Next rang
    XlpListe = liste
End Function

Private Function XlpValeurs(ByVal arguments As Variant) As Variant
    Dim valeurs() As Variant, rang As Long
    If UBound(arguments) < LBound(arguments) Then Exit Function ' aucun argument : Empty
    ReDim valeurs(0 To UBound(arguments))
    For rang = 0 To UBound(arguments)
        valeurs(rang) = XlpValeur(arguments(rang))
    Next rang
    XlpValeurs = valeurs
End Function

' Une plage est lue d'un bloc ; un argument omis est Empty.
Private Function XlpValeur(Optional ByVal argument As Variant) As Variant
    If IsMissing(argument) Then
        XlpValeur = Empty
    ElseIf IsObject(argument) Then
        If argument.Areas.Count > 1 Then Err.Raise 5, , "une plage d'un seul tenant est attendue"
        XlpValeur = argument.Value2
    Else
        XlpValeur = argument
    End If
End Function

' Une fonction ne dépend que de ses arguments : la valeur rendue par ce moteur sert aux mêmes appels.
Private Function XlpGardee(ByVal nom As String, ByVal valeurs As Variant) As Variant
    Dim clef As String, reponse As Variant
    clef = XlpClef(valeurs)
    If Len(clef) > 0 And Not mReponses Is Nothing Then
        If mReponses.Exists(nom & clef) Then
            XlpGardee = mReponses.Item(nom & clef)
            Exit Function
        End If
    End If
    reponse = XlpQuestion(nom, valeurs)
    XlpGardee = reponse
    If Len(clef) = 0 Or mReponses Is Nothing Then Exit Function
    If reponse(0) <> "valeur" Then Exit Function ' une erreur est redemandée
    If mReponses.Count >= GARDEES Then mReponses.RemoveAll
    mReponses.Item(nom & clef) = reponse
End Function

' Écriture propre à une valeur et à son type ; vide si elle n'en a pas.
Private Function XlpClef(ByRef valeur As Variant) As String
    Dim element As Variant, texte As String, morceau As String, nombre As Long
    If IsArray(valeur) Then
        texte = "[" & UBound(valeur) & "," & XlpLargeur(valeur) & ":"
        For Each element In valeur
            nombre = nombre + 1
            If nombre > PLAGE Then Exit Function
            morceau = XlpClef(element)
            If Len(morceau) = 0 Then Exit Function
            texte = texte & morceau
        Next element
        XlpClef = texte & "]"
        Exit Function
    End If
    Select Case VarType(valeur)
    Case vbEmpty: XlpClef = "V"
    Case vbString: XlpClef = "T" & Len(valeur) & ":" & valeur
    Case vbBoolean: XlpClef = IIf(valeur, "O", "N")
    Case vbError: XlpClef = "E" & CStr(valeur) & ";"
    Case vbDouble ' CStr arrondit à 15 chiffres : ce qu'il ôte suit
        texte = CStr(valeur)
        XlpClef = "D" & texte & "~" & CStr(valeur - CDbl(texte)) & ";"
    End Select
End Function

Private Function XlpLargeur(ByRef tableau As Variant) As Long
    On Error Resume Next ' 0 pour une ligne écrite dans la formule
    XlpLargeur = UBound(tableau, 2)
End Function

' Un moteur arrêté depuis le dernier appel est relancé une fois.
Public Function XlpQuestion(ByVal nom As String, ByVal valeurs As Variant) As Variant
    Dim ancien As Boolean
    ancien = Not mMoteur Is Nothing
    On Error GoTo Perdu
    XlpQuestion = XlpServeur().Calculer(nom, valeurs)
    Exit Function
Perdu:
    Set mMoteur = Nothing
    If Not ancien Then Err.Raise Err.Number, , Err.Description
    Resume Encore
Encore:
    On Error GoTo 0
    XlpQuestion = XlpServeur().Calculer(nom, valeurs)
End Function

Public Function XlpServeur() As Object
    If mMoteur Is Nothing Then
        If Now >= mProchain Then
            mProchain = Now + TimeSerial(0, 0, PAUSE)
            On Error Resume Next
            Set mMoteur = CreateObject(PROGID)
            Set mReponses = Nothing
            Set mReponses = CreateObject("Scripting.Dictionary") ' sans lui, rien n'est gardé
            On Error GoTo 0
        End If
        If mMoteur Is Nothing Then Err.Raise 429, , "le moteur xlprod n'est pas installé ou ne démarre pas"
        mProchain = 0
    End If
    Set XlpServeur = mMoteur
End Function

' (« valeur », valeur, « ligne,colonne,erreur;… ») ou (« erreur », erreur, phrase).
Private Function XlpReponse(ByVal reponse As Variant) As Variant
    Dim cellules As Variant, repere As Variant, place As Variant
    If reponse(0) <> "valeur" Then
        mPhrase = reponse(2)
        XlpReponse = CVErr(CLng(reponse(1)))
        Exit Function
    End If
    cellules = reponse(1)
    If Len(reponse(2)) > 0 Then
        For Each repere In Split(reponse(2), ";")
            place = Split(repere, ",")
            cellules(CLng(place(0)), CLng(place(1))) = CVErr(CLng(place(2)))
        Next repere
    End If
    XlpReponse = cellules
End Function
"""

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
    moteur = MOTEUR.format(progid=PROGID, valeur=NUMEROS[VALEUR])
    aide = AIDE.format(espace=ESPACE, descriptions=descriptions)
    titres = (
        "Fonctions de feuille",
        "Appels du moteur",
        "Descriptions de l'assistant fonction",
        vba_ruban.TITRE,
    )
    sources = zip(MODULES, titres, (enveloppes, moteur, aide, vba_ruban.source()), strict=True)
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
