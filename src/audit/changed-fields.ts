type Fields = Readonly<Record<string, unknown>>;

/** Returns the changed fields before and after, for an audit entry; null if nothing changed. */
export function changedFields(before: Fields, after: Fields): { before: Fields; after: Fields } | null {
  const keys = Object.keys(after).filter((key) => before[key] !== after[key]);
  if (keys.length === 0) return null;
  const pick = (fields: Fields) => Object.fromEntries(keys.map((key) => [key, fields[key]]));
  return { before: pick(before), after: pick(after) };
}
