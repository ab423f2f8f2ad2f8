import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../support/databases/postgres-server.ts';
import { untilRefused } from '../../support/servers/requests.ts';
import { ServerProcess } from '../../support/servers/server-process.ts';
import { Connection, connectToEach } from '../../support/servers/worker-connections.ts';
import { type Acme, createAcme } from '../../support/world.ts';

type Line = {
  readonly msg: string;
  readonly pid: number;
  readonly worker?: number;
  readonly requestId?: string;
};

function linesOf(server: ServerProcess): Line[] {
  return server.output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}

// Each test starts three processes or more.
describe('SPEDY_WORKERS', { timeout: 120_000 }, () => {
  let acme: Acme;
  let server: ServerProcess;
  const servers: ServerProcess[] = [];
  beforeAll(async () => {
    acme = await createAcme();
  });
  afterAll(async () => {
    await endAll();
    await acme.close();
  });

  /** Starts two workers in place of the previous ones. */
  async function startTwo(env: Record<string, string> = {}): Promise<void> {
    await endAll();
    server = await ServerProcess.start({
      databaseUrl: acme.databaseUrl,
      env: { SPEDY_WORKERS: '2', ...env },
    });
    servers.push(server);
    await server.untilPrinted((output) => output.match(/Server listening/g)?.length === 2);
  }

  /** Resolves when one more worker listens than now. */
  function untilAnother(): Promise<void> {
    const listening = (output: string) => output.match(/Server listening/g)?.length ?? 0;
    const now = listening(server.output);
    return server.untilPrinted((output) => listening(output) > now);
  }

  async function endAll(): Promise<void> {
    await Promise.all(servers.splice(0).map((running) => running.end()));
  }

  /** The process of a worker that has answered a request. */
  async function pidOf(worker: string): Promise<number> {
    await server.untilPrinted((output) => output.includes(`"requestId":"${worker}`));
    const line = linesOf(server).find(({ requestId }) => requestId?.startsWith(worker));
    if (!line) throw new Error(`no line of ${worker}`);
    return line.pid;
  }

  /** Opens connections one after the other, each for one request, until told to stop. Returns what failed. */
  function connectAllTheTime(): { readonly workers: Set<string>; readonly stop: () => Promise<unknown[]> } {
    const failures: unknown[] = [];
    const workers = new Set<string>();
    let running = true;
    const one = async () => {
      while (running) {
        const connection = new Connection(server.port);
        try {
          const { status, worker } = await connection.send('/api/v1/me', { token: acme.adminToken });
          if (status === 200) workers.add(worker);
          else failures.push(status);
        } catch (error) {
          failures.push(error);
        }
        connection.close();
      }
    };
    const all = Promise.all([one(), one(), one()]);
    return {
      workers,
      stop: async () => {
        running = false;
        await all;
        return failures;
      },
    };
  }

  describe('two workers', () => {
    let metricsPort: number;
    beforeAll(async () => {
      metricsPort = await freePort();
      // A fast machine sends more requests while workers are replaced than the limit allows.
      await startTwo({ SPEDY_METRICS_PORT: String(metricsPort), SPEDY_RATE_LIMIT: '0' });
    }, 120_000);

    it('serve the sums of all as metrics, which do not go back when one ends', async () => {
      const requests = async () => {
        const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
        const count = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
        const me =
          'spedy_http_request_duration_seconds_count\\{method="GET",route="/api/v1/me",status="200"\\}';
        return { me: count(me), workers: count('spedy_workers'), starts: count('spedy_worker_starts_total') };
      };
      const connections = await connectToEach(server.port, 2);
      for (const connection of connections.values())
        await connection.send('/api/v1/me', { token: acme.adminToken });
      const before = await requests();
      for (const connection of connections.values())
        for (let time = 0; time < 3; time += 1)
          await connection.send('/api/v1/me', { token: acme.adminToken });
      expect(await requests()).toEqual({ ...before, me: before.me + 6, workers: 2 });
      const [killed = ''] = connections.keys();
      const another = untilAnother();
      process.kill(await pidOf(killed), 'SIGKILL');
      await another;
      const after = { me: before.me + 6, workers: 2, starts: before.starts + 1 };
      expect(await requests()).toEqual(after);
      for (const connection of connections.values()) connection.close();
    });

    it('share the port, log whole lines to the same output, and replace one that is killed', async () => {
      const connections = await connectToEach(server.port, 2);
      const [first = '', second = ''] = connections.keys();
      const [alive, lost] = connections.values();
      const [stays, goes] = [await pidOf(first), await pidOf(second)];
      expect(stays).not.toBe(goes);
      const others = connectAllTheTime();
      const another = untilAnother();
      process.kill(goes, 'SIGKILL');
      await expect(lost?.send('/healthz')).rejects.toThrow();
      expect(await alive?.send('/healthz')).toMatchObject({ status: 200, worker: first });
      await another;
      const replaced = await connectToEach(server.port, 2);
      expect([...replaced.keys()]).not.toContain(second);
      expect([...replaced.keys()]).toContain(first);
      expect(await alive?.send('/healthz')).toMatchObject({ status: 200, worker: first });
      // Requests in the killed process fail with it; every connection that it had not accepted is served.
      for (const failure of await others.stop()) expect(failure).toMatchObject({ code: 'ECONNRESET' });
      for (const connection of [...connections.values(), ...replaced.values()]) connection.close();
      expect(linesOf(server)).toContainEqual(
        expect.objectContaining({ msg: 'A worker ended; starting another', worker: goes, end: 'SIGKILL' }),
      );
      expect(server.output.split('\n').filter((line) => line !== '' && !/^\{.*\}$/.test(line))).toEqual([]);
    });

    it('are replaced on SIGHUP without a refused or reset connection', async () => {
      const before = await connectToEach(server.port, 2);
      const [kept] = before.values();
      const others = connectAllTheTime();
      server.kill('SIGHUP');
      // A client that keeps its connection is asked to open another one, never cut off.
      const replies: number[] = [];
      while (!server.output.includes('All workers are replaced'))
        replies.push((await kept?.send('/healthz'))?.status ?? 0);
      const after = await connectToEach(server.port, 2);
      expect(await others.stop()).toEqual([]);
      expect(new Set(replies)).toEqual(new Set([200]));
      expect([...after.keys()].filter((worker) => before.has(worker))).toEqual([]);
      for (const worker of after.keys()) expect(others.workers).toContain(worker);
      for (const connection of [...before.values(), ...after.values()]) connection.close();
    });

    it('finish requests and exit with 0 on SIGTERM', async () => {
      const connections = [...(await connectToEach(server.port, 2)).values()];
      const slow = connections.map((connection, index) =>
        connection.sendSlowly('/api/v1/me/tokens', {
          method: 'POST',
          token: acme.adminToken,
          body: { name: `made after SIGTERM ${index}` },
        }),
      );
      const finish = await Promise.all(slow);
      server.kill('SIGTERM');
      await untilRefused(server.port);
      const answers = await Promise.all(finish.map((end) => end()));
      expect(answers.map(({ status }) => status)).toEqual([201, 201]);
      expect(await server.exit).toBe(0);
      expect(server.errors).toBe('');
      for (const connection of connections) connection.close();
    });
  });

  it('ends all workers if the supervisor is killed', async () => {
    await startTwo();
    server.kill('SIGKILL');
    await untilRefused(server.port);
    await server.exit;
  });

  it('ends with one message and exit code 1 if a worker ends again and again right after its start', async () => {
    await startTwo();
    const connections = await connectToEach(server.port, 2);
    const [victim = ''] = connections.keys();
    let pid = await pidOf(victim);
    for (const connection of connections.values()) connection.close();
    for (let killed = 1; server.isRunning; killed += 1) {
      process.kill(pid, 'SIGKILL');
      const started = () =>
        linesOf(server).filter(({ msg }) => msg.startsWith('Server listening'))[1 + killed];
      await Promise.race([server.exit, server.untilPrinted(() => started() !== undefined).catch(() => {})]);
      pid = started()?.pid ?? pid;
    }
    expect(await server.exit).toBe(1);
    expect(server.errors).toBe(
      '6 workers in a row ended right after their start: the last one with SIGKILL. See the log\n',
    );
  });

  it('prints a problem of the start once', async () => {
    const program = createServer().listen(0);
    await once(program, 'listening');
    const address = program.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const start = (env: Record<string, string>) =>
      ServerProcess.start({ databaseUrl: acme.databaseUrl, env: { SPEDY_WORKERS: '2', ...env } });
    const [again, wrongKey] = await Promise.all([
      start({ PORT: port }),
      start({ SPEDY_SECRET_KEY: `${'A'.repeat(43)}=` }),
    ]);
    expect(await again.exit).toBe(1);
    expect(again.errors).toMatch(
      /^Cannot listen on [^\n]*another program is using this port. Stop it, or set PORT\.\n$/,
    );
    program.close();
    expect(await wrongKey.exit).toBe(1);
    expect(wrongKey.errors).toMatch(/^[^\n]*key[^\n]*\n$/);
    expect(wrongKey.output).toBe('');
  });
});
