"""The law's figures that something takes the place of: what the law says, what is used, who says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from xlprod import argent, baremes
from xlprod.baremes import A_FOURNIR, Chiffre, Cotisation, en_vigueur
from xlprod.couches import BAREME, PATRONAL, SALARIAL, Donnee, Origine, Surcharge
from xlprod.paie.parametres import Parametres
from xlprod.trace import Cellule, Etape, Regle, texte_confiance

TITRE = "Chiffres remplacés"
SANS_VALEUR = "aucune valeur"
SANS_UNITE = "unite"
ENTETE = ("Code", "Libellé", "Valeur du droit", "Valeur retenue", "Donnée par", "Source")


class Remplacement(NamedTuple):
    """One replaced figure, as a report shows it."""

    code: str
    libelle: str
    legale: str
    retenue: str
    couche: str
    source: str

    @property
    def qui(self) -> str:
        """``donnée par la société``."""
        return texte_confiance(Regle(self.code, "", couche=self.couche))

    def phrase(self) -> str:
        """``Congés (CONGES_SPEC_PATRONAL) : 15,7 % au lieu de 15,5 %``."""
        return f"{self.libelle} ({self.code}) : {self.retenue} au lieu de {self.legale}"

    def phrase_sourcee(self) -> str:
        """Same, with who gave it and where it is written."""
        return f"{self.phrase()}, {self.qui}" + (f" ({self.source})" if self.source else "")

    def rangee(self) -> list[Cellule]:
        """Row under :data:`ENTETE`."""
        qui = self.qui.removeprefix("donnée par ")
        return [self.code, self.libelle, self.legale, self.retenue, qui, self.source]


def remplacements(parametres: Parametres, jour: dt.date) -> list[Remplacement]:
    """Every figure that these parameters replace on ``jour``, in the order of codes."""
    codes = sorted({s.code for s in parametres.surcharges})
    actives = [s for code in codes if (s := parametres.surcharge(code, jour)) is not None]
    return [_remplacement(surcharge, jour) for surcharge in actives]


def distincts(listes: Iterable[list[Remplacement]]) -> list[Remplacement]:
    """Those of several contracts or dates, each once."""
    return sorted(dict.fromkeys(r for liste in listes for r in liste))


def _remplacement(surcharge: Surcharge, jour: dt.date) -> Remplacement:
    rang, part = rang_remplace(surcharge.code, jour)
    if isinstance(rang, Chiffre):
        unite = rang.unite
        legale = _texte(rang.valeur, unite) if rang.validite.couvre(jour) else SANS_VALEUR
    else:
        unite = "%"
        legale = _taux(rang, part) if rang.validite.couvre(jour) else SANS_VALEUR
    libelle = f"{rang.libelle}, part {part}e" if part else rang.libelle
    retenue = _texte(surcharge.valeur, unite)
    return Remplacement(surcharge.code, libelle, legale, retenue, surcharge.couche, surcharge.texte_source)


def chiffre_retenu(code: str, parametres: Parametres, jour: dt.date) -> tuple[Chiffre, Origine]:
    """Figure applied on ``jour`` and who gave it; an override keeps the label of the law's."""
    donne = parametres.surcharge(code, jour)
    if donne is None:
        trouve = baremes.chiffre(code, jour)
        return trouve, Origine(BAREME, trouve.validite)
    trouve = baremes.chiffre_ou_rien(code, jour) or baremes.chiffres()[code][-1]
    return trouve._replace(valeur=donne.valeur), donne.origine(trouve.validite)


def etape_donnee(donnee: Donnee) -> Etape:
    """Step of a parameter that was given: what, and by whom."""
    return Etape(
        Regle(donnee.nom, f"Paramètre {donnee.nom}", couche=donnee.couche), (), donnee.texte, "texte"
    )


def rang_remplace(code: str, jour: dt.date) -> tuple[Chiffre | Cotisation, str]:
    """Row that a key stands in for, and which part of it; the last known row when none is in force."""
    if code in baremes.chiffres():
        serie = baremes.chiffres()[code]
        return en_vigueur(serie, jour) or serie[-1], ""
    nom, _, part = code.rpartition("_")
    rangs = [c for c in baremes.cotisations() if c.code == nom]
    return en_vigueur(rangs, jour) or rangs[-1], {SALARIAL: "salarial", PATRONAL: "patronal"}[part]


def _taux(cotisation: Cotisation, part: str) -> str:
    if cotisation.parametre == A_FOURNIR:
        return SANS_VALEUR
    if part == "patronal" and cotisation.parametre:
        return "taux communiqué à l'entreprise"
    return argent.texte_taux(cotisation.patronal if part == "patronal" else cotisation.salarial)


def _texte(valeur: Fraction, unite: str) -> str:
    nombre = argent.texte_nombre(valeur, 7)
    nombre = nombre.rstrip("0").rstrip(",") if "," in nombre else nombre
    return nombre if unite == SANS_UNITE else f"{nombre}\u00a0{unite.replace('EUR', '€')}"
