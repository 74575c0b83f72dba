/** What is wrong with a list, or with a row of one. Those that follow a colon begin small. */
export const listEnglish = {
  'list.empty': 'The file is empty',
  'list.no-email-column':
    'The first line names the columns, and one of them is "email". Found: {found}',
  'list.no-value-column':
    'The first line names the columns, and one of them is "email", "address" or "domain". Found: {found}',
  'list.column': 'column {number}',
  'list.same-columns':
    'The columns "{first}" and "{second}" mean the same: remove one or give it another name',
  'list.too-long':
    'The list is {how}. Divide it, or import the file with "cadence enrol" or POST /v1/enrolments/bulk, which take longer ones',
  'list.too-many-rows': 'more than {most} rows',
  'list.too-large': 'larger than 2 MB',
  'list.not-utf8': 'The first line is not UTF-8: save the list as "CSV UTF-8"',
  'list.unreadable': 'The list cannot be read: {why}',
  'list.unreadable-row': 'The row that begins on line {line} cannot be read: {why}',
  'list.unclosed-quote': 'a quotation mark is opened and never closed',
  'list.misplaced-quote':
    'a quotation mark stands inside a value: double it, and put the value in quotation marks',
  'list.long-row':
    'it is longer than {bytes} bytes, or a quotation mark is opened and never closed',
  'row.too-many-values': '{values} values under {columns} columns',
  'row.not-utf8': 'it is not UTF-8, save the list as "CSV UTF-8"',
  'row.not-json': 'not JSON',
  'row.not-opted-out': '{who} has not opted out, as the list says',
  'row.no-address': '(no address)',
  'suppression.neither': '"{text}" is neither an e-mail address nor a domain',
  'suppression.not-there': '"{value}" is not suppressed',
  'suppression.no-choice': '"{address}" has not opted out of {cadence}',
  'suppression.public-suffix':
    '"{domain}" is no company\'s domain: all that are registered under it would get no mail',
} as const;
