"""Each contract against its guaranteed minimum."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from xlprod import argent, registre
from xlprod.classeurs import noms
from xlprod.classeurs.equipe import Rangee
from xlprod.classeurs.expressions import Operande
from xlprod.controles import Constat
from xlprod.erreurs import ErreurXlprod, SaisieInvalide
from xlprod.registre import Argument, Genre
from xlprod.trace import Resultat

BRUT = Argument("brut unitaire", Genre.MONTANT, "")
QUANTITE = Argument("quantité", Genre.NOMBRE, "", facultatif=True)
ARGUMENTS = (noms.FONCTION, noms.CONVENTION, noms.DEBUT, noms.ANNEXE)
"""Columns that make the call of SALAIRE_MINIMUM, in its order; then comes the unit."""
PREFIXE_UNITE = 4
"""``semaine`` is compared with ``semaine39``: their first letters tell the unit, as in the sheet."""


@dataclass(frozen=True, slots=True)
class Comparaison:
    """One contract.  Amounts in cents: gross, minimum and gap for one unit, ``manque`` for all of them.

    ``etat``: ``sans`` when there is nothing to compare, and ``phrase`` says why.
    """

    rangee: Rangee
    etat: Literal["conforme", "sous", "sans"]
    phrase: str
    brut: int | None = None
    minimum: int | None = None
    quantite: Fraction | None = None
    manque: int = 0
    article: str = ""

    @property
    def ecart(self) -> int | None:
        return None if self.brut is None or self.minimum is None else self.brut - self.minimum

    def constat(self) -> Constat | None:
        """What the check of the workbook says; nothing of a salary that is right."""
        case = self.rangee.case(noms.BRUT_UNITAIRE)
        textes = (self.rangee.texte(noms.FONCTION), self.rangee.texte(noms.NOM))
        qui = " – ".join(filter(None, textes)) or f"ligne {self.rangee.ligne}"
        if self.etat == "sous":
            message = f"{qui} : {self.phrase}"
            return Constat("alerte", case, message, "relever le salaire", self.article)
        if self.etat == "sans":
            return Constat("information", case, f"{qui} : {self.phrase}", "vérifier le minimum à la main")
        return None


def comparer(rangee: Rangee, parametres: Operande) -> Comparaison:
    """Compare one contract, with the film's parameters."""
    try:
        brut: int = registre.lire(BRUT, rangee[noms.BRUT_UNITAIRE])
        quantite: Fraction | None = registre.lire(QUANTITE, rangee[noms.QUANTITE])
        if quantite is not None and quantite < 0:
            raise SaisieInvalide("quantité : nombre négatif")
        unite = rangee.texte(noms.UNITE).strip()
        if not unite:
            raise SaisieInvalide("unité de paie manquante")
        unite_minimum = rangee.texte(noms.UNITE_MINIMUM).strip() or unite
        if unite[:PREFIXE_UNITE].casefold() != unite_minimum[:PREFIXE_UNITE].casefold():
            phrase = f"payé par {unite}, minimum par {unite_minimum} : pas comparable"
            return Comparaison(rangee, "sans", phrase, brut, quantite=quantite)
        arguments: list[registre.Brut] = [rangee[nom] for nom in ARGUMENTS]
        minimum = registre.appeler("SALAIRE_MINIMUM", [*arguments, unite_minimum, parametres])
    except ErreurXlprod as erreur:
        return Comparaison(rangee, "sans", erreur.message)
    return _comparaison(rangee, brut, minimum, quantite)


def _comparaison(rangee: Rangee, brut: int, minimum: Resultat, quantite: Fraction | None) -> Comparaison:
    assert isinstance(minimum.valeur, int)
    manque = minimum.valeur - brut
    doute = " (minimum à vérifier)" if any(e.a_verifier for e in minimum.etapes) else ""
    article = minimum.etapes[0].regle.article if minimum.etapes else ""
    if manque <= 0:
        return Comparaison(
            rangee, "conforme", f"conforme{doute}", brut, minimum.valeur, quantite, article=article
        )
    total = argent.arrondir_fraction(manque * (Fraction(1) if quantite is None else quantite))
    phrase = (
        f"sous le minimum de {argent.texte_euros(minimum.valeur)}{doute} : "
        f"il manque {argent.texte_euros(manque)} par {rangee.texte(noms.UNITE).strip()}"
    )
    return Comparaison(rangee, "sous", phrase, brut, minimum.valeur, quantite, total, article)
