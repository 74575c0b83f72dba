const texts = {
  nb: {
    ask: [
      'Vil du slutte å få e-post fra oss?',
      'Ett trykk, så får du ingen flere e-poster.',
      'Meld meg av',
    ],
    done: ['Du er meldt av', 'Du får ingen flere e-poster fra oss.', ''],
    unknown: ['Lenken virker ikke', 'Svar på e-posten du fikk, så melder vi deg av.', ''],
  },
  en: {
    ask: ['Stop getting mail from us?', 'One click, and no more mail from us.', 'Opt out'],
    done: ['You have opted out', 'You will get no more mail from us.', ''],
    unknown: [
      'This link does not work',
      'Answer the mail that you got, and we will take you off.',
      '',
    ],
  },
} as const;

export type OptOutStep = keyof typeof texts.en;

/** The page behind an opt-out link, in the prospect's language. It holds nothing that names the person. */
export function optOutPage(step: OptOutStep, locale: string | null): string {
  const language = /^(nb|nn|no|da|sv)/i.test(locale ?? '') ? 'nb' : 'en';
  const [title, text, button] = texts[language][step];
  const form = button === '' ? '' : `<form method="post"><button>${button}</button></form>`;
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>${title}</title>
<style>:root{color-scheme:light dark}body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem}button{font:inherit;padding:.7rem 1.4rem;border-radius:.4rem;border:1px solid;cursor:pointer}</style></head>
<body><main><h1>${title}</h1><p>${text}</p>${form}</main></body>
</html>
`;
}
