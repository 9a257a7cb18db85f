"""Words of a week's table: its columns, the natures of work, the places."""

from __future__ import annotations

from xlprod.textes import cle

COLONNES: dict[str, tuple[str, ...]] = {
    "jour": ("date",),
    "arrivee": ("debut", "heure d arrivee", "convocation"),
    "depart": ("fin", "heure de depart"),
    "pause": ("repas pris", "pause repas", "duree de pause"),
    "lieu": ("lieu de travail",),
    "nature": ("nature du travail", "phase"),
    "transport": ("temps de transport",),
    "repas": ("repas fourni",),
    "recupere": ("recuperation", "recuperee"),
    "debut_pause": ("heure de pause", "debut de pause"),
    "continue": ("journee continue",),
    "supplements": ("indemnites", "supplement"),
    "ferie": ("jour ferie",),
    "personne": ("nom", "salarie"),
}
"""Columns in their order, with the other names that a header may give them."""
IGNOREES = frozenset(("nuit", "fonction", "convention", "annexe", "observations", "remarques", "heures"))
"""Headers that a sheet may hold and that are deduced or told elsewhere."""

TOURNAGE, PREPARATION, POST_PRODUCTION = "tournage", "préparation", "post-production"
VOYAGE, FERIE_CHOME, REPOS = "voyage", "férié chômé", "repos"
POST_SYNCHRO, REPETITION, RETAKE = "post-synchronisation", "répétition", "retake"
NATURES: dict[str, str] = {
    cle(mot): nature
    for nature, mots in {
        TOURNAGE: ("tournage", "plateau", "studio"),
        PREPARATION: ("préparation", "prépa", "repérages", "construction", "rangement", "essais"),
        POST_PRODUCTION: ("post-production", "postproduction", "montage", "finitions", "mixage"),
        VOYAGE: ("voyage",),
        FERIE_CHOME: ("férié chômé", "férié", "férié non travaillé", "chômé"),
        REPOS: ("repos", "récupération", "congé", "absence"),
        POST_SYNCHRO: ("post-synchronisation", "post-synchro", "postsynchro"),
        REPETITION: ("répétition", "répétitions"),
        RETAKE: ("retake", "raccord"),
    }.items()
    for mot in mots
}
IDF, REGION, ETRANGER = "IDF", "hors IDF", "étranger"
LIEUX: dict[str, tuple[str, bool, str]] = {
    **dict.fromkeys(("idf", "ile de france", "region parisienne", "paris", "rp"), (IDF, False, "metropole")),
    **dict.fromkeys(("hors idf", "region", "province", "hors rp"), (REGION, False, "metropole")),
    **dict.fromkeys(("etranger", "hors france"), (ETRANGER, False, "metropole")),
    **dict.fromkeys(("studio", "studio idf", "studio agree"), (IDF, True, "metropole")),
    **dict.fromkeys(("studio hors idf", "studio region"), (REGION, True, "metropole")),
}
"""Place → (zone, studio, territory of its public holidays)."""
