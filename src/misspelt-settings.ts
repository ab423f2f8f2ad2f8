import { closest } from './http/closest.ts';

/** Variables of this prefix that something else reads: commands, scripts of the documentation, tests. */
const othersNames = /^SPEDY_(TOKEN|PASSWORD|URL|CHROMIUM|REQUIRE_[A-Z]+)$/;

/**
 * A sentence for each variable that begins like a setting and is none: it would be ignored without a word.
 * @param names every setting that there is
 */
export function misspeltSettings(env: NodeJS.ProcessEnv, names: readonly string[]): string[] {
  const known = names.filter((name) => name.startsWith('SPEDY_'));
  return Object.keys(env)
    .filter((name) => /^SPEDY[_-]/i.test(name) && !names.includes(name) && !othersNames.test(name))
    .map((name) => {
      const meant = closest(name.toUpperCase(), known);
      return `${printable(name)} is not a setting and is ignored${meant === null ? '' : `; did you mean ${meant}?`}`;
    });
}

function printable(name: string): string {
  return name.slice(0, 100).replace(/[^\x21-\x7e]/g, '?');
}
