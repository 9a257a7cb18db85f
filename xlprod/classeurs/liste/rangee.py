"""A row of the list made into one contract, or several for a row that stands for several people."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from decimal import ROUND_CEILING, Decimal

from xlprod import argent, baremes
from xlprod.classeurs.liste import calendrier, engagement, identite, regles
from xlprod.classeurs.liste.calendrier import Dates
from xlprod.classeurs.liste.engagement import Paie
from xlprod.classeurs.liste.entetes import Champ
from xlprod.classeurs.liste.fiche import Contexte, Fiche
from xlprod.classeurs.liste.identite import Identite
from xlprod.classeurs.liste.modele import A_VERIFIER, DEDUIT
from xlprod.classeurs.liste.valeurs import NonCompris, lire_nombre, unite
from xlprod.devis import nomenclature
from xlprod.devis.modele import Personne
from xlprod.erreurs import ChiffreAbsent, ErreurXlprod
from xlprod.paie import minima
from xlprod.paie.contrat import contrat
from xlprod.paie.parametres import CONVENTION_PAR_DEFAUT, JOURS_MAX
from xlprod.periodes import texte_date
from xlprod.textes import cle

COPIES_MAX = 50
"""People that one row of weekly contracts may stand for."""
RAPPORT_BAS, RAPPORT_HAUT = Decimal("0.5"), Decimal(6)
"""Outside these multiples of the minimum, a technician's salary has probably another unit."""


def construire(fiche: Fiche, contexte: Contexte) -> list[Personne]:
    """Contracts of a row; none when something is missing, then ``fiche.raisons`` says what."""
    qui = identite.lire(fiche)
    dates = calendrier.lire(fiche, contexte)
    paie = engagement.lire(fiche, contexte, qui.statut, dates)
    if paie:
        calendrier.completer(fiche, contexte, dates, paie.unite, _par_personne(paie))
    note = fiche.texte(Champ.NOTE)
    if note:
        fiche.noter(Champ.NOTE, note)
    if fiche.raisons or paie is None or dates.debut is None or dates.fin is None:
        return []
    if (dates.fin - dates.debut).days >= JOURS_MAX:
        fiche.refuser(Champ.FIN, f"contrat de plus de {JOURS_MAX} jours : date à corriger")
        return []
    continu, jours = _continuite(fiche, qui.statut, paie, dates)
    brut = _brut(fiche, contexte, qui, paie, dates.debut)
    if brut is None:
        return []
    personne = Personne(
        fonction=qui.fonction,
        statut=qui.statut,
        debut=dates.debut,
        fin=dates.fin,
        unite=paie.unite,
        quantite=paie.quantite,
        brut=brut,
        poste=_poste(fiche, qui, paie),
        nom=qui.nom,
        convention=qui.idcc,
        annexe=qui.annexe,
        unite_minimum=_unite_minimum(fiche, qui, paie.unite),
        continu=continu,
        jours_travailles=jours,
        effectif=paie.effectif,
        note=note,
    )
    if not _calculable(fiche, contexte, personne):
        return []
    _comparer_minimum(fiche, contexte, personne, qui)
    return _dedoubler(fiche, personne)


def _par_personne(paie: Paie) -> Decimal:
    if paie.unite in ("jour", "cachet"):
        return max(Decimal(1), paie.quantite / paie.effectif)
    return paie.quantite


def _continuite(fiche: Fiche, statut: str, paie: Paie, dates: Dates) -> tuple[bool, int | None]:
    """Whether the days follow each other, and the days worked when they do not."""
    ecrit = _continu_ecrit(fiche)
    if baremes.statuts()[statut].duree == "legale":
        if ecrit is False:
            qui = "stage" if statut == regles.STAGIAIRE else "contrat d’un permanent"
            fiche.douter(Champ.CONTINU, f"le {qui} est continu", "oui")
        return True, None
    continu = _continu(statut, paie, dates) if ecrit is None else ecrit
    if ecrit is None and paie.unite in ("jour", "cachet"):
        mots = "jours consécutifs : un contrat" if continu else "jours isolés : un engagement par jour"
        fiche.deduire(Champ.CONTINU.value, "oui" if continu else "non", mots)
    if continu:
        return True, None
    jours = _jours_ecrits(fiche) if fiche.cellule(Champ.QUANTITE) is not None else None
    return False, jours or int(paie.quantite.to_integral_value(ROUND_CEILING))


def _continu(statut: str, paie: Paie, dates: Dates) -> bool:
    if paie.unite not in ("jour", "cachet"):
        return True
    if paie.unite == "cachet" or statut == regles.FIGURANT or paie.effectif > 1:
        return False
    return paie.quantite > 1 and paie.quantite >= calendrier.jours_travaillables(dates)


def _continu_ecrit(fiche: Fiche) -> bool | None:
    lu = cle(fiche.texte(Champ.CONTINU))
    if lu in ("oui", "non"):
        fiche.noter(Champ.CONTINU, lu)
        return lu == "oui"
    if lu:
        fiche.douter(Champ.CONTINU, f"oui ou non attendu, lu « {fiche.texte(Champ.CONTINU)} »")
    parametres = fiche.texte(Champ.PARAMETRES)
    if not parametres:
        return None
    trouve = re.fullmatch(r"engagement[_ ]continu\s*=\s*(oui|non)", parametres)
    if trouve:
        fiche.noter(Champ.PARAMETRES, parametres)
        return trouve[1] == "oui"
    fiche.douter(Champ.PARAMETRES, f"paramètres propres au contrat non repris : « {parametres} »")
    return None


