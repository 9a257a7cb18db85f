"""Figures of the one-page summary, computed from the model by the engine alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from xlprod import VERSION_DONNEES, VERSION_MOTEUR, argent, baremes
from xlprod.baremes.minima import convention
from xlprod.couches import CLASSEUR, Donnee
from xlprod.devis import nomenclature
from xlprod.devis.modele import Film, Ligne, Personne
from xlprod.erreurs import ErreurXlprod
from xlprod.paie import minima
from xlprod.paie import parametres as lecteur
from xlprod.paie.conditions import lecture_utile
from xlprod.paie.contrat import Contrat, contrat
from xlprod.paie.cotisations import Charges
from xlprod.paie.doutes import HYPOTHESE_TEXTE, Doute, doutes
from xlprod.paie.parametres import Parametres
from xlprod.paie.remplacements import Remplacement, distincts, remplacements
from xlprod.trace import Resultat

POSTE_DROITS, POSTE_CHARGES, POSTE_AUTEURS = "1", "4", "41"
FIGURANT = "FIGURANT"
LECTURE_TEXTE = "Lecture discutée"


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
    source: str = ""

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
    """Everything the page shows; amounts in cents.

    ``erreurs`` are contracts or lines left out of the totals, ``ecartees`` rows of the crew list
    that gave no contract, ``non_compares`` salaries that are in the totals but have no minimum
    to be compared with, ``remplaces`` figures that take the place of the law's.
    """

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
    ecartees: list[str] = field(default_factory=list)
    non_compares: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    remplaces: list[str] = field(default_factory=list)
    concordance: list[str] = field(default_factory=list)
    versions: str = f"xlprod {VERSION_MOTEUR}, barèmes {VERSION_DONNEES}"

    @property
    def manquantes(self) -> list[str]:
        """What the totals lack, each with its reason."""
        return [*self.ecartees, *self.erreurs]

    @property
    def cout_direct(self) -> int:
        return sum(montant for _, _, montant in self.postes)

    @property
    def total_general(self) -> int:
        return self.cout_direct + self.frais_generaux + self.imprevus

    @property
    def cout_employeur(self) -> int:
        return self.brut + self.patronales

    @property
    def taux(self) -> Fraction | None:
        """Employer contributions over gross; ``None`` without a salary."""
        return Fraction(self.patronales, self.brut) if self.brut else None

    def part(self, montant: int) -> Fraction | None:
        """Share of the grand total, as the workbook shows it."""
        return Fraction(montant, self.total_general) if self.total_general else None

    @property
    def personnes(self) -> int:
        """People by name, extras apart; contracts without a name count one each."""
        noms = [p.nom for p in self.film.personnes if p.statut != FIGURANT]
        return len({n for n in noms if n}) + noms.count("")

    @property
    def journees_figuration(self) -> Decimal:
        return sum((p.quantite for p in self.film.personnes if p.statut == FIGURANT), Decimal(0))

    def sources_courtes(self) -> list[str]:
        """Sources of the minima for the small print: a text quoted several times is named once."""
        groupes: dict[str, list[str]] = {}
        for source in self.sources:
            texte, _, partie = source.partition(" - ")
            groupes.setdefault(texte, []).append(partie)
        return [" ; ".join([texte, *filter(None, parties)]) for texte, parties in groupes.items()]


def donnees_une_page(film: Film) -> UnePage:
    """Compute the page; a contract that cannot be computed is told, never counted as zero."""
    comptes = _Comptes()
    for personne in film.personnes:
        comptes.contrat(film, personne)
    for ligne in film.lignes:
        comptes.ligne(ligne)
    remarques = [*_remarques_du_film(film), *sorted(comptes.remarques, key=_rang)]
    direct = sum(comptes.montants.values())
    return UnePage(
        film=film,
        postes=[(p.code, p.libelle, comptes.montants[p.code]) for p in nomenclature.postes()],
        frais_generaux=argent.arrondir_fraction(direct * Fraction(film.frais_generaux) / 100),
        imprevus=argent.arrondir_fraction(direct * Fraction(film.imprevus) / 100),
        brut=comptes.brut,
        patronales=comptes.patronales,
        caisses=comptes.caisses.most_common(),
        alertes=sorted(comptes.alertes, key=lambda a: -a.manque_total),
        erreurs=comptes.erreurs,
        remarques=remarques,
        non_compares=comptes.non_compares,
        sources=list(comptes.sources),
        remplaces=[r.phrase_sourcee() for r in distincts(comptes.remplaces)],
    )


class _Comptes:
    """Running sums of the page."""

    def __init__(self) -> None:
        self.montants: Counter[str] = Counter()
        self.caisses: Counter[str] = Counter()
        self.alertes: list[Alerte] = []
        self.erreurs: list[str] = []
        self.non_compares: list[str] = []
        self.remarques: dict[str, None] = {}
        self.sources: dict[str, None] = {}
        self.remplaces: list[list[Remplacement]] = []
        self.brut = self.patronales = 0

    def contrat(self, film: Film, personne: Personne) -> None:
        total = personne.brut_total
        try:
            self.montants[nomenclature.poste_principal(personne.poste).code] += total
            self.brut += total
            parametres = parametres_de(film, personne)
            charges = Charges(total, contrat(personne.statut, personne.debut, personne.jours, parametres))
        except ErreurXlprod as erreur:
            self.erreurs.append(f"{_qui(personne)} : {erreur.message}")
            return
        self.patronales += charges.patronales
        self.montants[POSTE_CHARGES] += charges.patronales
        self.caisses.update(par_caisse(charges))
        self.remarques.update(dict.fromkeys(remarques_de(charges)))
        self.remplaces += [remplacements(parametres, s.debut) for s in charges.contrat.segments]
        self._minimum(personne, parametres)

    def _minimum(self, personne: Personne, parametres: Parametres) -> None:
        if personne.unite_minimum[:4] != personne.unite[:4]:
            self.non_compares.append(
                f"{_qui(personne)} : payé par {personne.unite}, sans minimum par {personne.unite}"
            )
            return
        try:
            resultat = minimum_de(personne, parametres)
        except ErreurXlprod as erreur:
            self.non_compares.append(f"{_qui(personne)} : {erreur.message}")
            return
        regles = [e.regle for e in resultat.etapes if e.regle.article]
        self.sources.update(dict.fromkeys(r.source for r in regles))
        assert isinstance(resultat.valeur, int)
        if personne.brut < resultat.valeur:
            self.alertes.append(_alerte(personne, resultat.valeur, regles[-1].article, regles[0].source))

    def ligne(self, ligne: Ligne) -> None:
        try:
            poste = nomenclature.poste_principal(ligne.poste).code
        except ErreurXlprod as erreur:
            self.erreurs.append(f"{ligne.libelle} : {erreur.message}")
            return
        self.montants[poste] += ligne.montant


def _qui(personne: Personne) -> str:
    return f"{personne.nom} ({personne.fonction})" if personne.nom else personne.fonction


def parametres_de(film: Film, personne: Personne) -> Parametres:
    """The film's parameters, then what the row says of its own."""
    donnees = {nom: Donnee(nom, texte, CLASSEUR) for nom, texte in film.parametres}
    donnees["convention"] = Donnee("convention", personne.convention)
    if not personne.continu:
        donnees["engagement_continu"] = Donnee("engagement_continu", "non")
    return lecteur.lire(tuple(donnees.values()))


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
    """Figures that nobody saw in an official text, hypotheses made, disputed readings met."""
    points = [d.libelle if d.hypothese else _doute(d) for d in doutes(charges)]
    return points + _lectures(charges.contrat)


