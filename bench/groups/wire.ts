import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newToken } from '../../src/credentials/token-format.ts';
import { startSubject } from '../processes.ts';
import { type Figures, interleave } from '../rounds.ts';
import type { Seeded } from '../seed.ts';
import { demoHost, requestWith, startSpedy, withoutCache } from '../spedy.ts';
import type { FixedRequest } from '../subject.ts';
import { type Load, loadFixed, loadSpread, sendEach } from '../wrk.ts';

export type Extent = { readonly rounds: number; readonly seconds: number };

/** The number of well-formed unknown tokens: enough that none is still cached when it repeats after a second. */
const unknownTokens = 100_000;

/**
 * Measures whole HTTP requests, compared with minimal servers.
 * @param spread the number of tokens in the spread mode, at most the size of the cache
 */
export async function measureWire(
  seeded: Seeded,
  folder: string,
  spread: number,
  { rounds, seconds }: Extent,
): Promise<Record<string, Figures>> {
  const unknown = join(folder, 'unknown.txt');
  writeFileSync(unknown, Array.from({ length: unknownTokens }, unknownTokenLine).join('\n'));
  const [http, fastify, ours, cold] = await Promise.all([
    startSubject('subjects/bare-http.ts'),
    startSubject('subjects/bare-fastify.ts'),
    startSpedy(seeded.url),
    startSpedy(seeded.url, withoutCache),
  ]);
  const { origin } = ours.subject;
  const me: FixedRequest = { method: 'GET', path: '/api/v1/me', headers: {} };
  const fixed = (time: number, request: FixedRequest, at = origin) => accepted(loadFixed(at, request, time));
  try {
    // The first use of each token is a database lookup, which the cold mode measures.
    await sendEach(origin, seeded.tokens, spread);
    return await interleave(
      [
        { name: 'bare node:http', run: (time) => fixed(time, me, http.subject.origin) },
        { name: 'bare Fastify', run: (time) => fixed(time, me, fastify.subject.origin) },
        { name: 'hot', run: (time) => fixed(time, requestWith(seeded.token)) },
        {
          name: 'spread over 1,000',
          run: (time) => accepted(loadSpread(origin, seeded.tokens, 1_000, time)),
        },
        {
          name: `spread over ${spread.toLocaleString('en')}`,
          run: (time) => accepted(loadSpread(origin, seeded.tokens, spread, time)),
        },
        {
          name: 'garbage',
          run: (time) => refused(loadFixed(origin, requestWith(withWrongChecksum(seeded.token)), time)),
        },
        { name: 'unknown', run: (time) => refused(loadSpread(origin, unknown, unknownTokens, time, 'file')) },
        { name: 'tickets', run: (time) => fixed(time, requestWith(seeded.token, '/api/v1/tickets')) },
        {
          name: 'cold',
          run: (time) => accepted(loadSpread(cold.subject.origin, seeded.tokens, spread, time)),
        },
      ],
      rounds,
      seconds,
    );
  } finally {
    await Promise.all([http, fastify, ours, cold].map((subject) => subject.stop()));
  }
}

function unknownTokenLine(): string {
  return `${demoHost} ${newToken('pat')}`;
}

/** Returns a token with a wrong checksum. */
function withWrongChecksum(token: string): string {
  return `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`;
}

/** @throws Error if a request was rejected, because the figures would be wrong */
export async function accepted(load: Promise<Load>): Promise<Load> {
  const { refused, failed } = await load;
  if (refused + failed > 0) throw new Error(`${refused} requests were rejected, ${failed} failed`);
  return load;
}

/** @throws Error if no request was rejected or server failed */
async function refused(load: Promise<Load>): Promise<Load> {
  const { perSecond, refused, failed } = await load;
  if (failed > 0 || refused === 0)
    throw new Error(`${refused} of ${perSecond} requests per second were rejected, ${failed} failed`);
  return load;
}
