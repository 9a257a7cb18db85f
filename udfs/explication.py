"""Why this amount, and why this call fails."""

from __future__ import annotations

from typing import Any

from udfs import inverse
from udfs.charges import MESURES, calculer
from xlprod import registre
from xlprod.erreurs import ErreurXlprod, SaisieInvalide
from xlprod.paie import explication
from xlprod.registre import Argument, Genre, fonction
from xlprod.textes import cle
from xlprod.trace import Resultat

ARGUMENTS = (
    Argument("fonction", Genre.TEXTE, "Nom de la fonction xlprod : COUT_EMPLOYEUR, SALAIRE_MINIMUM…"),
    Argument(
        "arguments",
        Genre.LIBRE,
        "Les arguments de cette fonction, dans l'ordre",
        facultatif=True,
        variadique=True,
    ),
)


@fonction(
    "POURQUOI",
    groupe="Explication",
    resume="Pourquoi ce montant : étapes, formules, valeurs, articles, dates, arrondis, lectures discutées",
    arguments=ARGUMENTS,
    retour="tableau",
)
def pourquoi(nom: str, *arguments: Any) -> Resultat:
    """Steps of a call as a table under a header row, with the amount under each disputed reading."""
    explique = expliquer(nom, *arguments)
    return Resultat(explique.tableau_pourquoi(), "tableau", explique.etapes)


def expliquer(nom: str, *arguments: Any) -> Resultat:
    """Result of a call whose steps also hold the amount under each disputed reading."""
    resultat = registre.appeler(nom, arguments)
    f = registre.resoudre(nom)
    if f.nom in MESURES:
        mesure = MESURES[f.nom]
        charges = calculer(*registre.convertir(f, arguments))
        autres = explication.lectures(charges, mesure.de, mesure.unite)
    elif f.nom in inverse.TOTAUX:
        autres = explication.lectures(*inverse.mesure(f.nom, *registre.convertir(f, arguments)), "EUR")
    else:
        return resultat
    return Resultat(resultat.valeur, resultat.unite, [*resultat.etapes, *autres], resultat.avertissements)


@fonction(
    "DIAGNOSTIC",
    groupe="Explication",
    resume="Phrase qui explique pourquoi un appel échoue, ou « conforme »",
    arguments=ARGUMENTS,
    retour="texte",
)
def diagnostic(nom: str, *arguments: Any) -> Resultat:
    """The French sentence of the error that the same call gives; columns name the failing row."""
    if cle(nom) in ("diagnostic", "xlprod diagnostic", "xlp diagnostic"):
        raise SaisieInvalide("DIAGNOSTIC ne s'applique pas à elle-même")
    retour = registre.evaluer(nom, arguments)
    if retour.erreur is not None:
        return Resultat(retour.erreur.message, "texte")
    rangees = retour.valeur if isinstance(retour.valeur, list) else []
    for ligne, rangee in enumerate(rangees, 1):
        for colonne, cellule in enumerate(rangee, 1):
            if isinstance(cellule, ErreurXlprod):
                return Resultat(f"cellule {max(ligne, colonne)} : {cellule.message}", "texte")
    return Resultat("conforme", "texte")