def _doute(doute: Doute) -> str:
    separateur = " " if doute.detail.startswith("depuis") else " : "
    return f"{doute.libelle}{separateur}{doute.detail}"


def _lectures(contrat_: Contrat) -> list[str]:
    """Disputed readings of the law that this contract meets, and the choice made."""
    return [
        f"{LECTURE_TEXTE} : {lecture.libelle} "
        f"({lecture.parametre}={contrat_.parametres.lecture(lecture.parametre, contrat_.debut)})"
        for lecture in baremes.lectures()
        if contrat_.statut.famille in lecture.familles
        and lecture.validite.couvre(contrat_.debut)
        and lecture_utile(lecture.parametre, contrat_.statut, contrat_.parametres.idcc)
    ]


def _remarques_du_film(film: Film) -> list[str]:
    """What the engine does not compute, and what the production says of its own budget."""
    rendu = [film.note] if film.note else []
    if any(ligne.poste.startswith(POSTE_AUTEURS) for ligne in film.lignes):
        rendu.append(f"{nomenclature.libelle(POSTE_AUTEURS)} : montant donné par la production")
    elif any(ligne.poste.startswith(POSTE_DROITS) for ligne in film.lignes):
        rendu.append(f"{nomenclature.libelle(POSTE_AUTEURS)} : aucune ligne au devis")
    return rendu


def _rang(remarque: str) -> int:
    """Doubts first, then hypotheses, then disputed readings; in the order met within each."""
    debuts = (HYPOTHESE_TEXTE, LECTURE_TEXTE)
    return next((rang for rang, debut in enumerate(debuts, 1) if remarque.startswith(debut)), 0)


def minimum_de(personne: Personne, parametres: Parametres) -> Resultat:
    """Minimum that a salary is compared with, on the first day of the contract."""
    return minima.salaire_minimum(
        personne.fonction,
        personne.convention,
        personne.debut,
        personne.annexe,
        personne.unite_minimum,
        parametres,
    )


def _alerte(personne: Personne, minimum: int, article: str, source: str) -> Alerte:
    libelle = convention(personne.convention).fonction(personne.fonction).libelle
    return Alerte(
        fonction=libelle,
        nom=personne.nom,
        unite=personne.unite,
        quantite=personne.quantite,
        brut=personne.brut,
        minimum=minimum,
        article=article,
        source=source,
    )
