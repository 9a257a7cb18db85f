"""The xlprod menu of LibreOffice Calc, generated from the actions: configuration files of the .oxt."""

from __future__ import annotations

import macros  # noqa: F401  (fills the registry of actions)
from macros import registre
from macros.registre import Action
from xlprod.hotes.calc_xcu import fichier, groupe, noeud, prop, texte

MENU = "org.xlprod.calc"
PROTOCOLE = "org.xlprod.calc:"
IMPLEMENTATION = "org.xlprod.calc.Commandes"
"""The last two are those of ``calc_commandes``, which Calc alone can import."""
CALC = "com.sun.star.sheet.SpreadsheetDocument"


def configurations() -> dict[str, str]:
    """Files of the menu by path."""
    return {"Addons.xcu": addons(), "CalcCommands.xcu": commandes(), "ProtocolHandler.xcu": protocole()}


def addons() -> str:
    """One menu, a separator between groups; Calc orders entries by the name of their node."""
    entrees: list[str] = []
    for _, actions in registre.groupes():
        if entrees:
            entrees.append(prop("URL", "private:separator"))
        entrees += map(_entree, actions)
    sous_menu = "".join(noeud(f"m{rang:02}", entree) for rang, entree in enumerate(entrees))
    menu = noeud(MENU, texte("Title", "xlprod") + prop("Context", CALC) + groupe("Submenu", sous_menu))
    return fichier("Addons", "Office", groupe("AddonUI", groupe("OfficeMenuBar", menu)))


def _entree(action: Action) -> str:
    adresse = prop("URL", PROTOCOLE + action.nom) + prop("Target", "_self") + prop("Context", CALC)
    return adresse + texte("Title", action.libelle)


def commandes() -> str:
    """Label and tip of each command, for the menu and for shortcuts."""
    noeuds = "".join(
        noeud(PROTOCOLE + action.nom, texte("Label", action.libelle) + texte("TooltipLabel", action.aide))
        for action in registre.ACTIONS.values()
    )
    return fichier("CalcCommands", "Office.UI", groupe("UserInterface", groupe("Commands", noeuds)))


def protocole() -> str:
    """Who answers our URLs."""
    adresses = f'<prop oor:name="Protocols" oor:type="oor:string-list"><value>{PROTOCOLE}*</value></prop>'
    return fichier("ProtocolHandler", "Office", groupe("HandlerSet", noeud(IMPLEMENTATION, adresses)))
