import { closest } from './http/closest.ts';

const prefix = 'SPEDY_';
/** Variables of this prefix that something else reads: commands, scripts of the documentation, tests. */
const othersNames = /^SPEDY_(TOKEN|PASSWORD|URL|CHROMIUM|REQUIRE_[A-Z]+)$/;

/**
 * A sentence for each variable that begins like a setting and is none: it would be ignored without a word.
 * @param names every setting that there is
 */
export function misspeltSettings(env: NodeJS.ProcessEnv, names: readonly string[]): string[] {
  const known = names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  return Object.keys(env)
    .filter((name) => /^SPEDY[_-]/i.test(name) && !names.includes(name) && !othersNames.test(name))
    .map((name) => {
      // Their names have words in common, such as URL: what is half alike is another setting.
      const meant = closest(name.toUpperCase().slice(prefix.length), known, 3);
      return `${printable(name)} is not a setting and is ignored${meant === null ? '' : `; did you mean ${prefix}${meant}?`}`;
    });
}

function printable(name: string): string {
  return name.slice(0, 100).replace(/[^\x21-\x7e]/g, '?');
}
