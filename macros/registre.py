"""The registry of actions: one declaration per ribbon button; every host is generated from it.

An action reads a snapshot of the workbook and answers with what is to be written.  It is a
generator: each sentence it yields is its progress, and a host may stop between two of them,
nothing having been written yet.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from xlprod.classeurs.instantane import Case, Instantane
from xlprod.classeurs.page import Page

GROUPES = ("Devis", "Social", "Contrôles", "Envoi", "Barèmes", "Aide")
"""Groups of the tab, in order; a group exists when it has a button."""


@dataclass(frozen=True, slots=True)
class Fichier:
    """A new workbook to open or save: the user's own is not touched."""

    nom: str
    octets: bytes


@dataclass(frozen=True, slots=True)
class Reponse:
    """What an action wants written.

    ``pages`` are new sheets; ``formules`` are put in cells the user already has, so ``question``
    then asks first; ``fichier`` is another workbook; ``gabarit`` names a template to open.
    """

    message: str
    pages: tuple[Page, ...] = ()
    formules: tuple[tuple[Case, str], ...] = ()
    question: str = ""
    fichier: Fichier | None = None
    gabarit: str = ""


Deroule = Generator[str, None, Reponse]
Corps = Callable[[Instantane], Deroule]


@dataclass(frozen=True, slots=True)
class Action:
    """A button.  ``touche`` is its keytip, ``icone`` the name of Office's own picture for it.

    ``fichier``: the action needs the bytes of the saved workbook.  ``volet``: where there is a pane,
    its page is shown there, and written into a sheet only if asked.  ``cellule``: it answers about
    the selected cell.
    """

    nom: str
    groupe: str
    libelle: str
    aide: str
    touche: str
    icone: str
    corps: Corps = field(compare=False)
    fichier: bool = False
    grand: bool = False
    volet: bool = False
    cellule: bool = False


T = TypeVar("T")

ACTIONS: dict[str, Action] = {}


def action(
    nom: str,
    *,
    groupe: str,
    libelle: str,
    aide: str,
    touche: str,
    icone: str,
    fichier: bool = False,
    grand: bool = False,
    volet: bool = False,
    cellule: bool = False,
) -> Callable[[Corps], Corps]:
    """Declare a ribbon action (decorator)."""

    def declarer(corps: Corps) -> Corps:
        ACTIONS[nom] = Action(
            nom, groupe, libelle, aide, touche, icone, corps, fichier, grand, volet, cellule
        )
        return corps

    return declarer


def groupes() -> list[tuple[str, list[Action]]]:
    """Actions by group, in the order of the tab; in a group the large buttons stand first."""
    ordonnees = sorted(ACTIONS.values(), key=lambda a: not a.grand)
    par_groupe = [(g, [a for a in ordonnees if a.groupe == g]) for g in GROUPES]
    return [(g, actions) for g, actions in par_groupe if actions]


def derouler(nom: str, classeur: Instantane) -> Deroule:
    """Run an action step by step; its new sheets take names that are free."""
    reponse = yield from ACTIONS[nom].corps(classeur)
    pages: list[Page] = []
    for page in reponse.pages:
        titres = (*classeur.titres, *(p.nom for p in pages))
        pages.append(replace(page, nom=replace(classeur, titres=titres).nom_libre(page.nom)))
    return replace(reponse, pages=tuple(pages))


def executer(nom: str, classeur: Instantane, suivre: Callable[[str], None] = lambda _: None) -> Reponse:
    """Run an action to its end; raises :class:`~xlprod.erreurs.ErreurXlprod`."""
    deroule = derouler(nom, classeur)
    while True:
        try:
            suivre(next(deroule))
        except StopIteration as fin:
            reponse: Reponse = fin.value
            return reponse


def par_paquets(elements: Sequence[T], taille: int = 50) -> list[Sequence[T]]:
    """Slices between which an action tells its progress."""
    return [elements[i : i + taille] for i in range(0, len(elements), taille)]
