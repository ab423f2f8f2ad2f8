/** Returns the changed fields before and after, for an audit entry; null if nothing changed. */
export function changedFields<Fields extends Readonly<Record<string, unknown>>>(
  before: Fields,
  after: Fields,
): { before: Partial<Fields>; after: Partial<Fields> } | null {
  const keys = Object.keys(after).filter((key) => before[key] !== after[key]);
  if (keys.length === 0) return null;
  const pick = (fields: Fields) =>
    Object.fromEntries(keys.map((key) => [key, fields[key]])) as Partial<Fields>;
  return { before: pick(before), after: pick(after) };
}
