import type { Command } from 'commander';
import { code, origin, table } from './table.ts';

/** The page of the command line: every command with its arguments and options, from its own help. */
export function commandsPage(program: Command): string {
  const commands = leavesOf(program, []);
  const rows = commands.map(({ name, command }) => [
    `[${code(name)}](#${anchorOf(name)})`,
    command.summary(),
  ]);
  const parts = commands.map(({ name, command }) => commandText(name, command));
  return `# Commands

${origin('src/cli/')}

${introduction}
${table(['command', 'what it does'], rows)}

${parts.join('\n\n')}
`;
}

const introduction = `The same as \`--help\` after each command. Run \`npm run -s spedy -- …\` in the repository, or \`spedy …\` once installed.
The exit code is 0 for success, 1 for a failure, 2 for invalid usage, 4 if nobody is signed in; a failure is one line on
standard error. Commands under
\`spedy admin\` also work without \`admin\`, except \`token\` ([The command line](../cli.md#tokens)).
`;

type Leaf = { readonly name: string; readonly command: Command };

/** The commands that contain no others, with their whole names. */
function leavesOf(command: Command, above: readonly string[]): Leaf[] {
  const path = [...above, command.name()];
  const inner = command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => one.name() !== 'help');
  const own = { name: path.join(' '), command };
  return inner.length === 0 ? [own] : inner.flatMap((one) => leavesOf(one, path));
}

function commandText(name: string, command: Command): string {
  const help = command.createHelp();
  const rows = [
    ...help.visibleArguments(command).map((argument) => [code(`<${argument.name()}>`), argument.description]),
    ...help
      .visibleOptions(command)
      .filter(({ long }) => long !== '--help')
      .map((option) => [code(option.flags), help.optionDescription(option)]),
  ];
  const parts = [`## ${name}`, help.commandDescription(command)];
  if (rows.length > 0)
    parts.push(
      table(
        ['argument or option', 'meaning'],
        rows.map(([flag = '', text = '']) => [flag, plain(text)]),
      ),
    );
  return parts.join('\n\n');
}

/** A help text without letters that Markdown would read as its own. */
function plain(text: string): string {
  return text.replaceAll(/[<>*_]/g, (letter) => `\\${letter}`);
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}
