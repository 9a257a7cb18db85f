"""What every dated row of the legal data must carry."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from xlprod.baremes import FIN

Texte = Annotated[str, Field(min_length=1)]


class LigneDatee(BaseModel):
    """What every dated row must carry: period, source, article, confidence."""

    model_config = ConfigDict(extra="forbid")

    valid_from: dt.date
    valid_to: dt.date = FIN
    source: Texte
    article: Texte
    confidence: Literal["verified", "secondary", "recalled"]
    note: str = ""

    @field_validator("valid_to", mode="before")
    @classmethod
    def _ouverte(cls, valeur: object) -> object:
        return FIN if valeur == "" else valeur

    @model_validator(mode="after")
    def _dans_l_ordre(self) -> LigneDatee:
        if self.valid_to < self.valid_from:
            raise ValueError("valid_to avant valid_from")
        return self
