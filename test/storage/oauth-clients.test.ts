import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hashSecret } from '../../src/credentials/hash.ts';
import { findApplicationsBySecret, saveApplication } from '../../src/oauth/clients/application-queries.ts';
import type { Client, ClientLookup } from '../../src/oauth/clients/client.ts';
import { ClientProblem } from '../../src/oauth/clients/client-problem.ts';
import { ClientDocuments } from '../../src/oauth/clients/documents/documents.ts';
import { clientFinder } from '../../src/oauth/clients/lookup/find-client.ts';
import { registerClient } from '../../src/oauth/clients/registration/registration.ts';
import { grantTypes } from '../../src/oauth/token/grant-types/list.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { newKeyRing } from '../support/keys.ts';
import { type DocumentHost, openDocumentHost } from '../support/oauth/document-host.ts';
import { createWorld, type World } from '../support/world.ts';

describe('finding a client', () => {
  let world: World;
  let home: ClientLookup;
  let other: ClientLookup;
  let host: DocumentHost;
  let fetches = 0;
  let name = 'Claude Code';
  const keys = newKeyRing();
  beforeAll(async () => {
    world = await createWorld();
    home = { id: await world.createOrganization('acme-corp'), registration: 'open', address: '203.0.113.1' };
    other = {
      id: await world.createOrganization('other-corp'),
      registration: 'open',
      address: '203.0.113.1',
    };
    host = await openDocumentHost('http', ({ url }, response) => {
      fetches += 1;
      const client_id = `http://127.0.0.1:${host.port}${url}`;
      const document = { client_id, client_name: name, redirect_uris: [`http://localhost/${name.length}`] };
      const type = url === '/page' ? 'text/html' : 'application/json';
      response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' });
      response.end(JSON.stringify(document));
    });
  });
  afterAll(async () => {
    await host.close();
    await world.close();
  });
  beforeEach(async () => {
    fetches = 0;
    name = 'Claude Code';
    await world.db.deleteFrom('oauth_applications').execute();
  });

  const finder = (ring = keys) =>
    clientFinder({
      db: world.db,
      keys: ring,
      grantTypes,
      documents: new ClientDocuments(true, grantTypes, world.clock.now),
      cachedApplication: async (_key, lookUp) => (await lookUp())?.row,
    });
  const save = (client: Client, organizationId = home.id) =>
    inTransaction(world.db, (trx) => saveApplication(trx, organizationId, client, world.clock.now()));
  const block = () => world.db.updateTable('oauth_applications').set({ blocked_at: 1 }).execute();
  const register = (change: object = {}) =>
    registerClient(
      keys,
      home.id,
      { redirect_uris: ['https://app.example.com/cb'], ...change },
      0,
      grantTypes,
    );
  const found = async (where: ClientLookup, clientId: string, fresh = true, find = finder()) => {
    const client = await find(where, clientId, fresh);
    if (!client) throw new Error('not found');
    return client;
  };

  describe('by a registered client id', () => {
    it('needs only the client id, at its organization', async () => {
      const { client_id, client_secret = '' } = register();
      expect(await found(home, client_id)).toMatchObject({
        clientId: client_id,
        kind: 'registered',
        name: 'app.example.com',
        redirectUris: ['https://app.example.com/cb'],
        authMethod: 'client_secret_post',
        secretHash: hashSecret(client_secret),
      });
      expect(await finder()(other, client_id, true)).toBeNull();
    });

    it.each(['authenticated', 'off'] as const)(
      'works when the policy changes to %s',
      async (registration) => {
        const { client_id } = register();
        expect(await found({ ...home, registration }, client_id)).toMatchObject({ clientId: client_id });
      },
    );

    it('uses one row after several members allow the client at once', async () => {
      const client = await found(home, register().client_id);
      const saved = await Promise.all(Array.from({ length: 5 }, () => save(client)));
      expect(new Set(saved.map((row) => row?.id)).size).toBe(1);
      expect(saved[0]?.id).toMatch(/^app_[0-9a-z]{23}$/);
      const { clientId, name: itsName, redirectUris, authMethod, grantTypes } = client;
      expect(await found(home, clientId)).toMatchObject({
        clientId,
        name: itsName,
        redirectUris,
        authMethod,
        grantTypes,
      });
      const row = await found(home, clientId);
      expect(Buffer.from(row.secretHash ?? [])).toEqual(client.secretHash);
    });

    it('works with another secret key only after a member has allowed the client', async () => {
      const [allowed, fresh] = [register().client_id, register().client_id];
      await save(await found(home, allowed));
      const later = finder(newKeyRing());
      expect(await found(home, allowed, true, later)).toMatchObject({ clientId: allowed });
      expect(await later(other, allowed, true)).toBeNull();
      expect(await later(home, fresh, true)).toBeNull();
    });

    it('returns null for a blocked client, which a pending consent cannot allow', async () => {
      const client = await found(home, register().client_id);
      await save(client);
      await block();
      for (const fresh of [true, false]) expect(await finder()(home, client.clientId, fresh)).toBeNull();
      expect(await save(client)).toBeNull();
    });

    it('finds the client by its secret in any organization', async () => {
      const { client_id, client_secret = '' } = register();
      const saved = await save(await found(home, client_id));
      expect(await findApplicationsBySecret(world.db, hashSecret(client_secret))).toEqual([
        { organizationId: home.id, id: saved?.id, name: 'app.example.com', blockedAt: null },
      ]);
      expect(await findApplicationsBySecret(world.db, hashSecret('another'))).toEqual([]);
    });
  });

  describe('by the URL of a metadata document', () => {
    const id = (path = '/client.json') => `http://127.0.0.1:${host.port}${path}`;

    it('reads the document, and saves its current content at each consent', async () => {
      const first = await found(home, id());
      expect(first).toMatchObject({ kind: 'metadata_document', name: 'Claude Code', authMethod: 'none' });
      const saved = await save(first);
      name = 'Claude';
      const second = await found(home, id());
      expect(second).toMatchObject({ name: 'Claude', redirectUris: ['http://localhost/6'] });
      expect(await save(second)).toEqual(saved);
      expect(await found(home, id(), false)).toEqual(second);
      expect(await save(first, other.id)).not.toEqual(saved);
    });

    it('uses the saved row without fetching the document, unless it must be fresh', async () => {
      const client = await found(home, id());
      await save(client);
      fetches = 0;
      expect(await found(home, id(), false)).toEqual(client);
      expect(fetches).toBe(0);
    });

    it('uses the document before a member has allowed the client', async () => {
      const find = finder();
      await find(home, id(), true);
      expect(await find(home, id(), false)).toMatchObject({ name: 'Claude Code' });
      expect(fetches).toBe(1);
      expect(await finder()(home, id(), false)).toMatchObject({ name: 'Claude Code' });
    });

    it('throws for an unreadable document if it must be fresh, and otherwise returns null', async () => {
      await expect(finder()(home, id('/page'), true)).rejects.toThrow(ClientProblem);
      await expect(finder()(home, id('/page'), true)).rejects.toThrow('it is not application/json');
      expect(await finder()(home, id('/page'), false)).toBeNull();
    });

    it('returns null if the policy forbids new clients, unless a member allowed it before', async () => {
      const off = { ...home, registration: 'off' } as const;
      for (const fresh of [true, false]) expect(await finder()(off, id(), fresh)).toBeNull();
      expect(fetches).toBe(0);
      expect(await finder()({ ...home, registration: 'authenticated' }, id(), true)).not.toBeNull();
      await save(await found(home, id()));
      expect(await finder()(off, id(), true)).not.toBeNull();
    });

    it('returns null for a blocked client without fetching its document', async () => {
      await save(await found(home, id()));
      await block();
      fetches = 0;
      for (const fresh of [true, false]) expect(await finder()(home, id(), fresh)).toBeNull();
      expect(fetches).toBe(0);
      expect(await finder()(other, id(), true)).not.toBeNull();
    });
  });

  it.each([
    '',
    'cli_',
    'cli_AAAA',
    'cli_\u0000',
    'nobody',
    '\u0000',
    'ftp://a.example/b',
    'x'.repeat(20_000),
  ])('returns null for any other client id: %j', async (clientId) => {
    for (const fresh of [true, false]) expect(await finder()(home, clientId, fresh)).toBeNull();
  });
});
