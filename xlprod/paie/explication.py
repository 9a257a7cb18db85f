"""Why this amount: the steps of a computation of charges, and the disputed readings."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import lru_cache

from xlprod import argent, baremes
from xlprod.erreurs import ErreurXlprod
from xlprod.paie import auteurs, conges, plafonds
from xlprod.paie.conditions import lecture_utile
from xlprod.paie.contrat import Contrat, Segment, contrat, heures_par_jour
from xlprod.paie.cotisations import Charges, Periode, etapes_lignes
from xlprod.paie.cumul import ChargesCumulees
from xlprod.paie.deduction import apres_deduction
from xlprod.paie.manques import manques
from xlprod.paie.parametres import CONVENTION_PAR_DEFAUT, Parametres
from xlprod.paie.partage import etapes_partage
from xlprod.paie.plan import lignes_du_statut
from xlprod.paie.remplacements import chiffre_retenu, distincts, etape_donnee, remplacements
from xlprod.paie.sans_effet import sans_effet
from xlprod.paie.statuts import HORS_SALARIAT, REALISATEUR
from xlprod.periodes import texte_date
from xlprod.trace import HYPOTHESE, Etape, Regle, Resultat, Unite

CONTRAT_UNIQUE = (
    "Calcul d'un contrat isolé : le plafond et les tranches ne sont pas régularisés avec les autres "
    "contrats de la même personne chez le même employeur."
)
PLAFONDS_PARTAGES = (
    "Plafonds et tranches partagés avec les autres lignes de la même personne, prises par date ; "
    "ses contrats chez le même employeur qui ne sont pas dans ces lignes ne sont pas comptés."
)
NET_NEGATIF = "Net négatif : les parts salariales dépassent le brut ; vérifier le brut et les jours."
JOURS_CONSECUTIFS = "Jours d'emploi supposés consécutifs à partir de la date pour situer les mois de plafond."


REDIFFUSION = (
    "Rediffusion : hors congés spectacles et majoration de 0,50 % du chômage (lectures conges_rediffusion "
    "et majoration_rediffusion), les lignes d'un cachet sont comptées ; à vérifier pour les seuils en SMIC, "
    "faute d'heures."
)

AVERTISSEMENTS = {
    "auteur": auteurs.AVERTISSEMENTS,
    "stagiaire": (
        "La franchise s'apprécie mois par mois : calculer chaque mois à part si la gratification "
        "ou les heures varient.",
    ),
}
"""Limits of a computation on its own, for who has no French contract of employment."""


def resultat(charges: Charges, valeur: int | Fraction, unite: Unite, total: str) -> Resultat:
    """Result whose steps end with ``total``."""

    def toutes() -> list[Etape]:
        return [*etapes(charges), etape_total(charges, total, valeur, unite)]

    return Resultat(valeur, unite, toutes, avertissements(charges))


_FORMULES = {
    "CHARGES_PATRONALES": "somme des parts patronales",
    "CHARGES_SALARIALES": "somme des parts salariales",
    "NET": "brut − charges salariales",
    "COUT_EMPLOYEUR": "brut + charges patronales",
    "TAUX_CHARGES": "charges patronales ÷ brut",
}


def etape_total(charges: Charges, total: str, valeur: int | Fraction, unite: Unite) -> Etape:
    valeurs: dict[str, tuple[int, ...]] = {
        "NET": (charges.brut, charges.salariales),
        "COUT_EMPLOYEUR": (charges.brut, charges.patronales),
        "TAUX_CHARGES": (charges.patronales, charges.brut),
    }
    nombres = valeurs.get(total, ())
    euro: Unite = "EUR"
    lien = {"NET": " − ", "COUT_EMPLOYEUR": " + ", "TAUX_CHARGES": " ÷ "}.get(total, "")
    regle = Regle(total, "Résultat", _FORMULES[total], (euro,) * len(nombres), arrondi="", lien=lien)
    return Etape(regle, nombres, valeur, unite)


def etapes(charges: Charges) -> list[Etape]:
    """Every step: hypotheses, duration, ceilings, thresholds, then line by line."""
    contrat_ = charges.contrat
    rendu = [*donnes(contrat_), *hypotheses(contrat_), *sans_effet(contrat_)]
    parts = charges.parts if isinstance(charges, ChargesCumulees) else None
    for rang, periode in enumerate(charges.periodes):
        if parts is None:
            entiere, des_plafonds = periode, plafonds.etapes(contrat_, rang, periode.brut)
        else:
            entiere = periode._replace(segment=parts[rang].entier, brut=parts[rang].brut_entier)
            des_plafonds = etapes_partage(parts[rang], periode, contrat_)
        rendu += _etapes_periode(periode, entiere, len(charges.periodes), contrat_, des_plafonds)
    return rendu + etapes_lignes(charges)


def avertissements(charges: Charges) -> list[str]:
    contrat_ = charges.contrat
    negatif = [NET_NEGATIF] if charges.net < 0 else []
    if contrat_.statut.famille in HORS_SALARIAT:
        return [*negatif, *AVERTISSEMENTS.get(contrat_.statut.famille, ())]
    rendu = [*negatif, PLAFONDS_PARTAGES if isinstance(charges, ChargesCumulees) else CONTRAT_UNIQUE]
    if not contrat_.parametres.engagement_continu:
        rendu.append(JOURS_CONSECUTIFS)
    if contrat_.parametres.rediffusion:
        rendu.append(REDIFFUSION)
    return rendu


@lru_cache(4096)
def donnes(contrat_: Contrat) -> tuple[Etape, ...]:
    """What was given and by whom, one step each: parameters, then figures in place of the law's.

    A replaced rate is said by its own line.
    """
    parametres = contrat_.parametres
    rendu = [etape_donnee(d) for d in parametres.donnees]
    listes = [remplacements(parametres, segment.debut) for segment in contrat_.segments]
    for r in distincts(listes):
        if r.code in baremes.chiffres():
            regle = Regle(
                r.code, f"Chiffre remplacé : {r.libelle}", f"au lieu de {r.legale}", source=r.source,
                couche=r.couche,
            )  # fmt: skip
            rendu.append(Etape(regle, (), r.retenue, "texte"))
    return tuple(rendu)


# Contracts are few and their salaries many: what does not depend on the gross is kept.
@lru_cache(4096)
def hypotheses(contrat_: Contrat) -> tuple[Etape, ...]:
    """What was not given and had to be assumed, one step each."""
    parametres, jour = contrat_.parametres, contrat_.debut
    rangs = lignes_du_statut(contrat_.statut, parametres.idcc)
    rendu = []
    if parametres.effectif is None and any(c.selon_effectif for c in rangs):
        rendu.append(
            _hypothese("effectif", "Effectif de l'entreprise inférieur à 11 salariés", "moins de 11")
        )
    if parametres.convention is None and contrat_.statut.famille not in HORS_SALARIAT:
        rendu.append(_hypothese("convention", "Convention collective", f"IDCC {CONVENTION_PAR_DEFAUT}"))
    if parametres.taux_at is None and any(c.parametre.startswith("taux_at") for c in rangs):
        rendu.append(_hypothese_chiffre("taux_at", "AT_MOYEN", contrat_))
    if parametres.medecine is None and any(c.parametre == "medecine" and not c.condition for c in rangs):
        rendu.append(_hypothese_chiffre("medecine", "SANTE_TRAVAIL_HT", contrat_))
    rendu += manques(contrat_)
    if parametres.heures is None and contrat_.statut.duree in ("convention", "cachet"):
        par_jour = heures_par_jour(contrat_.statut, jour, parametres)
        regle = Regle(
            "heures",
            "Heures du contrat non données : durée conventionnelle",
            "heures par jour × jours travaillés",
            ("heures", "jours"),
            couche=HYPOTHESE,
        )
        rendu.append(Etape(regle, (par_jour, contrat_.heures / par_jour), contrat_.heures, "heures"))
    if contrat_.statut.code == REALISATEUR and not parametres.donne_lecture("taux_realisateur"):
        rendu.append(
            _hypothese("statut", "Réalisateur traité comme technicien cadre à taux pleins", "TECH_C")
        )
    return tuple(rendu)


def _hypothese(code: str, libelle: str, texte: str) -> Etape:
    return Etape(Regle(code, libelle, f"paramètre {code} non donné", couche=HYPOTHESE), (), texte, "texte")


def _hypothese_chiffre(parametre: str, code: str, contrat_: Contrat) -> Etape:
    trouve = baremes.chiffre(code, contrat_.debut)
    valeur = contrat_.parametres.chiffre(code, contrat_.debut)
    formule = f"paramètre {parametre} non donné : valeur par défaut"
    regle = trouve.validite.regle(parametre, trouve.libelle, formule, couche=HYPOTHESE)
    return Etape(regle, (), int(valeur * argent.POURCENT), "taux")


def regle_chiffre(
    code: str, contrat_: Contrat, segment: Segment, formule: str, unites: tuple[Unite, ...]
) -> Regle:
    """Rule text of a step that applies the dated figure ``code``."""
    trouve, origine = chiffre_retenu(code, contrat_.parametres, segment.debut)
    return origine.validite.regle(code, trouve.libelle, formule, unites, couche=origine.couche)


def _etapes_periode(
    periode: Periode, entiere: Periode, nombre: int, contrat_: Contrat, des_plafonds: Iterable[Etape]
) -> list[Etape]:
    """Steps of a period; ``entiere`` is what the contract decides, where it is cut further."""
    segment = periode.segment
    rendu = []
    if nombre > 1:
        suite = " (le droit change ensuite)" if nombre == len(contrat_.segments) else ""
        libelle = f"Période du {texte_date(segment.debut)} au {texte_date(segment.fin)}{suite}"
        regle = Regle("periode", libelle, "brut du contrat × jours de la période ÷ jours du contrat")
        rendu.append(Etape(regle, (), periode.brut))
    rendu += [*des_plafonds, *_etapes_seuils(entiere, contrat_.parametres)]
    if segment.plafond_conges is not None:
        rendu += conges.etapes(contrat_.parametres, contrat_.emploi(entiere.segment), entiere.brut)
    if segment.mutuelle is not None:
        regle = Regle(
            "mutuelle",
            "Complémentaire santé de l’entreprise pour la période",
            "cotisation mensuelle × jours ÷ jours du mois",
            couche=contrat_.parametres.couche("mutuelle"),
        )
        rendu.append(Etape(regle, (), segment.mutuelle))
    if segment.droit.dfs:
        apres = periode.montants.assiettes[0]
        formule = "brut × (1 − taux), plancher SMIC des heures"
        regle = regle_chiffre(contrat_.parametres.dfs, contrat_, segment, formule, ("EUR", "ratio"))
        rendu.append(Etape(regle, (periode.brut, segment.droit.dfs), apres))
    return rendu


def _etapes_seuils(periode: Periode, parametres: Parametres) -> list[Etape]:
    segment, variante = periode.segment, periode.variante
    rendu = []
    loi, heures = segment.droit, segment.heures
    compare = apres_deduction(periode.brut, loi, heures)
    for code, par_heure, obtenu in (
        ("BANDEAU_MALADIE", loi.seuil_maladie, variante.maladie_reduite),
        ("BANDEAU_FAMILLE", loi.seuil_famille, variante.famille_reduite),
    ):
        if par_heure is not None:
            regle = _regle_seuil(code, parametres, segment.debut, obtenu)
            haut, bas = par_heure.numerator * heures.numerator, par_heure.denominator * heures.denominator
            rendu.append(Etape(regle, (compare, heures), haut // bas))
    if segment.droit.complement:
        regle = _regle_complement(parametres, segment.debut, variante.forfaitaire)
        rendu.append(Etape(regle, (periode.brut, segment.jours), segment.forfait))
    return rendu


@lru_cache(256)
def _regle_seuil(code: str, parametres: Parametres, jour: dt.date, obtenu: bool) -> Regle:
    trouve, origine = chiffre_retenu(code, parametres, jour)
    libelle = f"{trouve.libelle} : {'taux réduit' if obtenu else 'taux plein'}"
    quoi = "brut" if parametres.dfs == "non" else "brut après déduction"
    formule = f"{quoi} comparé à {argent.texte_nombre(trouve.valeur, 2)} SMIC × heures"
    unites: tuple[Unite, ...] = ("EUR", "heures")
    return origine.validite.regle(code, libelle, formule, unites, couche=origine.couche, lien=" ; ")


@lru_cache(256)
def _regle_complement(parametres: Parametres, jour: dt.date, forfaitaire: bool) -> Regle:
    trouve, origine = chiffre_retenu("SEUIL_COMPLEMENT", parametres, jour)
    libelle = f"{trouve.libelle} : {'assiette forfaitaire' if forfaitaire else 'rémunération réelle'}"
    formule = "brut comparé au seuil × jours ; forfait en heures de SMIC par jour"
    unites: tuple[Unite, ...] = ("EUR", "jours")
    couche = origine.couche
    return origine.validite.regle(trouve.code, libelle, formule, unites, couche=couche, lien=" ; ")


def lectures(
    charges: Charges,
    mesure: Callable[[Charges], int | Fraction],
    unite: Unite,
    recalculer: Callable[[str, str], Charges] | None = None,
) -> list[Etape]:
    """For each disputed reading that changes this amount: the amount under the other choice.

    ``recalculer`` computes charges under another choice when they do not stand alone.
    """
    contrat_ = charges.contrat
    parametres = contrat_.parametres
    retenu = mesure(charges)
    rendu = []
    for lecture in baremes.lectures():
        if contrat_.statut.famille not in lecture.familles or not lecture.validite.couvre(contrat_.debut):
            continue
        if not lecture_utile(lecture.parametre, contrat_.statut, parametres.idcc):
            continue
        choisi = parametres.lecture(lecture.parametre, contrat_.debut)
        for autre in baremes.choix_possibles(lecture, contrat_.debut, contrat_.statut.famille):
            if autre == choisi:
                continue
            regle = baremes.regle_autre_lecture(lecture, choisi, autre)
            try:
                refait = (
                    recalculer(lecture.parametre, autre)
                    if recalculer
                    else _recalculer(charges, parametres, lecture.parametre, autre)
                )
                montant = mesure(refait)
            except ErreurXlprod as erreur:
                rendu.append(Etape(regle, (), erreur.message, "texte"))
                continue
            if montant != retenu:
                rendu.append(Etape(regle, (), montant, unite))
    return rendu


def _recalculer(charges: Charges, parametres: Parametres, nom: str, choix: str) -> Charges:
    autres = tuple(paire for paire in parametres.lectures if paire[0] != nom)
    variante = dataclasses.replace(parametres, lectures=(*autres, (nom, choix)))
    contrat_ = charges.contrat
    return Charges(charges.brut, contrat(contrat_.statut.code, contrat_.debut, contrat_.jours, variante))
