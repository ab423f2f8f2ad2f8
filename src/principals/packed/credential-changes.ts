/** A power of two, so many that two of the credentials that change within minutes rarely share one. */
const places = 2 ** 18;
/** Characters at the end of an ID, which are random. */
const used = 8;

/**
 * Notes when credentials last changed, by a hash of their ID and so in constant memory. A credential that shares its place
 * with a changed one counts as changed too: it is only queried once more.
 */
export class CredentialChanges {
  /** Allocated at once, but the system provides memory only for what is used. */
  readonly #last = new Float64Array(places);

  /** @param generation the count of changes */
  note(id: string, generation: number): void {
    this.#last[placeOf(id)] = generation;
  }

  /** Returns the count at the last change of this ID, or at a later one of another; 0 if there was none. */
  changedAt(id: string): number {
    return this.#last[placeOf(id)] ?? 0;
  }
}

function placeOf(id: string): number {
  let hash = 0;
  for (let index = Math.max(0, id.length - used); index < id.length; index += 1)
    hash = Math.imul(hash, 31) + id.charCodeAt(index);
  return hash & (places - 1);
}
