"""How a row is paid: amount, unit and quantity, read together because each explains the others."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from xlprod import argent
from xlprod.classeurs.liste import calendrier, regles
from xlprod.classeurs.liste.calendrier import Dates
from xlprod.classeurs.liste.entetes import MONTANTS, UNITE_DU_CHAMP, Champ
from xlprod.classeurs.liste.fiche import Contexte, Fiche
from xlprod.classeurs.liste.modele import A_VERIFIER, DEDUIT, Gravite, total_brut
from xlprod.classeurs.liste.valeurs import NonCompris, lire_montant, lire_nombre, unite
from xlprod.devis.modele import UNITES_PAIE
from xlprod.textes import cle

QUANTITE_MAX = 100_000
_AU_MINIMUM = frozenset(
    {"minimum", "mini", "min", "minima", "minimum syndical", "minimum conventionnel", "tarif syndical",
     "minimum convention", "mini conv", "min conv", "au minimum", "minimum garanti", "salaire minimum"}
)  # fmt: skip
"""Words written in place of an amount to say « the minimum of the agreement »."""


class Montant(NamedTuple):
    """Amount of a cell.  ``cents`` is ``None`` for « the minimum » in words; ``total``: for the contract."""

    champ: Champ
    cents: int | None
    unite: str
    total: bool


class Paie(NamedTuple):
    """Unit, quantity, gross of one unit (``None``: to be the minimum), people in the row."""

    unite: str
    quantite: Decimal
    brut: int | None
    effectif: int
    champ: Champ


class Quantites(NamedTuple):
    """Quantities of the cells, by unit; the empty unit is a bare number."""

    par_unite: dict[str, tuple[Decimal, Champ]]
    effectif: int

    def unite_seule(self) -> str:
        """The unit that the only filled column of quantity names."""
        noms = [nom for nom in self.par_unite if nom]
        return noms[0] if len(noms) == 1 else ""


def lire(fiche: Fiche, contexte: Contexte, statut: str, dates: Dates) -> Paie | None:
    quantites = _quantites(fiche)
    ecrite = _unite_ecrite(fiche)
    montant = _montant(fiche, contexte, ecrite or quantites.unite_seule())
    if montant is None:
        return None
    if montant.total:
        nom = ecrite or _unite_du_total(fiche, statut, quantites, dates)
        return _depuis_total(fiche, montant, nom, quantites, dates)
    nom = _unite(fiche, montant, ecrite, quantites, statut)
    if nom == "heure":
        fiche.refuser(montant.champ, "salaire horaire : donner le brut à la semaine, au jour ou au cachet")
        return None
    if nom == "forfait" and montant.cents is not None:
        return Paie("forfait", Decimal(1), montant.cents, quantites.effectif, montant.champ)
    trouvee = _quantite(fiche, nom, quantites, dates)
    if trouvee is None:
        return None
    _comparer_total(fiche, montant, trouvee)
    return Paie(nom, trouvee, montant.cents, quantites.effectif, montant.champ)


def _quantites(fiche: Fiche) -> Quantites:
    par_unite: dict[str, tuple[Decimal, Champ]] = {}
    for champ in (Champ.QUANTITE, Champ.SEMAINES, Champ.JOURS, Champ.CACHETS):
        cellule = fiche.cellule(champ)
        if cellule is None:
            continue
        try:
            nombre = lire_nombre(cellule)
            if not 0 < nombre.valeur <= QUANTITE_MAX:
                raise NonCompris(f"{champ.value} : quantité positive attendue, lu « {fiche.texte(champ)} »")
        except NonCompris as erreur:
            fiche.refuser(champ, str(erreur))
            continue
        nom = nombre.unite or UNITE_DU_CHAMP.get(champ, "")
        par_unite.setdefault(nom, (nombre.valeur, champ))
        fiche.noter(champ, _mesure(nombre.valeur, nom), nombre.remarque)
    return Quantites(par_unite, _effectif(fiche))


def _effectif(fiche: Fiche) -> int:
    cellule = fiche.cellule(Champ.EFFECTIF)
    if cellule is None:
        return 1
    try:
        nombre = lire_nombre(cellule).valeur
        if nombre != nombre.to_integral_value() or not 1 <= nombre <= QUANTITE_MAX:
            raise NonCompris(f"nombre de personnes non compris : « {fiche.texte(Champ.EFFECTIF)} »")
    except NonCompris as erreur:
        fiche.refuser(Champ.EFFECTIF, str(erreur))
        return 1
    fiche.noter(Champ.EFFECTIF, str(int(nombre)))
    return int(nombre)


def _unite_ecrite(fiche: Fiche) -> str:
    lu = fiche.texte(Champ.UNITE)
    if not lu:
        return ""
    nom = unite(lu)
    if nom:
        fiche.noter(Champ.UNITE, nom)
    else:
        fiche.douter(Champ.UNITE, f"unité « {lu} » non comprise ; unités : {', '.join(UNITES_PAIE)}")
    return nom


def _montant(fiche: Fiche, contexte: Contexte, preferee: str) -> Montant | None:
    """The amount to use: of the unit already known first, a total last."""
    remplis = [c for c in MONTANTS if fiche.cellule(c) is not None]
    if not remplis:
        fiche.manquer(Champ.BRUT.value, "montant brut manquant")
        return None
    remplis.sort(key=lambda c: UNITE_DU_CHAMP.get(c, "") != preferee)
    unitaires = [c for c in remplis if c is not Champ.BRUT_TOTAL]
    champ = unitaires[0] if unitaires else Champ.BRUT_TOTAL
    total = champ is Champ.BRUT_TOTAL or (champ is Champ.BRUT and contexte.brut_total)
    if cle(fiche.texte(champ)) in _AU_MINIMUM and not total:
        return Montant(champ, None, UNITE_DU_CHAMP.get(champ, ""), False)
    try:
        cents, nombre = lire_montant(fiche.cellule(champ))
    except NonCompris as erreur:
        fiche.refuser(champ, str(erreur))
        return None
    remarque, gravite = nombre.remarque, (A_VERIFIER if nombre.remarque else None)
    if cents == 0:
        remarque, gravite = "montant nul", A_VERIFIER
    fiche.noter(champ, argent.texte_euros(cents), remarque, gravite)
    return Montant(champ, cents, nombre.unite or UNITE_DU_CHAMP.get(champ, ""), total and not nombre.unite)


def _unite(fiche: Fiche, montant: Montant, ecrite: str, quantites: Quantites, statut: str) -> str:
    """Unit of the price: written in the row, named by the header, by the quantity, or usual."""
    if ecrite:
        if montant.unite not in ("", ecrite):
            fiche.douter(
                Champ.UNITE, f"le brut est écrit par {montant.unite} ; l’unité de la ligne est gardée", ecrite
            )
        return ecrite
    if montant.unite:
        if montant.unite not in cle(fiche.texte(montant.champ)):
            entete = f"d’après l’en-tête « {fiche.titre(montant.champ)} »"
            fiche.deduire(Champ.UNITE.value, montant.unite, entete)
        return montant.unite
    seule = quantites.unite_seule()
    if seule:
        champ = quantites.par_unite[seule][1]
        fiche.deduire(Champ.UNITE.value, seule, f"d’après la colonne « {fiche.titre(champ)} »")
        return seule
    usuelle = regles.unite_usuelle(statut)
    fiche.deduire(Champ.UNITE.value, usuelle, "unité non écrite : usage pour cette population", A_VERIFIER)
    return usuelle


def _quantite(fiche: Fiche, nom: str, quantites: Quantites, dates: Dates) -> Decimal | None:
    """Quantity of a unit: of its own column, a bare number, another unit converted, or the dates."""
    connues = quantites.par_unite
    groupe = quantites.effectif if nom in ("jour", "cachet") else 1
    if "" in connues:
        nombre = connues[""][0]
        autre, champ = connues.get(nom, (nombre, Champ.QUANTITE))
        # A column of days may count the calendar days of the contract: no contradiction.
        if autre != nombre and champ is not Champ.JOURS:
            fiche.douter(champ, f"différent de la quantité {_court(nombre)}, qui est gardée")
        return nombre
    if nom in connues:
        return _du_groupe(fiche, connues[nom], groupe)
    deduite, comment, gravite = _convertie(nom, connues, dates)
    if deduite is None and nom in ("jour", "cachet") and _une_date(fiche, dates):
        deduite, comment, gravite = Decimal(1), "une seule date, sans fin ni durée : un jour", A_VERIFIER
    if deduite is None or deduite <= 0:
        fiche.manquer(Champ.QUANTITE.value, f"quantité manquante : nombre de {_pluriel(nom)} à donner")
        return None
    fiche.deduire(Champ.QUANTITE.value, _mesure(deduite, nom), comment, gravite)
    return _du_groupe(fiche, (deduite, Champ.QUANTITE), groupe)


def _une_date(fiche: Fiche, dates: Dates) -> bool:
    """Whether the list gives one date a row and nothing else: a call sheet of extras."""
    durees = {Champ.FIN, Champ.SEMAINES, Champ.JOURS, Champ.CACHETS, Champ.QUANTITE}
    return dates.debut is not None and dates.fin is None and not durees & set(fiche.entete.champs)


def _du_groupe(fiche: Fiche, connue: tuple[Decimal, Champ], groupe: int) -> Decimal:
    """Days of everyone, when a row stands for several people and gives the days of one."""
    nombre, champ = connue
    if groupe == 1 or (champ is Champ.QUANTITE and fiche.cellule(champ) is not None):
        return nombre
    total = nombre * groupe
    remarque = f"{groupe} personnes × {_court(nombre)} ; à corriger si c’est déjà le total du groupe"
    fiche.deduire(Champ.QUANTITE.value, _court(total), remarque, A_VERIFIER)
    return total


def _convertie(
    nom: str, connues: dict[str, tuple[Decimal, Champ]], dates: Dates
) -> tuple[Decimal | None, str, Gravite]:
    jours, semaines_ = connues.get("jour"), connues.get("semaine")
    un_seul_jour = dates.debut is not None and dates.debut == dates.fin
    if nom in ("jour", "cachet"):
        if jours or connues.get("cachet"):
            autre = jours or connues["cachet"]
            return autre[0], "un cachet par jour", DEDUIT
        if un_seul_jour:
            return Decimal(1), "un seul jour d’après les dates", DEDUIT
        if nom == "jour" and semaines_:
            return semaines_[0] * calendrier.JOURS_PAR_SEMAINE, "semaines de 5 jours", A_VERIFIER
        travaillables = calendrier.jours_travaillables(dates)
        if nom == "jour" and travaillables:
            return Decimal(travaillables), "du lundi au vendredi entre les dates", A_VERIFIER
        return None, "", DEDUIT
    if nom == "mois":
        return calendrier.mois(dates), "mois entiers entre les dates", DEDUIT
    entre_dates = calendrier.semaines(dates)
    if entre_dates is not None:
        entieres = entre_dates == entre_dates.to_integral_value()
        return entre_dates, "semaines de 5 jours entre les dates", DEDUIT if entieres else A_VERIFIER
    return (jours[0] / calendrier.JOURS_PAR_SEMAINE if jours else None), "semaines de 5 jours", A_VERIFIER


def _unite_du_total(fiche: Fiche, statut: str, quantites: Quantites, dates: Dates) -> str:
    """Unit in which a total may be divided: of the quantity, else weeks between a technician's dates."""
    if quantites.par_unite or regles.unite_usuelle(statut) != "semaine" or not calendrier.semaines(dates):
        return quantites.unite_seule()
    remarque = "brut total entre deux dates : ramené à la semaine pour être comparé au minimum"
    fiche.deduire(Champ.UNITE.value, "semaine", remarque, A_VERIFIER)
    return "semaine"


