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

/** The codes that a peer prepares per second of its exchange: more than the fastest peer uses. */
const codesEach = 10_000;

/** Returns whether the peers are installed. They are separate, because development does not need them. */
export function peersAreInstalled(): boolean {
  return existsSync(pathOf('peers/node_modules/better-auth'));
}

/** Measures the same work in other libraries, in memory if they support it. */
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
  // Each run continues where the last one stopped.
  if (refresh) modes.push({ name: `${name}, refresh`, run: refreshOn(origin, refresh) });
  if (exchange) modes.push({ name: `${name}, code exchange`, run: exchangeAll(origin, exchange) });
  return modes;
}
