"""The ribbon's buttons in classic Excel: what VBA asks the COM server, and what it is answered.

An answer is two texts, the simplest thing COM carries: ``["message", sentence]``,
``["erreur", sentence]``, or ``["question", text]``.  A question holds the writing back: VBA asks
the person, and calls :meth:`Boutons.confirmer` on a yes, nothing on a no.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import macros  # noqa: F401  (fills the registry of actions)
import udfs  # noqa: F401  (fills the registry of functions)
from macros.registre import ACTIONS, Reponse, executer
from xlprod.erreurs import ErreurXlprod
from xlprod.hotes import xlwings_com
from xlprod.hotes.xlwings_ecriture import appliquer
from xlprod.hotes.xlwings_lecture import lire_classeur

PERDUE = "cette question n'est plus d'actualité : cliquez de nouveau sur le bouton"


class Boutons:
    """One for each Excel that asks; keeps the answer that waits for a yes."""

    def __init__(self) -> None:
        self._attente: tuple[str, Reponse] | None = None

    def agir(self, nom: str, excel: Any) -> list[str]:
        """Run an action on Excel's active workbook; never raises."""
        self._attente = None
        return _dire(lambda: self._agir(nom, excel))

    def confirmer(self, excel: Any) -> list[str]:
        """Write what the last action asked about; never raises."""
        attente, self._attente = self._attente, None
        return _dire(lambda: _confirmer(attente, excel))

    def _agir(self, nom: str, excel: Any) -> list[str]:
        if nom not in ACTIONS:
            raise ErreurXlprod(f"ce bouton (« {nom} ») demande un moteur plus récent : mettez xlprod à jour")
        app = xlwings_com.application(excel)

        def suivre(phrase: str) -> None:
            app.status_bar = f"xlprod : {phrase}"

        suivre("lecture du classeur")
        classeur = lire_classeur(app, fichier=ACTIONS[nom].fichier)
        reponse = executer(nom, classeur, suivre)
        if reponse.question:
            self._attente = classeur.nom, reponse
            return ["question", reponse.question]
        suivre("écriture")
        return ["message", appliquer(app, reponse)]


def _confirmer(attente: tuple[str, Reponse] | None, excel: Any) -> list[str]:
    app = xlwings_com.application(excel)
    livre = app.api.ActiveWorkbook
    if attente is None or livre is None or livre.Name != attente[0]:
        raise ErreurXlprod(PERDUE)
    return ["message", appliquer(app, attente[1])]


def _dire(suite: Callable[[], list[str]]) -> list[str]:
    try:
        return suite()
    except ErreurXlprod as erreur:
        phrase = erreur.message
    except Exception as panne:  # Excel's refusals, and our bugs: told, and nothing was kept
        phrase = xlwings_com.refus(panne) or f"erreur interne ({type(panne).__name__}) : {panne}"
    return ["erreur", f"{phrase[:1].upper()}{phrase[1:]}"]
