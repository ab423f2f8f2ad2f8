/** Keys that are remembered, at most: several times as many as a cache has values. */
const slots = 16_384;

/**
 * Returns a function that says whether a key was asked for before. A cache that keeps a value only then has no copies of
 * values that are read once, such as the pages of a list that is read to its end: the garbage collector would move each of
 * them, and look at all of them again and again. A key in another one's slot is forgotten, and one with the same hash known.
 */
export function secondUses(): (key: string) => boolean {
  const known = new Uint32Array(slots);
  return (key) => {
    const hash = hashOf(key);
    const slot = hash % slots;
    const isKnown = known[slot] === hash;
    known[slot] = hash;
    return isKnown;
  };
}

/** FNV-1a, of 32 bits. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1)
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
