"""Actions of the tests, declared in the engine that runs in the browser."""

from __future__ import annotations

from macros.registre import Deroule, Fichier, Reponse, action
from tests import pieges
from xlprod.classeurs.instantane import Case, Instantane
from xlprod.classeurs.page import Colonne, Ligne, Page
from xlprod.erreurs import SaisieInvalide

COLONNES = (Colonne("Texte", 20), Colonne("Montant", 12, "euros"), Colonne("Jour", 12, "date"))


def _action(nom: str, fichier: bool = False) -> object:
    return action(nom, groupe="Aide", libelle=f"Essai {nom}", aide="", touche="", icone="", fichier=fichier)


@_action("essai_question")  # type: ignore[operator]
def question(_classeur: Instantane) -> Deroule:
    yield "préparation"
    formules = ((Case("Devis", 2, 1), "=1+1"), (Case("Devis", 3, 1), "=1+2"), (Case("Devis", 3, 2), "=1+3"))
    return Reponse("3 formules écrites.", formules=formules, question="Trois cases vont changer. Continuer ?")


@_action("essai_lente")  # type: ignore[operator]
def lente(_classeur: Instantane) -> Deroule:
    for pas in range(1_000_000):
        yield f"pas {pas}"
    return Reponse("jamais", (_page("Jamais"),))


@_action("essai_refus")  # type: ignore[operator]
def refus(_classeur: Instantane) -> Deroule:
    yield "lecture"
    raise SaisieInvalide("la case choisie n'a pas de salaire")


@_action("essai_bogue")  # type: ignore[operator]
def bogue(_classeur: Instantane) -> Deroule:
    yield "lecture"
    raise ZeroDivisionError("division par zéro")


@_action("essai_deux")  # type: ignore[operator]
def deux(_classeur: Instantane) -> Deroule:
    """Two sheets that want the same name, and texts that Excel would take for something else."""
    yield "deux feuilles"
    return Reponse("Deux feuilles.", (_page("Essai"), _page("Essai")))


@_action("essai_pieges")  # type: ignore[operator]
def des_pieges(_classeur: Instantane) -> Deroule:
    yield "pièges"
    return Reponse("Des pièges.", (pieges.PAGE,))


@_action("essai_longue")  # type: ignore[operator]
def longue(_classeur: Instantane) -> Deroule:
    yield "neuf mille lignes"
    page = Page("Longue", "Longue", "", COLONNES, [Ligne((f"ligne {i}", i / 100)) for i in range(9_000)])
    return Reponse("Neuf mille lignes.", (page,))


@_action("essai_fichier", fichier=True)  # type: ignore[operator]
def fichier(classeur: Instantane) -> Deroule:
    """Gives back the bytes it received, reversed: they have crossed whole, both ways."""
    yield "copie"
    return Reponse("Copie faite.", fichier=Fichier("copie.xlsx", classeur.octets[::-1]))


def _page(nom: str) -> Page:
    lignes = [
        Ligne(("Section",), "section"),
        *(
            Ligne((texte, 12.5, 46082))
            for texte in ("=A1", "+33 6", "-", "00123", "1/2", "10 %", "'cité", "@x")
        ),
        Ligne((3097, None, None)),
        Ligne((True, -1.0, None), "total"),
    ]
    return Page(nom, "=Titre", "1/2", COLONNES, lignes)
