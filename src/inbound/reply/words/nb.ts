import type { ReplyWords } from '../reply-words.ts';

/** Norwegian, both written forms (Bokmål and Nynorsk). */
export const nb: ReplyWords = {
  phrases: {
    'opt-out': `
      meld meg av, meld oss av, melde meg av, melde oss av, avmeld meg, avmeld oss,
      ønsker/vil avmelding, ønsker å avmelde*, avmelding takk, fjern meg, fjern oss, fjerne
      meg, fjerne oss, fjern .. adressen/e-posten/navnet/namnet, fjerne .. adressen/navnet,
      fjern .. fra/frå .. lista/listen/listene/listane, slett meg, slette meg, slett oss,
      slett ..
      adressen/adressa/opplysningene/informasjonen/data/dataene/e-posten/namnet/navnet,
      slette .. adressen/opplysningene/data, stryk meg, ta meg av .. lista/listen, ta meg
      bort, ta meg vekk, stopp disse, stopp utsending*, stans utsending*, ikke/ikkje
      flere/fleire e-post*/mail*/epost*/meldinger/meldingar/henvendelser, ikke/ikkje ha
      flere/fleire, ikke/ikkje motta, ikke/ikkje ha mer/meir, ingen flere/fleire, ikke/ikkje
      kontakt meg, ikke/ikkje kontakt oss, ikke/ikkje kontakte, ikke/ikkje kontaktes,
      ikke/ikkje bli kontaktet/kontakta, ikke/ikkje mer/meir reklame, la meg være i fred,
      trekker samtykke*, trekkjer samtykke*, reserver* meg, ønsker/ønskjer/vil ikke/ikkje ..
      e-post*/mail*/epost*/reklame/henvendelser, frabe* meg, slutt/slutte/stopp å sende ..
      meg/oss/e-post*/mail*/dette/spam/reklame, slutt/slutte/stopp å
      kontakte/skrive/maile/ringe .. meg/oss, slutt/stopp å spamme/mase, slutt/slutte/stopp
      med .. e-post*/mail*/spam*/henvendelser/reklame/å sende/utsendelser, ikke/ikkje send*
      .. meg/oss/mer/meir/flere/fleire/e-post*/mail*/reklame, ikke/ikkje skriv* ..
      meg/oss/mer/meir/igjen`,
    'opt-out-alone': `
      stopp, avmeld, avmelding, stans, slutt, meld av, slett, fjern, slett meg, ikke mer`,
    keep: `
      ved en feil, ved ein feil, feilaktig, fortsett å sende, fortsette å sende, ved et
      uhell`,
    price: `
      for dyr*, for høg/høy .. pris*, så/veldig/ganske/litt/vel/ganske dyrt, dyrere, pris*
      er .. for .. høy/høg, pris* .. altfor, pris* er .. høy/høg, pris* blir .. høy/høg, for
      høy pris, altfor dyr*, for mye penger, for mykje pengar, for kostbart, for kostbar,
      ikke/ikkje budsjett*, ikke/ikkje .. budsjett*, ingen budsjett*, uten budsjett, intet
      budsjett, utenfor .. budsjett*, utanfor .. budsjett*, over .. budsjett*, sprenger ..
      budsjett*, budsjettet er .. brukt/oppbrukt/stramt/låst/kuttet, stramt budsjett,
      ikke/ikkje råd, har .. ikke/ikkje .. penger/pengar/midler, ikke/ikkje penger/pengar,
      mer/meir enn vi kan, over det vi kan, billigere, billegare, for stiv pris,
      koster/kostar .. for mye/mykje, koster/kostar mer/meir enn, stiv pris, ikke/ikkje ..
      økonomi, budsjett* .. brukt/oppbrukt/stramt/låst/kuttet/kutta, for mange penger,
      koster for mye, ikke/ikkje .. midler`,
    timing: `
      ikke/ikkje nå/no, ikke/ikkje akkurat nå/no, ikke/ikkje akkurat .. for tiden,
      ikke/ikkje i år, ikke/ikkje denne måneden/måneden/uka, passer/passar ikke/ikkje ..
      nå/no, passer/passar .. dårlig/dårleg, dårlig/dårleg tidspunkt, dårlig/dårleg timing,
      feil tidspunkt, ikke/ikkje .. rett/rette/riktig/riktige tidspunkt*, ikke/ikkje tid,
      ikke/ikkje .. tid til, ikke/ikkje prioritert, ikke/ikkje .. prioritet, ikke/ikkje
      prioritere*, ikke/ikkje før, for tidlig/tidleg, har det for travelt, veldig travelt,
      har det travelt, ikke/ikkje kapasitet, ingen kapasitet, på vent, senere/seinare i år*,
      senere/seinare en/ein, kanskje senere/seinare, en annen gang, ein annan gong, midt i,
      kom tilbake, komme tilbake .. til/i/etter/når/senere, ta .. kontakt igjen, kontakt ..
      igjen, ta .. kontakt .. senere/seinare, ta .. kontakt .. på nytt, prøv igjen, prøv på
      nytt, spør igjen, ring .. igjen, høre/høyre fra/frå .. igjen, skriv igjen, hør ..
      igjen, snakkes igjen, vent til, vente til, venter til, ventar til, ta/tar/tek .. opp
      igjen, permisjon, vente litt, avventer, avventar, utsett*, hendene fulle, fullt opp,
      har nok med`,
    contact: `
      kontakt, ta kontakt, ring, ringe, ringer, snakkes, snakke, prat, høre fra, se på, sjå
      på, ser på, ser vi, vurder*, følg opp, følge opp, skriv, budsjett*, klare, aktuelt,
      tid, ta dette, ta det, tar det, tar dette, tek det, vente, snakkast, møtes`,
    authority: `
      feil person, ikke/ikkje .. rett/rette/riktig/riktige person*, ikke/ikkje jeg/eg/meg
      som, er det ikke/ikkje jeg/eg, bestemmer/bestemme ikke/ikkje, ikke/ikkje ..
      bestemmer/avgjør/avgjer, ikke/ikkje mitt bord, ikke/ikkje mitt område, ikke/ikkje mitt
      ansvar*, ikke/ikkje min avgjørelse/avdeling/beslutning, ikke/ikkje ansvar*, ikke/ikkje
      .. har ansvar*, ikke/ikkje jobber/arbeider/jobbar .. lenger, jobber/jobbar/arbeider
      ikke/ikkje .. lenger/lengre, jobber/jobbar ikke/ikkje med, sluttet i, slutta i, har
      sluttet, har slutta, gått av med pensjon, beslutningstaker, snakk* med ..
      sjef*/leder*/leiar*/ansvarlig*/kollega*/daglig*/økonomi*, rett* .. person, kollega*
      min* .. ansvar*/tar/har/som, min kollega, sjefen min, min sjef, er .. som bestemmer,
      noen/nokon andre, kontakt .. i stedet, kontakt .. i staden, heller snakke/kontakte,
      tas av, håndteres av, videresendt .. til, videresender/vidaresender, sender dette
      videre, sendt .. videre, kontakt vår/vårt, snakk* med vår/vårt, daglig leder ..
      bestemmer, ikke/ikkje min .. beslutning, som er ansvarlig, han/hun/ho er ansvarlig,
      som har ansvar*, han/hun/ho har ansvar*`,
    competitor: `
      bruker/brukar allerede/allereie, bruker/brukar i dag, har allerede/allereie,
      allerede/allereie ..
      leverandør*/avtale*/system*/løsning*/løysing*/samarbeid*/partner*,
      annen/anna/annet/ein annan/andre leverandør*, annen/anna/annet/annan/andre ..
      leverandør*/system*/løsning*/løysing*/verktøy, konkurrent*, signert .. med, fornøyd
      med, nøgd med, fornøgd med, fornøyde med, godt fornøyd, nåværende/noverande
      leverandør/løsning/system/avtale, dagens leverandør/løsning/system, bundet til,
      bindingstid, gikk for, gått for, valgt .. annen/annet/andre, vi bruker/brukar, avtale
      med, samarbeider/samarbeidar .. med, kunde hos, kunder hos, kunde av, kunder av,
      inngått/inngikk .. avtale, fornøyd .. i dag, bruker/brukar .. fra før, byttet/bytta
      til, godt dekket, har .. løsning/løysing/system/verktøy .. fra før`,
    need: `
      ikke/ikkje .. behov, ikke/ikkje bruk for, ikke/ikkje .. bruk for, ingen behov, ingen
      bruk for, trenger/treng ikke/ikkje, trenger/treng vi ikke/ikkje, ikke/ikkje ..
      trenger/treng, ikke/ikkje nødvendig*, unødvendig, ikke/ikkje relevant*, klarer/klarar
      oss, klarer/klarar .. selv/sjølv/sjølve, gjør/gjer .. selv/sjølv/sjølve, laget ..
      selv, egenutviklet, eigenutvikla, internt, dekket behovet, har det vi trenger, har alt
      vi trenger/treng, for små, for liten, ser ikke/ikkje ..
      verdien/nytten/poenget/behovet, har vi ikke/ikkje .. utfordring*/problem*, ikke/ikkje
      .. utfordring/problem .. har, løser/løyser .. selv/sjølv/internt, har egne folk, eget
      system, eige system`,
    trust: `
      hvor/kor .. fått/fikk/fekk .. adresse*/e-post*/epost*/mail*/navn*/nummer*/kontakt*,
      hvor/kor har dere/de .. fra/frå, hvordan/korleis .. fått/fikk/fekk, aldri hørt/høyrt,
      hvem/kven er dere/de, kjenner/kjenner ikke/ikkje til dere/dykk, kjenner/kjenner
      ikke/ikkje dere/dykk, stoler/stolar ikke/ikkje, ikke/ikkje .. tillit, svindel, lureri,
      seriøst, seriøse, useriøs*, phishing, er dette spam, skeptisk*, for godt til å være,
      dårlige/dårlege erfaring*, hvem/kven andre bruker/brukar, har ikke/ikkje meldt, aldri
      meldt, ser ut som spam, ser ut som svindel, dårlig/dårleg erfaring*`,
    'not-interested': `
      ikke/ikkje interess*, ikke/ikkje .. interess*, ingen interesse, uinteress*, ikke/ikkje
      aktuel*, uaktuel*, ikke/ikkje noe/noko for oss/meg, ikke/ikkje for oss, nei takk, nei
      tusen takk, takker/takkar nei, takke nei, passer/passar ikke/ikkje for, passer/passar
      ikke/ikkje .. oss, må avslå, står over, ønsker/ønskjer ikke/ikkje ..
      tilbud/møte/videre, går ikke/ikkje videre, lite aktuelt, ikke/ikkje noe/noko vi,
      ikke/ikkje av interesse`,
    'not-interested-alone': 'nei, niks',
    positive: `
      interessant*, interessert*, spennende, spanande, høres/høyrest
      bra/godt/fint/spennende/interessant/flott/ut, høyrest .. ut, ser bra ut, ja takk, ja
      gjerne, veldig gjerne, gjerne, kan vi ta, la oss, ta et/eit møte, ta en/ein prat, ta
      en/ein kaffe, møte, avtale et, avtale eit, book*, møteinnkalling, send ..
      informasjon/info/tilbud/avtale*/kontrakt*/innkalling, send over, mer/meir informasjon,
      mer/meir info, vite mer, vite meir, høre/høyre mer/meir, fortell mer, fortel meir,
      passer/passar bra, passer/passar fint, passer/passar godt, passer/passar perfekt,
      passer/passar for meg, ring meg, ring gjerne, demo, kjør på, perfekt timing, lyst til,
      vil .. prøve, prøve det, når kan, kan du vise, vis meg, ta en titt, ser fram til, ser
      frem til, passer det, passar det, la meg høre, kan vi snakkes, kjør, pilot, bli med`,
    'positive-alone': `
      ja, jepp, selvsagt, absolutt, sjølvsagt, selvfølgelig, flott, supert, ja da`,
    question: `
      hva, kva, hvor, kor, hvordan, korleis, når, hvem, kven, hvilke*, kva for, hvorfor,
      kvifor, kan dere, kan de, støtter, er det, har dere, har de, fungerer, finnes`,
    referral: `
      kontakt, ta kontakt med, snakk med, snakke med, snakka med, ring, skriv til, spør,
      prøv, kontakte`,
  },
  negations: ['inte', 'ikke', 'ikkje', 'aldri', 'neppe', 'verken'],
  turns: ['men', 'dessverre', 'diverre', 'imidlertid', 'likevel', 'selv om', 'sjølv om'],
  dates: {
    months: [
      'januar/jan',
      'februar/feb',
      'mars',
      'april',
      'mai',
      'juni',
      'juli',
      'august/aug',
      'september/sept',
      'oktober/okt',
      'november/nov',
      'desember/des',
    ],
    before: [],
    spring: ['til våren', 'utpå våren', 'i vår', 'på vårparten', 'neste vår', 'over vinteren'],
    summer: [
      'til sommeren',
      'i sommer',
      'til sommaren',
      'i sommar',
      'neste sommer',
      'før sommeren',
    ],
    autumn: [
      'til høsten',
      'i høst',
      'til hausten',
      'i haust',
      'utpå høsten',
      'neste høst',
      'neste haust',
    ],
    winter: ['til vinteren', 'i vinter', 'neste vinter'],
    'after-summer': [
      'etter sommeren',
      'etter sommaren',
      'over sommeren',
      'over sommaren',
      'etter sommerferien',
      'etter sommarferien',
    ],
    'after-holidays': [
      'etter ferien',
      'etter ferie',
      'etter jul',
      'etter jula',
      'etter helligdagene',
      'over jul',
      'etter juleferien',
    ],
    'new-year': [
      'etter nyttår',
      'over nyttår',
      'på nyåret',
      'nyttår',
      'det nye året',
      'det nye år',
    ],
    'next-week': ['neste uke', 'neste veke', 'neste uka'],
    'next-month': ['neste måned', 'neste månad', 'slutten av måneden'],
    'next-quarter': ['neste kvartal'],
    'next-year': ['neste år', 'til neste år', 'slutten av året'],
    'half-year': ['et halvt år', 'eit halvt år', 'et halvår', 'seks måneder', '6 måneder'],
    quarter: { words: ['kvartal'], ordinals: ['første/fyrste', 'andre/annet', 'tredje', 'fjerde'] },
    ahead: {
      in: ['om', 'innen', 'etter'],
      numbers: [
        'en/et/ein/eit/ett',
        'to/par',
        'tre',
        'fire',
        'fem',
        'seks',
        'syv/sju',
        'åtte',
        'ni',
        'ti',
        'elleve',
        'tolv',
      ],
      day: 'dag/dager/dagar',
      week: 'uke/uker/veke/veker',
      month: 'måned/måneder/månad/månader/mnd',
      year: 'år',
    },
  },
};
