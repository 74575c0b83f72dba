export const variantsEnglish = {
  sampleStill: 'Sample needed',
  'sample.even': 'The best two are even: there is no difference to find.',
  'sample.enough': '{needed} of each; there are enough.',
  'sample.missing':
    '{needed} of each, if the rates are what they look like: {missing} are missing.',
  'ask.leads': 'What leads?',
  'ask.trust': 'Can it be trusted?',
  'ask.next': 'What to do',
  early: 'Too early to tell',
  unclear: 'No clear difference',
  decided: 'Decided',
  leading: 'leads',
  'whatOf.reply': 'answered',
  'whatOf.meeting': 'led to a meeting',
  'whatOf.won': 'led to a deal',
  countedOf: '{count} of {sent} {what}',
  between: '95 % interval {low} to {high}',
  bestIs: '{best} chance to be the best',
  barMeans:
    'The mark is what was counted; the band is where the true rate lies with 95 % confidence. Bands that overlap much tell nothing apart.',
  seeMail: 'See the mail',
  sideBySide: 'Read them side by side',
  seeMore: 'On a phone, in the dark, as text',
  allFigures: 'All figures',
  leads: '{variant}, with a {best} chance to be the best: {rate} {what}, against {other}.',
  'leads.even': 'None: two are as likely to be the best, at {rate} and {other} {what}.',
  'leads.early': 'None yet: there are too few mails.',
  'leads.nothing': 'Nothing yet: no mail has been sent.',
  'trust.winner': 'Yes: {sure} % sure, however often you look. The cadence asks for {wanted} %.',
  'trust.too_close': 'Not yet: {sure} % sure, and the cadence asks for {wanted} %.',
  'trust.too_few':
    'No, it is too early to tell. With so few mails a difference is mostly chance: nothing is said before {least} of each have left.',
  'trust.one_variant': 'There is nothing to compare.',
  'narrowed.own':
    'Only your own enrolments and those without an owner are counted; ops see all of them.',
  'narrowed.team':
    'Only your team’s enrolments and those without an owner are counted; ops see all of them.',
  'next.narrowed':
    'Nothing on these figures: which text wins is decided on the enrolments of the whole house.',
  'next.few': 'Let all of them run. {missing} more of the one that was sent least are missing.',
  'next.more':
    'Let all of them run. If the rates stay as they are, about {needed} of each tell them apart: {missing} are missing.',
  'next.even':
    'There may be no difference to find. Keep the one that you like better, and try a bolder idea.',
  'next.winner.suggest':
    'Give {variant} all of the weight in the cadence file and publish it, then try something new against it.',
  'next.winner.apply': 'Nothing: everybody new gets {variant} by itself.',
  'next.inForce': 'Nothing: everybody new gets {variant}. Whoever has had another keeps theirs.',
  'none.variants': 'No published cadence has a mail with variants',
  'none.variantsWhy': 'Give a mail two templates under “variants” in its cadence, and publish it.',
  'counted.variants':
    'Each person counts once a step. A reply counts if it came before the next mail; a meeting or a win at any time after the mail.',
  'method.interval': 'Rates stand with the 95 % interval of Wilson (1927).',
  'method.best':
    'Chance to be best: over beta posteriors with a uniform prior (Miller, Formulas for Bayesian A/B Testing, 2015). It is what the counts say now, and no promise.',
  'method.sample':
    'Sample needed: mails of each until the test tells the best two apart at the confidence of the cadence, if their rates stay what they are.',
  'method.peek':
    'Whoever looks every day and stops at the first “95 % sure” of a usual test is wrong far more often than one time in twenty. How sure it is stands here as one minus the always-valid p-value of a mixture sequential test (Johari, Koomen, Pekelis, Walsh: Peeking at A/B Tests, KDD 2017), corrected for the number of variants: it holds however often one looks, and a winner is put into force by it.',
} as const;

