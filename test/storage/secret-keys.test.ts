import { Secret, TOTP } from 'otpauth';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeyRing } from '../../src/credentials/keys/key-ring.ts';
import { loadKeys } from '../../src/credentials/keys/load.ts';
import { SecretKey } from '../../src/credentials/keys/secret-key.ts';
import { sealedValues } from '../../src/sealed-values.ts';
import { expectError } from '../support/client.ts';
import { spedyOn } from '../support/command-line.ts';
import { type Acme, createAcme, password } from '../support/world.ts';

const [own, other] = [SecretKey.generate(), SecretKey.generate()];

describe('a database of the time before keys had ids', () => {
  let acme: Acme;
  let totp: TOTP;
  /** A second factor that was sealed with a key, and nothing that says with which. */
  const live = async (keys: readonly string[], early: string | null) => {
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
    if (early) await acme.db.insertInto('settings').values({ name: 'secret_key', value: early }).execute();
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
    beforeEach(() => live([own], null));

    it('takes that key, in any place, and refuses another', async () => {
      await expect(load([other])).rejects.toThrow(/SPEDY_SECRET_KEY is not the key.*second factors/);
      await expect(load([])).rejects.toThrow('SPEDY_SECRET_KEY');
      await load([other, own]);
      await expect(load([other])).rejects.toThrow(new SecretKey(own).id);
      await load([own]);
    });

    it('answers 503 where a server has missed a whole rotation and does not have the new key', async () => {
      await rotate();
      await acme.app.sweep();
      expectError(await signIn(), 503, 'unavailable');
    });
  });

  it('with a key rotates to another, and lets its members in', async () => {
    await live([own, other], null);
    await rotate();
    await acme.app.sweep();
    expect((await signIn()).status).toBe(200);
  });

  it("with a generated key takes that one, and rotates to the operator's", async () => {
    await live([own], own);
    await expect(load([other])).rejects.toThrow('spedy keys rotate');
    await load([]);
    const env = { SPEDY_SECRET_KEY: other };
    const rotated = await spedyOn(acme.databaseUrl)(['keys', 'rotate', '--json'], { env });
    expect(JSON.parse(rotated.stdout)).toMatchObject({ previous: new SecretKey(own).id, resealed: 1 });
    await load([other]);
    await expect(load([])).rejects.toThrow('is not kept in it');
    const stored = JSON.stringify([
      await acme.db.selectFrom('secret_keys').selectAll().execute(),
      await acme.db.selectFrom('settings').selectAll().execute(),
    ]);
    for (const key of [own, other]) expect(stored).not.toContain(key);
  });
});
