import type { ReplyWords } from '../reply-words.ts';

export const fr: ReplyWords = {
  phrases: {
    'opt-out': `
      désabonnez moi, désabonnez nous, me désabonner, nous désabonner, me désinscrire, nous
      désinscrire, désinscrivez moi, désinscrivez nous, me retirer, nous retirer, retirez
      moi, retirez nous, retirer mon/mes/notre, retirez mon/mes/notre, supprimez moi,
      supprimez mon/mes/notre/nos, supprimer mon/mes/notre/nos, me supprimer, effacez mes,
      enlevez moi, rayez moi, de votre liste, de vos listes, ne plus me contacter, ne plus
      nous contacter, ne me contactez plus, ne nous contactez plus, ne plus m écrire, ne m
      écrivez plus, ne plus recevoir, plus de mails/mail/courriels/messages, ne m envoyez
      plus, ne plus m envoyer, arrêtez de m, arrêtez de nous, arrêtez vos, arrêtez d
      envoyer, arrêter de m, je m oppose, retire mon consentement, laissez moi tranquille,
      arrêtez les mails/envois/courriels/messages/emails, cessez de m/me/nous,
      ne/souhaite/veux/souhaitons plus recevoir, cessez vos`,
    'opt-out-alone': `
      stop, désabonnement, désinscription, désabonner, désinscrire, arrêtez, arrêt`,
    keep: 'par erreur, continuez à m envoyer, continuez de m envoyer',
    price: `
      trop cher*, trop onéreux, trop élevé*, trop coûteux, un peu cher, assez cher, très
      cher, prix .. élevé, tarif* .. élevé*, pas .. budget*, aucun budget, plus de budget,
      hors budget, hors de notre budget, dépasse .. budget*, au dessus de .. budget*, budget
      .. épuisé/serré/consommé/gelé, pas les moyens, n avons pas les moyens, moins cher,
      coûte trop, coûte plus que, pas d argent, sans budget`,
    timing: `
      pas maintenant, pas pour le moment, pas pour l instant, pas en ce moment, pas
      actuellement, pas cette année, pas le bon moment, mauvais moment, mauvais timing, pas
      .. temps, pas une priorité, pas notre priorité, pas .. prioritaire*, trop tôt, plus
      tard, une autre fois, débordé*, recontactez, recontacter, rappelez, revenez vers,
      revenir vers, reprenez contact, reprendre contact, relancez, réessayez, pas avant, en
      plein*, d autres priorités, en attente, reparlons, on en reparle, congé maternité,
      congé parental, attendre`,
    contact: `
      contactez, contacter, appelez, appeler, parler, reparler, écrivez, regarder, étudier,
      voir, revoir, en reparle*, budget, reparlons, on en reparle, recontacter, attendre`,
    authority: `
      mauvaise personne, pas la bonne personne, pas le bon interlocuteur, pas la bonne
      interlocutrice, bon interlocuteur, pas moi qui, pas moi le, pas moi la, pas mon rôle,
      pas mon domaine, pas mon service, pas ma décision, pas de mon ressort, ne suis pas
      responsable, ne m occupe pas, ne décide pas, pas décisionnaire, ne suis plus en
      charge, pas en charge, ne travaille plus, ai quitté, a quitté, retraite, voyez avec,
      adressez vous à, adressez vous, contactez mon, contactez ma, contactez notre, mon
      collègue, ma collègue, quelqu un d autre, s en occupe, s en charge, mon responsable,
      mon directeur, ma directrice, transmis .. à, transfère .. à, transféré .. à, est
      responsable, est en charge`,
    competitor: `
      utilisons déjà, utilise déjà, avons déjà, ai déjà, travaillons déjà, travaille déjà,
      sommes déjà, déjà ..
      prestataire/fournisseur/solution/outil/partenaire/contrat/équipé*, autre prestataire,
      autre fournisseur, autre solution, autre outil, concurrent*, satisfaits de, satisfait
      de, prestataire actuel, fournisseur actuel, solution actuelle, venons de signer, avons
      signé, avons choisi, nous utilisons, sous contrat, engagés avec, sommes clients,
      client de, clients de, satisfaits, très contents`,
    need: `
      pas besoin, pas de besoin, aucun besoin, n en avons pas besoin, n en ai pas besoin,
      pas .. besoin, pas nécessaire, inutile, pas d utilité, pas utile, pas pertinent, pas
      concerné*, en interne, nous mêmes, avons tout ce, trop petit*`,
    trust: `
      comment avez vous eu, comment avez vous obtenu, comment avez vous trouvé, où avez vous
      eu, où avez vous trouvé, d où tenez vous, d où vient, qui vous a donné, qui êtes vous,
      jamais entendu parler, connais pas, pas confiance, arnaque, escroquerie, frauduleux,
      est ce sérieux, est ce du spam, sceptique*, hameçonnage, phishing, trop beau pour`,
    'not-interested': `
      pas intéress*, pas .. intéress*, ne nous intéresse pas, ne m intéresse pas, aucun
      intérêt, pas d intérêt, sans intérêt, non merci, merci mais non, pas pour nous, pas
      pour moi, ne correspond pas, ne donnerons pas suite, ne souhaitons pas, ne souhaite
      pas, pas donner suite, déclinons, décline`,
    'not-interested-alone': 'non',
    positive: `
      intéressant*, intéressé*, m intéresse, nous intéresse, avec plaisir, volontiers, oui,
      parfait, très bien, fixer un, rendez vous, rdv, une démo, démonstration, appelez moi,
      plus d informations, plus d infos, en savoir plus, envoyez moi ..
      devis/contrat/informations/documentation/proposition, envoyez nous, envoyez moi, me
      convient, nous convient, ça m a l air bien, bonne idée, d accord pour, discutons,
      échanger`,
    'positive-alone': 'oui, d accord, parfait, bien sûr, absolument, volontiers',
    question: `
      combien, comment, quand, où, qui, quel*, pourquoi, est ce que, pouvez vous, avez vous,
      y a t il, peut on`,
    referral: `
      contactez, voyez avec, adressez vous à, parlez à, écrivez à, appelez, demandez à, voir
      avec`,
  },
  negations: ['pas', 'jamais', 'ne', 'n', 'aucun', 'aucune', 'sans'],
  turns: ['mais', 'cependant', 'malheureusement', 'toutefois', 'pourtant'],
  dates: {
    months: [
      'janvier/janv',
      'février/févr',
      'mars',
      'avril',
      'mai',
      'juin',
      'juillet',
      'août',
      'septembre/sept',
      'octobre/oct',
      'novembre/nov',
      'décembre/déc',
    ],
    before: [],
    spring: ['au printemps', 'printemps prochain'],
    summer: ['cet été', 'en été', 'l été prochain', 'avant l été'],
    autumn: [
      'à l automne',
      'en automne',
      'cet automne',
      'à la rentrée',
      'après la rentrée',
      'la rentrée',
    ],
    winter: ['cet hiver', 'en hiver', 'l hiver prochain'],
    'after-summer': ['après l été', 'après les vacances d été'],
    'after-holidays': [
      'après les vacances',
      'après noël',
      'après les fêtes',
      'après mes vacances',
      'après mes congés',
    ],
    'new-year': [
      'après le nouvel an',
      'nouvel an',
      'nouvelle année',
      'début d année',
      'début de l année',
    ],
    'next-week': ['semaine prochaine'],
    'next-month': ['mois prochain'],
    'next-quarter': ['trimestre prochain', 'prochain trimestre'],
    'next-year': ['année prochaine', 'an prochain'],
    'half-year': ['six mois', '6 mois'],
    quarter: {
      words: ['trimestre'],
      ordinals: ['premier', 'deuxième/second', 'troisième', 'quatrième'],
    },
    ahead: {
      in: ['dans', 'après', 'sous', 'd ici'],
      numbers: [
        'un/une',
        'deux',
        'trois/quelques',
        'quatre',
        'cinq',
        'six',
        'sept',
        'huit',
        'neuf',
        'dix',
        'onze',
        'douze',
      ],
      day: 'jour/jours',
      week: 'semaine/semaines',
      month: 'mois',
      year: 'an/ans/année/années',
    },
  },
};
