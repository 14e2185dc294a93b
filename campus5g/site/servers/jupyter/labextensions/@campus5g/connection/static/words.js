// What the connection says, in the reader's language.

export const WORDS = {
  fr: {
    away: "Pas de réponse du site. Vous pouvez continuer d’écrire : gardez cette page ouverte, tout sera enregistré dès qu’il répondra.",
    silent:
      "Pas de réponse de votre espace. Vous pouvez continuer d’écrire : gardez cette page ouverte, tout sera enregistré dès qu’il répondra.",
    back: "Votre espace répond à nouveau, et ce que vous avez écrit est enregistré.",
    ended:
      "Votre espace s’est arrêté. Ce que vous avez écrit est gardé dans cette page : rouvrez-le pour l’enregistrer, puis exécutez à nouveau vos cellules.",
    reopen: "Rouvrir mon espace",
    starting: "Votre espace se rouvre…",
    signedOut:
      "Votre session a expiré. Ce que vous avez écrit est gardé dans cette page : reconnectez-vous dans un autre onglet, et cette page l’enregistrera.",
    signIn: "Me reconnecter",
    signedIn: "Vous avez rouvert votre session, et ce que vous avez écrit est enregistré.",
    unsaved:
      "Votre espace répond à nouveau, mais ce notebook n’a pas pu être enregistré : gardez cette page ouverte, et enregistrez-le (Ctrl + S).",
    restored:
      "Ce que vous aviez écrit ici n’avait pas pu être enregistré. Ce navigateur l’avait gardé, et vient de le remettre.",
  },
  en: {
    away: "The site is not responding. You can go on writing: keep this page open, and all of it will be saved as soon as the site responds.",
    silent:
      "Your workspace is not responding. You can go on writing: keep this page open, and all of it will be saved as soon as your workspace responds.",
    back: "Your workspace responds again, and what you wrote is saved.",
    ended:
      "Your workspace has stopped. What you wrote is kept in this page: reopen it to save, then run your cells again.",
    reopen: "Reopen my workspace",
    starting: "Your workspace is reopening…",
    signedOut:
      "Your session has expired. What you wrote is kept in this page: sign in again in another tab, and this page will save it.",
    signIn: "Sign in again",
    signedIn: "You are signed in again, and what you wrote is saved.",
    unsaved:
      "Your workspace responds again, but this notebook could not be saved: keep this page open, and save it (Ctrl + S).",
    restored:
      "What you had written here could not be saved. This browser kept it, and has just put it back.",
  },
};
