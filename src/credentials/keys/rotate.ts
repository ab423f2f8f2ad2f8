import { noteChanges } from '../../storage/changes/note-changes.ts';
import { type Database, inTransaction, type Transaction } from '../../storage/database.ts';
import { StorageError } from '../../storage/errors.ts';
import { KeyRing } from './key-ring.ts';
import { assembleKeys, keysSubject, knownKeys } from './load.ts';
import { changeKey, deleteEarlyKey, deleteKey, insertKey, type KeyRow, listKeys } from './queries.ts';
import type { Resealed, SealedValues } from './sealed-values.ts';
import { SecretKey } from './secret-key.ts';

export type Rotation = Resealed & {
  readonly current: string;
  /** Null if this rotation only finished an earlier one. */
  readonly previous: string | null;
};

type RotationContext = {
  readonly db: Database;
  readonly values: readonly SealedValues[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Waits until every running server has reloaded the keys. */
  readonly settle: () => Promise<void>;
};

/**
 * Makes a new key the current one and re-seals all sealed values. Every server has the new key before it
 * seals anything. The old key is kept, sealed with the new one, for values that cannot be re-sealed. The next
 * rotation finishes an interrupted one.
 * @param given the operator's keys in base64, the new one first; if empty, a new key is generated
 * @throws StorageError if the current key is unknown, or there is no new key
 */
export async function rotateKeys(context: RotationContext, given: readonly string[]): Promise<Rotation> {
  const { db, values, now, settle } = context;
  const own = given.map((text) => new SecretKey(text));
  const rows = await knownKeys(db, own, values, now);
  const ring = assembleKeys(rows, own);
  const [current] = ring;
  if (!current) throw new StorageError('This database has no secret key.');
  const [first] = own;
  const isNew = first ? first.id !== current.id : true;
  if (!isNew && own.length === 1) throw onlyOneKey(current.id);
  if (isNew) await switchKeys(context, current, await announceNext(context, rows, current, first));
  if (isNew) await settle();
  const keys = new KeyRing();
  keys.replace(assembleKeys(await listKeys(db), [...own, ...ring]));
  const total = { resealed: 0, unreadable: 0 };
  for (const kind of values) {
    const { resealed, unreadable } = await kind.reseal(db, keys);
    total.resealed += resealed;
    total.unreadable += unreadable;
  }
  // From here on, the old key cannot open the new one.
  await change(db, (trx) => changeKey(trx, keys.current.id, 'current', { wrapped: null, wrappedBy: null }));
  return { ...total, current: keys.current.id, previous: isNew ? current.id : null };
}

/** Stores the new key for all servers, while the old key still seals. */
async function announceNext(
  { db, now, settle }: RotationContext,
  rows: readonly KeyRow[],
  current: SecretKey,
  given: SecretKey | undefined,
): Promise<SecretKey> {
  const left = rows.find(({ state, generated }) => state === 'next' && generated !== null);
  const generated = given ? null : (left?.generated ?? SecretKey.generate());
  const next = given ?? new SecretKey(generated ?? '');
  await change(db, async (trx) => {
    for (const row of rows) if (row.state === 'next' && row.id !== next.id) await withdrawNext(trx, row);
    const row = {
      id: next.id,
      state: 'next',
      createdAt: now,
      retiredAt: rows.find(({ id }) => id === next.id)?.retiredAt ?? null,
      generated,
      wrapped: given ? next.wrapWith(current) : null,
      wrappedBy: given ? current.id : null,
    };
    await deleteKey(trx, next.id);
    await insertKey(trx, row);
  });
  await settle();
  return next;
}

/** Withdraws the next key of an interrupted rotation. A key that was in use before still opens its values. */
async function withdrawNext(trx: Transaction, { id, retiredAt }: KeyRow): Promise<void> {
  if (retiredAt === null) await deleteKey(trx, id);
  else await changeKey(trx, id, 'next', { state: 'old' });
}

/** Makes the next key current and seals every older key with it. */
async function switchKeys({ db, now }: RotationContext, current: SecretKey, next: SecretKey): Promise<void> {
  await change(db, async (trx) => {
    const older = assembleKeys(await listKeys(trx), [current, next]).filter(
      ({ id }) => id !== current.id && id !== next.id,
    );
    const wrappedByNext = (key: SecretKey) => ({ wrapped: key.wrapWith(next), wrappedBy: next.id });
    const retired = { state: 'old', retiredAt: now, generated: null };
    if (!(await changeKey(trx, current.id, 'current', { ...retired, ...wrappedByNext(current) })))
      throw new StorageError(
        'Another rotation of the secret key is running. Wait until it ends, then try again.',
      );
    if (!(await changeKey(trx, next.id, 'next', { state: 'current', retiredAt: null })))
      throw new StorageError(
        'Another rotation of the secret key is running. Wait until it ends, then try again.',
      );
    for (const key of older) await changeKey(trx, key.id, 'old', wrappedByNext(key));
    await deleteEarlyKey(trx);
  });
}

/** Deletes a key, together with what is still sealed with it. */
export async function dropKey(db: Database, id: string): Promise<void> {
  await change(db, (trx) => deleteKey(trx, id));
}

/** Changes the keys and notifies every server. */
function change<T>(db: Database, work: Parameters<typeof inTransaction<T>>[1]): Promise<T> {
  return inTransaction(db, async (trx) => {
    const result = await work(trx);
    await noteChanges(trx, null, [keysSubject]);
    return result;
  });
}

function onlyOneKey(id: string): StorageError {
  return new StorageError(
    `SPEDY_SECRET_KEY (${id}) is already the current key. Create a new one with \`openssl rand -base64 32\`, and set both: SPEDY_SECRET_KEY=NEW,OLD.`,
  );
}
