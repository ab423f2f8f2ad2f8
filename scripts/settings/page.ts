import { settingList } from '../../src/server/settings/catalog.ts';
import type { Setting } from '../../src/server/settings/setting.ts';

const introduction = `# Settings

A setting comes from the first of these that has it: an option of \`spedy serve\`, an environment variable, the settings file,
the default. An empty value counts as unset. Settings are read once at start. With an invalid one, the server does not start,
and says what is wrong and where.

\`spedy config\` prints what is in force and where each value comes from, without secrets.

A secret can also be in a file of its own: add \`_FILE\` to the variable, as in \`DATABASE_URL_FILE=/run/secrets/database_url\`,
\`SPEDY_SECRET_KEY_FILE\` and \`SPEDY_SMTP_URL_FILE\`. The file has one line, the value alone. An empty one counts as unset. Setting
both variables is an error. Containers and systemd provide secrets this way.

A variable that begins with \`SPEDY_\` and is not in this list is ignored, and the log has a warning with the setting that
was probably meant.

<!-- Written by npm run settings from src/server/settings/. -->

## All settings

| variable | settings file | option | default | meaning |
| --- | --- | --- | --- | --- |
`;

const file = `
The demo reads the same settings. Its defaults are \`sqlite:./data/demo.db\`, the default organization \`acme-corp\`, and the
log level \`warn\`, so that its output is easy to read.

## The settings file

\`--config spedy.toml\`, for every command, or the variable \`SPEDY_CONFIG\` names a file in [TOML](https://toml.io). No file is
read without that. Relative paths in it start at the working directory, as in variables. A key that is no setting, or a value
of the wrong type, is an error with its line. Keep a file with secrets readable by its owner only (\`chmod 600\`); the server
warns otherwise. This file has every key with its default, or with an example:

\`\`\`toml
`;

/** The text of docs/settings.md. */
export function settingsPage(): string {
  return `${introduction}${settingList.map(({ setting }) => row(setting)).join('\n')}\n${file}${exampleFile()}\`\`\`\n`;
}

function row({ variable, key, flag, shownDefault, meaning, hides }: Setting<unknown>): string {
  const option = flag ? `\`${flag.name}\`` : '';
  const isText = /[^\w.:/{}-]|^unset$/.test(shownDefault) && !shownDefault.startsWith('http');
  const shown = isText ? shownDefault : `\`${shownDefault}\``;
  return `| \`${variable}\` | \`${key}\` | ${option} | ${shown} | ${meaning}${hides ? '. Secret' : ''} |`;
}

/** A settings file with all keys, as comments. */
export function exampleFile(): string {
  const tables = new Map<string, string[]>();
  for (const { setting } of settingList) {
    const [name = '', table = ''] = setting.key.split('.').reverse();
    tables.set(table, [...(tables.get(table) ?? []), `# ${name} = ${setting.example}`]);
  }
  return [...tables]
    .map(([table, lines]) => `${table === '' ? '' : `[${table}]\n`}${lines.join('\n')}\n`)
    .join('\n');
}
