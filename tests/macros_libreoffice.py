"""Run a macro of a workbook in LibreOffice, from a macro of a private profile."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

from xlprod.hotes import bureau

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
BIBLIOTHEQUE = "http://openoffice.org/2000/library"
BIBLIOTHEQUES = f"""{XML}\
<library:libraries xmlns:library="{BIBLIOTHEQUE}" xmlns:xlink="http://www.w3.org/1999/xlink">\
<library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/%s.xlb/" \
xlink:type="simple" library:link="false"/></library:libraries>"""
CONTENU = f"""{XML}\
<library:library xmlns:library="{BIBLIOTHEQUE}" library:name="Standard" library:readonly="false" \
library:passwordprotected="false">%s</library:library>"""
MODULE = f"""{XML}\
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Essai" \
script:language="StarBasic">%s</script:module>"""
LANCER = """Sub Lancer
  On Error GoTo Rate
  Dim reglages(1) As New com.sun.star.beans.PropertyValue
  reglages(0).Name = "Hidden": reglages(0).Value = True
  reglages(1).Name = "MacroExecutionMode": reglages(1).Value = 4
  classeur = StarDesktop.loadComponentFromURL("{classeur}", "_blank", 0, reglages())
  bouton = CreateUnoService("com.sun.star.form.component.CommandButton")
  bouton.Tag = "{etiquette}"
  adresse = "vnd.sun.star.script:VBAProject.{macro}?language=Basic&location=document"
  macro = classeur.getScriptProvider().getScript(adresse)
  rendu = macro.invoke(Array(bouton), Array(), Array())
  GoTo Ecrire
Rate:
  rendu = "erreur " & Err & " : " & Error
Ecrire:
  fichiers = CreateUnoService("com.sun.star.ucb.SimpleFileAccess")
  texte = CreateUnoService("com.sun.star.io.TextOutputStream")
  texte.setOutputStream(fichiers.openFileWrite("{sortie}"))
  texte.setEncoding("UTF-8")
  texte.writeString(rendu)
  texte.closeOutput()
  StarDesktop.terminate()
End Sub
"""


def executer(soffice: Path, classeur: Path, macro: str, etiquette: str, dossier: Path) -> str:
    """What a function of the workbook's VBA returns, given a button whose ``Tag`` is ``etiquette``."""
    options = bureau.options(dossier)
    profil = dossier / "profil" / "user"
    _permettre(profil / "registrymodifications.xcu")
    sortie = dossier / "rendu.txt"
    code = LANCER.format(
        classeur=classeur.resolve().as_uri(),
        macro=macro,
        etiquette=etiquette,
        sortie=sortie.resolve().as_uri(),
    )
    fichiers = {
        "script.xlc": BIBLIOTHEQUES % "script",
        "dialog.xlc": BIBLIOTHEQUES % "dialog",
        "Standard/script.xlb": CONTENU % '<library:element library:name="Essai"/>',
        "Standard/dialog.xlb": CONTENU % "",
        "Standard/Essai.xba": MODULE % escape(code),
    }
    (profil / "basic" / "Standard").mkdir(parents=True)
    for nom, texte in fichiers.items():
        (profil / "basic" / nom).write_text(texte, encoding="utf-8")
    _, dit = bureau._lancer([str(soffice), *options, "macro:///Standard.Essai.Lancer"], 120)
    assert sortie.is_file(), dit
    return sortie.read_text(encoding="utf-8-sig")


def _permettre(reglages: Path) -> None:
    """Macros may run, and the profile is said to be complete: LibreOffice keeps those put in it."""
    lignes = reglages.read_text(encoding="utf-8").splitlines()
    (rang,) = (i for i, ligne in enumerate(lignes) if "DisableMacrosExecution" in ligne)
    lignes[rang] = (
        '<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted" oor:op="fuse">'
        "<value>true</value></prop></item>"
    )
    reglages.write_text("\n".join(lignes), encoding="utf-8")
