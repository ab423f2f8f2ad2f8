import type { Database } from '../../storage/database.ts';
import { StorageError } from '../../storage/errors.ts';
import type { KeyRing } from './key-ring.ts';
import { findEarlyKey, insertKey, type KeyRow, listKeys } from './queries.ts';
import type { SealedValues } from './sealed-values.ts';
import { SecretKey } from './secret-key.ts';

/** The subject of the secret keys in the change feed. */
export const keysSubject = 'secret_keys';

/**
 * Loads the secret keys at startup. The first start of a database determines its key: the operator's, or a
 * generated one.
 * @param operatorKeys the operator's keys, in base64
 * @param now milliseconds since the epoch
 * @throws StorageError if the operator's key is not the database's key
 */
export async function loadKeys(
  db: Database,
  keys: KeyRing,
  operatorKeys: readonly string[],
  values: readonly SealedValues[],
  now: number,
): Promise<void> {
  const own = operatorKeys.map((text) => new SecretKey(text));
  const rows = await knownKeys(db, own, values, now);
  const ring = assembleKeys(rows, own);
  requireOwnKey(rows, own);
  keys.replace(ring);
}

/** Reloads the keys after a rotation. The new key may be sealed with a key that this process has. */
export async function reloadKeys(
  db: Database,
  keys: KeyRing,
  operatorKeys: readonly string[],
): Promise<void> {
  const own = operatorKeys.map((text) => new SecretKey(text));
  keys.replace(assembleKeys(await listKeys(db), [...keys.all, ...own]));
}

/** Returns the database's keys. At the first start, makes one the current key. */
export async function knownKeys(
  db: Database,
  own: readonly SecretKey[],
  values: readonly SealedValues[],
  now: number,
): Promise<readonly KeyRow[]> {
  const rows = await listKeys(db);
  if (rows.some(({ state }) => state === 'current')) return rows;
  await adoptKey(db, own, values, now);
  return listKeys(db);
}

/** Concurrent processes all use the key that was inserted first. */
async function adoptKey(
  db: Database,
  own: readonly SecretKey[],
  values: readonly SealedValues[],
  now: number,
): Promise<void> {
  const earlyKey = await findEarlyKey(db);
  const generated = earlyKey ?? SecretKey.generate();
  const candidates = earlyKey !== undefined || own.length === 0 ? [...own, new SecretKey(generated)] : own;
  const current = await findOpeningKey(db, candidates, values);
  const unset = { retiredAt: null, generated: null, wrapped: null, wrappedBy: null, createdAt: now };
  const isOwn = own.includes(current);
  await insertKey(db, { ...unset, id: current.id, state: 'current', generated: isOwn ? null : generated });
  // The operator lists older keys after the current one.
  for (const key of candidates.slice(candidates.indexOf(current) + 1)) {
    const wrapped = key.wrapWith(current);
    await insertKey(db, { ...unset, id: key.id, state: 'old', wrapped, wrappedBy: current.id });
  }
}

async function findOpeningKey(
  db: Database,
  candidates: readonly SecretKey[],
  values: readonly SealedValues[],
): Promise<SecretKey> {
  let isUsed = false;
  for (const key of candidates) {
    const opened = await Promise.all(values.map((kind) => kind.opensWith(db, key)));
    if (opened.includes(true)) return key;
    isUsed ||= opened.includes(false);
  }
  const [first] = candidates;
  if (first && !isUsed) return first;
  throw new StorageError(
    'SPEDY_SECRET_KEY is not the key that sealed the second factors of this database. Set it to the key that this database was created with, or unset it if there was none.',
  );
}

/**
 * Returns the keys that can be recovered from the known ones, the current one first.
 * @param known keys from outside the database
 * @throws StorageError if the current key cannot be recovered
 */
export function assembleKeys(rows: readonly KeyRow[], known: readonly SecretKey[]): SecretKey[] {
  const all = new Map(known.map((key) => [key.id, key]));
  for (const { id, generated } of rows) if (generated !== null) all.set(id, new SecretKey(generated));
  for (let found = true; found; ) {
    found = false;
    for (const { id, wrapped, wrappedBy } of rows) {
      const outer = wrappedBy === null ? undefined : all.get(wrappedBy);
      if (all.has(id) || !outer || !wrapped) continue;
      const key = tryUnwrap(outer, id, wrapped);
      if (!key) continue;
      all.set(id, key);
      found = true;
    }
  }
  const current = rows.find(({ state }) => state === 'current');
  if (!current || !all.has(current.id)) throw missingKey(current?.id ?? 'none', known);
  const others = rows.filter(({ id }) => id !== current.id);
  return [current, ...others].flatMap(({ id }) => all.get(id) ?? []);
}

/** Null if the row does not contain that key: it counts as lost, and the other keys still work. */
function tryUnwrap(outer: SecretKey, id: string, wrapped: Uint8Array): SecretKey | null {
  try {
    return outer.unwrap(id, wrapped);
  } catch {
    return null;
  }
}

/**
 * Judges the keys of a backup before it is restored.
 * @param operatorKeys the operator's keys, in base64
 * @returns the ID of the current key, and whether the operator still has to set it; null if there is none yet
 * @throws StorageError if a server could not start with the operator's key
 */
export function judgeKeys(
  rows: readonly KeyRow[],
  operatorKeys: readonly string[],
): { readonly id: string; readonly isMissing: boolean } | null {
  const current = rows.find(({ state }) => state === 'current');
  if (!current) return null;
  const own = operatorKeys.map((text) => new SecretKey(text));
  const isMissing = own.length === 0 && current.generated === null;
  if (isMissing) return { id: current.id, isMissing };
  assembleKeys(rows, own);
  requireOwnKey(rows, own);
  return { id: current.id, isMissing };
}

/** During an unfinished rotation, the old key can open the new one but is no longer the database's key. */
function requireOwnKey(rows: readonly KeyRow[], own: readonly SecretKey[]): void {
  const current = rows.find(({ state }) => state === 'current');
  if (!current || own.length === 0 || own.some(({ id }) => id === current.id)) return;
  if (current.generated === null) throw missingKey(current.id, own);
  throw new StorageError(
    `SPEDY_SECRET_KEY (${idsOf(own)}) is not this database's secret key (${current.id}), which was generated and is stored in it. Unset SPEDY_SECRET_KEY, or run \`spedy admin keys rotate\` with it to make it the database's key.`,
  );
}

function missingKey(current: string, known: readonly SecretKey[]): StorageError {
  if (known.length === 0)
    return new StorageError(
      `This database's secret key (${current}) is not stored in it. Set SPEDY_SECRET_KEY to that key.`,
    );
  return new StorageError(
    `SPEDY_SECRET_KEY (${idsOf(known)}) is not this database's secret key (${current}). Set it to that key. To change to a new key, run \`spedy admin keys rotate\` with SPEDY_SECRET_KEY=NEW,OLD.`,
  );
}

const idsOf = (keys: readonly SecretKey[]) => keys.map(({ id }) => id).join(', ');
