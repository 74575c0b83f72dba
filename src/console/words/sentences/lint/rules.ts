import type { ruleEnglish } from '../../../../domain/sentences/lint/rules.ts';

/** What is wrong with rules, conditions, tracks and stages, in Norwegian. */
export const ruleNorwegian: Readonly<Record<keyof typeof ruleEnglish, string>> = {
  'lint.empty-rule': 'Regelen gjør ingenting: gi den minst én av {actions}.',
  'lint.pause-and-exit':
    'pause og exit utelukker hverandre: en påmelding som er avsluttet, kan ikke settes på pause.',
  'lint.track-and-exit':
    'track og exit utelukker hverandre: en påmelding som er avsluttet, kan ikke gå over i et spor.',
  'lint.track-hides-advance':
    'advance blir ikke gjort ved siden av track: `then` i sporet sier hvor det fortsetter.',
  'lint.exit-hides-advance':
    'advance blir ikke gjort ved siden av exit: en påmelding som er avsluttet, fortsetter ikke.',
  'lint.missing-default':
    '`pause: {pause}` trenger en `default` (som 30 days) for tilfellene der ingen dato er nevnt.',
  'lint.unused-default':
    '`default` hører til `pause: until-date` eller `pause: until-return`: ta den bort.',
  'lint.pause-without-task':
    'Påmeldingen står stille til noen gjenopptar den, og ingen får vite om det: legg til `task: { kind: reply }`.',
  'lint.unlikely-category':
    '{category} er ikke en vanlig kategori, og regelen slår bare til hvis CRM-systemet sender den. Mente du {meant}?',
  'lint.unknown-stage': 'Fasen {stage} står ikke i listen over faser{meant}',
  'lint.no-stages':
    'Listen over faser er tom: nevn noen, eller ta den bort for å få de sju vanlige.',
  'lint.duplicate-stage': 'Fasen {stage} står to ganger i listen.',
  'lint.unused-stage': 'Ingen av stegene eller sporene er i fasen {stage}.',
  'lint.stage-without-steps':
    'Ingen av stegene i kadensen er i fasen {stage} (stegene i spor teller ikke), så dette gjør aldri noe.',
  'lint.never-ahead':
    'Fasen {stage} ligger aldri foran der noen står, og `advance` går aldri tilbake med mindre det er sagt.',
  'lint.stage-out-of-order':
    'Dette steget går tilbake fra fasen {before} til {stage}: `advance` og rapportene tar fasene i den rekkefølgen listen har.',
  'lint.unknown-track': 'Kadensen har ikke noe spor {track}{meant}',
  'lint.unused-track':
    'Ingen regel under `on` fører til sporet {track}, så stegene i det blir aldri nådd.',
  'lint.track-loop-of-answers':
    'Hvert svar fører inn i sporet {track} en gang til, og da venter det bare på en person: legg til `pause: true` og en oppgave, eller la sporet slutte med `then: exit`.',
  'lint.track-loop-of-machines':
    'Hvert automatiske svar fører inn i sporet {track} en gang til, og da venter det bare på en person: legg til `pause: true` og en oppgave, eller la sporet slutte med `then: exit`.',
  'lint.branch-without-exit':
    'Ingen kommer ut av sporet {track} før noen har fullført denne oppgaven: gi den `skip_after`.',
  'lint.unknown-step': 'Det finnes ikke noe steg {id}{meant}',
  'lint.unknown-variable': 'Det finnes ingen variabel {name}{meant}',
  'hint.event-in-rules': ': bare en regel under `on:` har en',
  'lint.unknown-field': 'Det finnes ikke noe felt {name}{meant}',
  'lint.condition-not-bool':
    'En betingelse er true eller false, og dette er av typen {type}: sammenlign det med noe.',
  'lint.condition-assigns': 'Skriv == for å sammenligne.',
  'lint.condition-cut': 'Betingelsen kan ikke leses: det mangler noe på slutten.',
  'lint.condition': 'Betingelsen kan ikke leses: {words}.',
};
