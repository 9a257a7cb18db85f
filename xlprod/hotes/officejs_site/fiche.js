/* A page shown in the pane: its rows as cards, what is to be verified and disputed in their own style. */
(function () {
  "use strict";
  const CONFIANCE = "Confiance"; // this column becomes a badge, unless all is well
  const SANS_BADGE = ["", "vérifié"];
  const FILTRES = [
    ["reserve", "à vérifier"],
    ["lecture", "lecture discutée"],
  ];

  function creer(balise, classe, texte) {
    const element = document.createElement(balise);
    if (classe) element.className = classe;
    if (texte !== undefined) element.textContent = texte;
    return element;
  }

  function fiche(page) {
    const article = creer("article", "fiche");
    article.append(creer("p", "sous-titre", page.sous_titre), filtres(page, article));
    let donnees = null; // rows of small print that follow one another make one list
    page.lignes.forEach((ligne) => {
      const textes = ligne.cellules.map((c, rang) => enTexte(c, page.colonnes[rang].format));
      const remplies = textes.filter((t) => t !== "");
      if (ligne.style === "discret" && remplies.length > 1) {
        if (!donnees) article.append((donnees = creer("dl", "donnees")));
        donnees.append(donnee(remplies));
        return;
      }
      donnees = null;
      if (ligne.style === "section") article.append(titre(textes[0]));
      else if (remplies.length === 1) article.append(creer("p", "phrase " + ligne.style, remplies[0]));
      else article.append(carte(page.colonnes, ligne.style, textes));
    });
    return article;
  }

  /* « function : what it is = amount »: the amount stands out. */
  function titre(texte) {
    const egal = texte.lastIndexOf(" = ");
    const element = creer("h3", "", egal < 0 ? texte : texte.slice(0, egal));
    if (egal >= 0) element.append(creer("span", "cache", " = "), creer("strong", "", texte.slice(egal + 3)));
    return element;
  }

  /* Name, where it comes from, value. */
  function donnee(textes) {
    const rangee = creer("div");
    const [nom, ...suite] = textes;
    const valeur = creer("dd", "", suite.pop());
    suite.forEach((origine) => valeur.append(creer("small", "", origine)));
    rangee.append(creer("dt", "", nom), valeur);
    return rangee;
  }

  function carte(colonnes, style, textes) {
    const section = creer("section", "carte " + style);
    const titre = creer("h4", "", textes[0]);
    const champs = creer("dl");
    colonnes.forEach((colonne, rang) => {
      if (rang === 0 || !textes[rang]) return;
      if (colonne.titre === CONFIANCE) {
        if (!SANS_BADGE.includes(textes[rang])) titre.append(" ", creer("span", "badge", textes[rang]));
        return;
      }
      const champ = creer("div", code(colonne.titre));
      champ.append(creer("dt", "", colonne.titre), creer("dd", "", textes[rang]));
      champs.append(champ);
    });
    section.append(titre, champs);
    return section;
  }

  /* Buttons that keep only the rows of one style in sight. */
  function filtres(page, article) {
    const barre = creer("div", "filtres");
    FILTRES.forEach(([style, libelle]) => {
      const nombre = page.lignes.filter((ligne) => ligne.style === style).length;
      if (!nombre) return;
      const bouton = creer("button", style, `${nombre} ${accorder(libelle, nombre)}`);
      bouton.type = "button";
      bouton.setAttribute("aria-pressed", "false");
      bouton.addEventListener("click", () => {
        const actif = article.dataset.filtre === style;
        article.dataset.filtre = actif ? "" : style;
        barre.querySelectorAll("button").forEach((b) => {
          b.setAttribute("aria-pressed", String(b === bouton && !actif));
        });
      });
      barre.append(bouton);
    });
    return barre;
  }

  function accorder(libelle, nombre) {
    return nombre > 1 ? libelle.replace("lecture discutée", "lectures discutées") : libelle;
  }

  /* « Règle en vigueur depuis » → regle-en-vigueur-depuis: a class for the style sheet. */
  function code(titre) {
    return titre
      .normalize("NFD")
      .replace(/[\u0300-\u036f]/g, "")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-");
  }

  const EUROS = new Intl.NumberFormat("fr-FR", { style: "currency", currency: "EUR" });
  const TAUX = new Intl.NumberFormat("fr-FR", { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 4 });
  const NOMBRE = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 6 });
  const JOUR = new Intl.DateTimeFormat("fr-FR", { timeZone: "UTC", dateStyle: "short" });

  function enTexte(cellule, format) {
    if (cellule === null) return "";
    if (typeof cellule === "boolean") return cellule ? "VRAI" : "FAUX";
    if (typeof cellule === "string") return cellule;
    if (format === "euros") return EUROS.format(cellule);
    if (format === "taux") return TAUX.format(cellule);
    if (format === "date") return JOUR.format(new Date(Date.UTC(1899, 11, 30 + cellule)));
    return NOMBRE.format(cellule);
  }

  window.xlprod.fiche = fiche;
  window.xlprod.creer = creer;
})();
