import { existsSync } from 'node:fs';
import { pathOf, type Running, startSubject } from '../processes.ts';
import { type Figures, interleave, type Mode, warmUp } from '../rounds.ts';
import { exchangeAll, refreshOn } from '../single-use.ts';
import { loadFixed } from '../wrk.ts';
import { accepted, type Extent } from './wire.ts';

const peers = {
  'better-auth': 'peers/better-auth.ts',
  'oidc-provider': 'peers/oidc-provider.ts',
  '@node-oauth/oauth2-server': 'peers/oauth2-server.ts',
} as const;

/** Authorization codes that a peer makes ready for each second of its exchange: more than the fastest takes. */
const codesEach = 10_000;

/** The peers are installed apart from the rest: nobody needs them to work on this project. */
export function peersAreInstalled(): boolean {
  return existsSync(pathOf('peers/node_modules/better-auth'));
}

/** The same work done by others, in memory where they offer that. */
export async function measurePeers({ rounds, seconds }: Extent): Promise<Record<string, Figures>> {
  if (!peersAreInstalled()) return {};
  const codes = codesEach * (warmUp + rounds * seconds);
  const running = await Promise.all(
    Object.entries(peers).map(async ([name, file]) => ({
      name,
      peer: await startSubject(file, [String(codes)]),
    })),
  );
  try {
    return await interleave(
      running.flatMap(({ name, peer }) => modesOf(name, peer)),
      rounds,
      seconds,
    );
  } finally {
    await Promise.all(running.map(({ peer }) => peer.stop()));
  }
}

function modesOf(name: string, { subject }: Running): Mode[] {
  const { origin, requests, refresh, exchange } = subject;
  const modes: Mode[] = Object.entries(requests).map(([what, request]) => ({
    name: `${name}, ${what}`,
    run: (time) => accepted(loadFixed(origin, request, time)),
  }));
  // Each run goes on where the last one stopped.
  if (refresh) modes.push({ name: `${name}, refresh`, run: refreshOn(origin, refresh) });
  if (exchange) modes.push({ name: `${name}, code exchange`, run: exchangeAll(origin, exchange) });
  return modes;
}