def _jours_ecrits(fiche: Fiche) -> int | None:
    try:
        nombre = lire_nombre(fiche.cellule(Champ.JOURS)).valeur
    except NonCompris:
        return None  # already refused, or no such cell
    return int(nombre) if nombre == nombre.to_integral_value() and nombre > 0 else None


def _brut(fiche: Fiche, contexte: Contexte, qui: Identite, paie: Paie, debut: dt.date) -> int | None:
    """Gross of one unit, the minimum of the agreement when the list says so in words."""
    if paie.brut is not None:
        return paie.brut
    if qui.conv is None:
        fiche.refuser(paie.champ, f"brut « au minimum », mais les minima de l’IDCC {qui.idcc} sont inconnus")
        return None
    fonction = qui.metier.libelle if qui.metier else qui.fonction
    regle = regles.unite_minimum(qui.statut, qui.annexe, paie.unite).valeur
    try:
        resultat = minima.salaire_minimum(
            fonction, CONVENTION_PAR_DEFAUT, debut, qui.annexe, regle, contexte.parametres
        )
    except ErreurXlprod as erreur:
        fiche.refuser(paie.champ, f"brut « au minimum », mais {erreur.message}")
        return None
    assert isinstance(resultat.valeur, int)
    texte = argent.texte_euros(resultat.valeur)
    fiche.douter(paie.champ, f"minimum de la convention au {texte_date(debut)}", texte)
    return resultat.valeur


def _poste(fiche: Fiche, qui: Identite, paie: Paie) -> str:
    lu = fiche.texte(Champ.POSTE)
    code = re.sub(r"\D", "", lu)[:2]
    if code in {r.code for poste in ("2", "3") for r in nomenclature.enfants(poste)}:
        fiche.noter(Champ.POSTE, f"{code} – {nomenclature.libelle(code)}")
        return code
    quantite = int(paie.quantite / paie.effectif)
    deduit = regles.poste(qui.metier, fiche.texte(Champ.FONCTION), qui.statut, paie.unite, quantite)
    if lu:
        remarque = f"poste « {lu} » hors des salaires (21 à 39) ; déduit : {deduit.remarque}"
        fiche.douter(Champ.POSTE, remarque, deduit.valeur)
    else:
        fiche.deduire(Champ.POSTE.value, deduit.valeur, deduit.remarque, deduit.gravite)
    return deduit.valeur


def _unite_minimum(fiche: Fiche, qui: Identite, nom: str) -> str:
    lu = fiche.texte(Champ.UNITE_MINIMUM)
    if lu:
        if unite(lu):
            fiche.noter(Champ.UNITE_MINIMUM, lu)
            return lu
        fiche.douter(Champ.UNITE_MINIMUM, f"unité « {lu} » non comprise ; déduite")
    if qui.conv is None:
        return ""
    deduit = regles.unite_minimum(qui.statut, qui.annexe, nom)
    fiche.deduire(Champ.UNITE_MINIMUM.value, deduit.valeur or "–", deduit.remarque, deduit.gravite)
    return deduit.valeur


def _calculable(fiche: Fiche, contexte: Contexte, personne: Personne) -> bool:
    """Whether the engine has the law of these days; a fault of the parameters is not the row's."""
    jours = personne.jours
    if not 1 <= jours <= JOURS_MAX:
        fiche.refuser(Champ.JOURS, f"{jours} jours d’emploi : de 1 à {JOURS_MAX} attendus")
        return False
    parametres = dataclasses.replace(
        contexte.parametres, engagement_continu=personne.continu, convention=personne.convention
    )
    try:
        contrat(personne.statut, personne.debut, jours, parametres)
    except ChiffreAbsent as erreur:
        fiche.refuser(Champ.DEBUT, f"charges impossibles à calculer à cette date : {erreur.message}")
        return False
    return True


def _comparer_minimum(fiche: Fiche, contexte: Contexte, personne: Personne, qui: Identite) -> None:
    """Say now that the minimum will be missing, or that the amount looks like another unit's."""
    if not personne.unite_minimum or qui.metier is None or qui.conv is None:
        return
    try:
        resultat = minima.salaire_minimum(
            personne.fonction,
            personne.convention,
            personne.debut,
            personne.annexe,
            personne.unite_minimum,
            contexte.parametres,
        )
    except ErreurXlprod as erreur:
        fiche.deduire("minimum", "", f"minimum non comparé : {erreur.message}", A_VERIFIER)
        return
    assert isinstance(resultat.valeur, int)
    artiste = personne.statut.startswith("ART")
    bas, haut = resultat.valeur * RAPPORT_BAS, resultat.valeur * RAPPORT_HAUT
    if personne.brut < bas or (personne.brut > haut and not artiste):
        remarque = (
            f"{argent.texte_euros(personne.brut)} par {personne.unite} pour un minimum de "
            f"{argent.texte_euros(resultat.valeur)} : vérifier l’unité et le montant"
        )
        fiche.deduire("minimum", argent.texte_euros(resultat.valeur), remarque, A_VERIFIER)


def _dedoubler(fiche: Fiche, personne: Personne) -> list[Personne]:
    """One contract each for several people paid by the week: ceilings are each one's own."""
    nombre = personne.effectif
    if nombre == 1 or personne.unite in ("jour", "cachet", "forfait"):
        return [personne]
    if nombre > COPIES_MAX:
        fiche.refuser(Champ.EFFECTIF, f"{nombre} personnes sur une ligne : écrire une ligne par contrat")
        return []
    fiche.deduire("contrats", str(nombre), f"{nombre} personnes : un contrat chacune", DEDUIT)
    nom = personne.nom or personne.fonction
    return [
        dataclasses.replace(personne, nom=f"{nom} ({i}/{nombre})", effectif=1) for i in range(1, nombre + 1)
    ]
