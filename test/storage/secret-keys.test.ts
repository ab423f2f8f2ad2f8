import { readFileSync } from 'node:fs';
import { Secret, TOTP } from 'otpauth';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeyRing } from '../../src/credentials/keys/key-ring.ts';
import { loadKeys } from '../../src/credentials/keys/load.ts';
import { rotateKeys } from '../../src/credentials/keys/rotate.ts';
import { SecretKey } from '../../src/credentials/keys/secret-key.ts';
import { openClientId } from '../../src/oauth/clients/registration/client-id.ts';
import { grantTypes } from '../../src/oauth/token/grant-types/list.ts';
import { sealedValues } from '../../src/server/sealed-values.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { expectError } from '../support/client.ts';
import { registerClient } from '../support/oauth/oauth.ts';
import { spedyOn } from '../support/servers/command-line.ts';
import { createOperator } from '../support/servers/operator.ts';
import { type Acme, createAcme, password } from '../support/world.ts';

const [own, other, third] = [SecretKey.generate(), SecretKey.generate(), SecretKey.generate()];

describe('a database from before keys had ids', () => {
  let acme: Acme;
  let totp: TOTP;
  /** Creates a second factor sealed with a key, without a record of which key. */
  const createOldDatabase = async (keys: readonly string[], generatedKey: string | null) => {
    acme = await createAcme({ secretKeys: keys });
    const cookie = await acme.signIn(acme.admin);
    const path = '/api/v1/me/two-factor';
    const begun = await acme.send('POST', path, { cookie, body: { currentPassword: password } });
    totp = new TOTP({ secret: Secret.fromBase32(begun.body.secret) });
    const code = totp.generate({ timestamp: acme.clock.now() });
    await acme.send('POST', `${path}/confirm`, { cookie, body: { code } });
    await acme.db.deleteFrom('secret_keys').execute();
    await acme.db.updateTable('second_factors').set({ key_id: null }).execute();
    await acme.db.updateTable('backup_codes').set({ key_id: null }).execute();
    if (generatedKey)
      await acme.db.insertInto('settings').values({ name: 'secret_key', value: generatedKey }).execute();
  };
  const load = (keys: readonly string[]) =>
    loadKeys(acme.db, new KeyRing(), keys, sealedValues, acme.clock.now());
  const rotate = async () => {
    const env = { SPEDY_SECRET_KEY: `${other},${own}` };
    const { stdout } = await spedyOn(acme.databaseUrl)(['keys', 'rotate', '--json'], { env });
    expect(JSON.parse(stdout)).toMatchObject({
      current: new SecretKey(other).id,
      resealed: 1,
      unreadable: 0,
    });
  };
  const signIn = () => {
    acme.clock.advance(30_000);
    const code = totp.generate({ timestamp: acme.clock.now() });
    const body = { email: acme.admin.email, password, code };
    return acme.send('POST', '/api/v1/auth/login', { body });
  };
  afterEach(() => acme.close());

  describe('with the key of its operator', () => {
    beforeEach(() => createOldDatabase([own], null));

    it('accepts that key in any position, and rejects another', async () => {
      await expect(load([other])).rejects.toThrow(/SPEDY_SECRET_KEY is not the key.*second factors/);
      await expect(load([])).rejects.toThrow('SPEDY_SECRET_KEY');
      await load([other, own]);
      await expect(load([other])).rejects.toThrow(new SecretKey(own).id);
      await load([own]);
    });

    it('returns 503 if a server missed a whole rotation and does not have the new key', async () => {
      await rotate();
      await acme.app.sweep();
      expectError(await signIn(), 503, 'unavailable');
    });
  });

  it('rotates to another key, and its members can still sign in', async () => {
    await createOldDatabase([own, other], null);
    await rotate();
    await acme.app.sweep();
    expect((await signIn()).status).toBe(200);
  });

  it("uses its generated key, and rotates to the operator's", async () => {
    await createOldDatabase([own], own);
    await expect(load([other])).rejects.toThrow('spedy admin keys rotate');
    await load([]);
    const env = { SPEDY_SECRET_KEY: other };
    const rotated = await spedyOn(acme.databaseUrl)(['keys', 'rotate', '--json'], { env });
    expect(JSON.parse(rotated.stdout)).toMatchObject({ previous: new SecretKey(own).id, resealed: 1 });
    await load([other]);
    await expect(load([])).rejects.toThrow('is not stored in it');
    const stored = JSON.stringify([
      await acme.db.selectFrom('secret_keys').selectAll().execute(),
      await acme.db.selectFrom('settings').selectAll().execute(),
    ]);
    for (const key of [own, other]) expect(stored).not.toContain(key);
  });
});

