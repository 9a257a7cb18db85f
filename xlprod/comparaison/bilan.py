"""What a change of law costs a whole workbook: totals, rules, funds, people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from xlprod import VERSION_DONNEES, VERSION_MOTEUR, argent
from xlprod.classeurs.instantane import Instantane
from xlprod.comparaison import minima
from xlprod.comparaison.calcul import Cause, Comparaison, LigneComparee, Part
from xlprod.comparaison.contrats import ContratLu, Releve
from xlprod.comparaison.dates import Lois
from xlprod.comparaison.minima import MinimumCompare
from xlprod.comparaison.regles import GRAVITE
from xlprod.erreurs import SaisieInvalide
from xlprod.paie.cotisations import Charges, Cote
from xlprod.textes import cle, proches

PARTS: dict[Cote, str] = {"patronales": "part de l'employeur", "salariales": "part du salarié"}


class Montants(NamedTuple):
    """An amount under both laws, in cents."""

    avant: int = 0
    apres: int = 0

    @property
    def ecart(self) -> int:
        return self.apres - self.avant

    def plus(self, avant: int, apres: int) -> Montants:
        return Montants(self.avant + avant, self.apres + apres)


ZERO = Montants()


@dataclass(slots=True)
class Regle:
    """A rule that changes, and the lines whose difference is put down to it."""

    causes: tuple[Cause, ...]
    cote: Cote
    montants: Montants = ZERO
    lignes: dict[str, None] = field(default_factory=dict)
    contrats: set[ContratLu] = field(default_factory=set)

    @property
    def titre(self) -> str:
        return " ; ".join(dict.fromkeys(c.sujet for c in self.causes)) or "Plusieurs règles ensemble"

    @property
    def texte(self) -> str:
        return textes(self.causes)

    @property
    def confiance(self) -> str:
        return max((c.confiance for c in self.causes), key=GRAVITE.index, default=GRAVITE[0])


def textes(causes: Iterable[Cause]) -> str:
    return " ; ".join(dict.fromkeys(c.texte for c in causes))


@dataclass(slots=True)
class Personne:
    """All the contracts of one person."""

    nom: str
    contrats: list[Comparaison] = field(default_factory=list)


@dataclass(slots=True)
class Bilan:
    """The contracts of a workbook under two laws."""

    lois: Lois
    comparaisons: list[Comparaison]
    minima: list[MinimumCompare]

    @property
    def comptes(self) -> list[Comparaison]:
        return [c for c in self.comparaisons if not c.refus]

    @property
    def refuses(self) -> list[Comparaison]:
        return [c for c in self.comparaisons if c.refus]

    def total(self, mesure: Callable[[Charges], int]) -> Montants:
        """Sum of a measure over the contracts that are counted."""
        total = Montants()
        for compare in self.comptes:
            assert compare.avant is not None
            assert compare.apres is not None
            total = total.plus(mesure(compare.avant), mesure(compare.apres))
        return total

    def regles(self, cote: Cote) -> list[Regle]:
        """Rules that change, the dearest first.

        Each line's difference counts once: for the rule of its own rate, else for those that change its base.
        """
        regles: dict[tuple[Any, ...], Regle] = {}
        changees = ((c, ligne) for c in self.comptes for ligne in c.changees if ligne.cote == cote)
        for compare, ligne in changees:
            propres = tuple(c for c in ligne.causes if c.propre) or ligne.causes
            cle_ = tuple((c.sujet, c.texte) for c in propres)
            regle = regles.setdefault(cle_, Regle(propres, cote))
            regle.montants = regle.montants.plus(*ligne.montants)
            regle.lignes[ligne.libelle] = None
            regle.contrats.add(compare.contrat)
        return sorted(regles.values(), key=lambda r: -abs(r.montants.ecart))

    def caisses(self, cote: Cote) -> dict[str, Montants]:
        """Amounts due to each fund."""
        rendu: dict[str, Montants] = {}
        for ligne in self._lignes(cote):
            rendu[ligne.caisse] = rendu.get(ligne.caisse, Montants()).plus(*ligne.montants)
        return rendu

    def personnes(self) -> list[Personne]:
        """Contracts by person, in the order of the workbook."""
        rendu: dict[str, Personne] = {}
        for compare in self.comptes:
            lu = compare.contrat
            rendu.setdefault(lu.personne, Personne(lu.nom or lu.titre)).contrats.append(compare)
        return list(rendu.values())

    def _lignes(self, cote: Cote) -> Iterable[LigneComparee]:
        return (ligne for c in self.comptes for ligne in c.lignes if ligne.cote == cote)

    def en_json(self) -> dict[str, Any]:
        """The same answer for a program; amounts in euros."""
        return {
            "avant": self.lois.avant.isoformat(),
            "apres": self.lois.apres.isoformat(),
            "moteur": VERSION_MOTEUR,
            "baremes": VERSION_DONNEES,
            "contrats_comptes": len(self.comptes),
            "totaux": {nom: _json(self.total(mesure)) for nom, mesure in MESURES.items()},
            "regles": [_regle(r) for cote in PARTS for r in self.regles(cote)],
            "caisses": {
                caisse: {cote: _json(m) for cote in PARTS if (m := self.caisses(cote).get(caisse))}
                for caisse in self.caisses("patronales") | self.caisses("salariales")
            },
            "contrats": [_contrat(c) for c in self.comptes],
            "minima": [_minimum(m) for m in self.minima],
            "non_comptes": [
                {"contrat": c.contrat.titre, "cellule": c.contrat.case.adresse, "raison": c.refus}
                for c in self.refuses
            ],
        }


MESURES: dict[str, Callable[[Charges], int]] = {
    "brut": lambda c: c.brut,
    "charges_patronales": lambda c: c.patronales,
    "cout_employeur": lambda c: c.cout,
    "charges_salariales": lambda c: c.salariales,
    "net": lambda c: c.net,
}


def choisir(releve: Releve, personne: str) -> None:
    """Keep the contracts of one person; raises :class:`SaisieInvalide` when nobody has that name."""
    cherche = cle(personne)
    gardes = [c for c in releve.contrats if cherche and cherche in cle(c.nom)]
    if not gardes:
        noms = list(dict.fromkeys(c.nom for c in releve.contrats if c.nom))
        voisins = ", ".join(proches(personne, noms)) or "aucun nom dans ce classeur"
        raise SaisieInvalide(f"personne inconnue « {personne} » ; les plus proches : {voisins}")
    gardees = {(c.case.feuille, c.case.ligne) for c in gardes}
    releve.contrats = gardes
    releve.minima = [m for m in releve.minima if (m.case.feuille, m.case.ligne) in gardees]


def exiger(classeur: Instantane, releve: Releve) -> None:
    """Raises :class:`SaisieInvalide` when there is nothing to compare."""
    if not releve.contrats and not releve.minima:
        quoi = f"{classeur.nom} : " if classeur.nom else ""
        raise SaisieInvalide(
            f"{quoi}aucune cellule n'appelle une fonction de charges ou de minimum "
            "(COUT_EMPLOYEUR, CHARGES_PATRONALES, NET, SALAIRE_MINIMUM…)"
        )


def dresser(releve: Releve, lois: Lois, comparaisons: list[Comparaison]) -> Bilan:
    """The account, minima included, of contracts already compared."""
    return Bilan(lois, comparaisons, minima.comparer(releve.minima, lois))


def _json(montants: Montants) -> dict[str, float]:
    avant, apres, ecart = (argent.euros(m) for m in (*montants, montants.ecart))
    return {"avant": avant, "apres": apres, "ecart": ecart}


def _regle(regle: Regle) -> dict[str, Any]:
    return {
        "regle": regle.titre,
        "changement": regle.texte,
        "part": regle.cote,
        "lignes": list(regle.lignes),
        "contrats": len(regle.contrats),
        **_json(regle.montants),
        "textes": [_cause(c) for c in regle.causes],
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "regle": cause.sujet,
        "changement": cause.texte,
        "article": cause.validite.article,
        "source": cause.validite.source,
        "depuis": cause.validite.valid_from.isoformat(),
        "confiance": cause.confiance,
    }


def _contrat(compare: Comparaison) -> dict[str, Any]:
    lu = compare.contrat
    assert compare.avant is not None
    assert compare.apres is not None
    mesures = {
        nom: _json(Montants(mesure(compare.avant), mesure(compare.apres))) for nom, mesure in MESURES.items()
    }
    return {
        "nom": lu.nom,
        "fonction": lu.fonction,
        "cellules": sorted({c.adresse for _, c, _ in lu.appels}),
        "statut": lu.statut,
        "date": lu.date.isoformat(),
        "jours": lu.jours,
        **mesures,
        "lignes": [_ligne(ligne) for ligne in compare.changees],
    }


def _ligne(ligne: LigneComparee) -> dict[str, Any]:
    def part(quoi: Callable[[Part], float]) -> list[float | None]:
        return [None if p is None else quoi(p) for p in (ligne.avant, ligne.apres)]

    return {
        "ligne": ligne.ligne,
        "libelle": ligne.libelle,
        "part": ligne.cote,
        "caisse": ligne.caisse,
        "assiette": part(lambda p: argent.euros(p.base)),
        "taux": part(lambda p: p.taux / argent.UN),
        "montant": part(lambda p: argent.euros(p.montant)),
        "ecart": argent.euros(ligne.ecart),
        "textes": [_cause(c) for c in ligne.causes],
    }


def _minimum(compare: MinimumCompare) -> dict[str, Any]:
    def euros(valeur: Any) -> float | None:
        return None if valeur is None else float(valeur) / 100

    return {
        "minimum": compare.libelle,
        "precision": compare.precision,
        "avant": euros(compare.avant),
        "apres": euros(compare.apres),
        "raison": compare.refus,
        "cellules": compare.cellules,
    }
