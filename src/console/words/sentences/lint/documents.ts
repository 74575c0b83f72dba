import type { documentEnglish } from '../../../../domain/sentences/lint/documents.ts';

/** Why the text of a YAML file cannot be read, in Norwegian. */
export const documentNorwegian: Readonly<Record<keyof typeof documentEnglish, string>> = {
  'lint.file-too-large': 'Filen er over 1 MiB: del den opp i flere kadenser.',
  'lint.empty-file': 'Filen er tom: det må stå nøkler med verdier i den (linjer som `key: value`).',
  'lint.not-a-mapping':
    'I filen skal det stå nøkler med verdier (linjer som `key: value`), ikke en liste eller én enkelt verdi.',
  'lint.second-document':
    'Her begynner et nytt YAML-dokument: en fil har ett; del filen, eller ta bort linjen.',
  'lint.yaml-version':
    'Kadensfiler skrives i YAML 1.2 (i {version} betyr nøkkelen `on` true): ta bort linjen med %YAML.',
  'lint.too-many-values': 'Filen har flere enn {most} verdier: del den opp.',
  'lint.too-deep': 'Filen har flere enn {most} nivåer: del den opp.',
  'lint.too-many-aliases': 'Her er det flere enn {most} aliaser: skriv ut verdiene.',
  'lint.alias-of-nothing': 'Aliaset *{name} viser ikke til noe lenger oppe.',
  'lint.alias-of-itself': 'Aliaset *{name} viser til seg selv.',
  'lint.duplicate-key': 'Nøkkelen {key} står to ganger her: behold den ene.',
  'lint.yaml': 'Her er det ikke gyldig YAML: {words}',
  'lint.yaml-doubt': 'YAML-leseren er i tvil: {words}',
};
