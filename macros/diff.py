"""« Changement de loi »: what the law of one day costs in place of that of another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator

from macros.registre import Deroule, Reponse, action, par_paquets
from xlprod.classeurs import noms
from xlprod.classeurs.cellules import Lecteur
from xlprod.classeurs.instantane import Instantane
from xlprod.comparaison import bilan
from xlprod.comparaison.bilan import Bilan
from xlprod.comparaison.calcul import Comparaison, comparer
from xlprod.comparaison.contrats import Releve
from xlprod.comparaison.dates import lois
from xlprod.comparaison.pages import pages, phrase
from xlprod.erreurs import ErreurXlprod, SaisieInvalide
from xlprod.periodes import lire_date
from xlprod.registre import montre


@action(
    "diff",
    groupe="Social",
    libelle="Changement de loi",
    aide="Nouvelles feuilles : les mêmes contrats sous la loi de deux dates, l'écart par ligne et par règle.",
    touche="L",
    icone="ViewSideBySide",
)
def changer(classeur: Instantane) -> Deroule:
    """The days named in the workbook, or those of the new year of its latest contract."""
    fait = yield from comparer_classeur(classeur, *dates(classeur))
    return Reponse(phrase(fait), pages(fait, classeur.nom))


def dates(
    classeur: Instantane, avant: dt.date | None = None, apres: dt.date | None = None
) -> tuple[dt.date | None, dt.date | None]:
    """The two days: those given, else those that the workbook names."""
    if avant or apres:
        return avant, apres
    return date_nommee(classeur, noms.LOI_AVANT), date_nommee(classeur, noms.LOI_APRES)


def date_nommee(classeur: Instantane, nom: str) -> dt.date | None:
    """The day of a named cell; None when there is no such cell, or a blank one."""
    try:
        valeur = Lecteur(classeur).nom(nom)
    except ErreurXlprod as erreur:
        raise SaisieInvalide(f"{nom} : {erreur.message}") from None
    if valeur is None or valeur == "":
        return None
    try:
        return lire_date(valeur)
    except ValueError:
        montree = "une plage" if isinstance(valeur, list) else f"« {montre(valeur)} »"
        raise SaisieInvalide(f"{nom} : date attendue (jj/mm/aaaa), reçu {montree}") from None


def comparer_classeur(
    classeur: Instantane, avant: dt.date | None, apres: dt.date | None, personne: str = ""
) -> Generator[str, None, Bilan]:
    """Find the contracts, then compute each under both laws; dates not given are suggested."""
    releve = Releve(classeur)
    cases = releve.cases()
    lues = 0
    for paquet in par_paquets(cases):
        yield f"cellules lues : {lues} sur {len(cases)}"
        lues += len(paquet)
        for case in paquet:
            releve.lire(case)
    bilan.exiger(classeur, releve)
    if personne:
        bilan.choisir(releve, personne)
    choisies = lois(avant, apres, [c.date for c in releve.contrats if not c.refus])
    comparaisons: list[Comparaison] = []
    for groupes in par_paquets(releve.groupes(), 20):
        yield f"contrats calculés {choisies.texte} : {len(comparaisons)} sur {len(releve.contrats)}"
        comparaisons += [faite for groupe in groupes for faite in comparer(groupe, choisies)]
    return bilan.dresser(releve, choisies, comparaisons)
