/** SGR codes (ECMA-48) that begin and end a style. */
const styles = {
  bold: [1, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

export type Style = keyof typeof styles;

/** Puts a style on a text, or leaves it alone. */
export type Paint = (style: Style, text: string) => string;

/**
 * Colours for a terminal only, and not where NO_COLOR is set (https://no-color.org) or the terminal has none.
 *
 * @param isTerminal  whether the stream that is written to is one
 */
export function painter(
  isTerminal: boolean | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Paint {
  const wanted = (environment.NO_COLOR ?? '') === '' && environment.TERM !== 'dumb';
  if (isTerminal !== true || !wanted) return (_style, text) => text;
  return (style, text) => {
    const [begin, end] = styles[style];
    return `\u001B[${begin}m${text}\u001B[${end}m`;
  };
}
