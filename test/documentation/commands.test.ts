import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../architecture/repository.ts';
import { freePort } from '../support/databases/postgres-server.ts';
import { describeWithProgram } from '../support/describe-with-program.ts';
import { type SpedyProcess, spawnSpedy } from '../support/servers/command-line.ts';
import { findProgram } from '../support/servers/find-program.ts';
import { type Block, commandBlocks } from './blocks.ts';
import { type Elsewhere, elsewhere } from './elsewhere.ts';
import { writePrograms } from './programs.ts';
import { type Session, sessions } from './sessions.ts';

const blocks = commandBlocks();
const isAt = ({ page, begins }: Elsewhere, block: Block) =>
  block.page === page && block.text.startsWith(begins);
const here = blocks.filter((block) => !elsewhere.some((one) => isAt(one, block)));
const pages = [...new Set(here.map(({ page }) => page))];
const missing = ['bash', 'curl', 'jq', 'openssl', 'sqlite3'].filter((name) => findProgram(name) === null);
/** How long the blocks of a page may take, in milliseconds. */
const deadline = 90_000;

describe('blocks of commands that run elsewhere', () => {
  it('exist, and name a test that exists, or say why there is none', () => {
    expect(elsewhere.filter((one) => !blocks.some((block) => isAt(one, block)))).toEqual([]);
    expect(elsewhere.filter((one) => 'test' in one && !existsSync(join(root, one.test)))).toEqual([]);
  });

  it('leave out no page that has a session of its own', () => {
    expect(sessions.map(({ page }) => page).filter((page) => !pages.includes(page))).toEqual([]);
  });
});

const need = {
  isInstalled: missing.length === 0,
  missing: `${missing.join(', ')} not found; install them`,
  required: 'SPEDY_REQUIRE_SHELL',
} as const;

describeWithProgram(need, 'the commands of the documentation', () => {
  let folder: string;
  let demo: SpedyProcess;
  let environment: Record<string, string>;
  let addresses: readonly (readonly [documented: string, here: string])[];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'spedy-commands-'));
    writePrograms(join(folder, 'bin'), root);
    copyFileSync(join(root, 'test/documentation/prelude.sh'), join(folder, 'prelude.sh'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const [port, metricsPort] = [String(await freePort()), String(await freePort())];
    demo = spawnSpedy(['demo'], { PORT: port, SPEDY_METRICS_PORT: metricsPort }, folder);
    const [, token = ''] = await demo.untilPrinted(/Bearer (spedy_pat_\w+)/);
    const passwordOf = (email: string) => new RegExp(`${email} +(\\S+)`).exec(demo.stdout)?.[1] ?? '';
    environment = {
      PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
      HOME: folder,
      SPEDY_URL: `http://localhost:${port}`,
      SPEDY_TOKEN: token,
      DATABASE_URL: 'sqlite:./data/demo.db',
      ADA_PASSWORD: passwordOf('ada@acme.example'),
      TIM_PASSWORD: passwordOf('tim@acme.example'),
    };
    addresses = [
      ['localhost:3000', `localhost:${port}`],
      ['127.0.0.1:9464', `127.0.0.1:${metricsPort}`],
      ['spedy_pat_…', token],
      ['CODE=spedy_oac_…', 'CODE=$(authorize_in_browser)'],
    ];
  });
  afterAll(async () => {
    await demo.stop();
    rmSync(folder, { recursive: true });
  });

  it.each(pages)(
    'work as %s shows them',
    async (page) => {
      const session = sessions.find((one) => one.page === page) ?? { page };
      const own = here.filter((block) => block.page === page);
      const script = scriptOf(session, own, (text) =>
        addresses.reduce((result, [documented, actual]) => result.replaceAll(documented, actual), text),
      );
      const run = promisify(execFile)('bash', ['-c', script], {
        cwd: folder,
        env: environment,
        timeout: deadline,
      });
      const failure = await run.then(
        () => null,
        (error: { stdout: string; stderr: string }) =>
          `${error.stdout.slice(-800)}\n${error.stderr.slice(-1_500)}`,
      );
      expect(failure).toBeNull();
    },
    deadline,
  );
});

/** The script of a page: its blocks in order, in one shell, which stops at the first command that fails. */
function scriptOf(
  { before = '', between = {}, fails = {} }: Session,
  own: readonly Block[],
  adapted: (text: string) => string,
): string {
  const parts = own.map(({ page, line, text }) => {
    const first = Object.entries(between).filter(([part]) => text.includes(part));
    const failure = Object.entries(fails).find(([part]) => text.includes(part))?.[1];
    const command = adapted(text);
    return [
      `echo "${page}:${line}" >&2`,
      ...first.map(([, code]) => code),
      failure === undefined
        ? command
        : `set +e\n{ ${command} } >output 2>&1\nset -e\ngrep -q '${failure}' output`,
    ].join('\n');
  });
  const reader = 'export SPEDY_TOKEN=$(new_token Reader | jq -r .token)';
  return ['set -euo pipefail', '. ./prelude.sh', reader, before, ...parts].join('\n');
}
