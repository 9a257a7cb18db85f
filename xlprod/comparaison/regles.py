"""The rows of the law that are not the same on two days, and how to put the old figure back.

Which line a rule moves is not written anywhere: the contract is computed again with that one
figure of the other day (an override of the parameters), and the lines that move are its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from xlprod import argent, baremes, couches
from xlprod.baremes import Chiffre, Cotisation, Datee, Validite, en_vigueur
from xlprod.comparaison.dates import Lois
from xlprod.couches import PATRONAL, SALARIAL, Societe
from xlprod.paie.cotisations import REGLE_REDUCTION
from xlprod.paie.parametres import Paires, taux_exact

REDUCTION = REGLE_REDUCTION.code
SEUILS_REDUCTION = ("RGDU_SEUIL", "RG_SEUIL")
"""Figure that tells which general relief is in force, the newer one first."""


class Changement(NamedTuple):
    """A row of the law that changes.  ``texte`` says what it was and what it is.

    ``essai`` (name and value of an override) puts one day's figure into the law of the other:
    into the new law, or into the old one (``sur_avant``) when the figure is new.  ``confiance`` is
    that of the less sure of the two rows.
    """

    code: str
    libelle: str
    texte: str
    validite: Validite
    confiance: str
    essai: tuple[str, str]
    sur_avant: bool = False
    statuts: frozenset[str] | None = None

    def paires(self, paires: Paires) -> Paires:
        """Parameters that put the other day's figure in place; what the user gave still wins."""
        nom, valeur = self.essai
        return paires if any(nom == paire[0] for paire in paires) else (*paires, (nom, valeur))


GRAVITE = ("verified", "secondary", "recalled")


def moins_sure(*rangs: Datee | None) -> str:
    """Confidence of the least sure of some rows of the law."""
    confiances = (rang.validite.confiance for rang in rangs if rang is not None)
    return max(confiances, key=GRAVITE.index, default=GRAVITE[0])


def changements(lois: Lois) -> tuple[Changement, ...]:
    """Every figure, rate and reading in force on both days, or on one, that is not the same.

    The company's own figures, where it has some, are those that count.
    """
    return _changements(lois, couches.courante())


@lru_cache(16)
def _changements(lois: Lois, societe: Societe) -> tuple[Changement, ...]:
    return (
        *_chiffres(lois, societe),
        *_du_premier_janvier(lois, societe),
        *_taux(lois, societe),
        *_lectures(lois),
    )


def _retenu(serie: Sequence[Chiffre], jour: dt.date, societe: Societe) -> Chiffre | None:
    """Figure of a day: the company's, else the law's."""
    loi, donne = en_vigueur(serie, jour), societe.surcharge(serie[0].code, jour)
    if donne is None:
        return loi
    rang = loi or serie[-1]
    return rang._replace(valeur=donne.valeur, validite=donne.origine(rang.validite).validite)


def _chiffres(lois: Lois, societe: Societe) -> Iterator[Changement]:
    for code, serie in baremes.chiffres().items():
        avant, apres = (_retenu(serie, jour, societe) for jour in lois)
        if avant == apres or (avant and apres and avant.valeur == apres.valeur):
            continue
        reste = apres or avant
        assert reste is not None
        texte = f"{_montre(avant)} → {_montre(apres)}"
        essai = (code.lower(), _ecrit((avant or reste).valeur))
        confiance = moins_sure(avant, apres)
        yield Changement(code, reste.libelle, texte, reste.validite, confiance, essai, avant is None)


