import { describe, expect, it } from 'vitest';
import { openDatabase } from '../storage/database.ts';
import { readiness } from './readiness.ts';

describe('readiness', () => {
  it('fails with the database, and says nothing of the error', async () => {
    const { db } = openDatabase('sqlite::memory:', () => {});
    // Kysely connects at the first query.
    await db.destroy();
    const check = readiness(db, () => true, { isCurrent: () => false, lastRead: 3 });
    const milliseconds = expect.any(Number);
    expect(await check()).toEqual({
      problem: 'The database cannot be reached, or cannot commit.',
      checks: [
        { name: 'schema', state: 'ok', milliseconds: 0 },
        { name: 'database', state: 'failed', milliseconds },
        { name: 'change_feed', state: 'degraded', milliseconds: 3 },
      ],
    });
  });
});
