/** How a value is written in the settings file. A list is an array of strings. */
export type ValueType = 'string' | 'integer' | 'boolean' | 'list';

/** One setting: the only place that says how it is named, read, checked, shown and documented. */
export type Setting<T> = {
  /** The environment variable. */
  readonly variable: string;
  /** The key in the settings file, with its table: `port`, `metrics.port`. */
  readonly key: string;
  /** The option of `spedy serve` and `spedy demo`, for the few settings that have one. */
  readonly flag?: { readonly name: `--${string}`; readonly value: string; readonly summary: string };
  /** How the settings file writes it. Each is turned into the text that the variable would have. */
  readonly types: readonly ValueType[];
  /** The words for false and true, for a setting that the file writes as a boolean. */
  readonly words?: readonly [string, string];
  readonly fallback: T;
  /** The default as documents show it. */
  readonly shownDefault: string;
  /** A value as the settings file writes it: the default, or what a value looks like. */
  readonly example: string;
  /** Returns null for an invalid text. */
  readonly parse: (text: string) => T | null;
  /** Follows "must be" in a message, so it must not contain a secret. */
  readonly expected: string;
  /** What it does, in Markdown, for the reference. */
  readonly meaning: string;
  /**
   * What is never shown: all of it, or the password in a URL. A message does not echo an invalid value of a setting that
   * hides anything.
   */
  readonly hides?: 'all' | 'password';
};

/** Checks a setting's declaration and infers the type of its value. */
export function setting<T>(declared: Setting<T>): Setting<T> {
  return declared;
}
