"""Company and contract parameters: ``effectif=10;taux_at=1,5;heures=39;convention=3097``.

Rates are in percent (``taux_at=1,5`` is 1,5 %).  Any barème code is accepted as an override
(``PMSS=3925``, ``AGS=0,20``, ``CHOM_INT_SPEC_SALARIAL=2,40``).  What the call does not give comes
from the company's file, else from a documented hypothesis that the trace shows as such.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from fractions import Fraction
from functools import lru_cache
from itertools import starmap
from typing import Any

from xlprod import argent, baremes, couches
from xlprod.baremes import Chiffre, Lecture
from xlprod.couches import FORCE, PATRONAL, SALARIAL, Donnee, Societe, Surcharge
from xlprod.erreurs import SaisieInvalide
from xlprod.paie import auteurs, situation
from xlprod.textes import cle, proches

Paires = tuple[Donnee | tuple[str, ...], ...]
"""Names and texts; a pair without a layer is the row's."""


@dataclass(frozen=True, slots=True)
class Parametres:
    """Parameters once read.  ``None`` means not given (an hypothesis will be shown).

    ``donnees`` are the parameters as given, with who gave them; ``surcharges`` the figures put in
    place of the law's, the strongest layer first.
    """

    effectif: int | None = None
    convention: str | None = None
    taux_at: int | str | None = None
    medecine: int | None = None
    heures: Fraction | None = None
    dfs: str = "non"
    versement_mobilite: str | int | None = None
    contrat: str = ""
    mutuelle: Fraction | None = None
    resident: bool = True
    alsace_moselle: bool = False
    nature: str | None = None
    dispense: bool | None = None
    contrat_direct: bool | None = None
    option_raap: str | None = None
    attestation_raap: bool | None = None
    retraite_auteur: bool | None = None
    conges_equivalents: bool | None = None
    engagement_continu: bool = True
    adherent: bool | None = None
    regime: str = ""
    rediffusion: bool = False
    jours_initiaux: int | None = None
    remuneration_initiale: int | None = None
    plafond_conges: str | int | None = None
    fonction: str = ""
    annexe: str = ""
    lectures: tuple[tuple[str, str], ...] = ()
    surcharges: tuple[Surcharge, ...] = ()
    donnees: tuple[Donnee, ...] = ()
    loi: dt.date | None = None
    """Day whose law applies to the whole contract, in place of its own days: two laws are compared so."""
    empreinte: int = field(default=0, init=False, repr=False, compare=False)
    """Its hash, taken once: every cell looks its contract up by it."""

    def __post_init__(self) -> None:
        valeurs = tuple(getattr(self, f.name) for f in fields(self) if f.compare)
        object.__setattr__(self, "empreinte", hash(valeurs))

    def __hash__(self) -> int:
        return self.empreinte

    @property
    def idcc(self) -> str:
        return CONVENTION_PAR_DEFAUT if self.convention is None else self.convention

    @property
    def salaries(self) -> int:
        """Headcount of the company; fewer than eleven when not given (shown as an hypothesis)."""
        return 10 if self.effectif is None else self.effectif

    def lecture(self, nom: str, jour: dt.date) -> str:
        """Choice made for a disputed reading, its default on ``jour`` otherwise.

        Raises :class:`SaisieInvalide` for a choice that nobody holds that day.
        """
        jour = self.loi or jour
        lecture = lecture_par_defaut(nom, jour)
        choisi = dict(self.lectures).get(nom)
        if choisi is None:
            return lecture.defaut
        possibles = baremes.choix_possibles(lecture, jour)
        if choisi not in possibles:
            raise SaisieInvalide(
                f"{nom} : « {choisi} » n'a pas cours au {jour:%d/%m/%Y} ({', '.join(possibles)})"
            )
        return choisi

    def donne_lecture(self, nom: str) -> bool:
        """Whether a disputed reading was chosen."""
        return any(nom == donne for donne, _ in self.lectures)

    def couche(self, nom: str) -> str:
        """Who gave a parameter."""
        return next((d.couche for d in self.donnees if d.nom == nom), couches.LIGNE)

    def surcharge(self, code: str, jour: dt.date) -> Surcharge | None:
        """What takes the place of a figure on ``jour``."""
        for surcharge in self.surcharges:
            if surcharge.code == code and surcharge.couvre(jour):
                return surcharge
        return None

    @property
    def dates(self) -> tuple[dt.date, ...]:
        """Days on which an override begins, or has just ended."""
        jours = {s.debut for s in self.surcharges}
        jours |= {s.fin + dt.timedelta(days=1) for s in self.surcharges if s.fin != baremes.FIN}
        return tuple(sorted(jours - {dt.date.min}))

    def chiffre(self, code: str, jour: dt.date) -> Fraction:
        """Figure on ``jour``, or its override."""
        jour = self.loi or jour
        donne = self.surcharge(code, jour)
        return donne.valeur if donne is not None else baremes.chiffre(code, jour).valeur

    def chiffre_ou_rien(self, code: str, jour: dt.date) -> Fraction | None:
        jour = self.loi or jour
        donne = self.surcharge(code, jour)
        if donne is not None:
            return donne.valeur
        trouve: Chiffre | None = baremes.chiffre_ou_rien(code, jour)
        return trouve.valeur if trouve else None


