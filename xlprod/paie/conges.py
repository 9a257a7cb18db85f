"""Paid holidays of intermittents: the contribution to their fund, and its optional ceiling.

C. trav. D7121-37: an employer may cap the daily pay that bears the contribution.  Under IDCC
3097, three times the daily minimum: for technicians, the weekly minimum on 39 hours at 1 January
over five days (titre II art. 44); for artists, the minimum of the day worked (annexe III-1-B).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from fractions import Fraction
from typing import NamedTuple

from xlprod import argent, baremes
from xlprod.baremes import Cotisation, Statut
from xlprod.baremes.minima import convention
from xlprod.erreurs import ChiffreAbsent, SaisieInvalide
from xlprod.paie import minima, situation
from xlprod.paie.conditions import en_cours
from xlprod.paie.methodes_plafond import Emploi
from xlprod.paie.parametres import Parametres
from xlprod.paie.plan import taux_ligne
from xlprod.paie.remplacements import chiffre_retenu
from xlprod.periodes import ajouter_mois, texte_date
from xlprod.trace import Etape, Regle, Resultat

CODE = "CONGES_SPEC"
NOM = "plafond_conges"
OUI, NON = "oui", "non"


class Plafond(NamedTuple):
    """Cap of one day in cents, exact, for a number of worked days; where it comes from."""

    par_jour: Fraction
    jours: int
    etapes: tuple[Etape, ...]


def exiger(parametres: Parametres, statut: Statut | None = None) -> None:
    """Refuse what would cap nothing, in silence."""
    plafond = parametres.plafond_conges
    if statut and not statut.conges_caisse and plafond not in (None, NON):
        raise SaisieInvalide(f"{NOM} : sans objet pour le statut {statut.code}, hors des congés spectacles")
    if parametres.fonction and isinstance(plafond, int):
        raise SaisieInvalide(f"{NOM} : un montant par jour ou une fonction, pas les deux")
    if parametres.fonction and plafond is None:
        raise SaisieInvalide(f"fonction : sert au plafond des congés ; ajouter {NOM}=oui")
    if parametres.annexe and not parametres.fonction:
        raise SaisieInvalide("annexe : sert au plafond des congés, avec une fonction")
    if plafond == OUI and not parametres.fonction:
        raise SaisieInvalide(f"{NOM}=oui : fonction manquante (fonction=…), ou donner un montant par jour")


def plafond_periode(parametres: Parametres, emploi: Emploi) -> int | None:
    """Cap of the worked days of a period in cents; ``None`` when the employer does not cap."""
    retenus = plafonds(parametres, emploi)
    if retenus is None:
        return None
    return argent.arrondir_fraction(sum((p.par_jour * p.jours for p in retenus), Fraction(0)))


def plafonds(parametres: Parametres, emploi: Emploi) -> list[Plafond] | None:
    """Daily caps of a period, each with its number of worked days."""
    donne = parametres.plafond_conges
    if donne is None or donne == NON:
        return None
    if isinstance(donne, int):
        regle = Regle(NOM, "Plafond journalier des congés, donné", couche=parametres.couche(NOM))
        return [Plafond(Fraction(donne), emploi.travailles, (Etape(regle, (), donne),))]
    idcc = parametres.idcc
    if f"CONGES_MULTIPLE_{idcc}" not in baremes.chiffres():
        raise SaisieInvalide(
            f"{NOM}=oui : règle inconnue pour la convention {idcc} ; donner {NOM} en euros par jour"
        )
    return _technicien(parametres, emploi) or _par_jour(parametres, emploi)


def _technicien(parametres: Parametres, emploi: Emploi) -> list[Plafond]:
    """Nothing for a function that no weekly grid pays."""
    conv = convention(parametres.idcc)
    metier = conv.fonction(parametres.fonction)
    annexes = conv.annexes(metier)
    if all(a.code == "permanents" for a in annexes):
        raise SaisieInvalide(
            f"« {metier.libelle} » : salarié permanent (titre IV), jamais affilié aux congés spectacles"
        )
    if not any(
        conv.regimes(metier.code, a.code, u) for a in annexes for u in conv.unites_demandees["semaine39"]
    ):
        return []
    reference = (parametres.loi or emploi.debut).replace(month=1, day=1)
    minimum = _minimum(parametres, reference, "semaine39")
    multiple, semaine = _chiffres(parametres, emploi.debut)
    par_jour = _cents(minimum) * multiple / semaine
    formule = f"{_nombre(multiple)} × minimum de 39 h au {texte_date(reference)} ÷ {_nombre(semaine)} jours"
    return [Plafond(par_jour, emploi.travailles, _etapes(minimum, parametres, emploi, formule, par_jour))]


def _par_jour(parametres: Parametres, emploi: Emploi) -> list[Plafond]:
    """Artists and extras: the minimum of each worked day."""
    travailles = list(emploi.dates_travaillees())
    multiple, _ = _chiffres(parametres, emploi.debut)
    montants = {jour: _cents(_minimum(parametres, parametres.loi or jour, "jour")) for jour in travailles}
    rendu = []
    for montant, nombre in Counter(montants.values()).items():
        premier = next(jour for jour in travailles if montants[jour] == montant)
        formule = f"{_nombre(multiple)} × minimum de la journée au {texte_date(premier)}"
        etapes = _etapes(
            _minimum(parametres, premier, "jour"), parametres, emploi, formule, montant * multiple
        )
        rendu.append(Plafond(montant * multiple, nombre, etapes))
    return rendu


def _minimum(parametres: Parametres, jour: dt.date, unite: str) -> Resultat:
    return minima.salaire_minimum(
        parametres.fonction, parametres.idcc, jour, parametres.annexe, unite, parametres
    )


def _cents(minimum: Resultat) -> Fraction:
    assert isinstance(minimum.valeur, int | Fraction)
    return Fraction(minimum.valeur)


def _chiffres(parametres: Parametres, jour: dt.date) -> tuple[Fraction, Fraction]:
    """Multiple of the minimum, and days of the week of 39 hours."""
    return (
        parametres.chiffre(f"CONGES_MULTIPLE_{parametres.idcc}", jour),
        parametres.chiffre(f"CONGES_JOURS_SEMAINE_{parametres.idcc}", jour),
    )


def _nombre(nombre: Fraction) -> str:
    return argent.texte_nombre(nombre, 2).removesuffix(",00")


def _etapes(
    minimum: Resultat, parametres: Parametres, emploi: Emploi, formule: str, par_jour: Fraction
) -> tuple[Etape, ...]:
    code = f"CONGES_MULTIPLE_{parametres.idcc}"
    _, (couche, validite) = chiffre_retenu(code, parametres, emploi.debut)
    libelle = "Plafond journalier des congés"
    regle = validite.regle(code, libelle, formule, ("EUR",), couche=couche, arrondi="")
    return (*minimum.etapes, Etape(regle, (_cents(minimum),), par_jour))


def etapes(parametres: Parametres, emploi: Emploi, brut: int) -> list[Etape]:
    """The year of the fund, the caps, and the base that they leave."""
    rendu = [etape_exercice(emploi.debut, parametres)]
    retenus = plafonds(parametres, emploi)
    if retenus is None:
        return rendu
    for plafond in retenus:
        regle = Regle(NOM, "Plafond des congés", "plafond journalier × jours travaillés", ("EUR", "jours"))
        total = plafond.par_jour * plafond.jours
        rendu += [
            *plafond.etapes,
            Etape(regle._replace(arrondi=""), (plafond.par_jour, plafond.jours), total),
        ]
    plafond_ = plafond_periode(parametres, emploi) or 0
    atteint = "plafond atteint" if brut > plafond_ else "plafond non atteint"
    regle = Regle(
        "ASSIETTE_CONGES",
        f"Assiette des congés : {atteint}",
        "le plus petit du brut et du plafond",
        ("EUR", "EUR"),
        "C. trav. art. D7121-37 (plafond facultatif)",
        lien=" ; ",
    )
    return [*rendu, Etape(regle, (brut, plafond_), min(brut, plafond_))]


def etape_exercice(jour: dt.date, parametres: Parametres) -> Etape:
    """Year of the fund that a day belongs to."""
    code = "CONGES_EXERCICE_MOIS"
    debut = dt.date(jour.year, int(parametres.chiffre(code, jour)), 1)
    if jour < debut:
        debut = ajouter_mois(debut, -12)
    fin = ajouter_mois(debut, 12) - dt.timedelta(days=1)
    texte = f"du {texte_date(debut)} au {texte_date(fin)}"
    regle = baremes.chiffre(code, jour).validite.regle(code, "Exercice de congés", arrondi="")
    return Etape(regle, (), texte, "texte")


def contribution(
    brut: int, jour: dt.date, jours: int | None, fonction: str, idcc: str, parametres: Parametres
) -> Resultat:
    """Contribution to the fund in cents.  A function asks for the cap, and the cap for worked days.

    Raises :class:`SaisieInvalide` for a cap without days, and :class:`ChiffreAbsent` without rate.
    """
    retenus, emploi = preparer(jour, jours, fonction, idcc, parametres)
    rang = _rang(jour, retenus)
    taux = taux_ligne(rang, retenus, jour)
    base = assiette(brut, plafond_periode(retenus, emploi))

    def toutes() -> list[Etape]:
        couche, validite = taux.origines[1]
        regle = validite.regle(rang.code, rang.libelle, "assiette × taux", ("EUR", "taux"), couche=couche)
        montant = argent.part(base, taux.patronal)
        return [*etapes(retenus, emploi, brut), Etape(regle, (base, taux.patronal), montant)]

    return Resultat(argent.part(base, taux.patronal), "EUR", toutes)


def colonne(
    bruts: list[int], jour: dt.date, jours: int | None, fonction: str, idcc: str, parametres: Parametres
) -> list[float]:
    """Cells of :func:`contribution` for many amounts."""
    retenus, emploi = preparer(jour, jours, fonction, idcc, parametres)
    taux, plafond = taux_ligne(_rang(jour, retenus), retenus, jour).patronal, plafond_periode(retenus, emploi)
    return [argent.euros(argent.part(assiette(brut, plafond), taux)) for brut in bruts]


def assiette(brut: int, plafond: int | None) -> int:
    return brut if plafond is None else min(brut, plafond)


def preparer(
    jour: dt.date, jours: int | None, fonction: str, idcc: str, parametres: Parametres
) -> tuple[Parametres, Emploi]:
    """Parameters with what the call says, and the worked days."""
    champs: dict[str, str] = {"convention": situation.convention("convention", idcc)} if idcc else {}
    if fonction:
        champs["fonction"] = fonction
    retenus = dataclasses.replace(parametres, **champs)  # type: ignore[arg-type]
    if retenus.fonction and retenus.plafond_conges is None:
        retenus = dataclasses.replace(retenus, plafond_conges=OUI)
    exiger(retenus)
    if retenus.rediffusion and retenus.lecture("conges_rediffusion", jour) == "non":
        raise SaisieInvalide(
            "rediffusion : pas de congés spectacles sur une exploitation secondaire ; "
            "conges_rediffusion=oui pour les compter"
        )
    if jours is not None and jours < 1:
        raise SaisieInvalide(f"jours : au moins un jour travaillé, reçu {jours}")
    if jours is None and retenus.plafond_conges not in (None, NON):
        raise SaisieInvalide("jours manquant : le plafond des congés se compte par jour travaillé")
    return retenus, Emploi(jour, jours or 1, jour, jours or 1, continu=False)


def _rang(jour: dt.date, parametres: Parametres) -> Cotisation:
    serie = [c for c in baremes.cotisations() if c.code == CODE]
    trouve = next((c for c in serie if en_cours(c, serie, parametres, jour)), None)
    if trouve is None:
        raise ChiffreAbsent(baremes.absence(CODE, serie[0].libelle, [c.validite for c in serie], jour))
    return trouve
