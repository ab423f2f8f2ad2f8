import { settingList } from './catalog.ts';
import { nameOf, type Sources } from './sources.ts';

/** Names the settings in a message by where their values come from. */
export type NameSources = (message: string) => string;

/**
 * Most modules know a setting by its variable only, and their messages name that. The returned function replaces it by what the
 * operator wrote: an option, a key of the settings file, or the variable of a secret's file. A setting with its default is named
 * by what could change it.
 */
export function nameSources({ given, hasFlags }: Sources): NameSources {
  const names = new Map<string, string>();
  for (const { name, setting } of settingList) {
    const { source } = given[name];
    const { variable, flag } = setting;
    const canBeFlag = source.kind === 'default' && flag && hasFlags;
    const named = canBeFlag ? `${flag.name} or ${variable}` : nameOf(setting, source);
    if (named !== variable) names.set(variable, named);
  }
  if (names.size === 0) return (message) => message;
  // Not part of a longer name, and not the command that sets it.
  const pattern = new RegExp(`(?<![\\w$])(?:${[...names.keys()].join('|')})(?![\\w=])`, 'g');
  return (message) => message.replace(pattern, (variable) => names.get(variable) ?? variable);
}