JOURS_MAX = 3660
"""Ten years: more days than that are a typing error."""

CONVENTION_PAR_DEFAUT = "3097"
TAUX_BUREAU = "bureau"
"""Value of ``taux_at``: the rate of administrative support functions."""
AUCUN = Parametres()


@lru_cache(1024)
def lecture_par_defaut(nom: str, jour: dt.date) -> Lecture:
    for lecture in baremes.lectures():
        if lecture.parametre == nom and lecture.validite.couvre(jour):
            return lecture
    raise SaisieInvalide(f"{nom} : aucune lecture applicable au {jour:%d/%m/%Y}")


def lire(paires: Paires | None) -> Parametres:
    """Read what a call gives, over what the company's file says.

    Raises :class:`SaisieInvalide` on an unknown name or value, and when that file cannot be used.
    """
    return _lire(paires or (), couches.courante())


@lru_cache(1024)
def _lire(paires: Paires, societe: Societe) -> Parametres:
    donnees = {d.nom: d for d in societe.parametres} | {d.nom: d for d in starmap(Donnee, paires)}
    if not donnees and not societe.surcharges:
        return AUCUN
    champs: dict[str, tuple[Any, str]] = {}
    lectures: list[tuple[str, str]] = []
    surcharges: list[Surcharge] = []
    donnes: list[Donnee] = []
    for donnee in sorted(donnees.values(), key=lambda d: FORCE[d.couche], reverse=True):
        nom, texte, couche = donnee
        if nom in _LECTEURS:
            if not _poser(champs, donnee):
                continue
        elif nom in _noms_lectures():
            lectures.append((nom, choix(nom, texte)))
        elif code := codes_surcharge().get(nom):
            if any(s.code == code and s.couche == couche for s in surcharges):
                raise SaisieInvalide(f"{code} est donné deux fois, dont une sous le nom « {nom} »")
            surcharges.append(Surcharge(code, lire_nombre(nom, texte), couche))
            continue
        elif nom in PROPRES:
            raise SaisieInvalide(f"paramètre « {nom} » : ne vaut que pour {PROPRES[nom]}")
        else:
            raise SaisieInvalide(
                f"paramètre inconnu « {nom} » ; les plus proches : {', '.join(proches(nom, noms()))}"
            )
        donnes.append(donnee)
    return Parametres(
        **{champ: valeur for champ, (valeur, _) in champs.items()},
        lectures=tuple(lectures),
        surcharges=(*surcharges, *societe.surcharges),
        donnees=tuple(donnes),
    )


def verifier(nom: str, texte: str) -> None:
    """Raise :class:`SaisieInvalide` when a parameter's value is not understood."""
    _lire((Donnee(nom, texte),), couches.AUCUNE)


def _poser(champs: dict[str, tuple[Any, str]], donnee: Donnee) -> bool:
    """Keep a parameter, unless a stronger layer said it, under this name or another.

    In one layer, two parameters may say the same thing, never the contrary.
    """
    champ = {"territoire": "alsace_moselle", "residence": "resident"}.get(donnee.nom, donnee.nom)
    valeur = _LECTEURS[donnee.nom](donnee.nom, donnee.texte)
    retenue, couche = champs.setdefault(champ, (valeur, donnee.couche))
    if couche != donnee.couche:
        return False
    if retenue != valeur:
        raise SaisieInvalide("territoire et alsace_moselle se contredisent : donner l'un des deux")
    return True


