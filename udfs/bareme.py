"""Dated figures and their sources, versions."""

from __future__ import annotations

import datetime as dt

from udfs.commun import CODE, JOUR, PARAMETRES
from xlprod import VERSION_DONNEES, VERSION_MOTEUR
from xlprod.baremes import consultation, couverture
from xlprod.paie import parametres as lecteur
from xlprod.paie import remplacements
from xlprod.paie.parametres import Paires
from xlprod.registre import Argument, Genre, fonction
from xlprod.trace import Resultat


@fonction(
    "BAREME",
    groupe="Barèmes",
    resume="Chiffre daté d'un barème, dans son unité (un taux est en pourcentage : 8,55)",
    arguments=(
        CODE,
        JOUR,
        Argument(
            "parametre",
            Genre.TEXTE,
            "salarial ou patronal, pour une cotisation à deux parts",
            facultatif=True,
        ),
    ),
    retour="nombre",
)
def bareme(code: str, date: dt.date, parametre: str | None) -> Resultat:
    """Figure in its own unit: euros, percent, coefficient."""
    return consultation.valeur(code, date, parametre or "")


@fonction(
    "SOURCE",
    groupe="Barèmes",
    resume="Source d'un barème à une date : article, texte, période, confiance",
    arguments=(CODE, JOUR),
    retour="texte",
)
def source(code: str, date: dt.date) -> Resultat:
    """One sentence: label, article, source, validity, confidence."""
    return consultation.source(code, date)


@fonction(
    "CHIFFRES_REMPLACES",
    groupe="Barèmes",
    resume="Tableau des chiffres du droit que la société, le classeur ou la ligne remplacent à une date",
    arguments=(JOUR, PARAMETRES),
    retour="tableau",
)
def chiffres_remplaces(date: dt.date, parametres: Paires | None) -> Resultat:
    """Under a header row: code, label, value of the law, value used, who gave it, source; or « aucun »."""
    remplaces = remplacements.remplacements(lecteur.lire(parametres), date)
    rangees = [r.rangee() for r in remplaces] or [["aucun", *[""] * (len(remplacements.ENTETE) - 1)]]
    return Resultat([list(remplacements.ENTETE), *rangees], "tableau")


@fonction(
    "COUVERTURE",
    groupe="Explication",
    resume="Ce que les barèmes couvrent : règles, depuis quand, part vérifiée, date de la vérification",
    arguments=(
        Argument(
            "domaine", Genre.TEXTE, "Domaine à détailler (chomage, 3097…) ; vide : résumé", facultatif=True
        ),
    ),
    retour="tableau",
)
def couverture_(domaine: str | None) -> Resultat:
    """Summary, one row per domain, or one row per rule of ``domaine``; shares as ratios."""
    table = couverture.detail(couverture.domaine(domaine)) if domaine else couverture.resume()
    return Resultat(table, "tableau")


@fonction(
    "VERSION",
    groupe="Explication",
    resume="Versions du moteur et des barèmes",
    arguments=(),
    retour="texte",
)
def version() -> Resultat:
    """Engine and data versions, as text."""
    return Resultat(f"xlprod {VERSION_MOTEUR}, barèmes {VERSION_DONNEES}", "texte")
