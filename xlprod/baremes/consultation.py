"""Looking a figure up: its value on a day, and where it comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

from xlprod import argent, baremes, couches
from xlprod.baremes import A_FOURNIR, Chiffre, Cotisation, Validite, absence, en_vigueur, part_inconnue
from xlprod.couches import Surcharge
from xlprod.erreurs import ChiffreAbsent, SaisieInvalide
from xlprod.textes import cle, proches
from xlprod.trace import LIBELLES_CONFIANCE, Etape, Resultat

Rang = Chiffre | Cotisation


def rangs(code: str) -> Sequence[Rang]:
    """Dated rows of a figure or of a contribution, whatever the case of its code."""
    recherche = cle(code)
    for nom, serie in baremes.chiffres().items():
        if cle(nom) == recherche:
            return serie
    trouvees = [c for c in baremes.cotisations() if cle(c.code) == recherche]
    if not trouvees:
        connus = [*baremes.chiffres(), *{c.code for c in baremes.cotisations()}]
        raise SaisieInvalide(
            f"barème inconnu « {code} » ; les plus proches : {', '.join(proches(code, connus))}"
        )
    return trouvees


def rang(code: str, jour: dt.date) -> Rang:
    """Row in force on ``jour``; raises :class:`ChiffreAbsent` outside the series."""
    serie = rangs(code)
    trouve: Rang | None = en_vigueur(serie, jour)
    if trouve is None:
        premier = serie[0]
        raise ChiffreAbsent(absence(premier.code, premier.libelle, [r.validite for r in serie], jour))
    return trouve


def valeur(code: str, jour: dt.date, part: str) -> Resultat:
    """Figure in its own unit; for a contribution, its rate in percent.

    The company's figure when its file replaces the law's on ``jour``, and the step says so.
    """
    donne = _de_la_societe(code, jour, part)
    if donne is not None:
        trouve: Rang = en_vigueur(rangs(code), jour) or rangs(code)[-1]
        nombre, (couche, validite) = donne.valeur, donne.origine(trouve.validite)
    else:
        trouve = rang(code, jour)
        nombre, couche, validite = _legale(trouve, part, jour), couches.BAREME, trouve.validite
    regle = validite.regle(trouve.code, trouve.libelle, couche=couche, arrondi="")
    return Resultat(nombre, "nombre", [Etape(regle, (), nombre, "nombre")])


def _legale(trouve: Rang, part: str, jour: dt.date) -> Fraction:
    if isinstance(trouve, Cotisation):
        return Fraction(_part(trouve, cle(part), jour), argent.POURCENT)
    if part:
        raise SaisieInvalide(f"parametre : « {trouve.code} » n'a pas de parts salariale et patronale")
    return trouve.valeur


def _de_la_societe(code: str, jour: dt.date, part: str) -> Surcharge | None:
    """The company's figure; without a part, that of a contribution of which one part alone exists."""
    premier = rangs(code)[0]
    if isinstance(premier, Chiffre):
        return None if part else couches.courante().surcharge(premier.code, jour)
    voulue = cle(part) or ("salarial" if premier.salarial and not premier.patronal else "patronal")
    if not part and premier.salarial and premier.patronal:
        return None
    return couches.courante().surcharge(f"{premier.code}_{voulue.upper()}", jour)


def _part(cotisation: Cotisation, part: str, jour: dt.date) -> int:
    if part not in ("", "salarial", "patronal"):
        raise SaisieInvalide(f"parametre : salarial ou patronal attendu, reçu « {part} »")
    if cotisation.parametre == A_FOURNIR:
        raise ChiffreAbsent(part_inconnue(cotisation, jour))
    if cotisation.parametre and part != "salarial":
        raise ChiffreAbsent(
            f"{cotisation.libelle} ({cotisation.code}) : pas de taux légal, il est communiqué "
            f"à l'entreprise ; paramètre {cotisation.parametre.removesuffix('_artiste')}"
        )
    if not part and cotisation.salarial and cotisation.patronal:
        raise SaisieInvalide(f"parametre : préciser salarial ou patronal pour « {cotisation.code} »")
    if part == "salarial" or (not part and cotisation.salarial):
        return cotisation.salarial
    return cotisation.patronal


def texte_valeur(rang_: Rang) -> str:
    """``4 005 €``, ``salarial 6,9 %, patronal 8,55 %``: the figure with its unit, for a reader."""
    if isinstance(rang_, Chiffre):
        nombre = argent.texte_nombre(rang_.valeur, 6).rstrip("0").rstrip(",")
        return f"{nombre} {'€' if rang_.unite == 'EUR' else rang_.unite}"
    if rang_.parametre == A_FOURNIR:
        return "à fournir"
    patronal = f"paramètre {rang_.parametre}" if rang_.parametre else argent.texte_taux(rang_.patronal)
    return f"salarial {argent.texte_taux(rang_.salarial)}, patronal {patronal}"


def source(code: str, jour: dt.date) -> Resultat:
    """One sentence: label, article, source, validity, confidence; first the company's, if it replaces it."""
    donnes = [d for part in ("", "salarial", "patronal") if (d := _de_la_societe(code, jour, part))]
    if not donnes:
        trouve = rang(code, jour)
        texte = f"{trouve.libelle} — {phrase(trouve.validite)}"
        regle = trouve.validite.regle(trouve.code, trouve.libelle)
        return Resultat(texte, "texte", [Etape(regle, (), texte, "texte")])
    connu: Rang | None = en_vigueur(rangs(code), jour)
    dernier = connu or rangs(code)[-1]
    droit = (
        f"à la place de : {phrase(connu.validite)}" if connu else "le droit n'a pas de valeur à cette date"
    )
    texte = f"{dernier.libelle} — {' ; '.join([*map(_phrase_societe, dict.fromkeys(donnes)), droit])}"
    couche, validite = donnes[0].origine(dernier.validite)
    regle = validite.regle(dernier.code, dernier.libelle, couche=couche)
    return Resultat(texte, "texte", [Etape(regle, (), texte, "texte")])


def _phrase_societe(donne: Surcharge) -> str:
    """``part patronale donnée par la société (accord du … ; du … au …)``."""
    part = {"SALARIAL": "part salariale ", "PATRONAL": "part patronale "}
    debut = next((mots for fin, mots in part.items() if donne.code.endswith(f"_{fin}")), "")
    return f"{debut}donnée par la société ({donne.texte_source})"


def phrase(validite: Validite) -> str:
    """``article ; source ; du … au … ; vérifié``."""
    note = f" ; note : {validite.note}" if validite.note else ""
    confiance = LIBELLES_CONFIANCE[validite.confiance]
    return f"{validite.article} ; {validite.source} ; {validite.texte_periode} ; {confiance}{note}"
