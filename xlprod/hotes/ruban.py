"""The tab of classic Excel, of the add-in and of workbooks, generated from the registry of actions.

Every button calls :data:`RAPPEL`, which finds the name of its action in the button's tag.

Two files that declare a tab of the same ``id`` give two tabs; a shared ``idQ`` would merge the tabs
but show every group twice.  So the tab of a workbook asks :data:`VISIBLE` and hides while the
add-in is open; that of the add-in asks nothing.  Excel shows the tab of the active workbook only.

Excel does not promise to look a callback up in the file that names it when another open file has
one of that name (xlwings, issue 973).  Nothing here depends on it: wherever they run, callbacks
look at the application, never at the file they are in, and ask the same engine.
"""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

import macros  # noqa: F401  (fills the registry)
from macros.registre import Action, groupes

RAPPEL = "XlpAction"
"""The one VBA procedure behind the buttons."""
CHARGE = "XlpOngletCharge"
VISIBLE = "XlpOngletVisible"
COMPLEMENT = "xlprod.xlam"
"""Name of the add-in when it is open."""

PARTIE = "customUI/customUI14.xml"
RELATION = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
ESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
MODELE = """\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<customUI xmlns="{espace}"{charge}><ribbon><tabs>
<tab id="xlprod" label="xlprod" keytip="XP"{visible}>
{groupes}
</tab>
</tabs></ribbon></customUI>
"""


def xml(classeur: bool = False) -> bytes:
    """The part of the package that Excel reads the tab from: of the add-in, or of a workbook."""
    charge, visible = (f' onLoad="{CHARGE}"', f' getVisible="{VISIBLE}"') if classeur else ("", "")
    corps = "\n".join(
        f"<group id={quoteattr(f'xlprod.groupe{rang}')} label={quoteattr(groupe)}>\n"
        + "\n".join(map(_bouton, actions))
        + "\n</group>"
        for rang, (groupe, actions) in enumerate(groupes(), 1)
    )
    return MODELE.format(espace=ESPACE, charge=charge, visible=visible, groupes=corps).encode()


def _bouton(action: Action) -> str:
    attributs = {
        "id": f"xlprod.{action.nom}",
        "tag": action.nom,
        "label": action.libelle,
        "screentip": action.libelle,
        "supertip": action.aide,
        "keytip": action.touche,
        "imageMso": action.icone,
        "size": "large" if action.grand else "normal",
        "onAction": RAPPEL,
    }
    return f"<button {' '.join(f'{nom}={quoteattr(texte)}' for nom, texte in attributs.items())}/>"
