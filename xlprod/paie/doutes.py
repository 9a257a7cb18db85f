"""What nobody saw in an official text, or had to be assumed, among what a contract applies."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from xlprod.paie import explication
from xlprod.paie.contrat import Contrat, variante
from xlprod.paie.cotisations import Charges
from xlprod.paie.plan import Variante
from xlprod.periodes import texte_date
from xlprod.trace import HYPOTHESE, LIBELLES_CONFIANCE, Cellule, Etape, texte_confiance

ENTETE = ("Point à vérifier", "Contrats", "Détail")
HYPOTHESE_TEXTE = "Hypothèse"
AUCUN = "aucun"


class Doute(NamedTuple):
    """One point to check: what it is about, how it is known."""

    libelle: str
    detail: str
    article: str = ""

    @property
    def hypothese(self) -> bool:
        return self.libelle.startswith(HYPOTHESE_TEXTE)


def doutes(charges: Charges) -> tuple[Doute, ...]:
    """Points to check of computed charges: lines of the law first, then what was assumed."""
    return _doutes(charges.contrat, tuple(p.variante for p in charges.periodes))


def doutes_du_contrat(brut: int, contrat: Contrat) -> tuple[Doute, ...]:
    """Same, without computing the amounts of a gross of ``brut`` cents."""
    parts = zip(contrat.segments, contrat.partager(brut), strict=True)
    return _doutes(contrat, tuple(variante(segment, part) for segment, part in parts))


@lru_cache(4096)
def _doutes(contrat: Contrat, variantes: tuple[Variante, ...]) -> tuple[Doute, ...]:
    """They depend on the contract and on the thresholds its gross crosses, never on the amount itself."""
    rendu = []
    for segment, variante_ in zip(contrat.segments, variantes, strict=True):
        for ligne in segment.droit.plans[variante_].lignes:
            regle = ligne.regle_patronale if ligne.patronal else ligne.regle_salariale
            if regle.confiance != "verified" and regle.couche != HYPOTHESE:
                depuis = f"depuis le {texte_date(regle.valid_from)} : " if regle.valid_from else ""
                detail = depuis + LIBELLES_CONFIANCE[regle.confiance]
                rendu.append(Doute(ligne.libelle, detail, regle.article))
    rendu += [_hypothese(etape) for etape in explication.hypotheses(contrat)]
    return tuple(dict.fromkeys(rendu))


def _hypothese(etape: Etape) -> Doute:
    # Hours differ from one contract to the next: said once, without the figure.
    valeur = "" if etape.unite == "heures" else f" ({etape.texte_resultat})"
    libelle = f"{HYPOTHESE_TEXTE} : {etape.regle.libelle}{valeur}"
    return Doute(libelle, texte_confiance(etape.regle), etape.regle.article)


def tableau(par_contrat: Iterable[Iterable[Doute]]) -> list[list[Cellule]]:
    """Under :data:`ENTETE`, each point once with how many contracts meet it; « aucun » when all is sure."""
    comptes: dict[Doute, int] = {}
    for doutes_ in par_contrat:
        for doute in doutes_:
            comptes[doute] = comptes.get(doute, 0) + 1
    ordre = sorted(comptes, key=lambda d: (d.hypothese, -comptes[d]))
    rangees: list[list[Cellule]] = [
        [d.libelle, comptes[d], " ; ".join(filter(None, (d.detail, d.article)))] for d in ordre
    ]
    return [list(ENTETE), *(rangees or [[AUCUN, "", ""]])]
