import { closest } from '../../contract/closest.ts';

const prefix = 'SPEDY_';
/** Variables that are not settings: commands, documentation scripts and tests read them. */
const otherVariables = /^SPEDY_(CONFIG|TOKEN|PASSWORD|URL|CHROMIUM|REQUIRE_[A-Z]+)$/;

/**
 * Returns a warning for each variable that looks like a setting but is not; it would be ignored silently.
 * @param names all settings
 */
export function unknownSettingWarnings(env: NodeJS.ProcessEnv, names: readonly string[]): string[] {
  const known = names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  return Object.keys(env)
    .filter((name) => /^SPEDY[_-]/i.test(name) && !names.includes(name) && !otherVariables.test(name))
    .map((name) => {
      // Settings share words such as URL, so a name that is only half similar is a different setting.
      const suggestion = closest(name.toUpperCase().slice(prefix.length), known, 3);
      return `${printable(name)} is not a setting and is ignored${suggestion === null ? '' : `; did you mean ${prefix}${suggestion}?`}`;
    });
}

function printable(name: string): string {
  return name.slice(0, 100).replace(/[^\x21-\x7e]/g, '?');
}
