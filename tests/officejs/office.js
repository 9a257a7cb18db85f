/* Stand-in for the part of Office that is not Excel's: ribbon commands, the pane, the file, versions. */
(function () {
  "use strict";
  const monde = window.monde;
  const commandes = {};
  window.commander = (nom) =>
    new Promise((resoudre) => commandes[nom]({ completed: () => resoudre("rendue") }));
  window.Office = {
    onReady: (rappel) => setTimeout(rappel, 0),
    actions: { associate: (nom, fonction) => (commandes[nom] = fonction) },
    addin: {
      async showAsTaskpane() {
        if (monde.ouverture) monde.volet = -1e9; // asked twice at once, it stays shut for good
        monde.ouverture = true;
        await new Promise((r) => setTimeout(r, 30));
        monde.ouverture = false;
        monde.volet += 1;
      },
    },
    context: {
      requirements: { isSetSupported: (jeu) => monde.versions[jeu] !== false },
      document: {
        getFileAsync(genre, options, rappel) {
          if (genre !== "compressed" || options.sliceSize > 4194304) throw new Error("Internal Error");
          if (monde.pannes.getFileAsync) {
            rappel({ status: "failed", error: { message: "sorry" } });
            return;
          }
          const tranches = [monde.octets.slice(0, 1000), monde.octets.slice(1000)];
          monde.copies = (monde.copies || 0) + 1;
          rappel({
            status: "succeeded",
            value: {
              size: monde.octets.length,
              sliceCount: tranches.length,
              getSliceAsync: (rang, suite) =>
                setTimeout(() => suite({ status: "succeeded", value: { data: tranches[rang], size: tranches[rang].length } }), 0),
              closeAsync: () => (monde.copies -= 1),
            },
          });
        },
      },
    },
    FileType: { Compressed: "compressed" },
    AsyncResultStatus: { Succeeded: "succeeded", Failed: "failed" },
  };
})();
