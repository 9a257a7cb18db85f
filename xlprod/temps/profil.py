"""What a function is paid and by which rules: its rate, its population, the readings retained."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from xlprod import couches
from xlprod.baremes import temps
from xlprod.baremes.grilles import FonctionMetier
from xlprod.baremes.minima import Convention, convention
from xlprod.baremes.temps import Equivalence, RegleTemps
from xlprod.couches import Societe
from xlprod.erreurs import ChiffreAbsent, SaisieInvalide
from xlprod.paie import minima, parametres
from xlprod.temps.choix import AUCUN, Choix
from xlprod.textes import cle
from xlprod.trace import Resultat

TECHNICIEN, REALISATEUR, ARTISTE, FIGURANT = "technicien", "realisateur", "artiste", "figurant"
ARTISTE_COURT = "artiste_court"
"""Performers of short films: their hours are checked, their supplements have no known base."""
CINEMA, AUDIOVISUEL = "3097", "2642"
COUVERTES = {CINEMA: "production cinématographique", AUDIOVISUEL: "production audiovisuelle"}
POPULATIONS = {
    "realisateur": REALISATEUR,
    "artistes_long": ARTISTE,
    "artistes_court": ARTISTE_COURT,
    "complement": FIGURANT,
}
"""First annexe of a function of IDCC 3097 → population; the others are technicians."""
ARTISTE_INTERPRETE = "artiste_interprete"
MACHINISTE = "Machiniste de prise de vues cinéma"
"""The function whose rate caps the allowances of transport and travel (titre II, art. 32 and 47)."""
ANNEXES_HORAIRES = {"II": "I", "IIIbis": "III", "publicite": "I"}
"""Annexe → the one that prints the 39-hour week behind its hourly rate."""


@dataclass(slots=True, eq=False)
class Caches:
    """What a profile has already looked up."""

    contexte: Any = None
    jours_semaine: int = 0
    minutes: dict[str, int] = field(default_factory=dict)
    parts: dict[str, int] = field(default_factory=dict)
    lectures: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Profil:
    """One function under one agreement on one day.  ``taux`` is cents an hour, exact."""

    idcc: str
    population: str
    fonction: str
    jour: dt.date
    choix: Choix
    taux: Fraction
    minimum: Resultat | None
    publicite: bool = False
    equivalences: dict[int, Equivalence] = field(default_factory=dict)
    reserves: list[str] = field(default_factory=list)
    annexe: str = ""
    taux_grille: Fraction = Fraction(0)
    """Rate of the grid, in cents an hour; 0 when none is held."""
    caches: Caches = field(default_factory=Caches)

    def regle(self, code: str) -> RegleTemps:
        """Rule of the agreement on the day of the grid, or of the law."""
        propre = code in temps.regles(self.idcc)
        return temps.regle(self.idcc if propre else temps.COMMUN, code, self.jour)

    def minutes(self, code: str) -> int:
        minutes = self.caches.minutes.get(code)
        if minutes is None:
            minutes = self.caches.minutes[code] = temps.minutes(self.regle(code))
        return minutes

    def part(self, code: str) -> int:
        """A ratio in ten-thousandths."""
        part = self.caches.parts.get(code)
        if part is None:
            part = self.caches.parts[code] = temps.dixmilliemes(self.regle(code))
        return part

    def lecture(self, nom: str) -> str:
        choisi = self.caches.lectures.get(nom)
        if choisi is None:
            choisi = self.caches.lectures[nom] = self.choix.lecture(nom, self.jour)
        return choisi

    @property
    def jours_semaine(self) -> int:
        """Consecutive days from which the engagement is no longer by the day."""
        if not self.caches.jours_semaine:
            self.caches.jours_semaine = int(self.regle("jours_semaine").valeur)
        return self.caches.jours_semaine

    def contexte(self, construire: Callable[[Profil], Any]) -> Any:
        """What this profile's weeks share, built once."""
        if self.caches.contexte is None:
            self.caches.contexte = construire(self)
        return self.caches.contexte

    @property
    def famille(self) -> str:
        """Whom readings concern."""
        return f"{self.population}_{self.idcc}"


