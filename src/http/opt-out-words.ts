import type { MailScope } from '../domain/mail-choice.ts';

/** What a page says: a heading, and what it means. */
export interface Saying {
  readonly title: string;
  readonly text: string;
}

/** The words of the page behind an opt-out link, in one language. */
export interface OptOutWords {
  readonly language: string;
  readonly ask: Saying;
  readonly unknown: Saying;
  /** What holds once something is chosen. `{date}` is the end of a pause. */
  readonly standing: Readonly<Record<MailScope, Saying>>;
  /** A series, where a pause that was chosen before holds the others. */
  readonly seriesAndPause: Saying;
  readonly takenBack: Saying;
  /** Above the choices once one stands. */
  readonly change: string;
  readonly choices: Readonly<Record<MailScope, Saying>>;
  readonly takeBack: string;
  readonly inFlight: string;
  /** How an opt-out is taken back that the page does not take back any more. */
  readonly byReply: string;
}

const nb: OptOutWords = {
  language: 'nb',
  ask: {
    title: 'Hvilke e-poster vil du ha fra oss?',
    text: 'Velg med ett trykk. Det gjelder med en gang.',
  },
  unknown: {
    title: 'Lenken virker ikke',
    text: 'Svar på e-posten du fikk, så melder vi deg av.',
  },
  standing: {
    all: { title: 'Du er meldt av', text: 'Du får ingen flere e-poster fra oss.' },
    cadence: {
      title: 'Du får ikke mer av denne serien',
      text: 'Andre e-poster fra oss kan fortsatt komme.',
    },
    pause: { title: 'Vi tar en pause', text: 'Du får ingen e-post fra oss før {date}.' },
  },
  seriesAndPause: {
    title: 'Du får ikke mer av denne serien',
    text: 'Andre e-poster fra oss kommer tidligst {date}, for pausen du har valgt, gjelder fortsatt.',
  },
  takenBack: { title: 'Valget er angret', text: 'Du får e-post fra oss som før.' },
  change: 'Vil du heller ha det på en annen måte?',
  choices: {
    all: { title: 'Meld meg av alt', text: 'Ingen flere e-poster fra oss.' },
    cadence: {
      title: 'Meld meg av bare denne serien',
      text: 'Ikke flere e-poster i rekken som denne lenken sto i.',
    },
    pause: { title: 'Pause i 30 dager', text: 'Ingen e-post fra oss før det har gått 30 dager.' },
  },
  takeBack: 'Det var ikke meningen',
  inFlight: 'En e-post var allerede på vei da du valgte, og kan komme fram.',
  byReply: 'Vil du ha e-post igjen? Svar på en av dem du har fått.',
};

const en: OptOutWords = {
  language: 'en',
  ask: {
    title: 'Which mail do you want from us?',
    text: 'One click is enough. It counts at once.',
  },
  unknown: {
    title: 'This link does not work',
    text: 'Answer the mail that you got, and we will take you off.',
  },
  standing: {
    all: { title: 'You have opted out', text: 'You will get no more mail from us.' },
    cadence: {
      title: 'You will get no more of this series',
      text: 'Other mail from us may still come.',
    },
    pause: { title: 'We pause', text: 'You will get no mail from us before {date}.' },
  },
  seriesAndPause: {
    title: 'You will get no more of this series',
    text: 'Other mail from us comes on {date} at the earliest: the pause that you chose still holds.',
  },
  takenBack: {
    title: 'Your choice is undone',
    text: 'You get mail from us as before.',
  },
  change: 'Would you rather have something else?',
  choices: {
    all: { title: 'Opt out of everything', text: 'No more mail from us.' },
    cadence: {
      title: 'Opt out of this series only',
      text: 'No more mails of the series that this link stood in.',
    },
    pause: { title: 'Pause for 30 days', text: 'No mail from us until 30 days have passed.' },
  },
  takeBack: 'I did not mean that',
  inFlight: 'A mail was on its way already when you chose, and may still arrive.',
  byReply: 'Do you want mail again? Answer one that you got.',
};

/** The words for a locale: Norwegian for Scandinavian ones, else English. */
export function optOutWords(locale: string | null): OptOutWords {
  return /^(nb|nn|no|da|sv)/i.test(locale ?? '') ? nb : en;
}
