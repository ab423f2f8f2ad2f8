import { settingList } from '../../server/settings/catalog.ts';
import type { CommandLine } from '../../server/settings/sources.ts';
import type { SpedyCommand } from '../spedy-command.ts';

type Options = Readonly<Record<string, string | boolean | undefined>>;

const withFlag = settingList.flatMap(({ name, setting: { flag, variable } }) =>
  flag ? [{ name, flag, variable }] : [],
);

/** Adds the options of settings to a command. */
export function addSettingOptions(command: SpedyCommand): SpedyCommand {
  for (const { flag, variable } of withFlag)
    command.option(`${flag.name} <${flag.value}>`, `${flag.summary} (or ${variable})`);
  return command;
}

/** The settings in the options of a command that addSettingOptions has extended. */
export function commandLineOf(options: Options): CommandLine {
  const given = withFlag.map(({ name, flag }) => [name, options[flag.name.slice(2)]]);
  return { flags: Object.fromEntries(given.filter(([, value]) => value !== undefined)) };
}