def profil(fonction: str, texte_convention: str, jour: dt.date, annexe: str, choix: Choix) -> Profil:
    """Raises :class:`SaisieInvalide` for an unknown function or agreement, :class:`ChiffreAbsent`
    before the first grid."""
    return _profil(fonction, texte_convention, jour, annexe, choix, couches.courante())


@lru_cache(4096)
def _profil(
    fonction: str, texte_convention: str, jour: dt.date, annexe: str, choix: Choix, _societe: Societe
) -> Profil:
    """The company's file is part of the key: it may say which minima it is bound by."""
    idcc = _idcc(texte_convention)
    if idcc == AUDIOVISUEL:
        return _audiovisuel(fonction, jour, annexe, choix)
    conv = convention(idcc)
    metier = conv.fonction(fonction)
    population = _population(conv, metier, annexe)
    if population != TECHNICIEN:
        return Profil(idcc, population, metier.libelle, jour, choix, Fraction(0), None, annexe=annexe)
    code_annexe = _code_annexe(conv, annexe) if annexe else ""
    publicite = choix.film == "publicite" or code_annexe == "publicite"
    demandee = ANNEXES_HORAIRES.get(code_annexe)
    try:
        minimum = minimum_imprime(metier.libelle, idcc, jour, demandee or annexe, "semaine39", choix)
    except ChiffreAbsent:
        if not choix.salaire_donne:
            raise
        minimum = None  # a salary of its own does not need the grid
    taux = _taux(choix, minimum, jour)
    groupe, reserve = _groupes(idcc).get(metier.code, ("", ""))
    rendu = Profil(idcc, population, metier.libelle, jour, choix, taux, minimum, publicite, annexe=annexe)
    if minimum is not None:
        rendu.taux_grille = _taux(AUCUN, minimum, jour)
    if groupe:
        rendu.equivalences = {n: _equivalence(groupe, n, jour) for n in (5, 6)}
    if reserve:
        rendu.reserves.append(f"{metier.libelle} : {reserve}")
    return rendu


def _idcc(texte: str) -> str:
    recherche = cle(texte).removeprefix("idcc").strip()
    if recherche in COUVERTES:
        return recherche
    for idcc, libelle in COUVERTES.items():
        if recherche == cle(libelle):
            return idcc
    couvertes = ", ".join(f"{idcc} ({libelle})" for idcc, libelle in COUVERTES.items())
    raise SaisieInvalide(
        f"convention inconnue ou sans règles de temps de travail « {texte} » ; couvertes : {couvertes}"
    )


def _population(conv: Convention, metier: FonctionMetier, annexe: str) -> str:
    premieres = [a.code for a in conv.annexes(metier)]
    if annexe and _code_annexe(conv, annexe) == "artistes_court":
        return ARTISTE_COURT
    if premieres[0] == "permanents":
        raise SaisieInvalide(f"« {metier.libelle} » : salarié permanent, payé au mois (titre IV)")
    if premieres[0] in ("indemnites", "complement_indemnites"):
        raise SaisieInvalide(f"« {metier.libelle} » est une indemnité, pas une fonction")
    if premieres[0] == "artistes_long" and not metier.code.startswith(ARTISTE_INTERPRETE):
        raise ChiffreAbsent(
            f"« {metier.libelle} » : seuls les artistes-interprètes sont calculés (« comédien »)"
        )
    return POPULATIONS.get(premieres[0], TECHNICIEN)


def _code_annexe(conv: Convention, annexe: str) -> str:
    """Annexe, whatever régime is written after it (``III 35 %``)."""
    return conv.annexe(annexe.rstrip("% 0123456789") or annexe).code


def conv_payees(jour: dt.date) -> Fraction:
    """Hours paid by the 39-hour week: 35 and 4 at 125 %."""
    return temps.regle(CINEMA, "semaine_payees", jour).valeur


