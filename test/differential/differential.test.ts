import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AuthorizationServer } from './authorization-server.ts';
import { differences, intended } from './intended.ts';
import { startOracle } from './oracle.ts';
import { runScenario } from './run-scenario.ts';
import { scenarios } from './scenarios/all.ts';
import { startSpedy } from './spedy.ts';

describe('Spedy and a certified authorization server', () => {
  let ours: AuthorizationServer;
  let theirs: AuthorizationServer;
  beforeAll(async () => {
    // The oracle warns about its in-memory storage and about default settings.
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    vi.spyOn(console, 'info').mockImplementation(() => {});
    ours = await startSpedy();
    theirs = await startOracle();
  });
  // A scenario may have changed the time.
  afterEach(() => void vi.useRealTimers());
  afterAll(async () => {
    await ours.close();
    await theirs.close();
    vi.restoreAllMocks();
  });

  const decisions = async (name: string) => {
    const scenario = scenarios.find((one) => one.name === name);
    if (!scenario) throw new Error(`there is no scenario ${name}`);
    const decided = await runScenario(ours, scenario);
    vi.useRealTimers();
    return { ours: decided, theirs: await runScenario(theirs, scenario) };
  };
  const names = scenarios.map(({ name }) => name);

  it.each(names.filter((name) => !intended.has(name)))('decide the same: %s', async (name) => {
    const decided = await decisions(name);
    expect(decided.ours).toBe(decided.theirs);
  });

  it.each([...intended].map(([name, difference]) => [name, difference] as const))(
    'differ as intended: %s',
    async (name, { ours, theirs }) => {
      expect(await decisions(name)).toEqual({ ours, theirs });
    },
  );
});

describe('the tables of scenarios and differences', () => {
  it('contain more than 200 scenarios with unique names', () => {
    const names = scenarios.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(200);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('contain one difference per scenario, with a reason and an RFC section', () => {
    const named = differences.flatMap(({ scenarios }) => scenarios);
    expect(named.filter((name, index) => named.indexOf(name) !== index)).toEqual([]);
    for (const { ours, theirs, reason, rfc } of differences) {
      expect(ours).not.toBe(theirs);
      expect(reason).toMatch(/^[A-Z].{20,}\.$/);
      expect(rfc).toMatch(/^RFC \d{4} [\dA]/);
    }
  });
});
