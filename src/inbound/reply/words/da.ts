import type { ReplyWords } from '../reply-words.ts';

export const da: ReplyWords = {
  phrases: {
    'opt-out': `
      afmeld mig, afmeld os, afmeldes, afmelde mig, afmelde os, afmeld venligst, ønsker/vil
      afmelding, meld mig fra, melde mig fra, framelde*, framelding, fjern mig, fjern os,
      fjern min, fjerne mig, slet mig, slet min*, slette mig, slette min*, ikke flere
      mails/mail/e-mails/emails/beskeder/henvendelser, ikke have flere, ingen flere
      mails/mail/e-mails/emails/beskeder/henvendelser, ikke kontakte*, kontakt mig ikke,
      ønsker/vil ikke .. mails/mail/e-mails/henvendelser, trækker mit samtykke, lad mig være
      i fred, frabede* mig, af jeres liste, fra jeres .. liste*/maillist*/mailingliste*,
      stop/hold op med at sende/skrive/kontakte .. mig/os/mails/mail, stop med at
      sende/skrive/kontakte/spamme .. mig/os/mails/mail, send/skriv ikke ..
      mig/os/flere/mere/mails/igen, ikke sende/skrive .. mig/os/flere/mails/mere, kontakt
      ikke .. mig/os, ikke modtage .. mails/mail/e-mails/beskeder/henvendelser/flere/mere`,
    'opt-out-alone': 'stop, afmeld, afmelding, framelding, slet, fjern',
    keep: 'ved en fejl, bliv ved med, fortsæt med at sende',
    price: `
      for dyr*, for dyrt, for kostbar*, ret/meget/lidt/temmelig dyrt, prisen er .. høj,
      prisen .. for høj, for høj pris, ikke .. budget*, intet budget, uden for .. budget*,
      udenfor .. budget*, over .. budget*, ikke råd, ikke .. råd til, råd til .. ikke, ingen
      penge, ikke penge, billigere, koster .. for meget, koster mere end, mere end vi kan,
      budgettet er .. brugt/opbrugt/stramt/låst, for mange penge, ikke .. økonomi`,
    timing: `
      ikke nu, ikke lige nu, ikke i år, ikke i øjeblikket, forkert tidspunkt, dårligt
      tidspunkt, dårlig timing, ikke .. rigtige/rette tidspunkt, ikke .. tid, ingen tid, når
      ikke, ikke prioriteret, ikke .. prioritet, passer ikke .. nu, passer dårligt, for
      tidligt, vend tilbage, kom tilbage, kontakt .. igen, prøv igen, ring .. igen, skriv
      igen, måske senere, senere på, en anden gang, vent til, venter til, midt i, ikke før,
      travlt`,
    contact: `
      kontakt, ring, ringe, hør*, tale*, tal*, kigge på, kigger på, se på, overvej*, følg
      op, skriv, budget*, tag fat`,
    authority: `
      forkert person, forkerte person, ikke .. rette person*, ikke .. rigtige person*, ikke
      mig der, ikke mig som, ikke min afdeling, ikke mit bord, ikke mit ansvar*, ikke
      ansvarlig*, ikke .. ansvarlig*, bestemmer ikke, ikke .. beslutning*, arbejder ikke ..
      længere/mere, stoppet i, fratrådt, gået på pension, tal med vores/min, kontakt
      vores/min, min kollega, min chef, en anden, kontakt .. i stedet, sender .. videre,
      videresendt, der/som har ansvaret, der/som er ansvarlig, han/hun er ansvarlig`,
    competitor: `
      bruger allerede, har allerede, allerede ..
      leverandør*/aftale*/system*/løsning*/partner*, anden leverandør, andet system, anden
      løsning, konkurrent*, skrevet under, tilfredse med, tilfreds med, glade for vores,
      nuværende leverandør/løsning/system/aftale, vi bruger, aftale med, samarbejder .. med,
      valgt en anden, bundet, kunde hos, kunder hos`,
    need: `
      ikke .. behov, intet behov, ikke brug for, ikke .. brug for, ingen brug for, behøver
      ikke, ikke nødvendig*, ikke relevant*, klarer os, klarer .. selv, gør .. selv,
      internt, har alt vi, for små, har det vi skal bruge`,
    trust: `
      hvor har i/du .. fra, hvor har i/du fået, hvordan har i/du fået, hvordan fik i/du,
      hvor fik i/du, aldrig hørt, hvem er i/du, stoler ikke, kender jer ikke, kender ikke
      jer, svindel, fup, useriøs*, er det seriøst, er dette seriøst, skeptisk*, phishing,
      for godt til at være`,
    'not-interested': `
      ikke interess*, ikke .. interess*, ingen interesse, uinteress*, ikke aktuel*, nej tak,
      takker nej, takke nej, ikke noget for os, ikke for os, må afslå, passer ikke til os,
      springer over, ikke gå videre, går ikke videre`,
    'not-interested-alone': 'nej',
    positive: `
      interessant*, interesseret, interesserede, spændende, lyder godt, lyder .. godt, lyder
      spændende, lyder interessant, ser godt ud, ja tak, vil gerne høre, vil gerne vide, vil
      gerne se, vil gerne have, meget gerne, ja gerne, lad os, book*, møde, demo, mere
      information, mere info, vide mere, høre mere, fortæl mere, send ..
      tilbud/aftale*/kontrakt*/information/info/indkaldelse, ring til mig, passer fint,
      passer godt, passer mig, perfekt timing`,
    'positive-alone': 'ja, absolut, selvfølgelig, fint, super, gerne',
    question: `
      hvad, hvor, hvordan, hvornår, hvem, hvilke*, hvorfor, kan i, kan man, har i, er det,
      findes, understøtter, virker`,
    referral: 'kontakt, tal med, ring til, skriv til, spørg, henvend dig til',
  },
  negations: ['inte', 'ikkje', 'ikke', 'aldrig', 'næppe', 'hverken'],
  turns: ['men', 'desværre', 'dog', 'imidlertid'],
  dates: {
    months: [
      'januar/jan',
      'februar/feb',
      'marts',
      'april',
      'maj',
      'juni',
      'juli',
      'august/aug',
      'september/sept',
      'oktober/okt',
      'november/nov',
      'december/dec',
    ],
    before: [],
    spring: ['til foråret', 'i foråret', 'til forår'],
    summer: ['til sommer', 'i sommer', 'til sommeren', 'før sommer'],
    autumn: ['til efteråret', 'i efteråret', 'til efterår'],
    winter: ['til vinter', 'i vinter', 'til vinteren'],
    'after-summer': ['efter sommer', 'efter sommeren', 'efter sommerferien', 'hen over sommeren'],
    'after-holidays': ['efter ferien', 'efter jul', 'efter juleferien', 'efter helligdagene'],
    'new-year': ['efter nytår', 'over nytår', 'efter årsskiftet', 'i det nye år', 'det nye år'],
    'next-week': ['næste uge'],
    'next-month': ['næste måned'],
    'next-quarter': ['næste kvartal'],
    'next-year': ['næste år'],
    'half-year': ['et halvt år', 'seks måneder', '6 måneder'],
    quarter: { words: ['kvartal'], ordinals: ['første', 'andet', 'tredje', 'fjerde'] },
    ahead: {
      in: ['om', 'inden', 'efter'],
      numbers: [
        'en/et',
        'to/par',
        'tre',
        'fire',
        'fem',
        'seks',
        'syv',
        'otte',
        'ni',
        'ti',
        'elleve',
        'tolv',
      ],
      day: 'dag/dage',
      week: 'uge/uger',
      month: 'måned/måneder',
      year: 'år',
    },
  },
};