it('removes the bytes of the old generated key from the SQLite file', async ({ skip }) => {
  const { databaseUrl, createAcme: create, result, drop } = await createOperator();
  if (!databaseUrl.startsWith('sqlite:')) {
    await drop();
    skip();
  }
  await create();
  const { db } = openDatabase(databaseUrl, () => {});
  await db.insertInto('settings').values({ name: 'secret_key', value: own }).execute();
  await loadKeys(db, new KeyRing(), [], sealedValues, Date.now());
  await db.destroy();
  const file = () => readFileSync(databaseUrl.slice('sqlite:'.length));
  expect(file().includes(own)).toBe(true);
  await result('keys', 'rotate');
  for (const part of [own, own.slice(-30)]) expect(file().includes(part)).toBe(false);
  await drop();
});

describe('an interrupted rotation', () => {
  let acme: Acme;
  beforeEach(async () => {
    acme = await createAcme({ secretKeys: [own] });
  });
  afterEach(() => acme.close());
  const load = (keys: readonly string[]) =>
    loadKeys(acme.db, new KeyRing(), keys, sealedValues, acme.clock.now());
  const rotate = (keys: readonly string[], settle = async () => {}) =>
    rotateKeys({ db: acme.db, values: sealedValues, now: acme.clock.now(), settle }, keys);
  /** Interrupts a rotation while it waits for the servers, before (1) or after (2) the new key is current. */
  const rotateUntil = async (keys: readonly string[], wait: 1 | 2) => {
    let waits = 0;
    const interrupted = rotate(keys, async () => {
      waits += 1;
      if (waits === wait) throw new Error('killed');
    });
    await expect(interrupted).rejects.toThrow('killed');
  };
  const states = async () => {
    const rows = await acme.db.selectFrom('secret_keys').select(['id', 'state']).execute();
    const names = new Map([own, other, third].map((key, i) => [new SecretKey(key).id, 'ABC'[i]]));
    return rows.map(({ id, state }) => `${names.get(id)} ${state}`).sort();
  };

  it('keeps the old key if the new one is not current yet, and the next rotation completes it', async () => {
    await rotateUntil([other, own], 1);
    await load([own]);
    await expect(load([other])).rejects.toThrow('Set it to that key');
    await rotate([other, own]);
    expect(await states()).toEqual(['A old', 'B current']);
    await load([other]);
  });

  it('rejects the old key if the new one is current, and the next rotation completes it', async () => {
    await rotateUntil([other, own], 2);
    const [old, current] = [new SecretKey(own).id, new SecretKey(other).id];
    await expect(load([own])).rejects.toThrow(
      `SPEDY_SECRET_KEY (${old}) is not this database's secret key (${current}). Set it to that key.`,
    );
    await load([other]);
    expect(await rotate([other, own])).toMatchObject({ current, previous: null });
    await expect(load([own])).rejects.toThrow('Set it to that key');
  });

  it('keeps the old key that it was returning to when the next rotation uses another key', async () => {
    const { client_id: clientId } = await registerClient(acme);
    await rotate([other, own]);
    await rotateUntil([own, other], 1);
    await rotate([third, other]);
    expect(await states()).toEqual(['A old', 'B old', 'C current']);
    const ring = new KeyRing();
    await loadKeys(acme.db, ring, [third], sealedValues, acme.clock.now());
    const { id } = await acme.db
      .selectFrom('organizations')
      .select('id')
      .where('slug', '=', 'acme-corp')
      .executeTakeFirstOrThrow();
    expect(openClientId(ring, id, clientId, grantTypes)?.name).toBe('Ticket Helper');
  });
});
