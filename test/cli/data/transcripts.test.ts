import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { databaseName } from '../../../src/storage/database-name.ts';
import { runTranscript, withoutVariables } from '../../support/cli/transcript.ts';
import { type Backups, createBackups } from '../../support/databases/backups.ts';
import { databaseKind } from '../../support/databases/database.ts';
import { describeWithProgram } from '../../support/describe-with-program.ts';
import { expectResult, spedyOn } from '../../support/servers/command-line.ts';
import { blockOf } from '../../support/servers/documented-block.ts';
import { findProgram } from '../../support/servers/find-program.ts';

const missing = ['bash', 'jq'].filter((name) => findProgram(name) === null);
const need = {
  isInstalled: missing.length === 0,
  missing: `${missing.join(', ')} not found; install them`,
  required: 'SPEDY_REQUIRE_SHELL',
} as const;
/** Each is several migrations and copies of a database. */
const timeout = 120_000;
const released = new URL('../../storage/released/', import.meta.url);

describeWithProgram(need, 'the transcripts of the documentation', () => {
  let backups: Backups;
  beforeAll(() => {
    backups = createBackups();
  });
  afterAll(() => backups.drop());

  /** A folder with the database of a released schema, as a server of that version left it. */
  const folderWith = (schema: string) => {
    const folder = join(backups.folder, `server-${schema}`);
    mkdirSync(join(folder, 'data'), { recursive: true });
    const file = gunzipSync(readFileSync(new URL(`${schema}.db.gz`, released)));
    writeFileSync(join(folder, 'data/spedy.db'), file, { mode: 0o600 });
    return folder;
  };

  it.runIf(databaseKind === 'sqlite')('upgrade the first released schema', { timeout }, async () => {
    const documented = blockOf('text', 'docs/upgrade.md', '## Steps');
    expect(await runTranscript(documented, folderWith('0004'), [])).toBe(withoutVariables(documented));
  });

  it.runIf(databaseKind === 'postgres')('move to PostgreSQL and back', { timeout }, async () => {
    const documented = blockOf('text', 'docs/data.md', '## Move to the other database');
    const folder = folderWith('0045');
    expectResult(await spedyOn(`sqlite:${folder}/data/spedy.db`)(['migrate', '--json']));
    const { url } = await backups.empty();
    const ran = await runTranscript(documented, folder, [
      ['postgres://spedy:password@db.internal/spedy', url],
      ['postgres://db.internal/spedy', databaseName(url)],
    ]);
    expect(ran).toBe(withoutVariables(documented));
  });
});