def noms() -> list[str]:
    """Every accepted name, company parameters first."""
    return [*_LECTEURS, *sorted(_noms_lectures()), *sorted(codes_surcharge())]


PROPRES = {"net_voisin": "XLPROD.BRUT_DEPUIS_NET", "cout_voisin": "XLPROD.BRUT_DEPUIS_COUT"}
"""Names that one function alone takes, and reads itself."""


@lru_cache(1)
def _noms_lectures() -> dict[str, frozenset[str]]:
    noms: dict[str, frozenset[str]] = {}
    for lecture in baremes.lectures():
        noms[lecture.parametre] = noms.get(lecture.parametre, frozenset()) | frozenset(lecture.choix)
    return noms


@lru_cache(1)
def codes_surcharge() -> dict[str, str]:
    """Parameter name → override key, for figures and for either part of a contribution."""
    codes = {code.lower(): code for code in baremes.chiffres()}
    for cotisation in baremes.cotisations():
        bas = cotisation.code.lower()
        codes[f"{bas}_salarial"] = f"{cotisation.code}_{SALARIAL}"
        codes[f"{bas}_patronal"] = f"{cotisation.code}_{PATRONAL}"
        # Alone, the code means the employer part; when only the employee pays, the employee's.
        seule = SALARIAL if cotisation.salarial and not cotisation.patronal else PATRONAL
        codes[bas] = f"{cotisation.code}_{seule}"
    return codes


def choix(nom: str, valeur: str) -> str:
    """Choice of a disputed reading, whatever its case and accents."""
    choisi = cle(valeur).replace(" ", "_")
    if choisi not in _noms_lectures()[nom]:
        raise SaisieInvalide(
            f"{nom} : « {valeur} » n'est pas un choix ({', '.join(sorted(_noms_lectures()[nom]))})"
        )
    return choisi


def lire_nombre(nom: str, valeur: str) -> Fraction:
    """A number, or a quotient such as ``1820/12``."""
    haut, barre, bas = valeur.partition("/")
    try:
        nombre = Fraction(argent.decimal(haut)) / (Fraction(argent.decimal(bas)) if barre else 1)
    except (ValueError, ZeroDivisionError):
        raise SaisieInvalide(f"{nom} : nombre attendu, reçu « {valeur} »") from None
    if nombre < 0:
        raise SaisieInvalide(f"{nom} : nombre négatif « {valeur} »")
    return nombre


def _entier(nom: str, valeur: str) -> int:
    nombre = lire_nombre(nom, valeur)
    if nombre.denominator != 1:
        raise SaisieInvalide(f"{nom} : nombre entier attendu, reçu « {valeur} »")
    return nombre.numerator


def _positif(nom: str, valeur: str) -> int:
    nombre = _entier(nom, valeur)
    if not 1 <= nombre <= JOURS_MAX:
        raise SaisieInvalide(f"{nom} : de 1 à {JOURS_MAX}, reçu « {valeur} »")
    return nombre


def _taux(nom: str, valeur: str) -> int:
    return taux_exact(nom, lire_nombre(nom, valeur))


def taux_exact(nom: str, pourcentage: Fraction) -> int:
    """Billionths of a percentage; refuses one that could not be held exactly or exceeds 100 %."""
    resultat = pourcentage * argent.POURCENT
    if resultat.denominator != 1:
        raise SaisieInvalide(f"{nom} : taux à plus de sept décimales")
    if resultat > argent.UN:
        raise SaisieInvalide(f"{nom} : taux supérieur à 100 %")
    return resultat.numerator


def _taux_at(nom: str, valeur: str) -> int | str:
    if cle(valeur) == TAUX_BUREAU:
        return TAUX_BUREAU
    taux = _taux(nom, valeur)
    if 0 < taux < argent.POURCENT // 10:
        raise SaisieInvalide(f"{nom} : « {valeur} » serait {argent.texte_taux(taux)} ; saisir 1,5 pour 1,5 %")
    return taux


