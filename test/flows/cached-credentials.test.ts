import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/access/plans.ts';
import type { Role } from '../../src/access/roles.ts';
import { hour, second } from '../support/clock.ts';
import { databaseKind } from '../support/databases/database.ts';
import { type Peer, startPeer } from '../support/servers/peer.ts';
import { TwoProcesses } from '../support/servers/two-processes.ts';
import { createWorld, type World } from '../support/world.ts';

/** One step of a run, applied to the two processes and to their model. */
class Step implements fc.AsyncCommand<object, TwoProcesses> {
  readonly #description: string;
  readonly #run: (processes: TwoProcesses) => Promise<void>;

  constructor(description: string, run: (processes: TwoProcesses) => Promise<void>) {
    this.#description = description;
    this.#run = run;
  }

  check(): boolean {
    return true;
  }

  run(_model: object, processes: TwoProcesses): Promise<void> {
    return this.#run(processes);
  }

  toString(): string {
    return this.#description;
  }
}

const process = fc.nat(1);
const member = fc.nat(1);
const token = fc.nat(5);
const role = fc.constantFrom<Role>('ADMIN', 'TEAM_MEMBER', 'CUSTOMER');
const plan = fc.constantFrom<Plan>('pro', 'canceled');
/** Values close to the limit of one second are frequent. */
const time = fc.constantFrom(1, 100, 400, 900, 1_000, 1_001, 3_000);
const lifetime = fc.option(fc.constantFrom(second, 5 * second));

const use = fc.tuple(process, token).map(([p, t]) => new Step(`use(${p}, ${t})`, (both) => both.use(p, t)));
const steps = [
  use,
  use,
  use,
  use,
  fc
    .tuple(process, member, lifetime)
    .map(([p, m, l]) => new Step(`create(${p}, ${m}, ${l})`, (both) => both.create(p, m, l))),
  fc.tuple(process, token).map(([p, t]) => new Step(`revoke(${p}, ${t})`, (both) => both.revoke(p, t))),
  fc
    .tuple(process, token, fc.constantFrom(0, 2))
    .map(([p, t, s]) => new Step(`rotate(${p}, ${t}, ${s} s)`, (both) => both.rotate(p, t, s))),
  fc
    .tuple(process, member, role)
    .map(([p, m, r]) => new Step(`role(${p}, ${m}, ${r})`, (both) => both.setRole(p, m, r))),
  fc
    .tuple(process, member, fc.boolean())
    .map(([p, m, a]) => new Step(`active(${p}, ${m}, ${a})`, (both) => both.setActive(p, m, a))),
  fc.tuple(process, plan).map(([p, to]) => new Step(`plan(${p}, ${to})`, (both) => both.setPlan(p, to))),
  fc
    .tuple(process, fc.boolean())
    .map(([p, on]) => new Step(`policy(${p}, ${on})`, (both) => both.setPolicy(p, on))),
  time.map((ms) => new Step(`advance(${ms})`, (both) => both.advance(ms))),
  time.map((ms) => new Step(`advance(${ms})`, (both) => both.advance(ms))),
  fc.constantFrom(-hour, hour).map((ms) => new Step(`jump(${ms})`, (both) => both.jump(ms))),
  process.map((p) => new Step(`poll(${p})`, (both) => both.poll(p))),
  process.map((p) => new Step(`poll(${p})`, (both) => both.poll(p))),
  process.map((p) => new Step(`disconnect(${p})`, (both) => both.reach(p, false))),
  process.map((p) => new Step(`reconnect(${p})`, (both) => both.reach(p, true))),
];

describe('two processes that cache credentials of one database', () => {
  let world: World;
  let peers: readonly Peer[];
  beforeAll(async () => {
    world = await createWorld();
    peers = [await startPeer(world), await startPeer(world)];
  });
  afterAll(async () => {
    for (const peer of peers) await peer.close();
    await world.close();
  });

  it('never use a state that is outdated for a second, or that they changed themselves', async () => {
    const property = fc.asyncProperty(
      fc.commands(steps, { maxCommands: 100, size: 'max' }),
      async (commands) => {
        const processes = await TwoProcesses.create(world, peers);
        for (const owner of [0, 1, 0]) await processes.create(0, owner, null);
        await fc.asyncModelRun(() => ({ model: {}, real: processes }), commands);
        await processes.settle();
      },
    );
    await fc.assert(property, { numRuns: databaseKind === 'sqlite' ? 60 : 15 });
  }, 120_000);

  // Without outdated responses nothing would be cached, and the property above would prove nothing.
  it('use a state that is outdated for less than a second', async () => {
    const processes = await TwoProcesses.create(world, peers);
    await processes.create(0, 0, null);
    await processes.use(1, 0);
    await processes.revoke(0, 0);
    await processes.use(1, 0);
    expect(processes.outdatedResponses).toBe(1);
  });
});
