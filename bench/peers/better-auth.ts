import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { apiKey } from '@better-auth/api-key';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { announce, listen } from '../announce.ts';
import { answerJson, guarded, type Handler } from './answer.ts';

/** The plugin's default header. */
const keyHeader = 'x-api-key';

/**
 * Uses the plugin's documented check, `auth.api.verifyApiKey`, in our handler. The alternative,
 * `enableSessionForAPIKeys` with `getSession`, is "generally not recommended" by the documentation, and also reads
 * the user.
 *
 * A check reads the key's row by its SHA-256 hash and then writes the row twice: `lastRequest`, which the plugin
 * updates even without rate limits, and `updatedAt`. The measurement keeps these defaults: `deferUpdates` does not
 * move the writes out of a check if keys are in the database, and `storage: 'secondary-storage'` (Redis, or any map)
 * would not use SQLite.
 */
function createAuth(database: DatabaseSync, baseURL: string) {
  return betterAuth({
    baseURL,
    secret: randomBytes(32).toString('base64url'),
    database,
    emailAndPassword: { enabled: true },
    // The default limit is ten requests a day, so a run would measure rejections.
    plugins: [apiKey({ rateLimit: { enabled: false } })],
    logger: { disabled: true },
    telemetry: { enabled: false },
  });
}

type Auth = ReturnType<typeof createAuth>;

/** Opens a database file with the usual settings of production: a write does not wait for the disk. */
function openDatabase(): DatabaseSync {
  const folder = mkdtempSync(join(tmpdir(), 'bench-better-auth-'));
  const database = new DatabaseSync(join(folder, 'auth.db'));
  database.exec('pragma journal_mode = wal; pragma synchronous = normal');
  process.on('exit', () => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  return database;
}

/** Creates a user. Returns the user's API key. */
async function createKey(auth: Auth): Promise<string> {
  const { user } = await auth.api.signUpEmail({
    body: {
      name: 'Ada Lovelace',
      email: 'ada@acme-corp.example',
      password: randomBytes(16).toString('base64url'),
    },
  });
  const { key } = await auth.api.createApiKey({ body: { userId: user.id, name: 'bench' } });
  return key;
}

function checksWith(auth: Auth): Handler {
  return async (request, response) => {
    if (request.method !== 'GET' || request.url !== '/me') {
      return answerJson(response, 404, { error: 'not_found' });
    }
    const presented = request.headers[keyHeader];
    if (typeof presented !== 'string') return answerJson(response, 401, { error: 'unauthorized' });
    const { valid, key } = await auth.api.verifyApiKey({ body: { key: presented } });
    if (!valid || key === null) return answerJson(response, 401, { error: 'unauthorized' });
    answerJson(response, 200, { user: { id: key.referenceId }, key: { id: key.id, name: key.name } });
  };
}

const server = createServer();
const origin = await listen(server);
const auth = createAuth(openDatabase(), origin);
const { runMigrations } = await getMigrations(auth.options);
await runMigrations();
const key = await createKey(auth);
server.on('request', guarded(checksWith(auth)));
announce({ origin, requests: { check: { method: 'GET', path: '/me', headers: { [keyHeader]: key } } } });