def _taux(choix: Choix, minimum: Resultat | None, jour: dt.date) -> Fraction:
    if choix.base_horaire is not None:
        return choix.base_horaire
    if choix.salaire_39h is not None:
        return choix.salaire_39h / conv_payees(jour)
    if choix.salaire_35h is not None:
        return choix.salaire_35h / temps.regle(CINEMA, "hs1_seuil", jour).valeur
    assert minimum is not None
    assert isinstance(minimum.valeur, int)
    return Fraction(minimum.valeur) / conv_payees(jour)


def minimum_imprime(
    fonction: str, idcc: str, jour: dt.date, annexe: str, unite: str, choix: Choix
) -> Resultat:
    donnees = [("adherent", choix.adherent), ("regime", choix.regime)]
    lus = parametres.lire(tuple((nom, valeur) for nom, valeur in donnees if valeur))
    return minima.salaire_minimum(fonction, idcc, jour, annexe, unite, lus)


def minimum(profil_: Profil, fonction: str, unite: str, annexe: str = "") -> int:
    """Minimum printed for a code or a name of function on the same day, in cents."""
    metier = convention(profil_.idcc).fonctions.get(fonction)
    nom = metier.libelle if metier else fonction
    trouve = minimum_imprime(nom, profil_.idcc, profil_.jour, annexe, unite, profil_.choix)
    assert isinstance(trouve.valeur, int)
    return trouve.valeur


def taux_machiniste(jour: dt.date, choix: Choix) -> Fraction:
    """Ceiling of the allowances of transport and travel, in cents an hour."""
    trouve = minimum_imprime(MACHINISTE, CINEMA, jour, "I", "semaine39", choix)
    assert isinstance(trouve.valeur, int)
    return Fraction(trouve.valeur) / conv_payees(jour)


@lru_cache(8)
def _groupes(idcc: str) -> dict[str, tuple[str, str]]:
    """Code of a function → group of equivalence; labels are those of the grids."""
    conv = convention(idcc)
    return {conv.fonction(libelle).code: groupe for libelle, groupe in temps.groupes_equivalence().items()}


def _equivalence(groupe: str, jours: int, jour: dt.date) -> Equivalence:
    serie = temps.equivalences()[groupe, jours]
    return next((e for e in serie if e.validite.couvre(jour)), serie[0])


def _audiovisuel(fonction: str, jour: dt.date, annexe: str, choix: Choix) -> Profil:
    """IDCC 2642: the rate given, else that of the week of 35 hours printed for the grid asked for."""
    trente_cinq = temps.regle(AUDIOVISUEL, "semaine35", jour).valeur
    payees = temps.regle(AUDIOVISUEL, "semaine_payees", jour).valeur
    if cle(annexe) == "flux":
        choix = replace(choix, genre="flux")
    trouve: Resultat | None = None
    if choix.base_horaire is not None:
        taux = choix.base_horaire
    elif choix.salaire_35h is not None:
        taux = choix.salaire_35h / trente_cinq
    elif choix.salaire_39h is not None:
        taux = choix.salaire_39h / payees
    else:
        trouve = _minimum_audiovisuel(fonction, jour, annexe, choix)
        assert isinstance(trouve.valeur, int)
        taux = trouve.valeur / trente_cinq
    rendu = Profil(AUDIOVISUEL, TECHNICIEN, fonction, jour, choix, taux, trouve, annexe=annexe)
    rendu.taux_grille = taux if trouve else Fraction(0)
    rendu.reserves.append("IDCC 2642 : règles de sources tierces, à vérifier dans le texte de la convention")
    return rendu


def _minimum_audiovisuel(fonction: str, jour: dt.date, annexe: str, choix: Choix) -> Resultat:
    conv = convention(AUDIOVISUEL)
    metier = conv.fonction(fonction)
    if conv.annexes(metier)[0].code in ("artistes", "complement"):
        raise ChiffreAbsent(f"« {metier.libelle} » : sous l'IDCC 2642, seuls les techniciens sont calculés")
    try:
        return minimum_imprime(metier.libelle, AUDIOVISUEL, jour, annexe, "semaine35", choix)
    except (SaisieInvalide, ChiffreAbsent) as absent:
        conseil = "ajoutez « salaire_39h=… » ou « salaire_35h=… » aux majorations"
        raise type(absent)(f"{absent.message} ; ou {conseil}") from None
