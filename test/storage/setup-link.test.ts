import { afterAll, beforeAll, expect, it } from 'vitest';
import { hashSecret } from '../../src/credentials/hash.ts';
import { consumeSetupLink, insertSetupLink } from '../../src/setup/queries.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

it('accepts one of two setup links used at the same time', async () => {
  const { db } = world;
  for (const link of ['one', 'two']) await insertSetupLink(db, hashSecret(link), 0);
  const use = (link: string) => inTransaction(db, (trx) => consumeSetupLink(trx, hashSecret(link)));
  let second: Promise<boolean> | undefined;
  const first = await inTransaction(db, async (trx) => {
    const used = await consumeSetupLink(trx, hashSecret('one'));
    second = use('two');
    return used;
  });
  expect([first, await second, await use('one')]).toEqual([true, false, false]);
});

it('keeps the setup link after a wrong one is tried', async () => {
  const { db } = world;
  await insertSetupLink(db, hashSecret('right'), 0);
  const use = (link: string) => inTransaction(db, (trx) => consumeSetupLink(trx, hashSecret(link)));
  expect([await use('wrong'), await use('right')]).toEqual([false, true]);
});