def _depuis_total(
    fiche: Fiche, montant: Montant, nom: str, quantites: Quantites, dates: Dates
) -> Paie | None:
    """Price of a unit from the total, when it divides to the cent; a flat amount otherwise."""
    assert montant.cents is not None
    if nom in ("", "forfait", "heure"):
        remarque = "brut total sans unité : le minimum ne sera pas comparé"
        fiche.deduire(Champ.UNITE.value, "forfait", remarque, A_VERIFIER)
        return Paie("forfait", Decimal(1), montant.cents, quantites.effectif, montant.champ)
    quantite = _quantite(fiche, nom, quantites, dates)
    if quantite is None:
        return None
    unitaire = Fraction(montant.cents) / Fraction(quantite)
    if unitaire.denominator != 1:
        unites = f"{_mesure(quantite, nom)}"
        remarque = f"le total ne se divise pas en {unites} au centime : minimum non comparé"
        fiche.deduire(Champ.UNITE.value, "forfait", remarque, A_VERIFIER)
        return Paie("forfait", Decimal(1), montant.cents, quantites.effectif, montant.champ)
    prix = argent.texte_euros(unitaire.numerator)
    fiche.deduire(Champ.BRUT_UNITAIRE.value, prix, f"brut total ÷ {_mesure(quantite, nom)}")
    return Paie(nom, quantite, unitaire.numerator, quantites.effectif, montant.champ)


