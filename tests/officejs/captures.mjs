// Plays one action on the example in the real pane, and posts the page as it then stands.
const demande = new URLSearchParams(location.search);
const attendre = (ms) => new Promise((r) => setTimeout(r, ms));
const resultat = document.getElementById("resultat");
try {
  poser(await (await fetch("exemple.json")).json());
  if (demande.get("case")) monde.active = JSON.parse(demande.get("case"));
  await xlprod.pret();
  await attendre(50);
  if (demande.get("action")) {
    xlprod.actions.lancer(demande.get("action"), false);
    while (!["fini", "erreur", "question"].includes(resultat.className)) await attendre(20);
    await attendre(50);
  }
  document.querySelectorAll("script").forEach((script) => script.remove());
  await fetch("resultat", { method: "POST", body: JSON.stringify({ html: document.documentElement.outerHTML }) });
} catch (panne) {
  await fetch("resultat", { method: "POST", body: JSON.stringify({ panne: String(panne.stack) }) });
}
