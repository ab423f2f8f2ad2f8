import { named } from './content.ts';

/** The first that matches counts: other browsers contain the names of the later ones. */
const browsers = [
  ['Edge', /\bEdg(e|A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Firefox', /\b(Firefox|FxiOS)\//],
  ['Chrome', /\b(Chrome|CriOS)\//],
  ['Safari', /\bSafari\//],
] as const;
const systems = [
  ['Android', /\bAndroid\b/],
  ['iOS', /\b(iPhone|iPad)\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMacintosh\b/],
  ['Linux', /\bLinux\b/],
] as const;

/** Describes a browser from its User-Agent, which it chooses itself. */
export function browserOf(userAgent: string | null): string {
  if (userAgent === null) return 'unknown';
  const find = (list: typeof browsers | typeof systems) => list.find(([, form]) => form.test(userAgent))?.[0];
  const [browser, system] = [find(browsers), find(systems)];
  if (browser === undefined) return named(userAgent.slice(0, 60));
  return system === undefined ? browser : `${browser} on ${system}`;
}
