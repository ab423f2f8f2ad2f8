import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type Budget, defaultBudget, FetchBudget } from './fetch-budget.ts';

const unlimited = { anything: 100_000, allowed: 100_000 };

/** Ends every fetch that a test started. */
const begun: (() => void)[] = [];
afterEach(() => {
  for (const end of begun.splice(0)) end();
});

/** Creates a budget with fetches that the test ends. */
function begin(change: Partial<Budget> = {}) {
  const budget = new FetchBudget({ ...defaultBudget, readsPerMinute: unlimited, ...change });
  /** The running fetches, in the order in which they started. */
  const running: string[] = [];
  const ends = new Map<string, () => void>();
  let reads = 0;
  return {
    running,
    /** Requests a fetch; its name is in `running` once it runs. */
    ask: (host: string, organizationId: string, address: string) => {
      reads += 1;
      const name = `${host} ${organizationId} ${address} #${reads}`;
      const end = Promise.withResolvers<void>();
      ends.set(name, end.resolve);
      const read = budget.run(host, { organizationId, address }, async () => {
        running.push(name);
        await end.promise;
        running.splice(running.indexOf(name), 1);
        return name;
      });
      // Not every test awaits all of its fetches.
      read.catch(() => {});
      begun.push(() => void end.resolve());
      return read;
    },
    end: async (name: string) => {
      ends.get(name)?.();
      // The next fetch starts in the same turn of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('FetchBudget', () => {
  it('limits each host to four running fetches', async () => {
    const { ask, running, end } = begin();
    for (let n = 0; n < 10; n += 1) void ask('slow.example', 'org_1', `192.0.2.${n}`);
    expect(running).toHaveLength(4);
    void ask('good.example', 'org_1', '198.51.100.1');
    expect(running.at(-1)).toContain('good.example');
    await end(running[0] ?? '');
    expect(running.filter((name) => name.startsWith('slow'))).toHaveLength(4);
  });

  it('limits each requesting address to four running fetches, across hosts', () => {
    const { ask, running } = begin();
    for (let n = 0; n < 16; n += 1) void ask(`${n}.evil.example`, 'org_1', '192.0.2.1');
    expect(running).toHaveLength(4);
    void ask('good.example', 'org_1', '198.51.100.1');
    expect(running).toHaveLength(5);
  });

  it('counts an IPv6 site of 48 bits as one address', () => {
    const { ask, running } = begin();
    for (let n = 0; n < 16; n += 1) void ask(`${n}.evil.example`, 'org_1', `2001:db8:1:${n}::1`);
    expect(running).toHaveLength(4);
  });

  it('limits each organization to sixteen running fetches', () => {
    const { ask, running } = begin();
    for (let n = 0; n < 40; n += 1) void ask(`${n}.evil.example`, 'org_1', `192.0.2.${n}`);
    expect(running).toHaveLength(16);
    void ask('good.example', 'org_2', '192.0.2.1');
    expect(running.at(-1)).toContain('org_2');
  });

  it('alternates between organizations, so a crowd of one does not delay another', async () => {
    const { ask, running, end } = begin({
      running: { all: 4, host: 4, organization: 4, address: 4 },
    });
    for (let n = 0; n < 20; n += 1) void ask(`${n}.evil.example`, 'org_1', `192.0.2.${n}`);
    void ask('good.example', 'org_2', '198.51.100.1');
    expect(running).toHaveLength(4);
    await end(running[0] ?? '');
    expect(running.at(-1)).toContain('org_2');
  });

  it('prefers another address of the organization to the rest of a busy address', async () => {
    const { ask, running, end } = begin({
      running: { all: 4, host: 4, organization: 4, address: 4 },
    });
    for (let n = 0; n < 12; n += 1) void ask(`${n}.evil.example`, 'org_1', '192.0.2.1');
    void ask('good.example', 'org_1', '198.51.100.1');
    await end(running[0] ?? '');
    expect(running.at(-1)).toContain('good.example');
  });

  it('rejects only the address that has too many waiting fetches', async () => {
    const { ask } = begin();
    const answers = Array.from({ length: 21 }, (_, n) => ask(`${n}.evil.example`, 'org_1', '192.0.2.1'));
    await expect(answers.at(-1)).rejects.toThrow('Try again in a few seconds');
    const waiting = Symbol('waiting');
    expect(await Promise.race([answers.at(-2), Promise.resolve(waiting)])).toBe(waiting);
  });

  it('rejects a fetch that waited too long, and runs the next', async () => {
    const { ask, running, end } = begin({
      running: { all: 1, host: 1, organization: 1, address: 1 },
      waiting: { ...defaultBudget.waiting, deadline: 1 },
    });
    void ask('slow.example', 'org_1', '192.0.2.1');
    await expect(ask('good.example', 'org_1', '192.0.2.2')).rejects.toThrow('Try again in a few seconds');
    await end(running[0] ?? '');
    void ask('good.example', 'org_1', '192.0.2.3');
    expect(running).toHaveLength(1);
  });

  it('frees the slot of a failed fetch', async () => {
    const budget = new FetchBudget({
      ...defaultBudget,
      running: { all: 1, host: 1, organization: 1, address: 1 },
    });
    const requester = { organizationId: 'org_1', address: '192.0.2.1' };
    const failing = () => Promise.reject(new Error('no'));
    for (let times = 0; times < 3; times += 1)
      await expect(budget.run('a.example', requester, failing)).rejects.toThrow('no');
    expect(await budget.run('a.example', requester, async () => 'yes')).toBe('yes');
  });

  it('stays within all limits and runs every fetch, in any order', async () => {
    const small = { all: 5, host: 2, organization: 3, address: 2 };
    const part = (prefix: string) => fc.constantFrom(`${prefix}1`, `${prefix}2`, `${prefix}3`);
    const asked = fc.array(fc.tuple(part('host-'), part('org_'), part('192.0.2.')), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(asked, fc.infiniteStream(fc.nat()), async (all, choice) => {
        const roomy = { all: 100, host: 100, organization: 100, address: 100, deadline: 60_000 };
        const { ask, running, end } = begin({ running: small, waiting: roomy });
        const done = all.map(([host, organization, address]) => ask(host, organization, address));
        while (running.length > 0) {
          expect(running.length).toBeLessThanOrEqual(small.all);
          for (const [index, share] of [small.host, small.organization, small.address].entries()) {
            const counts = Map.groupBy(running, (name) => name.split(' ')[index]);
            for (const [, names] of counts) expect(names.length).toBeLessThanOrEqual(share);
          }
          await end(running[(choice.next().value ?? 0) % running.length] ?? '');
        }
        expect(await Promise.all(done)).toHaveLength(all.length);
      }),
    );
  });
});
