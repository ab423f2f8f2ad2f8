import { grown } from './grown.ts';

/** Numbers of 32 bits in a key, which is a SHA-256 as `hashText` returns it. */
const keyLength = 8;
/** No slot. Slots count from 1. */
const none = 0;
/** Slots for which there is memory at first. */
const smallest = 1_023;

/**
 * Gives each key one of a limited number of slots, and knows which one was used least recently. Needs 50 bytes for each key and
 * no object. Its memory grows with the number of keys.
 */
export class AgedKeys {
  readonly #capacity: number;
  /** Slots for which there is memory. */
  #allocated = 0;
  #keys = new Int32Array();
  /** Slots at the place that follows from their key, or at the next free place after it. At most half full. */
  #places = new Uint32Array();
  #lastPlace = 0;
  /** The slots in the order of their last use, as a ring through `none`. */
  #older = new Uint32Array();
  #newer = new Uint32Array();
  /** Slots that were removed, each with the next one in `#newer`. */
  #free = none;
  /** The highest slot that was ever used. */
  #highest = none;
  #size = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#allocate(Math.min(capacity, smallest));
  }

  get size(): number {
    return this.#size;
  }

  get isFull(): boolean {
    return this.#size === this.#capacity;
  }

  /** The slot that was not used for the longest time, or 0. */
  get oldest(): number {
    return this.#newer[none] ?? none;
  }

  /** Returns the slot of a key, or 0. */
  find(key: string): number {
    return this.#places[this.#placeOf(key)] ?? none;
  }

  /** Adds a key that has no slot, while not full. Returns its slot. */
  add(key: string): number {
    const slot = this.#takeFree();
    const start = slot * keyLength;
    for (let part = 0; part < keyLength; part += 1) this.#keys[start + part] = partOf(key, part);
    this.#place(slot);
    this.#append(slot);
    this.#size += 1;
    return slot;
  }

  /** Notes that a slot is used. */
  use(slot: number): void {
    this.#unlink(slot);
    this.#append(slot);
  }

  /** Removes a slot that has a key. */
  remove(slot: number): void {
    this.#clear(this.#placeOfSlot(slot));
    this.#unlink(slot);
    this.#newer[slot] = this.#free;
    this.#free = slot;
    this.#size -= 1;
  }

  clear(): void {
    this.#places.fill(none);
    this.#link(none, none);
    this.#free = none;
    this.#highest = none;
    this.#size = 0;
  }

  #takeFree(): number {
    const slot = this.#free;
    if (slot !== none) {
      this.#free = this.#newer[slot] ?? none;
      return slot;
    }
    if (this.#highest === this.#allocated) this.#allocate(Math.min(2 * this.#allocated, this.#capacity));
    this.#highest += 1;
    return this.#highest;
  }

  /** Keeps the slots of all keys. */
  #allocate(slots: number): void {
    this.#allocated = slots;
    this.#keys = new Int32Array(grown(this.#keys, (slots + 1) * keyLength));
    this.#older = new Uint32Array(grown(this.#older, slots + 1));
    this.#newer = new Uint32Array(grown(this.#newer, slots + 1));
    const places = 2 ** Math.ceil(Math.log2(2 * slots + 1));
    this.#places = new Uint32Array(places);
    this.#lastPlace = places - 1;
    for (let slot = this.oldest; slot !== none; slot = this.#newer[slot] ?? none) this.#place(slot);
  }

  /** Puts a slot at a free place. */
  #place(slot: number): void {
    let place = this.#homeOf(slot);
    while (this.#places[place] !== none) place = (place + 1) & this.#lastPlace;
    this.#places[place] = slot;
  }

  #append(slot: number): void {
    this.#link(this.#older[none] ?? none, slot);
    this.#link(slot, none);
  }

  #unlink(slot: number): void {
    this.#link(this.#older[slot] ?? none, this.#newer[slot] ?? none);
  }

  #link(older: number, newer: number): void {
    this.#newer[older] = newer;
    this.#older[newer] = older;
  }

  /** The place of a key, or the free one where it belongs. */
  #placeOf(key: string): number {
    // A hash needs no other hash.
    let place = partOf(key, 0) & this.#lastPlace;
    for (;;) {
      const slot = this.#places[place] ?? none;
      if (slot === none || this.#has(slot, key)) return place;
      place = (place + 1) & this.#lastPlace;
    }
  }

  #has(slot: number, key: string): boolean {
    const start = slot * keyLength;
    for (let part = 0; part < keyLength; part += 1)
      if (this.#keys[start + part] !== partOf(key, part)) return false;
    return true;
  }

  #placeOfSlot(slot: number): number {
    let place = this.#homeOf(slot);
    while (this.#places[place] !== slot) place = (place + 1) & this.#lastPlace;
    return place;
  }

  /** The place that follows from a slot's key. */
  #homeOf(slot: number): number {
    return (this.#keys[slot * keyLength] ?? 0) & this.#lastPlace;
  }

  /** Clears a place, and moves slots after it that would no longer be found. */
  #clear(cleared: number): void {
    let gap = cleared;
    for (let place = (gap + 1) & this.#lastPlace; ; place = (place + 1) & this.#lastPlace) {
      const slot = this.#places[place] ?? none;
      if (slot === none) break;
      const distance = (place - this.#homeOf(slot)) & this.#lastPlace;
      if (distance < ((place - gap) & this.#lastPlace)) continue;
      this.#places[gap] = slot;
      gap = place;
    }
    this.#places[gap] = none;
  }
}

/** Returns four characters of a key as one number. */
function partOf(key: string, part: number): number {
  const start = part * 4;
  const low = key.charCodeAt(start) | (key.charCodeAt(start + 1) << 8);
  return low | (key.charCodeAt(start + 2) << 16) | (key.charCodeAt(start + 3) << 24);
}
