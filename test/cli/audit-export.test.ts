import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chainHash, chainStart } from '../../src/audit/chain.ts';
import { eventsAfter } from '../../src/audit/queries.ts';
import { expectFailure, expectResult, spedyOn } from '../support/servers/command-line.ts';
import { type Acme, createAcme } from '../support/world.ts';

const formats = ['ndjson', 'csv'] as const;

describe('spedy audit verify --export', () => {
  let acme: Acme;
  let folder: string;
  let organizationId: string;
  beforeAll(async () => {
    acme = await createAcme();
    folder = mkdtempSync(join(tmpdir(), 'spedy-export-'));
    organizationId = (await acme.send('GET', '/api/v1/organization', { token: acme.adminToken })).body.id;
    for (const name of ['=SUM(A1), "quoted"', 'two \u00e9 words', "'apostrophe"])
      await acme.send('POST', '/api/v1/me/tokens', { token: acme.adminToken, body: { name } });
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await acme.close();
  });

  const file = (name: string) => join(folder, name);
  const exported = async (format: string, filter = '') => {
    const path = `/api/v1/organization/audit-events/export?format=${format}${filter}`;
    return (await acme.send('GET', path, { token: acme.adminToken })).text;
  };
  async function saveExport(format: (typeof formats)[number], name: string, change = (text: string) => text) {
    writeFileSync(file(name), change(await exported(format)));
    return file(name);
  }
  const verify = (path: string, ...more: string[]) =>
    spedyOn(acme.databaseUrl)(['audit', 'verify', '--export', path, ...more]);
  const events = () => eventsAfter(acme.db, organizationId, 0, 1_000);
  const edit = (sequence: number) =>
    acme.db
      .updateTable('audit_events')
      .where('organization_id', '=', organizationId)
      .where('sequence', '=', sequence);

  /** Recomputes the hash of every event, so that the chain is intact again. */
  async function rewrite(): Promise<void> {
    let previous: Uint8Array = chainStart;
    for (const { previousHash: _before, hash: _old, ...event } of await events()) {
      const hash = chainHash(previous, event);
      await edit(event.sequence).set({ previous_hash: previous, hash }).execute();
      previous = hash;
    }
    const { length } = await events();
    await acme.db
      .updateTable('audit_heads')
      .set({ sequence: length, hash: previous })
      .where('organization_id', '=', organizationId)
      .execute();
  }

  it.each(formats)('%s: matches an export after the chain grows and a member is renamed', async (format) => {
    const path = await saveExport(format, `good.${format}`);
    const { length } = await events();
    const body = { name: 'Ada Lovelace' };
    await acme.send('PATCH', `/api/v1/users/${acme.admin.id}`, {
      cookie: await acme.signIn(acme.admin),
      body,
    });
    expect(expectResult(await verify(path, '--json', '--org', 'acme-corp'))).toMatchObject({
      organizations: [{ slug: 'acme-corp', intact: true, export: { matches: true, events: length } }],
    });
    const { stdout, exitCode } = await verify(path);
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringContaining(`the chain contains all ${length} events of ${path}.`),
    ]);
  });

  it('accepts an export of a part of the log', async () => {
    writeFileSync(file('part.ndjson'), await exported('ndjson', '&action=token.'));
    expect((await verify(file('part.ndjson'))).exitCode).toBe(0);
  });

  it.each(formats)('%s: reports an edited export', async (format) => {
    const path = await saveExport(format, `edited.${format}`, (text) =>
      text.replace('two \u00e9 words', 'three words'),
    );
    const answer = await verify(path);
    expect(answer.exitCode).toBe(1);
    expect(answer.stderr).toMatch(/^spedy: acme-corp: DIFFERS from .* the export was changed\./);
  });

  it.each(formats)('%s: reports a chain that was cut off or rewritten after the export', async (format) => {
    await acme.send('POST', '/api/v1/me/tokens', {
      token: acme.adminToken,
      body: { name: 'to be hidden' },
    });
    const path = await saveExport(format, `before.${format}`);
    const last = (await events()).length;
    await acme.db
      .deleteFrom('audit_events')
      .where('organization_id', '=', organizationId)
      .where('sequence', '=', last)
      .execute();
    await rewrite();
    expect(
      expectResult(await spedyOn(acme.databaseUrl)(['audit', 'verify', '--json'])).organizations[0].intact,
    ).toBe(true);
    const cut = await verify(path, '--json');
    expect([cut.exitCode, JSON.parse(cut.stdout).organizations[0].export]).toMatchObject([
      1,
      { matches: false, differsAt: last },
    ]);
    expect(cut.stderr).toMatch(/DIFFERS .* at event \d+: .* was cut off/);

    const again = await saveExport(format, `again.${format}`);
    await edit(4)
      .set({ address: `192.0.2.${format.length}` })
      .execute();
    await rewrite();
    expect((await verify(again)).stderr).toMatch(
      /DIFFERS from .* at event 4: the chain has a different event than line \d+/,
    );
  });

  it('rejects a file that is not an export or cannot be read with one clear line', async () => {
    const other =
      'org create other --name Other --plan pro --admin-email o@other.test --admin-password'.split(' ');
    const { sequence: _gone, ...old } = JSON.parse((await exported('ndjson')).split('\n')[0] ?? '');
    for (const [name, content, line] of [
      ['old.ndjson', `${JSON.stringify(old)}\n`, /line 1 has no sequence and hash/],
      ['list.txt', 'My shopping list\nmilk\n', /line 1 has no columns sequence and hash/],
      ['empty', '', /the file is empty/],
      ['bare.csv', 'id,sequence,hash\r\n', /the file has no events to check/],
      ['broken.ndjson', '{"sequence":1\n', /line 1 is not a JSON event/],
      ['broken.csv', 'id,sequence,hash\n"a"b,1\n', /line 2 is not a CSV record/],
    ] as const) {
      writeFileSync(file(name), content);
      expect(expectFailure(await verify(file(name)), 1)).toMatch(line);
    }
    expect(expectFailure(await verify(file('nowhere')), 1)).toMatch(/cannot read \S+: ENOENT/);
    expect((await spedyOn(acme.databaseUrl)([...other, 'a long enough passphrase'])).exitCode).toBe(0);
    expect(expectFailure(await verify(file('good.csv')), 1)).toContain('--export needs --org');
  });
});
