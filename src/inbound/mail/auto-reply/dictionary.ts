/** How automatic replies of one language are worded. All is compared in lower case. */
export interface AutoReplyWords {
  /** Beginnings of subjects that only machines write. */
  readonly subjects: readonly RegExp[];
  /** The mail says of itself that it is automatic. */
  readonly automatic: readonly RegExp[];
  /** Somebody is away. */
  readonly away: readonly RegExp[];
  /** Nobody reads the address any more. */
  readonly gone: readonly RegExp[];
  /** Before the first day back. */
  readonly back: readonly RegExp[];
  /** Before a day up to which somebody is away; `inclusive` where that day is still away. */
  readonly until: readonly { readonly words: RegExp; readonly inclusive: boolean }[];
  /** Between the two ends of a range. */
  readonly to: readonly string[];
  /** Before the name or the address of who takes over. */
  readonly instead: readonly RegExp[];
  readonly months: readonly string[];
  /** From Monday. */
  readonly weekdays: readonly string[];
  readonly tomorrow: RegExp;
}
