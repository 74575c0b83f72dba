import type { ReplyWords } from '../reply-words.ts';

export const sv: ReplyWords = {
  phrases: {
    'opt-out': `
      avregistrera mig, avregistrera oss, avprenumerera, avanmäl mig, avanmäla mig, ta bort
      mig, ta bort oss, ta bort min, radera mig, radera min*, stryk mig, plocka bort mig,
      sluta mejla, sluta maila, sluta kontakta, sluta höra, inte ha fler, inte fler
      mejl/mail/utskick, inga fler mejl/mail/utskick/meddelanden, inga mer mejl/mail, inte
      få fler, inte ha mer, inte kontakta, inte kontaktas, kontakta mig inte, mejla inte,
      vill inte ha .. mejl/mail/utskick, inte ta emot, återkallar .. samtycke, lämna mig
      ifred, av från .. lista/listan/sändlista, sluta skicka ..
      mig/oss/mejl/mail/utskick/detta, sluta skriva .. mig/oss, skicka inte ..
      mig/oss/fler/mer/mejl/mail, skriv inte .. mig/oss/mer/igen`,
    'opt-out-alone': 'stopp, stop, avregistrera, avsluta, avanmälan, ta bort, sluta',
    keep: 'av misstag, fortsätt skicka, fortsätt att skicka',
    price: `
      för dyr*, för dyrt, för kostsam*, ganska/väldigt/rätt/lite dyrt, priset är .. högt,
      priset .. för högt, för högt pris, ingen budget, inte .. budget, utanför .. budget*,
      över .. budget*, inte råd, inte .. råd, inga pengar, inte pengar, billigare, kostar ..
      för mycket, kostar mer än, mer än vi kan, budgeten är .. slut/låst/förbrukad, för
      mycket pengar, inte .. ekonomi`,
    timing: `
      inte nu, inte just nu, inte i år, fel tidpunkt, dålig tidpunkt, dålig timing, inte
      rätt tid*, inte .. tid, ingen tid, hinner inte, inte prioriterat, inte prioritera*,
      inte .. prioritet, passar inte .. nu, passar dåligt, för tidigt, återkom, hör av dig,
      hör av er, hör gärna av, kontakta .. igen, försök igen, prova igen, ring .. igen, kom
      tillbaka, kanske senare, senare i, en annan gång, vänta till, väntar till, mitt i,
      inte förrän, fullt upp, på is`,
    contact: `
      kontakta, ring, ringa, hör*, prata*, titta på, tittar på, kika på, överväg*, följ upp,
      skriv, budget*`,
    authority: `
      fel person, inte rätt person, inte .. rätta person*, inte jag som, inte min avdelning,
      inte mitt bord, inte mitt ansvar*, inte ansvarig*, inte .. ansvarar, beslutar inte,
      bestämmer inte, inte .. beslut*, slutat på, har slutat, jobbar inte .. kvar/längre,
      arbetar inte .. kvar/längre, prata med vår/min/vårt, kontakta vår/min, min kollega,
      min chef, någon annan, kontakta .. istället, kontakta .. i stället, gått i pension,
      skickar .. vidare, vidarebefordrat, som har ansvar*, som ansvarar, hon/han ansvarar`,
    competitor: `
      använder redan, har redan, redan .. leverantör*/avtal*/system*/lösning*/partner*,
      annan leverantör, annat system, annan lösning, andra leverantörer, konkurrent*,
      skrivit avtal, signat, nöjda med, nöjd med, nuvarande leverantör/lösning/system/avtal,
      vi använder, avtal med, samarbetar .. med, valt en annan, bundna, kund hos, kunder hos`,
    need: `
      inget behov, inte .. behov, behöver inte, behöver vi inte, behövs inte, inte ..
      behöver, ingen användning, inte .. användning, inte relevant*, inte nödvändig*, klarar
      oss, gör .. själva, egenutvecklat, internt, har allt vi behöver, för små`,
    trust: `
      var har ni/du fått, var fick ni/du, hur har ni/du fått, hur fick ni/du, varifrån,
      aldrig hört talas, aldrig hört, vilka är ni, vem är du, litar inte, känner inte till
      er, bluff*, bedrägeri, oseriös*, är det seriöst, är detta seriöst, skeptisk*,
      nätfiske, för bra för att vara`,
    'not-interested': `
      inte intress*, inte .. intress*, inget intresse, ointress*, inte aktuell*, nej tack,
      tackar nej, tacka nej, inget för oss, inte något för oss, inte nåt för oss, inte för
      oss, avböjer, avstår, passar inte oss, inte gå vidare`,
    'not-interested-alone': 'nej',
    positive: `
      intressant*, intresserad*, spännande, låter bra, låter .. bra, låter intressant, låter
      spännande, ser bra ut, ja tack, ja gärna, gärna, kan vi ses, när kan vi, boka, möte,
      demo, mer information, mer info, veta mer, höra mer, berätta mer, skicka ..
      offert/avtal*/information/info/förslag/inbjudan, ring mig, passar bra, passar mig,
      passar utmärkt, perfekt timing, låt oss`,
    'positive-alone': 'ja, absolut, självklart, japp, toppen',
    question: `
      vad, hur, när, var, vem, vilka, vilken, varför, kan ni, kan man, har ni, är det,
      finns, stödjer, fungerar`,
    referral: 'kontakta, prata med, ring, skriv till, fråga, mejla, vänd dig till',
  },
  negations: ['ikke', 'ikkje', 'inte', 'ej', 'aldrig', 'knappast', 'icke'],
  turns: ['men', 'tyvärr', 'dock', 'däremot'],
  dates: {
    months: [
      'januari/jan',
      'februari/feb',
      'mars',
      'april',
      'maj',
      'juni',
      'juli',
      'augusti/aug',
      'september/sept',
      'oktober/okt',
      'november/nov',
      'december/dec',
    ],
    before: [],
    spring: ['till våren', 'i vår', 'nästa vår'],
    summer: ['till sommaren', 'i sommar', 'nästa sommar', 'före sommaren'],
    autumn: ['till hösten', 'i höst', 'nästa höst'],
    winter: ['till vintern', 'i vinter', 'nästa vinter'],
    'after-summer': ['efter sommaren', 'över sommaren', 'efter sommarsemestern'],
    'after-holidays': [
      'efter semestern',
      'efter jul',
      'efter julen',
      'efter helgerna',
      'efter julhelgen',
    ],
    'new-year': ['efter nyår', 'över nyår', 'efter årsskiftet', 'på nyåret', 'nya året'],
    'next-week': ['nästa vecka'],
    'next-month': ['nästa månad'],
    'next-quarter': ['nästa kvartal'],
    'next-year': ['nästa år'],
    'half-year': ['ett halvår', 'ett halvt år', 'sex månader', '6 månader'],
    quarter: { words: ['kvartal', 'kvartalet'], ordinals: ['första', 'andra', 'tredje', 'fjärde'] },
    ahead: {
      in: ['om', 'inom', 'efter'],
      numbers: [
        'en/ett',
        'två/par',
        'tre',
        'fyra',
        'fem',
        'sex',
        'sju',
        'åtta',
        'nio',
        'tio',
        'elva',
        'tolv',
      ],
      day: 'dag/dagar',
      week: 'vecka/veckor',
      month: 'månad/månader',
      year: 'år',
    },
  },
};
