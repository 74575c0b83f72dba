/** Why the text of a YAML file cannot be read. */
export const documentEnglish = {
  'lint.file-too-large': 'The file is over 1 MiB: split it into several cadences.',
  'lint.empty-file': 'The file is empty: it must hold a mapping (`key: value` lines).',
  'lint.not-a-mapping':
    'The file must hold a mapping (`key: value` lines), not a list or a single value.',
  'lint.second-document':
    'A second YAML document begins here: one file holds one; split it, or take the line out.',
  'lint.yaml-version':
    'Cadence files are YAML 1.2 (in {version} the key `on` means true): take the %YAML line out.',
  'lint.too-many-values': 'The file holds more than {most} values: split it up.',
  'lint.too-deep': 'The file holds more than {most} levels: split it up.',
  'lint.too-many-aliases': 'More than {most} aliases: write the values out.',
  'lint.alias-of-nothing': 'The alias *{name} refers to nothing above it.',
  'lint.alias-of-itself': 'The alias *{name} refers to itself.',
  'lint.duplicate-key': 'The key {key} is given twice here: keep one.',
  'lint.yaml': '{words}',
  'lint.yaml-doubt': '{words}',
} as const;
