"""Looking a figure up: its value on a day, and where it comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

from xlprod import argent, baremes
from xlprod.baremes import A_FOURNIR, Chiffre, Cotisation, Validite, absence, en_vigueur, part_inconnue
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
    """Figure in its own unit; for a contribution, its rate in percent."""
    trouve = rang(code, jour)
    if isinstance(trouve, Chiffre):
        if part:
            raise SaisieInvalide(f"parametre : « {trouve.code} » n'a pas de parts salariale et patronale")
        nombre = trouve.valeur
    else:
        nombre = Fraction(_part(trouve, cle(part), jour), argent.POURCENT)
    return Resultat(
        nombre,
        "nombre",
        [Etape(trouve.validite.regle(trouve.code, trouve.libelle, arrondi=""), (), nombre, "nombre")],
    )


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
    """One sentence: label, article, source, validity, confidence."""
    trouve = rang(code, jour)
    texte = f"{trouve.libelle} — {phrase(trouve.validite)}"
    return Resultat(
        texte, "texte", [Etape(trouve.validite.regle(trouve.code, trouve.libelle), (), texte, "texte")]
    )


def phrase(validite: Validite) -> str:
    """``article ; source ; du … au … ; vérifié``."""
    note = f" ; note : {validite.note}" if validite.note else ""
    confiance = LIBELLES_CONFIANCE[validite.confiance]
    return f"{validite.article} ; {validite.source} ; {validite.texte_periode} ; {confiance}{note}"
