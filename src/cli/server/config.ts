import { readSettings } from '../../server/config.ts';
import { fileVariable, settingList } from '../../server/settings/catalog.ts';
import { jsonValue, shownValue } from '../../server/settings/shown-value.ts';
import type { Source } from '../../server/settings/sources.ts';
import type { SpedyCommand } from '../spedy-command.ts';
import { type OutputOptions, printResult, type Terminal } from '../terminal.ts';
import { addSettingOptions, commandLineOf } from './setting-options.ts';

type Options = OutputOptions & Readonly<Record<string, string | boolean>>;

/** `spedy config`: prints the settings in force, without secrets, and where each comes from. */
export function configCommand(program: SpedyCommand, terminal: Terminal): void {
  const command = program
    .operation('config', {
      summary: 'print the settings that are in force',
      details:
        'Prints each setting with its value and where the value comes from: an option, a variable, the settings file or the default. Secrets are hidden. Takes the options of spedy serve, and fails like it if a setting is invalid, so that you can check a change before a restart.',
      examples: ['spedy config', 'spedy config --config spedy.toml --json'],
    })
    .helpGroup('For operators:');
  addSettingOptions(command).action((options: Options) => {
    const { config, values, sources } = readSettings(terminal.env, commandLineOf(options));
    const rows = settingList.map(({ name, setting }) => {
      const { text, source } = sources.given[name];
      return { setting, source, text, value: name === 'baseUrl' ? config.baseUrl : values[name] };
    });
    const result = {
      file: sources.file?.path ?? null,
      settings: rows.map(({ setting: { key, variable, hides }, value, source, text }) => ({
        key,
        variable,
        value: jsonValue(value, text, hides),
        secret: hides !== undefined,
        source,
      })),
      warnings: config.warnings,
    };
    const cells = rows.map(({ setting, source, text }): [string, string, string] => [
      setting.key,
      shownValue(setting, text, config.port),
      placeOf(source),
    ]);
    printResult(terminal, options, result, [
      `Settings file: ${sources.file?.path ?? `none (--config or ${fileVariable})`}`,
      '',
      ...table([['SETTING', 'VALUE', 'FROM'], ...cells]),
    ]);
    if (!options.json) for (const warning of config.warnings) terminal.stderr.write(`Warning: ${warning}\n`);
  });
}

function placeOf(source: Source): string {
  switch (source.kind) {
    case 'flag':
    case 'variable':
      return source.name;
    case 'file':
      return `${source.path}:${source.line}`;
    case 'secret-file':
      return `${source.path} (${source.name})`;
    case 'default':
      return 'default';
  }
}

function table(rows: readonly [string, string, string][]): string[] {
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length)) + 2;
  return rows.map(([key, value, place]) => `${key.padEnd(width(0))}${value.padEnd(width(1))}${place}`);
}
