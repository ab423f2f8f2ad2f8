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

/** Tokens of the right form that nobody has, enough that none is remembered from its last use, a second ago. */
const strangers = 100_000;

/**
 * What a request costs from the wire to the answer, beside servers that do nothing.
 * @param spread over so many tokens, at most as many as the server remembers
 */
export async function measureWire(
  seeded: Seeded,
  folder: string,
  spread: number,
  { rounds, seconds }: Extent,
): Promise<Record<string, Figures>> {
  const unknown = join(folder, 'unknown.txt');
  writeFileSync(unknown, Array.from({ length: strangers }, stranger).join('\n'));
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
    // The first use of each token is a look-up, which is the cold mode's matter.
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
          run: (time) => refused(loadFixed(origin, requestWith(misspelt(seeded.token)), time)),
        },
        { name: 'unknown', run: (time) => refused(loadSpread(origin, unknown, strangers, time, 'file')) },
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
    await Promise.all([http, fastify, ours, cold].map((one) => one.stop()));
  }
}

function stranger(): string {
  return `${demoHost} ${newToken('pat')}`;
}

/** A token whose checksum is wrong. */
function misspelt(token: string): string {
  return `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`;
}

/** @throws Error when anything was refused: the figure would be of something else */
export async function accepted(load: Promise<Load>): Promise<Load> {
  const { refused, failed } = await load;
  if (refused + failed > 0) throw new Error(`${refused} requests were refused, ${failed} failed`);
  return load;
}

/** @throws Error when anything was let in */
async function refused(load: Promise<Load>): Promise<Load> {
  const { perSecond, refused, failed } = await load;
  if (failed > 0 || refused === 0)
    throw new Error(`${refused} of ${perSecond} requests a second were refused, ${failed} failed`);
  return load;
}