def _du_premier_janvier(lois: Lois, societe: Societe) -> Iterator[Changement]:
    """Figures that are the same on both days, but not on the 1st of January that some rules look at."""
    debuts = [jour.replace(month=1, day=1) for jour in lois]
    for code, serie in baremes.chiffres().items():
        avant, apres = (_retenu(serie, jour, societe) for jour in lois)
        if avant != apres:
            continue
        avant, apres = (_retenu(serie, jour, societe) for jour in debuts)
        if avant and apres and avant.valeur != apres.valeur:
            texte = f"au 1er janvier, {_montre(avant)} → {_montre(apres)}"
            confiance = moins_sure(avant, apres)
            yield Changement(
                code, apres.libelle, texte, apres.validite, confiance, (code.lower(), _ecrit(avant.valeur))
            )


def _ecrit(valeur: Fraction) -> str:
    """A figure as the parameters read it, exact."""
    return f"{valeur.numerator}/{valeur.denominator}"


def _montre(chiffre: Chiffre | None) -> str:
    if chiffre is None:
        return "rien"
    nombre = argent.texte_nombre(chiffre.valeur, 6).rstrip("0").rstrip(",")
    unite = chiffre.unite.replace("EUR", "€").replace("coef", "")
    return f"{nombre}\u00a0{unite}".strip()


def _taux(lois: Lois, societe: Societe) -> Iterator[Changement]:
    rangs: dict[str, list[Cotisation]] = {}
    for cotisation in baremes.cotisations():
        rangs.setdefault(cotisation.code, []).append(cotisation)
    for code, serie in rangs.items():
        avant, apres = en_vigueur(serie, lois.avant), en_vigueur(serie, lois.apres)
        if avant is None or apres is None:
            continue
        statuts, confiance = avant.statuts | apres.statuts, moins_sure(avant, apres)
        for part in (SALARIAL, PATRONAL):
            ancien, nouveau = _part(avant, part, lois.avant, societe), _part(apres, part, lois.apres, societe)
            if ancien is None or nouveau is None or ancien[0] == nouveau[0]:
                continue
            texte = f"{argent.texte_taux(ancien[0])} → {argent.texte_taux(nouveau[0])}"
            essai = (f"{code}_{part}".lower(), _ecrit(Fraction(ancien[0], argent.POURCENT)))
            yield Changement(code, apres.libelle, texte, nouveau[1], confiance, essai, statuts=statuts)


def _part(rang: Cotisation, part: str, jour: dt.date, societe: Societe) -> tuple[int, Validite] | None:
    """Rate of one part on a day and where it is written; None for one that a parameter gives."""
    donne = societe.surcharge(f"{rang.code}_{part}", jour)
    if donne is not None:
        return taux_exact(rang.code, donne.valeur), donne.origine(rang.validite).validite
    if part == PATRONAL and rang.parametre:
        return None
    return (rang.patronal if part == PATRONAL else rang.salarial), rang.validite


def _lectures(lois: Lois) -> Iterator[Changement]:
    for nom in dict.fromkeys(lecture.parametre for lecture in baremes.lectures()):
        serie = [lecture for lecture in baremes.lectures() if lecture.parametre == nom]
        avant, apres = en_vigueur(serie, lois.avant), en_vigueur(serie, lois.apres)
        if avant and apres and avant.defaut != apres.defaut:
            texte = f"lecture retenue {avant.defaut} → {apres.defaut}"
            confiance = moins_sure(avant, apres)
            yield Changement(nom, apres.libelle, texte, apres.validite, confiance, (nom, avant.defaut))


def regime_reduction(lois: Lois) -> tuple[str, Chiffre] | None:
    """What became of the general relief when its formula itself changed; None when it did not."""
    avant, apres = (_seuil_reduction(jour) for jour in lois)
    if avant is None or apres is None or avant.code == apres.code:
        return None
    sortie = [f"{_montre(seuil)}" for seuil in (avant, apres)]
    return f"nouvelle formule, due jusqu'à {sortie[1]} au lieu de {sortie[0]}", apres


def _seuil_reduction(jour: dt.date) -> Chiffre | None:
    return next(filter(None, (baremes.chiffre_ou_rien(code, jour) for code in SEUILS_REDUCTION)), None)
