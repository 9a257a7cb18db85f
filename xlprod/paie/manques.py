"""What the law leaves to the company and the contract did not give: said in the trace, never guessed."""

from __future__ import annotations

from collections.abc import Iterator

from xlprod import baremes
from xlprod.paie import auteurs
from xlprod.paie.contrat import Contrat
from xlprod.paie.plan import lignes_du_statut
from xlprod.paie.situation import AUCUNE_CONVENTION
from xlprod.paie.statuts import HORS_SALARIAT
from xlprod.trace import HYPOTHESE, Etape, Regle

NON_COMPTEE = "non comptée"


def manques(contrat_: Contrat) -> Iterator[Etape]:
    """Steps of what is left out of a contract, or assumed for want of a parameter."""
    parametres = contrat_.parametres
    rangs = lignes_du_statut(contrat_.statut, parametres.idcc)
    conditions = {c.condition for c in rangs}
    if contrat_.statut.famille in HORS_SALARIAT:
        yield from _hors_salariat(contrat_)
    elif parametres.idcc not in baremes.conventions():
        nom = "aucune" if parametres.idcc == AUCUNE_CONVENTION else f"IDCC {parametres.idcc}"
        yield _etape("convention", "Convention collective", nom, "aucune cotisation conventionnelle connue")
    if "cdd" in conditions and not parametres.contrat:
        yield _etape("contrat", "Contrat à durée indéterminée", "cdi")
    if "mutuelle_donnee" in conditions and parametres.mutuelle is None:
        yield _etape("mutuelle", "Complémentaire santé de l’entreprise", NON_COMPTEE)
    if "medecine_donnee" in conditions and parametres.medecine is None:
        yield _etape("medecine", "Santé au travail, sans taux légal", NON_COMPTEE)
    if "mutuelle_donnee" in conditions and not any(c.ligne == "PREVOYANCE" for c in rangs):
        yield _etape(
            "prevoyance", "Prévoyance de l’entreprise", NON_COMPTEE, "aucun taux connu pour ce statut"
        )
    if parametres.heures is None and contrat_.statut.duree == "legale":
        formule = (
            "durée mensuelle légale par mois entier, un cinquième de semaine légale par jour ouvré sinon"
        )
        legale = baremes.chiffre("DUREE_MENSUELLE", contrat_.debut).validite
        libelle = "Heures du contrat non données : durée légale"
        yield Etape(legale.regle("heures", libelle, formule, couche=HYPOTHESE), (), contrat_.heures, "heures")


CERTIFICAT = Regle(
    "certificat_a1",
    "Certificat A1 supposé valable pendant toute la durée du contrat : aucune cotisation ni CSG française",
    "affiliation au régime de l’État d’origine",
    article="règlement (CE) n° 883/2004 art. 12 et 13",
    confiance="recalled",
    couche=HYPOTHESE,
)


CONGES = Regle(
    "conges_equivalents",
    "Congés équivalents dans l’État d’origine, qui dispensent de la caisse des congés spectacles",
    "paramètre conges_equivalents",
    article="C. trav. art. D7121-29 2°, D7121-42 et D7121-43",
)


def _hors_salariat(contrat_: Contrat) -> Iterator[Etape]:
    """What is assumed of an author or of somebody seconded."""
    parametres = contrat_.parametres
    if contrat_.statut.famille == "auteur":
        for code, libelle, texte in auteurs.hypotheses(parametres):
            yield _etape(code, libelle, texte)
        for code, libelle, article in auteurs.constats(parametres):
            yield Etape(
                Regle(code, libelle, article=article, couche=parametres.couche(code)), (), None, "texte"
            )
    if contrat_.statut.famille == "detache":
        yield Etape(CERTIFICAT, (), "oui", "texte")
        if contrat_.statut.conges_caisse:
            donne = parametres.conges_equivalents is not None
            couche = parametres.couche("conges_equivalents") if donne else HYPOTHESE
            texte = "oui" if parametres.conges_equivalents else "non"
            yield Etape(CONGES._replace(couche=couche), (), texte, "texte")


def _etape(code: str, libelle: str, texte: str, formule: str = "") -> Etape:
    formule = formule or f"paramètre {code} non donné"
    return Etape(Regle(code, libelle, formule, couche=HYPOTHESE), (), texte, "texte")
