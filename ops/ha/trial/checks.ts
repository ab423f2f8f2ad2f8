import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Cluster } from '../cluster/cluster.ts';
import type { Front } from '../cluster/front.ts';
import type { Journal, Token } from './journal.ts';
import { readWith } from './load.ts';
import { send } from './request.ts';

/** How many tokens are checked at the same time. */
const atOnce = 8;
/** Attempts while a server answers 503. */
const attempts = 30;

/** Reads with every given token through every server, and compares the answers with the journal. */
export async function checkTokens(
  tokens: readonly Token[],
  fronts: readonly Front[],
  journal: Journal,
): Promise<void> {
  const pairs = tokens.flatMap((token) => fronts.map((front) => ({ token, front })));
  const work = pairs.values();
  const worker = async () => {
    for (const { token, front } of work) await checkToken(token, front, journal);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function checkToken(token: Token, front: Front, journal: Journal): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const status = await readWith(token, front, journal);
    if (status === 200 || status === 401) return;
    await setTimeout(500);
  }
  journal.violate('check failed', `${front.name} gives no answer for ${token.id}`);
}

/** Runs `spedy audit verify`. Returns its last line of output. */
export async function verifyAudit({ fronts, folder }: Cluster, journal: Journal): Promise<string> {
  const [front] = fronts;
  if (!front) throw new Error('there is no server');
  const log = join(folder, 'audit-verify.log');
  rmSync(log, { force: true });
  const [code] = await once(front.command(['audit', 'verify'], log), 'exit');
  const output = readFileSync(log, 'utf8').trim();
  if (code !== 0) journal.violate('check failed', `spedy audit verify: ${output}`);
  return output.split('\n').at(-1) ?? '';
}

/** Checks that the audit log has an event for each acknowledged creation and revocation. */
export async function checkAuditLog(front: Front, adminToken: string, journal: Journal): Promise<void> {
  const path = '/api/v1/organization/audit-events/export';
  const { status, text } = await send(front.origin, { path, token: adminToken });
  if (status !== 200) return journal.violate('check failed', `the audit log's export answers ${status}`);
  const named = new Set(
    [...text.matchAll(/"action":"(token\.\w+)".*?"id":"(tok_\w+)"/g)].map(
      ([, action, id]) => `${action} ${id}`,
    ),
  );
  for (const { id, revokedAt } of journal.tokens) {
    if (!named.has(`token.created ${id}`)) journal.violate('lost', `the event of the creation of ${id}`);
    if (revokedAt !== null && !named.has(`token.revoked ${id}`))
      journal.violate('lost', `the event of the revocation of ${id}`);
  }
}
