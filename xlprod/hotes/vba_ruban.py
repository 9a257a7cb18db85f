"""VBA behind the ribbon of classic Excel: it asks the COM engine, and the person when there is a question.

Reading and writing the workbook is the engine's work (:mod:`.boutons`).  This module owns what must
be put back even if the engine dies: pointer, alerts, screen, status bar.
"""

from __future__ import annotations

from xlprod.hotes.ruban import CHARGE, COMPLEMENT, RAPPEL, VISIBLE

MODULE = "XlpRuban"
TITRE = "Boutons du ruban"

SOURCE = """
Private Const INSTALLER As String = "Avec Python 3.11 ou plus récent : pip install xlprod, " & _
    "puis python -m xlprod.hotes.vba_com inscrire, puis relancez Excel."
Private Const SABLIER As Long = 2 ' xlWait
Private Const FLECHE As Long = -4143 ' xlDefault

Public XlpMuet As Boolean ' les phrases ne sont pas affichées : XlpDit les rend, et la réponse est non
Private mDit As String
Private mRuban As Object

' Le ruban d'un classeur, à son ouverture.
Public Sub {charge}(ByVal ruban As Object)
    Set mRuban = ruban
End Sub

' L'onglet d'un classeur s'efface tant que le complément montre le sien.
Public Sub {visible}(ByVal control As Object, ByRef visible As Variant)
    Dim complement As Object
    On Error Resume Next
    Set complement = Application.Workbooks("{complement}")
    visible = complement Is Nothing
End Sub

' Quand le classeur redevient actif : le complément a pu être ouvert ou fermé depuis.
Public Sub XlpOngletRevoir()
    On Error Resume Next
    If Not mRuban Is Nothing Then mRuban.Invalidate
End Sub

' Appelé par chaque bouton : son étiquette est le nom de l'action.
Public Sub {rappel}(ByVal control As Object)
    Dim reponse As Variant
    reponse = XlpAgir(control.Tag, False)
    If reponse(0) = "question" Then
        If Not XlpOui(reponse(1)) Then Exit Sub ' rien n'a été écrit
        reponse = XlpAgir(control.Tag, True)
    End If
    XlpDire reponse(0), reponse(1)
End Sub

' Dernière phrase dite, ou dernière question posée.
Public Function XlpDit() As String
    XlpDit = mDit
End Function

' (« message », « question » ou « erreur », phrase).
Private Function XlpAgir(ByVal nom As String, ByVal confirme As Boolean) As Variant
    Dim ecran As Boolean, alertes As Boolean
    On Error GoTo Echec
    ecran = Application.ScreenUpdating
    alertes = Application.DisplayAlerts
    Application.Cursor = SABLIER
    Application.DisplayAlerts = False ' sinon Excel demande s'il faut attendre un moteur au travail
    XlpQuestion "VERSION", Empty ' relance un moteur arrêté
    If confirme Then
        XlpAgir = XlpServeur().Confirmer(Application)
    Else
        XlpAgir = XlpServeur().Agir(nom, Application)
    End If
Fin:
    On Error Resume Next
    Application.StatusBar = False
    Application.DisplayAlerts = alertes
    Application.ScreenUpdating = ecran
    Application.Cursor = FLECHE
    Exit Function
Echec:
    XlpAgir = Array("erreur", XlpRaison(Err.Number, Err.Description))
    Resume Fin
End Function

Private Function XlpRaison(ByVal numero As Long, ByVal texte As String) As String
    Select Case numero
    Case 429 ' pas de moteur
        XlpRaison = UCase(Left(texte, 1)) & Mid(texte, 2) & ". " & INSTALLER
    Case 438 ' il ne connaît pas les boutons
        XlpRaison = "Le moteur xlprod est plus ancien que ce complément : pip install --upgrade xlprod, " & _
            "puis relancez Excel."
    Case Else
        XlpRaison = "Le moteur xlprod ne répond plus (" & texte & "). Vérifiez le classeur, puis recommencez."
    End Select
End Function

Private Function XlpOui(ByVal question As String) As Boolean
    mDit = question
    If XlpMuet Then Exit Function
    XlpOui = (MsgBox(question, vbYesNo + vbQuestion + vbDefaultButton2, "xlprod") = vbYes)
End Function

Private Sub XlpDire(ByVal nature As String, ByVal phrase As String)
    mDit = phrase
    If XlpMuet Or Len(phrase) = 0 Then Exit Sub
    MsgBox phrase, IIf(nature = "erreur", vbExclamation, vbInformation), "xlprod"
End Sub
"""


def source() -> str:
    """Body of the module."""
    return SOURCE.format(rappel=RAPPEL, charge=CHARGE, visible=VISIBLE, complement=COMPLEMENT)
