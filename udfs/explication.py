"""Why this amount, and why this call fails."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from udfs import inverse
from udfs.charges import MESURES, calculer, lignes, personne
from xlprod import registre
from xlprod.erreurs import ErreurXlprod, SaisieInvalide
from xlprod.lots import Lue
from xlprod.paie import cumul, explication, explication_ensemble
from xlprod.paie.cotisations import Charges
from xlprod.registre import Argument, Genre, fonction
from xlprod.textes import cle
from xlprod.trace import Etape, Resultat

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


def expliquer(nom: str, *arguments: Any, rang: int | None = None) -> Resultat:
    """Result of a call whose steps also hold the amount under each disputed reading.

    Of rows computed together: the row at ``rang`` of the columns, or their total.
    """
    f = registre.resoudre(nom)
    lues = registre.lire_ensemble(nom, arguments)
    if lues is not None:
        return _total(f.nom, *lues) if rang is None else _ligne(f.nom, lues[0].index(rang + 1), lues[1])
    resultat = registre.appeler(nom, arguments)
    if f.nom in MESURES:
        mesure = MESURES[f.nom]
        charges = calculer(*registre.convertir(f, arguments))
        autres = explication.lectures(charges, mesure.de, mesure.unite)
    elif f.nom in inverse.TOTAUX:
        autres = explication.lectures(*inverse.mesure(f.nom, *registre.convertir(f, arguments)), "EUR")
    else:
        return resultat
    return Resultat(resultat.valeur, resultat.unite, [*resultat.etapes, *autres], resultat.avertissements)


def _ligne(nom: str, place: int, lues: list[Lue]) -> Resultat:
    """One row with those of its person.  Raises the error of that row."""
    mesure, toutes = MESURES[nom], lignes(lues)
    donnees = cumul.de_la_personne(toutes, place)
    rang = next(i for i, donnee in enumerate(donnees) if donnee is toutes[place])

    def charges(sous: list[cumul.Ligne | ErreurXlprod]) -> Charges:
        """Refused as a whole when one of the rows is: its days would be missing."""
        calculees = cumul.calculer(sous)
        refus = [c for c in calculees if isinstance(c, ErreurXlprod)]
        if refus:
            raise refus[0]
        calculee = calculees[rang]
        assert isinstance(calculee, Charges)
        return calculee

    retenues = cumul.calculer(donnees)
    calculee = retenues[rang]
    if isinstance(calculee, ErreurXlprod):
        raise calculee
    donnees = [d for d, c in zip(donnees, retenues, strict=True) if isinstance(c, Charges)]
    rang = next(i for i, donnee in enumerate(donnees) if donnee is toutes[place])
    resultat = explication.resultat(calculee, mesure.de(calculee), mesure.unite, nom)
    autres = explication.lectures(
        calculee,
        mesure.de,
        mesure.unite,
        lambda lecture, choix: charges(cumul.avec_lecture(donnees, lecture, choix)),
    )
    return Resultat(resultat.valeur, resultat.unite, [*resultat.etapes, *autres], resultat.avertissements)


def _total(nom: str, rangs: list[int], lues: list[Lue]) -> Resultat:
    """Rows computed together: what each brings, and their total under each other way to share ceilings.

    A table of charges is explained by its employer part; rows in error are named, not counted.
    """
    nom = nom if nom in MESURES else "CHARGES_PATRONALES"
    mesure, donnees = MESURES[nom], lignes(lues)

    def total(calculees: list[cumul.Calculee]) -> int | Fraction:
        bonnes = [c for c in calculees if isinstance(c, Charges)]
        return mesure.calcul(sum(c.brut for c in bonnes), sum(getattr(c, mesure.cote) for c in bonnes))

    calculees = cumul.calculer(donnees)
    etapes: list[Etape] = []
    refus = []
    for rang, lue, calculee in zip(rangs, lues, calculees, strict=True):
        titre = f"Ligne {rang}, {personne(lue) or 'sans nom'}"
        if isinstance(calculee, ErreurXlprod):
            refus.append(f"{titre} : {calculee.message}")
        else:
            montant = mesure.calcul(calculee.brut, getattr(calculee, mesure.cote)) if calculee.brut else 0
            etapes += explication_ensemble.etapes_ligne(titre, calculee, nom, montant, mesure.unite)
    retenu = total(calculees)
    justes = [d for d, c in zip(donnees, calculees, strict=True) if isinstance(c, Charges)]
    etapes += explication_ensemble.autres_cumuls(
        [c.contrat for c in calculees if isinstance(c, Charges)],
        lambda choix: total(cumul.calculer(cumul.avec_lecture(justes, cumul.LECTURE, choix))),
        retenu,
        mesure.unite,
    )
    dits = (a for c in calculees if isinstance(c, Charges) for a in explication.avertissements(c))
    return Resultat(retenu, mesure.unite, etapes, [*dict.fromkeys(dits), *refus])


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
            if isinstance(cellule, ErreurXlprod) and registre.resoudre(nom).retour == "tableau":
                return Resultat(cellule.message, "texte")  # it names the row of the columns itself
            if isinstance(cellule, ErreurXlprod):
                return Resultat(f"cellule {max(ligne, colonne)} : {cellule.message}", "texte")
    return Resultat("conforme", "texte")
