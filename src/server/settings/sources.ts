import { fileVariable, type SettingName, settingList } from './catalog.ts';
import { readSecretFile } from './secret-file.ts';
import type { Setting } from './setting.ts';
import { readSettingsFile, type SettingsFile } from './settings-file.ts';

/** Where a value comes from. */
export type Source =
  | { readonly kind: 'flag'; readonly name: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'secret-file'; readonly name: string; readonly path: string }
  | { readonly kind: 'file'; readonly path: string; readonly line: number; readonly key: string }
  | { readonly kind: 'default' };

/** The text of a setting, or null if only its default is left. */
type Given = { readonly text: string | null; readonly source: Source };

/** The values of options of the command line, by setting. */
type Flags = Partial<Readonly<Record<SettingName, string>>>;

/** What the command line adds to the environment. */
export type CommandLine = { readonly flags?: Flags };

export type Sources = {
  readonly file: SettingsFile | null;
  readonly given: Readonly<Record<SettingName, Given>>;
  /** One line for each file that cannot be used. */
  readonly problems: readonly string[];
  /** Whether the command has options for settings. */
  readonly hasFlags: boolean;
};

/**
 * Finds each setting's text: an option of the command line, else the variable or the file that it names, else the settings
 * file. An empty text counts as unset.
 */
export function readSources(env: NodeJS.ProcessEnv, { flags }: CommandLine = {}): Sources {
  const path = env[fileVariable]?.trim();
  const file = path ? readSettingsFile(path) : null;
  const problems = [...(file?.problems ?? [])];
  const find = (name: SettingName, setting: Setting<unknown>): Given => {
    const { variable, key, flag } = setting;
    const ofFlag = flags?.[name]?.trim();
    if (ofFlag && flag) return { text: ofFlag, source: { kind: 'flag', name: flag.name } };
    const secret = readSecretFile(env, setting);
    if (secret?.problem) problems.push(secret.problem);
    else if (secret?.text)
      return {
        text: secret.text,
        source: { kind: 'secret-file', name: `${variable}_FILE`, path: secret.path },
      };
    const ofVariable = env[variable]?.trim();
    if (ofVariable) return { text: ofVariable, source: { kind: 'variable', name: variable } };
    const entry = file?.entries.get(key);
    if (file && entry && entry.text !== '')
      return { text: entry.text, source: { kind: 'file', path: file.path, line: entry.line, key } };
    return { text: null, source: { kind: 'default' } };
  };
  const given = Object.fromEntries(settingList.map(({ name, setting }) => [name, find(name, setting)]));
  return { file, given: given as Sources['given'], problems, hasFlags: flags !== undefined };
}

/**
 * Returns the environment of another process that is to have the same settings, also after a change of the settings file.
 * A secret in a file of its own stays there.
 */
export function environmentOf(env: NodeJS.ProcessEnv, { given }: Sources): NodeJS.ProcessEnv {
  const own = { ...env };
  for (const { name, setting } of settingList) {
    const { text, source } = given[name];
    if (source.kind === 'secret-file') continue;
    own[setting.variable] = text ?? '';
    delete own[`${setting.variable}_FILE`];
  }
  delete own[fileVariable];
  return own;
}

/** How a message begins that is about a setting: as the operator wrote it, or with its variable. */
export function labelOf(declared: Setting<unknown>, source: Source): string {
  if (source.kind === 'secret-file') return `The text of ${source.path} (${source.name})`;
  return source.kind === 'file' ? `${source.path}:${source.line}: ${source.key}` : nameOf(declared, source);
}

/** How a sentence names a setting. */
export function nameOf({ variable }: Setting<unknown>, source: Source): string {
  if (source.kind === 'file') return `${source.key} in ${source.path}`;
  return source.kind === 'flag' || source.kind === 'secret-file' ? source.name : variable;
}

/** Returns a warning for each place in which other users of this machine can read secrets. */
export function exposedSecretsWarnings({ file, given }: Sources): string[] {
  const warnings: string[] = [];
  const secrets = settingList.filter(({ name, setting }) => holdsSecret(setting, given[name].text));
  for (const { name } of secrets) {
    const { source } = given[name];
    if (source.kind === 'flag')
      warnings.push(
        `Other users of this machine can read the password in ${source.name} in the list of processes. Set the variable, or write it in the settings file`,
      );
  }
  if (file?.exposed && secrets.some(({ name }) => given[name].source.kind === 'file'))
    warnings.push(
      `Other users of this machine can read the secrets in the settings file ${file.path}. Run chmod 600 on it`,
    );
  return warnings;
}

function holdsSecret({ hides }: Setting<unknown>, text: string | null): boolean {
  if (text === null || hides === undefined) return false;
  return hides === 'all' || /\/\/[^/]*:[^/]*@|[?&]password=/.test(text);
}
