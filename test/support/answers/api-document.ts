import { KeyRing } from '../../../src/credentials/keys/key-ring.ts';
import { createLogger } from '../../../src/http/responses/logging.ts';
import { createApp } from '../../../src/server/app.ts';
import { readConfig } from '../../../src/server/config.ts';
import { openDatabase } from '../../../src/storage/database.ts';

let document: Promise<string> | undefined;

/** The OpenAPI document of a server at https://spedy.test, which is the same for every test. No database is needed for it. */
export function apiDocument(): Promise<string> {
  document ??= readDocument();
  return document;
}

async function readDocument(): Promise<string> {
  const { db, changes } = openDatabase('sqlite::memory:', () => {});
  const app = await createApp({
    ...readConfig({}),
    keys: new KeyRing(),
    db,
    changes: changes(),
    log: createLogger('silent'),
    baseUrl: new URL('https://spedy.test'),
    trustProxy: [],
    rateLimit: 0,
    isReady: () => true,
    now: Date.now,
    monotonic: () => performance.now(),
  });
  try {
    const answer = await app.server.inject({ url: '/openapi.json', headers: { host: 'spedy.test' } });
    return answer.body;
  } finally {
    await app.server.close();
    await db.destroy();
  }
}
