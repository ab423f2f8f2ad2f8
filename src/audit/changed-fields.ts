type Fields = Readonly<Record<string, unknown>>;

/** What differs between two states of one thing, as an audit entry tells it; null when nothing does. */
export function changedFields(before: Fields, after: Fields): { before: Fields; after: Fields } | null {
  const keys = Object.keys(after).filter((key) => before[key] !== after[key]);
  if (keys.length === 0) return null;
  const pick = (fields: Fields) => Object.fromEntries(keys.map((key) => [key, fields[key]]));
  return { before: pick(before), after: pick(after) };
}
