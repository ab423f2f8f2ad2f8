import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { freePort } from '../databases/postgres-server.ts';
import { MemberBrowser } from '../oauth/oauth-site.ts';
import { type Outcome, runOnTerminal, spawnSpedy } from '../servers/command-line.ts';

import { createAcme, type Member, type WorldOptions } from '../world.ts';

type RunOptions = {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Called with all of standard error so far. */
  readonly onOutput?: (text: string) => void;
};

/** Creates acme-corp on a port, and a person with an empty home, who uses the command line in this process. */
export async function createPerson(options: WorldOptions = {}) {
  const port = await freePort();
  const site = await createAcme({ ...options, baseUrl: `http://localhost:${port}` });
  await site.app.server.listen({ host: '127.0.0.1', port });
  const home = await mkdtemp(join(tmpdir(), 'spedy-person-'));
  const host = `acme-corp.localhost:${port}`;
  const folder = join(home, '.config', 'spedy');
  const run = (
    args: readonly string[],
    { env = {}, input = '', onOutput }: RunOptions = {},
  ): Promise<Outcome> =>
    runOnTerminal(
      args,
      { HOME: home, BROWSER: 'false', ...env },
      Readable.from([Buffer.from(input)]),
      onOutput,
    );
  return {
    ...site,
    port,
    host,
    home,
    folder,
    run,
    /** Runs a command in a process of its own. */
    spawn: (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
      spawnSpedy(args, { HOME: home, ...env }).ended,
    /** Signs in as a member would, in a browser. */
    logIn: async (member: Member = site.teamMember, at = host, args: readonly string[] = []) => {
      const browser = new MemberBrowser(site, member);
      return run(['login', '--host', at, '--no-browser', ...args], {
        onOutput: once(/^http\S+$/m, async (address) => {
          await fetch(await browser.authorize(new URL(address)));
        }),
      });
    },
    /** The stored sign-ins, as text. */
    stored: () => readFile(join(folder, 'sign-ins.json'), 'utf8'),
    close: async () => {
      await site.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
export type Person = Awaited<ReturnType<typeof createPerson>>;

/** Calls a function with the first match in an output that grows. */
export function once(pattern: RegExp, found: (match: string) => Promise<void>): (text: string) => void {
  let isDone = false;
  return (text) => {
    const match = pattern.exec(text)?.[0];
    if (isDone || match === undefined || !text.endsWith('\n')) return;
    isDone = true;
    void found(match);
  };
}
