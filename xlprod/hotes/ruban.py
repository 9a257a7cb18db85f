"""The tab of the classic Excel add-in, generated from the registry of actions.

Every button calls :data:`RAPPEL`, which finds the name of its action in the button's tag.
"""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

import macros  # noqa: F401  (fills the registry)
from macros.registre import Action, groupes

RAPPEL = "XlpAction"
"""The one VBA procedure behind the tab."""

PARTIE = "customUI/customUI14.xml"
RELATION = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
ESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
MODELE = """\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<customUI xmlns="{espace}"><ribbon><tabs>
<tab id="xlprod" label="xlprod" keytip="XP">
{groupes}
</tab>
</tabs></ribbon></customUI>
"""


def xml() -> bytes:
    """The part of the package that Excel reads the tab from."""
    corps = "\n".join(
        f"<group id={quoteattr(f'xlprod.groupe{rang}')} label={quoteattr(groupe)}>\n"
        + "\n".join(map(_bouton, actions))
        + "\n</group>"
        for rang, (groupe, actions) in enumerate(groupes(), 1)
    )
    return MODELE.format(espace=ESPACE, groupes=corps).encode()


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
