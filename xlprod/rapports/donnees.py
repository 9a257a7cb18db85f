"""Figures of the one-page summary, computed from the model by the engine alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from xlprod import VERSION_DONNEES, VERSION_MOTEUR, argent
from xlprod.baremes.minima import convention
from xlprod.devis import nomenclature
from xlprod.devis.modele import Film, Personne
from xlprod.erreurs import ErreurXlprod
from xlprod.paie import explication, minima
from xlprod.paie import parametres as lecteur
from xlprod.paie.contrat import contrat
from xlprod.paie.cotisations import Charges
from xlprod.paie.parametres import Parametres
from xlprod.periodes import texte_date
from xlprod.trace import HYPOTHESE, LIBELLES_CONFIANCE, Etape

POSTE_CHARGES = "4"


@dataclass(frozen=True, slots=True)
class Alerte:
    """A salary under the guaranteed minimum; amounts in cents."""

    fonction: str
    nom: str
    unite: str
    quantite: Decimal
    brut: int
    minimum: int
    article: str

    @property
    def manque(self) -> int:
        """Missing for one unit."""
        return self.minimum - self.brut

    @property
    def manque_total(self) -> int:
        return argent.arrondir_fraction(self.manque * Fraction(self.quantite))

    def phrase(self) -> str:
        """``Habilleur cinéma (…) : … sous le minimum de …``."""
        qui = f"{self.fonction} ({self.nom})" if self.nom else self.fonction
        return (
            f"{qui} : {argent.texte_euros(self.brut)} par {self.unite}, sous le minimum de "
            f"{argent.texte_euros(self.minimum)} ; il manque {argent.texte_euros(self.manque)} par "
            f"{self.unite}, {argent.texte_euros(self.manque_total)} sur le contrat ({self.article})"
        )


@dataclass(slots=True)
class UnePage:
    """Everything the page shows; amounts in cents."""

    film: Film
    postes: list[tuple[str, str, int]]
    frais_generaux: int
    imprevus: int
    brut: int
    patronales: int
    caisses: list[tuple[str, int]]
    alertes: list[Alerte]
    erreurs: list[str]
    remarques: list[str]
    concordance: list[str] = field(default_factory=list)
    versions: str = f"xlprod {VERSION_MOTEUR}, barèmes {VERSION_DONNEES}"

    @property
    def cout_direct(self) -> int:
        return sum(montant for _, _, montant in self.postes)

    @property
    def total_general(self) -> int:
        return self.cout_direct + self.frais_generaux + self.imprevus

    @property
    def personnes(self) -> int:
        """People by name, extras apart; contracts without a name count one each."""
        noms = [p.nom for p in self.film.personnes if p.statut != "FIGURANT"]
        return len({n for n in noms if n}) + noms.count("")


def donnees_une_page(film: Film) -> UnePage:
    """Compute the page; a contract that cannot be computed is told, never counted as zero."""
    montants: Counter[str] = Counter()
    caisses: Counter[str] = Counter()
    alertes: list[Alerte] = []
    erreurs: list[str] = []
    remarques: dict[str, None] = {}
    brut = patronales = 0
    for personne in film.personnes:
        total = argent.arrondir_fraction(personne.brut * Fraction(personne.quantite))
        montants[nomenclature.poste_principal(personne.poste).code] += total
        brut += total
        try:
            parametres = parametres_de(film, personne)
            charges = Charges(total, contrat(personne.statut, personne.debut, personne.jours, parametres))
            patronales += charges.patronales
            montants[POSTE_CHARGES] += charges.patronales
            caisses.update(par_caisse(charges))
            remarques.update(dict.fromkeys(remarques_de(charges)))
            alertes += alertes_de(personne, parametres)
        except ErreurXlprod as erreur:
            qui = personne.nom or personne.fonction
            erreurs.append(f"{qui} ({personne.fonction}) : {erreur.message}")
    for ligne in film.lignes:
        montants[nomenclature.poste_principal(ligne.poste).code] += argent.arrondir_fraction(
            ligne.prix * Fraction(ligne.quantite)
        )
    postes = [(p.code, p.libelle, montants[p.code]) for p in nomenclature.postes()]
    direct = sum(montants.values())
    return UnePage(
        film=film,
        postes=postes,
        frais_generaux=argent.arrondir_fraction(direct * Fraction(film.frais_generaux) / 100),
        imprevus=argent.arrondir_fraction(direct * Fraction(film.imprevus) / 100),
        brut=brut,
        patronales=patronales,
        caisses=caisses.most_common(),
        alertes=alertes,
        erreurs=erreurs,
        remarques=list(remarques),
    )


def parametres_de(film: Film, personne: Personne) -> Parametres:
    """The film's parameters, then what the row says of its own."""
    paires = dict(film.parametres) | {"convention": personne.convention}
    if not personne.continu:
        paires["engagement_continu"] = "non"
    return lecteur.lire(tuple(paires.items()))


def par_caisse(charges: Charges) -> Counter[str]:
    """Employer contributions by collecting body."""
    sommes: Counter[str] = Counter()
    for periode in charges.periodes:
        for ligne, patronale in zip(periode.lignes, periode.montants.patronales, strict=True):
            if patronale:
                sommes[ligne.caisse.partition(" (")[0].partition(" / ")[0]] += patronale
        if periode.reduction:
            sommes["Réduction générale"] -= periode.reduction
    return sommes


def remarques_de(charges: Charges) -> list[str]:
    """Hypotheses made and figures that nobody saw in an official text."""
    rendu = [_hypothese(etape) for etape in explication.hypotheses(charges.contrat)]
    for periode in charges.periodes:
        for ligne in periode.lignes:
            regle = ligne.regle_patronale if ligne.patronal else ligne.regle_salariale
            if regle.confiance != "verified" and regle.couche != HYPOTHESE:
                depuis = f" depuis le {texte_date(regle.valid_from)}" if regle.valid_from else ""
                rendu.append(f"{ligne.libelle}{depuis} : {LIBELLES_CONFIANCE[regle.confiance]}")
    return rendu


def _hypothese(etape: Etape) -> str:
    # Hours differ from one contract to the next: said once, without the figure.
    valeur = "" if etape.unite == "heures" else f" ({etape.texte_resultat})"
    return f"Hypothèse : {etape.regle.libelle}{valeur}"


def alertes_de(personne: Personne, parametres: Parametres) -> list[Alerte]:
    """The alert of a salary paid by the unit of its minimum, if it is under it."""
    if personne.unite_minimum[:4] != personne.unite[:4]:
        return []  # a week against a day: the sheet says so, no amount can
    resultat = minima.salaire_minimum(
        personne.fonction,
        personne.convention,
        personne.debut,
        personne.annexe,
        personne.unite_minimum,
        parametres,
    )
    assert isinstance(resultat.valeur, int)
    if personne.brut >= resultat.valeur:
        return []
    libelle = convention(personne.convention).fonction(personne.fonction).libelle
    article = next(e.regle.article for e in reversed(resultat.etapes) if e.regle.article)
    return [
        Alerte(
            libelle, personne.nom, personne.unite, personne.quantite, personne.brut, resultat.valeur, article
        )
    ]
