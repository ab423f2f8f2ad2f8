/** The forms of the log: JSON as pino writes it, JSON in the Elastic Common Schema, and text for people. */
export const logFormats = ['json', 'ecs', 'plain'] as const;
export type LogFormat = (typeof logFormats)[number];

/** A line of the log. Secrets are redacted already. */
export type LogRecord = {
  readonly level: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly pid?: number;
  readonly hostname?: string;
  readonly msg?: string;
  readonly [field: string]: unknown;
};

/** The names of pino's levels. */
const names: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/** The name of a level. */
export function levelName(level: number): string {
  return names[level] ?? String(level);
}
