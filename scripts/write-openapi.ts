import { writeFileSync } from 'node:fs';
import { pino } from 'pino';
import { KeyRing } from '../src/credentials/keys/key-ring.ts';
import { createApp } from '../src/server/app.ts';
import { readConfig } from '../src/server/config.ts';
import { openDatabase } from '../src/storage/database.ts';

/** Writes the OpenAPI document from which `npm run types` generates the dashboard's types. */
const { db, changes } = openDatabase('sqlite::memory:', () => {});
const { server } = await createApp({
  ...readConfig({}),
  keys: new KeyRing(),
  db,
  changes: changes(),
  log: pino({ level: 'silent' }),
  baseUrl: new URL('http://localhost:3000'),
  trustProxy: [],
  rateLimit: 0,
  isReady: () => true,
  now: Date.now,
  monotonic: () => performance.now(),
});
await server.ready();
const document = JSON.stringify(await server.openApi(), null, 2);
writeFileSync(new URL('../dashboard/openapi.json', import.meta.url), `${document}\n`);
await server.close();
await db.destroy();
