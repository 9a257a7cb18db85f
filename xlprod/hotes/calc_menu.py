"""The xlprod menu of LibreOffice Calc, from the registry of actions: configuration files of the .oxt."""

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
    """A menu, with a separator between groups; the same commands for the tab « Extension » of the
    tabbed interface, which hides menus.  Calc orders entries by the name of their node.
    """
    menu: list[str] = []
    for _, actions in registre.groupes():
        if menu:
            menu.append(prop("URL", "private:separator"))
        menu += map(_entree, actions)
    onglet = [_entree(action) for _, actions in registre.groupes() for action in actions]
    titre = texte("Title", "xlprod") + prop("Context", CALC)
    corps = groupe("OfficeMenuBar", noeud(MENU, titre + groupe("Submenu", _rangees(menu))))
    corps += groupe("OfficeNotebookBar", noeud(MENU, _rangees(onglet)))
    return fichier("Addons", "Office", groupe("AddonUI", corps))


def _rangees(entrees: list[str]) -> str:
    return "".join(noeud(f"m{rang:02}", entree) for rang, entree in enumerate(entrees))


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
