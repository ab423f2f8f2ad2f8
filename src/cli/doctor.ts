import { examine, parseTarget } from '../doctor/examine.ts';
import type { ClientVerdict, Report, Step } from '../doctor/report.ts';
import { CommandFailure, UsageError } from './failure.ts';
import { readLine } from './read-line.ts';
import type { SpedyCommand } from './spedy-command.ts';
import { type OutputOptions, printResult, type Terminal } from './terminal.ts';

type Options = OutputOptions & { readonly token?: string; readonly tokenStdin?: true };

/** `spedy doctor URL`: exit code 1 where a client cannot connect. */
export function doctorCommand(program: SpedyCommand, terminal: Terminal): void {
  const command = program
    .operation('doctor', {
      summary: 'check how MCP clients connect to a server, and say what is wrong',
      details:
        'Walks discovery, registration and authorization as Claude, Claude Code, Cursor, VS Code, ChatGPT, mcp-remote and Gemini CLI do, over HTTP from here, and says which of them can connect. It needs no database and changes nothing. Exit code 1 where a step fails.',
      examples: [
        'spedy doctor http://acme-corp.localhost:3000',
        'spedy doctor https://acme-corp.spedy.example --json',
        'pass show acme/pat | spedy doctor https://acme-corp.spedy.example --token-stdin',
      ],
    })
    .argument('<url>', "the organization's address, or that of its MCP server");
  command
    .addOption(
      command
        .createOption('--token <token>', 'a token to try; other users of this machine can read it')
        .conflicts('tokenStdin'),
    )
    .option('--token-stdin', 'read a token to try from the first line of standard input')
    .addHelpText(
      'after',
      '\nA token is tried at the MCP server at the end. Without these options it is taken from SPEDY_TOKEN in the\nenvironment; without that, none is tried.',
    )
    .action(async (typed: string, options: Options) => {
      const target = parseTarget(typed);
      if (!target)
        throw new UsageError(
          'the address must be http or https, without user, query or fragment, such as https://acme-corp.spedy.example. See: spedy doctor --help',
        );
      const report = await examine(target, { token: await chooseToken(terminal, options) });
      printResult(terminal, options, report, linesOf(report));
      if (options.token !== undefined)
        terminal.stderr.write(
          'Warning: other users of this machine can read --token in the list of processes, and the shell keeps it in its history. Prefer --token-stdin or SPEDY_TOKEN.\n',
        );
      const failures = report.steps.filter(({ state }) => state === 'failed');
      if (failures.length > 0) throw new CommandFailure(summarize(report, failures));
    });
}

/** @throws CommandFailure where standard input gives none, or it could not be sent */
async function chooseToken({ env, stdin }: Terminal, options: Options): Promise<string | null> {
  if (options.tokenStdin && stdin.isTTY)
    throw new CommandFailure('--token-stdin would show what you type: use SPEDY_TOKEN');
  const token = options.tokenStdin ? await readLine(stdin, 'token') : (options.token ?? env.SPEDY_TOKEN);
  if (!token) return null;
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new CommandFailure('the token has characters that no token has: copy it again');
}

function summarize({ steps }: Report, failures: readonly Step[]): string {
  const names = [...new Set(failures.map(({ client }) => client ?? 'every client'))];
  const count = failures.length === 1 ? '1 step' : `${failures.length} steps`;
  return `${count} of ${steps.length} failed, for ${names.join(', ')}`;
}

/** The report for people: the steps under whom they are about, each problem with what to do. */
function linesOf({ url, clients, steps }: Report): string[] {
  const groups = Map.groupBy(steps, ({ client }) => client ?? 'Every client');
  return [
    url,
    '',
    'Clients',
    ...clients.map(verdictLine),
    ...[...groups].flatMap(([name, steps]) => ['', name, ...steps.flatMap(stepLines)]),
  ];
}

function verdictLine({ name, connects, why }: ClientVerdict): string {
  const state = connects === null ? 'not tried' : connects ? 'can connect' : 'cannot connect';
  return `  ${state.padEnd(14)}  ${name}${why === null ? '' : `: ${why}`}`;
}

function stepLines({ state, what, evidence, why, fix }: Step): string[] {
  const detail = (label: string, text: string | null) =>
    text === null ? [] : [`            ${label} ${text}`];
  return [
    `  ${state.padEnd(8)}  ${what}`,
    ...detail('Got:', evidence),
    ...detail('Why:', why),
    ...detail('Do: ', fix),
  ];
}
