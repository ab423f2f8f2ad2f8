import { examine, parseTarget } from '../../doctor/examine.ts';
import type { ClientVerdict, Report, Step } from '../../doctor/report.ts';
import { CommandFailure, UsageError } from '../failure.ts';
import { readLine } from '../read-line.ts';
import type { SpedyCommand } from '../spedy-command.ts';
import { type OutputOptions, printResult, type Terminal } from '../terminal.ts';
import { examineDatabase } from './database.ts';
import { examineSignIn } from './sign-in.ts';

type Options = OutputOptions & {
  readonly token?: string;
  readonly tokenStdin?: true;
  readonly database?: true;
};

/** `spedy doctor`, `spedy doctor URL` and `spedy doctor --database`. Exits with 1 if a step fails. */
export function doctorCommand(program: SpedyCommand, terminal: Terminal): void {
  const command = program
    .operation('doctor', {
      summary: 'check your sign-in, or whether MCP clients can connect to a server',
      details:
        'Without an address, checks what your commands need: the folder of your sign-ins, the host, the clock and the credential. With one, runs discovery, registration and authorization over HTTP as Claude, Claude Code, Cursor, VS Code, ChatGPT, mcp-remote and Gemini CLI do, and reports which of them can connect. Needs no database and changes nothing. With --database instead of an address, checks that the database of DATABASE_URL is supported and commits. Exits with code 1 if a step fails.',
      examples: [
        'spedy doctor',
        'spedy doctor http://acme-corp.localhost:3000',
        'spedy doctor https://acme-corp.spedy.example --json',
        'DATABASE_URL=postgres://spedy@db.internal/spedy spedy doctor --database',
        'pass show acme/pat | spedy doctor https://acme-corp.spedy.example --token-stdin',
      ],
    })
    .argument('[url]', 'the address of the organization or of its MCP server');
  command
    .option('--database', 'check the database of DATABASE_URL instead of an address')
    .addOption(
      command
        .createOption('--token <token>', 'a token to test; other users of this machine can see it')
        .conflicts('tokenStdin'),
    )
    .option('--token-stdin', 'read the token to test from the first line of standard input')
    .addHelpText(
      'after',
      '\nThe last step sends the token to the MCP server. Without these options, the token is read from the environment\nvariable SPEDY_TOKEN; if that is unset, this step is skipped.',
    )
    .action(async (url: string | undefined, options: Options) => {
      const report = await reportFor(url, options, terminal);
      printResult(terminal, options, report, linesOf(report));
      if (options.token !== undefined)
        terminal.stderr.write(
          'Warning: other users of this machine can see --token in the process list, and your shell may save it in its history. Use --token-stdin or SPEDY_TOKEN instead.\n',
        );
      const failures = report.steps.filter(({ state }) => state === 'failed');
      if (failures.length > 0) throw new CommandFailure(summarize(report, failures));
    });
}

/** @throws UsageError if there is an address and `--database`, or a token without an address */
async function reportFor(url: string | undefined, options: Options, terminal: Terminal): Promise<Report> {
  if (url === undefined) {
    if (options.database) return examineDatabase(terminal.env);
    if (options.token === undefined && !options.tokenStdin) return examineSignIn(terminal.env);
  }
  if (options.database || url === undefined)
    throw new UsageError('give either an address or --database. See: spedy doctor --help');
  const target = parseTarget(url);
  if (target) return examine(target, { token: await chooseToken(terminal, options) });
  throw new UsageError(
    'the address must be an http or https URL without user, query or fragment, such as https://acme-corp.spedy.example. See: spedy doctor --help',
  );
}

/** @throws CommandFailure if standard input has no token, or the token contains invalid characters */
async function chooseToken({ env, stdin }: Terminal, options: Options): Promise<string | null> {
  if (options.tokenStdin && stdin.isTTY)
    throw new CommandFailure('--token-stdin would show the token as you type it; use SPEDY_TOKEN instead');
  const token = options.tokenStdin ? await readLine(stdin, 'token') : (options.token ?? env.SPEDY_TOKEN);
  if (!token) return null;
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new CommandFailure('the token contains invalid characters; copy it again');
}

/** Reports without clients are of the database or of the person's sign-in. */
function isOfDatabase({ step }: Step): boolean {
  return step === 'engine';
}

function summarize({ clients, steps }: Report, failures: readonly Step[]): string {
  const everything =
    clients.length > 0 ? 'all clients' : steps.some(isOfDatabase) ? 'the database' : 'your sign-in';
  const names = [...new Set(failures.map(({ client }) => client ?? everything))];
  return `${failures.length} of ${steps.length} steps failed for ${names.join(', ')}`;
}

/** The report as text: the steps of each client, and a fix for each problem. */
function linesOf({ url, clients, steps }: Report): string[] {
  const groups = Map.groupBy(
    steps,
    ({ client }) =>
      client ?? (clients.length > 0 ? 'All clients' : steps.some(isOfDatabase) ? 'Database' : 'Your sign-in'),
  );
  return [
    url,
    '',
    ...(clients.length > 0 ? ['Clients', ...clients.map(verdictLine)] : []),
    ...[...groups].flatMap(([name, steps]) => ['', name, ...steps.flatMap(stepLines)]),
  ];
}

function verdictLine({ name, connects, why }: ClientVerdict): string {
  const state = connects === null ? 'not tested' : connects ? 'can connect' : 'cannot connect';
  return `  ${state.padEnd(14)}  ${name}${why === null ? '' : `: ${why}`}`;
}

function stepLines({ state, what, evidence, why, fix }: Step): string[] {
  const detail = (label: string, text: string | null) =>
    text === null ? [] : [`            ${label} ${text}`];
  return [
    `  ${state.padEnd(8)}  ${what}`,
    ...detail('Got:', evidence),
    ...detail('Why:', why),
    ...detail('Fix:', fix),
  ];
}
