import type { ReplyWords } from '../reply-words.ts';

export const de: ReplyWords = {
  phrases: {
    'opt-out': `
      mich .. abmelden, uns .. abmelden, bitte abmelden, mich .. austragen, uns ..
      austragen, newsletter abbestellen, aus .. verteiler, aus .. liste, von .. liste, von
      .. verteiler, nehmen sie mich .. aus/von, streichen sie mich, entfernen sie mich,
      entfernen sie meine, entfernen sie uns, löschen sie mich, löschen sie meine, löschen
      sie unsere, löschen sie alle, meine daten .. löschen, meine adresse .. löschen, keine
      weiteren e-mails/mails/emails/nachrichten/anschreiben/werbung, keine
      e-mails/mails/emails mehr, keine werbung, keine ..
      e-mails/mails/emails/nachrichten/werbung .. mehr, nicht mehr kontaktieren, nicht mehr
      anschreiben, nicht mehr schreiben, nicht mehr kontaktiert, nicht weiter kontaktieren,
      schreiben sie mir nicht, schreiben sie uns nicht, kontaktieren sie mich nicht,
      kontaktieren sie uns nicht, mir nicht mehr schreiben, unterlassen sie, widerspreche,
      widerrufe, lassen sie mich in ruhe, keinen kontakt mehr, nehmt mich .. aus/von, löscht
      mich, löscht meine, hören sie auf mir/mich/uns, hören sie .. auf mir/mich/uns`,
    'opt-out-alone': `
      stop, stopp, abmelden, abmeldung, abbestellen, austragen, bitte abmelden, aufhören,
      löschen, newsletter abbestellen`,
    keep: 'aus versehen, versehentlich, irrtümlich, schicken sie weiter',
    price: `
      zu teuer, zu kostspielig, sehr/recht/ziemlich/etwas teuer, preis ist .. zu hoch, preis
      .. zu hoch, preise .. zu hoch, zu hohe/hoher preis*, zu hohe kosten, kosten .. zu
      hoch, kein budget, kein .. budget, nicht im budget, außerhalb .. budget*, über ..
      budget*, sprengt .. budget*, budget .. ausgeschöpft/aufgebraucht/erschöpft/knapp,
      nicht leisten, kein geld, günstiger, billiger, keine mittel, kostet .. zu viel, kostet
      mehr als, mehr als wir, übersteigt .. budget*, budget* .. überschritten, zu viel geld,
      sprengt`,
    timing: `
      nicht jetzt, jetzt nicht, nicht im moment, im moment nicht, momentan nicht, derzeit
      nicht, zurzeit nicht, aktuell nicht, momentan passt es nicht, passt .. nicht, gerade
      nicht, nicht .. dieses jahr, dieses jahr nicht, falscher zeitpunkt, schlechter
      zeitpunkt, ungünstig*, ungünstiger zeitpunkt, nicht .. richtige/richtiger zeitpunkt,
      keine zeit, keine kapazität*, keine .. zeit, keine priorität, nicht prioritär, zu
      früh, später .. melden, später noch, vielleicht später, ein andermal, melden sie sich
      .. wieder, melden sie sich .. noch, melden sie sich .. erneut, noch einmal melden,
      noch mal melden, nochmal melden, wieder melden, wieder auf mich, wieder auf uns,
      erneut kontaktieren, noch einmal kontaktieren, versuchen sie es .. wieder/noch/erneut,
      kommen sie .. wieder, erst wieder, nicht vor, auf eis, mitten in, elternzeit, wir
      melden uns, melden uns, verschieben, abwarten`,
    contact: `
      melden, meld*, kontaktieren, anrufen, rufen sie, sprechen, auf mich zu, auf uns zu,
      anschauen, ansehen, prüfen, schreiben, schauen wir, budget*, wir melden, melden uns`,
    authority: `
      falsche person, falscher ansprechpartner, falsche ansprechpartner*, nicht ..
      richtige/richtiger ansprechpartner*, nicht .. richtige/richtiger person, nicht
      zuständig, nicht .. zuständig, nicht verantwortlich, nicht .. verantwortlich, nicht
      mein bereich, nicht meine entscheidung, nicht meine abteilung, entscheide .. nicht,
      entscheide ich nicht, nicht entscheiden, entscheidet ..
      chef*/geschäftsführ*/vorstand/kolleg*, nicht mehr .. im unternehmen, nicht mehr .. in
      der firma, nicht mehr .. tätig, arbeite .. nicht mehr, ausgeschieden, im ruhestand,
      wenden sie sich .. an, sprechen sie .. mit, mein kollege, meine kollegin, meinen
      kollegen, meine chefin, mein chef, jemand anders, kümmert sich, entscheidet, leite ..
      weiter, weitergeleitet, ist zuständig, ist verantwortlich`,
    competitor: `
      arbeiten bereits, arbeiten schon, nutzen bereits, nutzen schon, verwenden bereits,
      verwenden schon, haben bereits, haben schon, bereits ..
      anbieter/lösung/partner/vertrag/system/dienstleister, anderen anbieter, anderer
      anbieter, anderes produkt, andere lösung, anderen lösung, anderen dienstleister,
      wettbewerber, konkurrenz*, mitbewerber, zufrieden mit, sind .. zufrieden, aktuellen
      anbieter, bestehenden anbieter, für einen anderen, wir nutzen, wir verwenden, vertrag
      mit, vertraglich gebunden, gebunden, mit .. zufrieden, zufriedene kunden, sind kunde,
      kunde bei, kunden bei`,
    need: `
      kein bedarf, keinen bedarf, kein .. bedarf, keinen .. bedarf, brauchen .. nicht,
      brauchen wir nicht, benötigen .. nicht, benötigen wir nicht, nicht benötigt, nicht
      nötig, nicht notwendig, keine verwendung, nicht relevant, irrelevant, selbst
      entwickelt, machen .. selbst, intern, inhouse, haben alles was, zu klein für, keinen
      mehrwert, keinen nutzen`,
    trust: `
      woher haben sie/ihr, woher hast du, wie sind sie an, wie kommen sie an, wie kommen sie
      zu, noch nie .. gehört, nie von ihnen, wer sind sie, kenne sie nicht, kenne ich nicht,
      vertraue .. nicht, kein vertrauen, betrug, unseriös*, seriös*, abzocke, skeptisch*,
      phishing, ist das spam, zu schön um wahr`,
    'not-interested': `
      kein interesse, kein .. interesse, keinerlei interesse, nicht interess*, nicht ..
      interess*, interessiert .. nicht, nein danke, nichts für uns, nichts für mich, nicht
      für uns, kommt .. nicht in frage, kommt .. nicht infrage, lehnen .. ab, lehne .. ab,
      danke nein, nicht das richtige, passt nicht zu uns, absehen, müssen .. absagen,
      verzichten`,
    'not-interested-alone': 'nein, nö',
    positive: `
      interessant*, interessiert, interesse, spannend*, klingt gut, klingt .. gut, klingt
      interessant, klingt spannend, hört sich .. gut/interessant, sieht gut aus, ja gerne,
      ja bitte, sehr gerne, gerne, lassen sie uns, lass uns, termin, telefonieren, treffen,
      demo, mehr informationen, mehr infos, mehr erfahren, mehr wissen, mehr hören, erzählen
      sie, schicken sie .. angebot/vertrag/unterlagen/informationen/infos/einladung, senden
      sie .. angebot/vertrag/unterlagen/informationen/infos/einladung, rufen sie mich, passt
      mir, passt gut, passt perfekt, wann hätten sie, wann passt`,
    'positive-alone': 'ja, klar, natürlich, unbedingt, absolut, perfekt',
    question: `
      was, wie, wann, wo, wer, welche*, warum, können sie, gibt es, ist es, ist das, haben
      sie, funktioniert, unterstützt`,
    referral: `
      wenden sie sich .. an, kontaktieren sie, sprechen sie .. mit, schreiben sie, fragen
      sie, rufen sie`,
  },
  negations: ['nicht', 'kein', 'keine', 'keinen', 'keiner', 'nie', 'niemals', 'kaum', 'weder'],
  turns: ['aber', 'jedoch', 'leider', 'allerdings', 'doch'],
  dates: {
    months: [
      'januar/jan/jänner',
      'februar/feb',
      'märz',
      'april',
      'mai',
      'juni',
      'juli',
      'august/aug',
      'september/sept',
      'oktober/okt',
      'november/nov',
      'dezember/dez',
    ],
    before: [],
    spring: ['im frühjahr', 'im frühling', 'nächstes frühjahr'],
    summer: ['im sommer', 'vor dem sommer', 'nächsten sommer'],
    autumn: ['im herbst', 'nächsten herbst'],
    winter: ['im winter', 'nächsten winter'],
    'after-summer': [
      'nach dem sommer',
      'nach den sommerferien',
      'nach der sommerpause',
      'nach dem sommerurlaub',
    ],
    'after-holidays': [
      'nach den ferien',
      'nach dem urlaub',
      'nach meinem urlaub',
      'nach weihnachten',
      'nach den feiertagen',
    ],
    'new-year': ['nach neujahr', 'im neuen jahr', 'anfang des jahres', 'nach dem jahreswechsel'],
    'next-week': ['nächste woche', 'nächster woche', 'kommende woche'],
    'next-month': ['nächsten monat', 'nächster monat', 'kommenden monat'],
    'next-quarter': ['nächsten quartal', 'nächstes quartal', 'kommenden quartal'],
    'next-year': ['nächstes jahr', 'nächsten jahr', 'kommendes jahr', 'kommenden jahr'],
    'half-year': ['halben jahr', 'halbes jahr', 'sechs monaten', '6 monaten'],
    quarter: {
      words: ['quartal'],
      ordinals: [
        'ersten/erstes/erste',
        'zweiten/zweites/zweite',
        'dritten/drittes/dritte',
        'vierten/viertes/vierte',
      ],
    },
    ahead: {
      in: ['in', 'nach'],
      numbers: [
        'einem/einer/ein/eine',
        'zwei/paar',
        'drei',
        'vier',
        'fünf',
        'sechs',
        'sieben',
        'acht',
        'neun',
        'zehn',
        'elf',
        'zwölf',
      ],
      day: 'tag/tage/tagen',
      week: 'woche/wochen',
      month: 'monat/monate/monaten',
      year: 'jahr/jahre/jahren',
    },
  },
};