def _oui_non(nom: str, valeur: str) -> bool:
    reponse = cle(valeur)
    if reponse not in _OUI | _NON:
        raise SaisieInvalide(f"{nom} : oui ou non attendu, reçu « {valeur} »")
    return reponse in _OUI


_OUI = {"oui", "vrai", "true", "1", "o"}
_NON = {"non", "faux", "false", "0", "n"}


def _heures(nom: str, valeur: str) -> Fraction:
    """Hours of the contract; 151,67 is the printed form of 1 820 h / 12 and read as such."""
    heures = lire_nombre(nom, valeur)
    if heures == 0:
        raise SaisieInvalide(f"{nom} : nombre d'heures nul")
    mensuelle = baremes.chiffres()["DUREE_MENSUELLE"][-1].valeur
    return mensuelle if heures == round(mensuelle, 2) else heures


def _dfs(nom: str, valeur: str) -> str:
    choix = {"non": "non", "oui": "DFS_25", "artiste": "DFS_25", "musicien": "DFS_20", "musiciens": "DFS_20"}
    if cle(valeur) not in choix:
        raise SaisieInvalide(f"{nom} : oui, musicien ou non attendu, reçu « {valeur} »")
    return choix[cle(valeur)]


ZONES_MOBILITE = {
    "paris": "zone_75_92", "75": "zone_75_92", "92": "zone_75_92", "hauts de seine": "zone_75_92",
    "93": "zone_93_94", "94": "zone_93_94", "seine saint denis": "zone_93_94", "val de marne": "zone_93_94",
    "91": "zone_91_95", "95": "zone_91_95", "essonne": "zone_91_95", "val d oise": "zone_91_95",
}  # fmt: skip


TAUX_PAR_COMMUNE = frozenset({"77", "78", "seine et marne", "yvelines", "ile de france"})
DEPARTEMENT = re.compile(r"0\d|2[ab]|\d{2,3}")
"""A whole number of two figures is no rate: it names a department."""


def _mobilite(nom: str, valeur: str) -> str | int:
    """A zone whose rate is known, else the rate of the commune in percent."""
    zone = ZONES_MOBILITE.get(cle(valeur))
    if zone:
        return zone
    attendu = "donner le taux de la commune en pourcentage (table de l'Urssaf par commune)"
    if cle(valeur) in TAUX_PAR_COMMUNE:
        raise SaisieInvalide(f"{nom} : « {valeur} », le taux y dépend de la commune ; {attendu}")
    if DEPARTEMENT.fullmatch(cle(valeur)):
        raise SaisieInvalide(f"{nom} : taux du département {valeur} inconnu ; {attendu}")
    try:
        return _taux(nom, valeur)
    except SaisieInvalide:
        raise SaisieInvalide(
            f"{nom} : taux inconnu pour « {valeur} » ; {attendu}, ou 75, 91, 92, 93, 94, 95"
        ) from None


def _regime(nom: str, valeur: str) -> str:
    return valeur.replace("%", "").strip()


_LECTEURS: dict[str, Callable[[str, str], Any]] = {
    "effectif": _entier,
    "convention": situation.convention,
    "taux_at": _taux_at,
    "medecine": _taux,
    "heures": _heures,
    "dfs": _dfs,
    "versement_mobilite": _mobilite,
    "contrat": situation.contrat,
    "mutuelle": lire_nombre,
    "residence": situation.residence,
    "alsace_moselle": _oui_non,
    "territoire": situation.territoire,
    "nature": auteurs.lire_nature,
    "dispense": _oui_non,
    "contrat_direct": _oui_non,
    "option_raap": auteurs.option_raap,
    "attestation_raap": _oui_non,
    "retraite_auteur": _oui_non,
    "conges_equivalents": _oui_non,
    "engagement_continu": _oui_non,
    "adherent": _oui_non,
    "regime": _regime,
    "rediffusion": _oui_non,
    "jours_initiaux": _positif,
    "remuneration_initiale": situation.montant,
    "plafond_conges": situation.plafond_conges,
    "fonction": situation.texte,
    "annexe": situation.texte,
}
