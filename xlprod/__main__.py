"""``python -m xlprod``."""

from __future__ import annotations

import sys

from xlprod.cli import main

sys.exit(main())
