"""UNO component of the xlprod menu: one URL, ``org.xlprod.calc:<action>``, for each action.

A protocol handler rather than ``service:`` URLs: Calc gives it the window that the menu belongs
to, whichever one is active, and the same URL serves menus, toolbars, shortcuts and other macros.
Calc runs this file, from the root of the extension; the engine is imported at the first action.

A dispatch is answered with what was said.  A macro that gives an argument ``Oui`` (true or false)
answers the question beforehand, and no box is shown.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import unohelper
from com.sun.star.awt.MessageBoxType import ERRORBOX, INFOBOX, QUERYBOX
from com.sun.star.frame import DispatchResultEvent, XDispatchProvider, XNotifyingDispatch
from com.sun.star.frame.DispatchResultState import FAILURE, SUCCESS
from com.sun.star.lang import XInitialization, XServiceInfo

PROTOCOLE = "org.xlprod.calc:"
IMPLEMENTATION = "org.xlprod.calc.Commandes"
SERVICE = "com.sun.star.frame.ProtocolHandler"

_OK, _OUI_NON, _OUI = 1, 3, 2
"""``MessageBoxButtons.BUTTONS_OK``, ``BUTTONS_YES_NO``; ``MessageBoxResults.YES``."""


class Boites:
    """Speaks through message boxes over a window."""

    def __init__(self, contexte: Any, cadre: Any) -> None:
        self.outils = contexte.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", contexte)
        self.cadre = cadre
        self.dites: list[str] = []

    def dire(self, phrase: str) -> None:
        self._montrer(INFOBOX, _OK, phrase)

    def refuser(self, phrase: str) -> None:
        self._montrer(ERRORBOX, _OK, phrase)

    def demander(self, question: str) -> bool:
        return self._montrer(QUERYBOX, _OUI_NON, question) == _OUI

    def _montrer(self, genre: Any, boutons: int, phrase: str) -> int:
        self.dites.append(phrase)
        boite = self.outils.createMessageBox(self.cadre.ContainerWindow, genre, boutons, "xlprod", phrase)
        try:
            return int(boite.execute())
        finally:
            boite.dispose()


class Consigne:
    """Shows nothing and answers what was said beforehand."""

    def __init__(self, oui: bool) -> None:
        self.oui = oui
        self.dites: list[str] = []

    def dire(self, phrase: str) -> None:
        self.dites.append(phrase)

    refuser = dire

    def demander(self, question: str) -> bool:
        self.dites.append(question)
        return self.oui


class Commandes(unohelper.Base, XInitialization, XDispatchProvider, XNotifyingDispatch, XServiceInfo):  # type: ignore[misc]
    """The protocol handler of one window."""

    en_cours = False

    def __init__(self, contexte: Any) -> None:
        self.contexte = contexte
        self.cadre: Any = None

    def initialize(self, arguments: Sequence[Any]) -> None:
        """Calc gives the window."""
        if arguments:
            self.cadre = arguments[0]

    def queryDispatch(self, url: Any, _cible: str, _drapeaux: int) -> Any:  # noqa: N802
        return self if url.Complete.startswith(PROTOCOLE) else None

    def queryDispatches(self, demandes: Sequence[Any]) -> tuple[Any, ...]:  # noqa: N802
        return tuple(self.queryDispatch(d.FeatureURL, d.FrameName, d.SearchFlags) for d in demandes)

    def dispatch(self, url: Any, arguments: Sequence[Any]) -> None:
        self._executer(url, arguments)

    def dispatchWithNotification(self, url: Any, arguments: Sequence[Any], ecouteur: Any) -> None:  # noqa: N802
        reussie, phrases = self._executer(url, arguments)
        if ecouteur is not None:
            etat = SUCCESS if reussie else FAILURE
            ecouteur.dispatchFinished(DispatchResultEvent(self, etat, "\n".join(phrases)))

    def addStatusListener(self, _ecouteur: Any, _url: Any) -> None:  # noqa: N802
        """Nothing to tell: entries are always on."""

    def removeStatusListener(self, _ecouteur: Any, _url: Any) -> None:  # noqa: N802
        """Nothing to tell."""

    def _executer(self, url: Any, arguments: Sequence[Any]) -> tuple[bool, list[str]]:
        donnees = {argument.Name: argument.Value for argument in arguments}
        dialogue = Consigne(donnees["Oui"]) if "Oui" in donnees else Boites(self.contexte, self.cadre)
        reussie = False
        if Commandes.en_cours:
            dialogue.refuser("Une action xlprod est déjà en cours : attendez qu'elle finisse.")
        else:
            Commandes.en_cours = True
            try:
                from xlprod.hotes import calc_actions
            except Exception as erreur:
                version = ".".join(map(str, sys.version_info[:3]))
                dialogue.refuser(
                    f"Le moteur xlprod ne démarre pas dans ce LibreOffice (Python {version}) : {erreur}"
                )
            else:
                nom = url.Complete.removeprefix(PROTOCOLE)
                reussie = calc_actions.executer(nom, self.contexte, self.cadre, dialogue)
            finally:
                Commandes.en_cours = False
        return reussie, dialogue.dites

    def getImplementationName(self) -> str:  # noqa: N802
        return IMPLEMENTATION

    def supportsService(self, nom: str) -> bool:  # noqa: N802
        return nom == SERVICE

    def getSupportedServiceNames(self) -> tuple[str, ...]:  # noqa: N802
        return (SERVICE,)


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816  (UNO looks for this name)
g_ImplementationHelper.addImplementation(Commandes, IMPLEMENTATION, (SERVICE,))
