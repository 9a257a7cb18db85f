"""The look: one palette, named properties, formats made by adding names together."""

from __future__ import annotations

from typing import Any

POLICE = "Arial"
ENCRE = "#1B2A41"
BLEU = "#27496D"
BLEU_CLAIR = "#DDE6EF"
FILET = "#C9D1DA"
GRIS = "#6B7785"
SAISIE_FOND = "#FFFAE8"
SAISIE_TEXTE = "#1F4FA3"
XLPROD_FOND = "#E8F3EE"
ALERTE_FOND = "#FBE2DF"
ALERTE_TEXTE = "#A61B12"
RESERVE_FOND = "#FFE9C7"
RESERVE_TEXTE = "#8A5200"
LECTURE_FOND = "#ECE8F7"
LECTURE_TEXTE = "#4B3A7A"
BLANC = "#FFFFFF"

EUROS = '#,##0.00\\ "€";[Red]\\-#,##0.00\\ "€";"–"'
EUROS_RONDS = '#,##0\\ "€"'
NOMBRE = 'General;[Red]\\-General;"–"'
POURCENT = '0.0%;[Red]\\-0.0%;"–"'
POURCENT_SAISI = '0.0##\\ "%"'
TAUX = '0.0###%;[Red]\\-0.0###%;"–"'
"""A contribution rate: up to four decimals of a percent."""
DATE = "dd/mm/yyyy"
TEXTE = "@"

Proprietes = dict[str, Any]

STYLES: dict[str, Proprietes] = {
    "titre": {"bold": True, "font_size": 20, "font_color": ENCRE},
    "surtitre": {"font_size": 9, "font_color": GRIS},
    "sous_titre": {"bold": True, "font_size": 12, "font_color": ENCRE},
    "bloc": {"bold": True, "font_color": BLANC, "bg_color": BLEU, "align": "left", "indent": 1},
    "entete": {
        "bold": True, "font_color": BLANC, "bg_color": ENCRE, "align": "center",
        "text_wrap": True, "border": 1, "border_color": FILET,
    },
    "entete_tableau": {"bold": True, "font_color": BLANC, "bg_color": ENCRE},
    "poste": {"bold": True, "font_color": BLANC, "bg_color": ENCRE},
    "sous_poste": {
        "bold": True, "font_color": ENCRE, "bg_color": BLEU_CLAIR, "bottom": 1, "bottom_color": FILET,
    },
    "ligne": {"bottom": 4, "bottom_color": FILET},
    "encadre": {"border": 1, "border_color": FILET},
    "total": {"bold": True, "font_color": ENCRE, "bg_color": BLEU_CLAIR, "top": 1, "bottom": 1},
    "grand_total": {"bold": True, "font_size": 12, "font_color": BLANC, "bg_color": ENCRE},
    "saisie": {"bg_color": SAISIE_FOND, "font_color": SAISIE_TEXTE},
    "xlprod": {"bg_color": XLPROD_FOND},
    "alerte": {"bold": True, "font_color": ALERTE_TEXTE, "bg_color": ALERTE_FOND},
    "reserve": {"font_color": RESERVE_TEXTE, "bg_color": RESERVE_FOND},
    "libelle": {"font_color": GRIS},
    "gras": {"bold": True},
    "discret": {"font_color": GRIS, "font_size": 8},
    "note": {"font_color": GRIS, "font_size": 8, "text_wrap": True},
    "droite": {"align": "right"},
    "bord_droit": {"align": "right", "indent": 1},
    "gauche": {"align": "left", "indent": 1},
    "centre": {"align": "center"},
    "retrait": {"align": "left", "indent": 1},
    "renvoi": {"text_wrap": True},
    "haut": {"valign": "top"},
    "euros": {"num_format": EUROS},
    "euros_ronds": {"num_format": EUROS_RONDS},
    "nombre": {"num_format": NOMBRE},
    "entier": {"num_format": "0"},
    "pourcent": {"num_format": POURCENT},
    "pourcent_saisi": {"num_format": POURCENT_SAISI},
    "date": {"num_format": DATE, "align": "center"},
    "heure": {"num_format": "hh:mm", "align": "center"},
    "jour": {"num_format": "[$-40C]dddd", "align": "center"},
    "semaine_du": {"num_format": '"sem. du "dd/mm'},
    "nombre_2": {"num_format": '0.00;[Red]\\-0.00;"–"', "align": "center"},
    "texte": {"num_format": TEXTE},
}  # fmt: skip
BASE: Proprietes = {"font_name": POLICE, "font_size": 9, "valign": "vcenter"}


def proprietes(*styles: str) -> Proprietes:
    """Properties of several styles, the later ones winning."""
    sommees: Proprietes = dict(BASE)
    for style in styles:
        sommees.update(STYLES[style])
    return sommees
