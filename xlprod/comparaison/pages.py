"""The account as sheets: what changes on the first, each contract line by line on the second."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlprod import VERSION_DONNEES, VERSION_MOTEUR, argent
from xlprod.classeurs import noms
from xlprod.classeurs.page import Colonne, Ligne, Page, Style
from xlprod.comparaison.bilan import MESURES, PARTS, Bilan, Montants, Personne, Regle
from xlprod.comparaison.calcul import Comparaison
from xlprod.comparaison.detail import COLONNES_DETAIL, detail
from xlprod.comparaison.minima import MinimumCompare
from xlprod.comparaison.mise_en_page import FILET, LIBELLES, TOTAUX, cellules_de_loi, euros
from xlprod.paie.remplacements import TITRE, distincts, remplacements
from xlprod.periodes import texte_date
from xlprod.textes import pluriel
from xlprod.trace import LIBELLES_CONFIANCE

ONGLET, ONGLET_DETAIL = "Changement de loi", "Changement, détail"
COLONNES = (
    Colonne("Élément", 32),
    Colonne("Ce qui change", 46),
    Colonne("Avant", 13, "euros"),
    Colonne("Après", 13, "euros"),
    Colonne("Écart", 12, "euros"),
    FILET,
    Colonne("Article", 24),
    Colonne("Depuis le", 10),
    Colonne("Confiance", 11),
    Colonne("Source", 30),
)
METHODE = (
    "Chaque contrat garde son brut, ses dates, ses jours et ses heures ; la loi de chaque date est "
    "appliquée à tout le contrat, comme si elle valait du premier au dernier jour.",
    "Voie écartée : déplacer le premier jour du contrat. Commencé le 31 décembre, il passerait aussitôt sous "
    "la loi de l'année suivante ; d'autres week-ends et d'autres mois changeraient heures et plafonds.",
    "L'écart d'une ligne compte une fois, pour la règle qui change son taux ; à défaut, pour celle qui "
    "change son assiette.",
)


def pages(bilan: Bilan, classeur: str) -> tuple[Page, ...]:
    """The account, then the contracts line by line when there are some."""
    titre = f"Changement de loi {bilan.lois.texte}"
    sous_titre = f"{phrase(bilan)} {classeur} ; moteur {VERSION_MOTEUR}, barèmes {VERSION_DONNEES}."
    synthese = Page(ONGLET, titre, sous_titre, COLONNES, list(_synthese(bilan)))
    if not bilan.comptes:
        return (synthese,)
    suite = f"{titre}, contrat par contrat"
    return synthese, Page(ONGLET_DETAIL, suite, sous_titre, COLONNES_DETAIL, list(detail(bilan)))


def phrase(bilan: Bilan) -> str:
    """``88 contrats : coût employeur +2 357,92 € (1 000,00 € → …), net …, 1 contrat non compté.``"""
    nombre, cout, net = (
        len(bilan.comptes),
        bilan.total(MESURES["cout_employeur"]),
        bilan.total(MESURES["net"]),
    )
    dit = f"{nombre} contrat{pluriel(nombre)} {bilan.lois.texte}"
    if nombre:
        dit += f" : coût employeur {_signe(cout.ecart)} ({_fleche(cout)}), net {_signe(net.ecart)}"
    if refuses := len(bilan.refuses):
        dit += f" ; {refuses} contrat{pluriel(refuses)} hors du total"
    changes = sum(m.change for m in bilan.minima)
    if bilan.minima:
        verbe = "changent" if changes > 1 else "change"
        combien = f"{changes} sur {len(bilan.minima)} {verbe}" if changes else "aucun ne change"
        dit += f" ; salaires minima : {combien}"
    return f"{dit}."


def _signe(cents: int) -> str:
    texte = argent.texte_euros(abs(cents))
    return texte if cents == 0 else f"{'+' if cents > 0 else '−'}{texte}"


def _fleche(montants: Montants) -> str:
    return " → ".join(map(argent.texte_euros, montants))


def _synthese(bilan: Bilan) -> Iterator[Ligne]:
    if bilan.refuses:
        yield Ligne((_titre_refus(len(bilan.refuses)),), "section")
        yield from (
            Ligne((c.contrat.titre, f"{c.contrat.case.adresse} : {c.refus}"), "alerte") for c in bilan.refuses
        )
    if bilan.comptes:
        incomplet = ", total incomplet" if bilan.refuses else ""
        yield Ligne(
            (f"Le budget : {len(bilan.comptes)} contrat{pluriel(len(bilan.comptes))}{incomplet}",), "section"
        )
        for nom, mesure in MESURES.items():
            style: Style = "total" if nom in TOTAUX else "normal"
            yield Ligne((LIBELLES[nom], "", *euros(bilan.total(mesure))), style)
        yield from _regles(bilan)
        yield from _remplaces(bilan)
        yield from _caisses(bilan)
        yield Ligne(("Par personne : coût employeur",), "section")
        yield from map(_personne, bilan.personnes())
        yield Ligne(("Total", "", *euros(bilan.total(MESURES["cout_employeur"]))), "total")
    yield from _minima(bilan.minima)
    yield Ligne(("Comment lire",), "section")
    choix = f"Autres dates : nommez deux cellules {noms.LOI_AVANT} et {noms.LOI_APRES}, puis relancez."
    yield from (Ligne(("", texte), "discret") for texte in (*METHODE, choix))


def _titre_refus(nombre: int) -> str:
    if nombre == 1:
        return "Hors du total : un contrat n'a pas pu être calculé aux deux dates"
    return f"Hors du total : {nombre} contrats n'ont pas pu être calculés aux deux dates"


def _regles(bilan: Bilan) -> Iterator[Ligne]:
    for cote, part in PARTS.items():
        regles = bilan.regles(cote)
        yield Ligne((f"Les règles qui changent entre ces deux dates : {part}",), "section")
        yield from map(_regle, regles)
        if not regles:
            yield Ligne(("Aucune",), "discret")
            continue
        total = Montants(sum(r.montants.avant for r in regles), sum(r.montants.apres for r in regles))
        yield Ligne((f"Total, {part}", "", *euros(total)), "total")


def _regle(regle: Regle) -> Ligne:
    propre = all(c.propre for c in regle.causes)
    ou = "" if propre else f" ; {', '.join(regle.lignes)}"
    nombre = len(regle.contrats)
    texte = f"{regle.texte}{ou} ; {nombre} contrat{pluriel(nombre)}"
    return Ligne(
        (regle.titre, texte, *euros(regle.montants), *cellules_de_loi(regle.causes, source=True)),
        "normal" if regle.confiance == "verified" else "reserve",
    )


def _remplaces(bilan: Bilan) -> Iterator[Ligne]:
    """Figures of the law that the company, the workbook or a row replaces, under either law."""
    vus = {
        (charges.contrat.parametres, jour)
        for c in bilan.comptes
        for charges, jour in zip((c.avant, c.apres), bilan.lois, strict=True)
        if charges is not None
    }
    remplaces = distincts(remplacements(parametres, jour) for parametres, jour in vus)
    if remplaces:
        yield Ligne((TITRE,), "section")
    for r in remplaces:
        quoi = (f"{r.libelle} ({r.code})", f"{r.retenue} au lieu de {r.legale}")
        yield Ligne((*quoi, *(None,) * 6, r.qui, r.source), "reserve")


def _caisses(bilan: Bilan) -> Iterator[Ligne]:
    for cote, part in PARTS.items():
        yield Ligne((f"Par caisse : {part}",), "section")
        total = Montants()
        for caisse, montants in bilan.caisses(cote).items():
            total = total.plus(*montants)
            yield Ligne((caisse, "", *euros(montants)))
        yield Ligne((f"Total, {part}", "", *euros(total)), "total")


def _personne(personne: Personne) -> Ligne:
    couts, nets = Montants(), Montants()
    for compare in personne.contrats:
        assert compare.avant is not None
        assert compare.apres is not None
        couts = couts.plus(compare.avant.cout, compare.apres.cout)
        nets = nets.plus(compare.avant.net, compare.apres.net)
    quoi = (
        _contrat(personne.contrats[0])
        if len(personne.contrats) == 1
        else f"{len(personne.contrats)} contrats"
    )
    return Ligne((personne.nom, f"{quoi} ; net {_signe(nets.ecart)}", *euros(couts)))


def _contrat(compare: Comparaison) -> str:
    lu = compare.contrat
    return ", ".join(
        filter(None, (lu.fonction, lu.statut, f"{argent.texte_euros(lu.brut)} brut, {lu.jours} j"))
    )


def _minima(compares: Sequence[MinimumCompare]) -> Iterator[Ligne]:
    if not compares:
        return
    yield Ligne(
        ("Salaires minima garantis, à part : ils ne changent pas les salaires du classeur",), "section"
    )
    for compare in compares:
        if compare.refus:
            yield Ligne((compare.libelle, f"{compare.precision} : {compare.refus}"), "alerte")
        elif compare.change:
            yield _minimum(compare)
    if stables := sum(not c.change for c in compares):
        yield Ligne(
            (f"{stables} salaires minima inchangés" if stables > 1 else "1 salaire minimum inchangé",),
            "discret",
        )


def _minimum(compare: MinimumCompare) -> Ligne:
    assert compare.avant is not None
    assert compare.apres is not None
    montants = tuple(float(v) / 100 for v in (compare.avant, compare.apres, compare.apres - compare.avant))
    regle = compare.etape.regle if compare.etape else None
    if regle is None:
        return Ligne((compare.libelle, compare.precision, *montants))
    depuis = texte_date(regle.valid_from) if regle.valid_from else ""
    confiance = LIBELLES_CONFIANCE[regle.confiance]
    return Ligne(
        (compare.libelle, compare.precision, *montants, None, regle.article, depuis, confiance, regle.source),
        "normal" if regle.confiance == "verified" else "reserve",
    )