def _comparer_total(fiche: Fiche, montant: Montant, quantite: Decimal) -> None:
    """A list that gives both the price and the total must agree with itself."""
    if montant.cents is None or montant.champ is Champ.BRUT_TOTAL or fiche.cellule(Champ.BRUT_TOTAL) is None:
        return
    try:
        ecrit, _ = lire_montant(fiche.cellule(Champ.BRUT_TOTAL))
    except NonCompris as erreur:
        fiche.douter(Champ.BRUT_TOTAL, str(erreur))
        return
    calcule = total_brut(quantite, montant.cents)
    if abs(ecrit - calcule) <= 1:
        fiche.noter(Champ.BRUT_TOTAL, argent.texte_euros(ecrit))
        return
    remarque = f"le total écrit n’est pas quantité × brut = {argent.texte_euros(calcule)}, qui est retenu"
    fiche.douter(Champ.BRUT_TOTAL, remarque, argent.texte_euros(ecrit))


def _court(nombre: Decimal) -> str:
    return f"{nombre.normalize():f}".replace(".", ",")


def _mesure(nombre: Decimal, nom: str) -> str:
    """``8 semaines``; a bare number without unit."""
    return f"{_court(nombre)} {_pluriel(nom) if nombre >= 2 else nom}".strip()


def _pluriel(nom: str) -> str:
    return nom if nom.endswith("s") or not nom else f"{nom}s"
