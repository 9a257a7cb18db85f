"""Working time turned into wages: a week's table of days, its hours by kind, its gross pay.

``tableau`` reads the days, ``profil`` what the function is paid and by which rules; one module
per population (``technicien``, ``journee``, ``artiste``, ``figurant``, ``audiovisuel``) turns
days into pay lines; ``semaine`` brings them together.
"""
