"""Dates as cells give them; months of employment."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlprod import periodes

JOUR = dt.date(2025, 6, 2)


@pytest.mark.parametrize(
    "lu",
    [
        45810,
        45810.75,
        "2025-06-02",
        "2025-6-2",
        "02/06/2025",
        "2/6/2025",
        "02.06.2025",
        "2025-06-02T08:00",
        JOUR,
    ],
)
def test_lit_toutes_les_formes_de_date(lu: object) -> None:
    assert periodes.lire_date(lu) == JOUR


@pytest.mark.parametrize("lu", ["", "06/2025", "02/06/25", "31/02/2025", 0, 12, -1, 1e9, True, "demain"])
def test_refuse_les_dates_douteuses(lu: object) -> None:
    with pytest.raises(ValueError):
        periodes.lire_date(lu)


@given(st.dates(dt.date(1900, 3, 1), dt.date(2199, 12, 31)))
def test_la_serie_excel_s_inverse(jour: dt.date) -> None:
    assert periodes.lire_date(periodes.serie(jour)) == jour


@given(st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)), st.integers(1, 800))
def test_les_mois_couvrent_chaque_jour_une_fois(debut: dt.date, jours: int) -> None:
    mois = list(periodes.mois_couverts(debut, jours))
    assert sum(m.jours for m in mois) == jours
    assert all(1 <= m.jours <= m.longueur for m in mois)
    assert [m.debut for m in mois] == sorted({m.debut for m in mois})


def test_ajouter_mois_reste_dans_le_mois() -> None:
    assert periodes.ajouter_mois(dt.date(2025, 1, 31), 1) == dt.date(2025, 2, 28)
    assert periodes.ajouter_mois(dt.date(2025, 11, 30), 3) == dt.date(2026, 2, 28)
