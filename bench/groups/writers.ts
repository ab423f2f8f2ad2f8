import { readFileSync } from 'node:fs';
import { drive, send } from '../drive.ts';
import { type Figures, interleave, type Sample } from '../rounds.ts';
import type { Seeded } from '../seed.ts';
import { startSpedy } from '../spedy.ts';
import type { Extent } from './wire.ts';

/** The number of concurrent writers, and of organizations that they are spread over. */
const writers = 64;

/** A writer: the host of an organization, and a token of one of its members. */
type Writer = { readonly host: string; readonly token: string };

/**
 * Measures creations and revocations of tokens by concurrent writers: of one organization, whose changes all extend one
 * audit chain, and of as many organizations as writers.
 */
export async function measureWriters(
  seeded: Seeded,
  { rounds, seconds }: Extent,
): Promise<Record<string, Figures>> {
  const server = await startSpedy(seeded.url);
  const { one, many } = readWriters(seeded.tokens);
  try {
    return await interleave(
      [
        { name: 'one organization', run: (time) => createAndRevoke(server.subject.origin, one, time) },
        {
          name: `${writers} organizations`,
          run: (time) => createAndRevoke(server.subject.origin, many, time),
        },
      ],
      rounds,
      seconds,
    );
  } finally {
    await server.stop();
  }
}

/** Takes the writers from a file with lines `host token`. */
function readWriters(path: string): {
  readonly one: readonly Writer[];
  readonly many: readonly Writer[];
} {
  const lines = readFileSync(path, 'utf8').split('\n');
  const all = lines.flatMap((line): Writer[] => {
    const [host, token] = line.split(' ');
    return host !== undefined && token !== undefined ? [{ host, token }] : [];
  });
  const byHost = Object.values(Object.groupBy(all, ({ host }) => host)).flatMap((own) => (own ? [own] : []));
  const many = byHost.slice(0, writers).flatMap(([first]) => first ?? []);
  if (many.length < writers) throw new Error(`there are fewer than ${writers} organizations`);
  return { one: byHost[0] ?? [], many };
}

/** One step is one write: a creation or the revocation of what was created. */
function createAndRevoke(origin: string, of: readonly Writer[], seconds: number): Promise<Sample> {
  const path = `${origin}/api/v1/me/tokens`;
  const newWriter = (agent: Parameters<Parameters<typeof drive>[1]>[0], index: number) => {
    const { host, token } = of[index % of.length] ?? { host: '', token: '' };
    const headers = { Host: host, Authorization: `Bearer ${token}` };
    let created: string | null = null;
    return async () => {
      if (created === null) {
        const json = { ...headers, 'Content-Type': 'application/json' };
        const body = JSON.stringify({ name: 'Benchmark' });
        const answer = await send(path, { method: 'POST', agent, headers: json }, body);
        created = (JSON.parse(answer.body) as { id: string }).id;
      } else {
        await send(`${path}/${created}`, { method: 'DELETE', agent, headers });
        created = null;
      }
      return true;
    };
  };
  return drive(seconds, newWriter, writers);
}