export const variantsNorwegian: Readonly<Record<keyof typeof variantsEnglish, string>> = {
  sampleStill: 'Utvalg som trengs',
  'sample.even': 'De to beste er like: det er ingen forskjell å finne.',
  'sample.enough': '{needed} av hver; det er nok.',
  'sample.missing': '{needed} av hver, om andelene er slik de ser ut: {missing} mangler.',
  'ask.leads': 'Hva leder?',
  'ask.trust': 'Er det til å stole på?',
  'ask.next': 'Hva nå?',
  early: 'For tidlig å si',
  unclear: 'Ingen klar forskjell',
  decided: 'Avgjort',
  leading: 'leder',
  'whatOf.reply': 'besvart',
  'whatOf.meeting': 'ga møte',
  'whatOf.won': 'ga salg',
  countedOf: '{count} av {sent} {what}',
  between: '95 %-intervall {low} til {high}',
  bestIs: '{best} sjanse for å være best',
  barMeans:
    'Streken er det som er talt; feltet er der den sanne andelen ligger med 95 % sikkerhet. Felt som overlapper mye, skiller ingenting.',
  seeMail: 'Se e-posten',
  sideBySide: 'Les dem side om side',
  seeMore: 'På mobil, i mørket, som tekst',
  allFigures: 'Alle tall',
  leads: '{variant}, med {best} sjanse for å være best: {rate} {what}, mot {other}.',
  'leads.even': 'Ingen: to har like stor sjanse for å være best, med {rate} og {other} {what}.',
  'leads.early': 'Ingen ennå: det er for få e-poster.',
  'leads.nothing': 'Ingenting ennå: ingen e-post er sendt.',
  'trust.winner':
    'Ja: {sure} % sikkert, uansett hvor ofte du ser etter. Kadensen krever {wanted} %.',
  'trust.too_close': 'Ikke ennå: {sure} % sikkert, og kadensen krever {wanted} %.',
  'trust.too_few':
    'Nei, det er for tidlig å si. Med så få e-poster er en forskjell mest tilfeldig: ingenting blir sagt før {least} av hver er sendt.',
  'trust.one_variant': 'Det er ingenting å sammenligne.',
  'narrowed.own': 'Bare dine egne innmeldinger og de som ingen eier, er talt med; ops ser alle.',
  'narrowed.team':
    'Bare innmeldingene til teamet ditt og de som ingen eier, er talt med; ops ser alle.',
  'next.narrowed':
    'Ingenting ut fra disse tallene: hvilken tekst som vinner, avgjøres ut fra alle innmeldinger i huset.',
  'next.few': 'La alle gå. Det mangler {missing} av den som er sendt minst.',
  'next.more':
    'La alle gå. Blir andelene slik de er, skiller omtrent {needed} av hver dem: {missing} mangler.',
  'next.even':
    'Kanskje er det ingen forskjell å finne. Behold den du liker best, og prøv noe dristigere.',
  'next.winner.suggest':
    'Gi {variant} hele vekten i kadensfilen og publiser den, og prøv så noe nytt mot den.',
  'next.winner.apply': 'Ingenting: alle nye får {variant} av seg selv.',
  'next.inForce': 'Ingenting: alle nye får {variant}. De som har fått en annen, beholder sin.',
  'none.variants': 'Ingen publisert kadens har en e-post med varianter',
  'none.variantsWhy': 'Gi en e-post to maler under «variants» i kadensen, og publiser den.',
  'counted.variants':
    'Hver person teller én gang per steg. Et svar teller om det kom før neste e-post; et møte eller et salg når som helst etter e-posten.',
  'method.interval': 'Andelene står med 95 %-intervallet til Wilson (1927).',
  'method.best':
    'Sjanse for å være best: over betafordelinger med uniform prior (Miller, Formulas for Bayesian A/B Testing, 2015). Det er hva tallene sier nå, og ikke et løfte.',
  'method.sample':
    'Utvalg som trengs: e-poster av hver til testen skiller de to beste med sikkerheten i kadensen, om andelene forblir slik de er.',
  'method.peek':
    'Den som ser etter hver dag og stopper ved første «95 % sikkert» i en vanlig test, tar feil langt oftere enn én av tjue ganger. Her står sikkerheten som én minus den alltid gyldige p-verdien til en sekvensiell test (Johari, Koomen, Pekelis, Walsh: Peeking at A/B Tests, KDD 2017), korrigert for antall varianter: den gjelder uansett hvor ofte man ser etter, og en vinner settes i kraft etter den.',
};
