import { demoTeam } from '../../src/cli/demo/team.ts';
import { withDatabaseOf } from '../../src/cli/with-database.ts';
import { readConfig } from '../../src/server/config.ts';
import { clients, drive, send } from '../drive.ts';
import { OAuthFlow, openSessions } from '../oauth-flow.ts';
import { type Figures, interleave, type Sample } from '../rounds.ts';
import type { Seeded } from '../seed.ts';
import { exchangeAll, refreshOn } from '../single-use.ts';
import { demoHost as host, startSpedy } from '../spedy.ts';
import { loadFixed } from '../wrk.ts';
import { accepted, type Extent } from './wire.ts';

const json = { Host: host, 'Content-Type': 'application/json' };
/** More concurrent sign-ins of one account would be rejected as guessing. */
const signingIn = 4;
/** Codes for each member in one run of the exchange. */
const codesEach = 40;

/** Measures writes, each durable before its response. */
export async function measureFlows(
  seeded: Seeded,
  { rounds, seconds }: Extent,
): Promise<Record<string, Figures>> {
  const config = readConfig({ DATABASE_URL: seeded.url });
  const cookies = await withDatabaseOf(config, ({ db, now }) => openSessions(db, clients, now));
  const server = await startSpedy(seeded.url, { env: { SPEDY_OAUTH_CODE_TTL: '600' } });
  const { origin } = server.subject;
  const flow = new OAuthFlow(origin);
  await flow.register();
  const introspection = await flow.introspection((await flow.codes(cookies.slice(0, 1), 1))[0] ?? '');
  const { email, password } = demoTeam.ada;
  const refreshing = await flow.refresh(await flow.codes(cookies, 1));
  const signIn = {
    method: 'POST' as const,
    path: '/api/v1/auth/login',
    headers: json,
    body: JSON.stringify({ email, password }),
  };
  try {
    return await interleave(
      [
        { name: 'sign-in', run: (time) => accepted(loadFixed(origin, signIn, time, signingIn)) },
        {
          name: 'code exchange',
          run: async (time) => exchangeAll(origin, flow.exchange(await flow.codes(cookies, codesEach)))(time),
        },
        { name: 'refresh', run: refreshOn(origin, refreshing) },
        { name: 'introspection', run: (time) => accepted(loadFixed(origin, introspection, time)) },
        { name: 'create and revoke', run: (time) => createAndRevoke(origin, seeded.token, time) },
      ],
      rounds,
      seconds,
    );
  } finally {
    await server.stop();
  }
}

/** Creates and revokes tokens. One step is two writes. */
function createAndRevoke(origin: string, token: string, seconds: number): Promise<Sample> {
  const headers = { ...json, Authorization: `Bearer ${token}` };
  return drive(seconds, (agent) => async () => {
    const path = `${origin}/api/v1/me/tokens`;
    const created = await send(
      path,
      { method: 'POST', agent, headers },
      JSON.stringify({ name: 'Benchmark' }),
    );
    const { id } = JSON.parse(created.body) as { id: string };
    await send(`${path}/${id}`, {
      method: 'DELETE',
      agent,
      headers: { Host: host, Authorization: headers.Authorization },
    });
    return true;
  });
}
