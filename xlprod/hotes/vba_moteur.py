"""VBA that asks the COM engine: one crossing a question, none for a question whose answer is kept.

A key tells questions apart by type, case, shape and the last bit of numbers.  Only values are
kept: an error may be that of a moment.  They are forgotten with the engine that gave them, and
without Scripting.Dictionary every question is asked.
"""

from __future__ import annotations

from xlprod.erreurs import VALEUR
from xlprod.hotes.vba_com import NUMEROS, PROGID

MODULE = "XlpMoteur"
TITRE = "Appels du moteur"

SOURCE = """
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


def source() -> str:
    """Body of the module."""
    return SOURCE.format(progid=PROGID, valeur=NUMEROS[VALEUR])
