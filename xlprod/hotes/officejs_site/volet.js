/* The pane: state of the engine, result of the last button, the buttons, the functions. */
(function () {
  "use strict";
  const { actions, fiche, creer } = window.xlprod;
  const trouver = (id) => document.getElementById(id);
  const resultat = trouver("resultat");
  const corps = trouver("corps");
  let ferme = null; // the state whose result the user has put away

  function bouton(libelle, classe, geste) {
    const element = creer("button", classe, libelle);
    element.type = "button";
    element.addEventListener("click", geste);
    return element;
  }

  /* One drawing of the whole result for each state. */
  function dessiner(etat) {
    const occupe = ["demarrage", "lecture", "calcul", "question", "ecriture"].includes(etat.phase);
    trouver("boutons").classList.toggle("occupe", occupe);
    trouver("annonce").textContent = annonce(etat);
    resultat.hidden = etat.phase === "repos" || etat === ferme;
    if (resultat.hidden) return;
    resultat.className = etat.phase;
    trouver("action").textContent = etat.action.libelle;
    trouver("fermer").hidden = occupe;
    trouver("fermer").onclick = () => {
      dessiner((ferme = etat));
      trouver("boutons").querySelector("button").focus();
    };
    const dessin = { question: question, fini: fini, erreur: erreur, annule: annulation }[etat.phase] || progression;
    const dedans = corps.contains(document.activeElement);
    corps.replaceChildren(...dessin(etat));
    if (etat.phase === "question") corps.querySelector("button").focus();
    else if (dedans) resultat.focus(); // the button just pressed is gone: the keyboard stays here
  }

  function annonce(etat) {
    if (etat.phase === "annule") return "Annulé : rien n'a été écrit.";
    return [etat.message, etat.ecrit, etat.note].filter(Boolean).join(" ");
  }

  function progression(etat) {
    const barre = creer("progress");
    barre.setAttribute("aria-label", "En cours");
    const gestes = creer("p", "gestes");
    if (etat.phase !== "ecriture") gestes.append(bouton("Annuler", "", actions.annuler));
    return [barre, creer("p", "message", etat.message), gestes];
  }

  function question(etat) {
    const gestes = creer("p", "gestes");
    gestes.append(
      bouton("Oui", "principal", () => actions.repondre(true)),
      bouton("Non", "", () => actions.repondre(false))
    );
    return [creer("p", "message", etat.message), gestes];
  }

  function erreur(etat) {
    const phrase = etat.message.charAt(0).toUpperCase() + etat.message.slice(1);
    return [creer("p", "message", phrase), creer("p", "note", "Rien n'a été écrit.")];
  }

  function annulation() {
    return [creer("p", "message", "Annulé : rien n'a été écrit.")];
  }

  function fini(etat) {
    const dessin = [creer("p", "message", etat.message)];
    if (etat.ecrit) dessin.push(creer("p", "ecrit", etat.ecrit));
    if (etat.note) dessin.push(creer("p", "note", etat.note));
    if (!etat.page) return dessin;
    const gestes = creer("p", "gestes");
    if (!etat.ecrit) gestes.append(bouton("Écrire dans une feuille", "principal", actions.ecrirePage));
    return [...dessin, gestes, fiche(etat.page)];
  }

  /* Buttons of the ribbon, for where it is collapsed; they wait for the engine. */
  function poserBoutons() {
    const groupes = new Map();
    XLPROD_ACTIONS.forEach((action) => {
      if (!groupes.has(action.groupe)) {
        const groupe = creer("ul");
        trouver("boutons").append(creer("h2", "", action.groupe), groupe);
        groupes.set(action.groupe, groupe);
      }
      const image = creer("img");
      image.src = action.icone;
      image.alt = "";
      image.width = image.height = 32;
      const textes = creer("span");
      textes.append(creer("strong", "", action.libelle), creer("small", "", action.aide));
      const element = bouton("", "action", () => actions.lancer(action.nom, false));
      element.disabled = true;
      element.append(image, textes);
      const puce = creer("li");
      puce.append(element);
      groupes.get(action.groupe).append(puce);
    });
  }

  async function poserFonctions() {
    const liste = await (await fetch("functions.json")).json();
    liste.functions.forEach((f) => {
      const ligne = creer("li");
      ligne.append(creer("code", "", "XLPROD." + f.name), f.description);
      trouver("fonctions").append(ligne);
    });
  }

  poserBoutons();
  poserFonctions();
  actions.suivre(dessiner);
  window.xlprod.pret().then(
    function (repondre) {
      trouver("etat").textContent = "prêt";
      trouver("moteur").className = "pret";
      trouver("version").textContent = JSON.parse(repondre('[["VERSION", []]]'))[0][0][0];
      document.querySelectorAll("button.action").forEach((element) => (element.disabled = false));
    },
    function (panne) {
      trouver("etat").textContent = "en panne : " + panne.message + ". Fermez et rouvrez Excel.";
      trouver("moteur").className = "panne";
    }
  );
})();
