import { type AddressMark, noAddresses } from '../mark-addresses.ts';
import { grown } from './grown.ts';

/** The tables of credentials whose last uses are stored. */
export const credentialTables = ['access_tokens', 'sessions', 'oauth_connections'] as const;
export type CredentialTable = (typeof credentialTables)[number];

/** So long ago that a mark is due. */
export const notWritten = Number.NEGATIVE_INFINITY;
/** Slots at first. */
const smallest = 1_024;

/** Where a mark has its times and its other numbers. */
const time = { at: 0, writtenAt: 1, seenUntil: 2, addressWrittenAt: 3 } as const;
const number = { table: 0, pending: 1, isNewDay: 2, day: 3, count: 4, scopes: 5 } as const;
const timesEach = Object.keys(time).length;
const numbersEach = Object.keys(number).length;

/** What marks consist of, one value or more for each slot. */
class Columns {
  times: Float64Array<ArrayBuffer>;
  numbers: Int32Array<ArrayBuffer>;
  readonly ids: string[] = [];
  readonly organizationIds: string[] = [];
  readonly peers: (string | undefined)[] = [];
  readonly forwarded: (string | string[] | undefined)[] = [];
  readonly addresses: (string | null)[] = [];
  /** Of the few marks that have any. */
  readonly earlier = new Map<number, AddressMark['earlier']>();

  constructor(capacity: number) {
    this.times = new Float64Array(capacity * timesEach);
    this.numbers = new Int32Array(capacity * numbersEach);
  }

  get capacity(): number {
    return this.times.length / timesEach;
  }

  /** Doubles the capacity. */
  grow(): void {
    this.times = new Float64Array(grown(this.times, 2 * this.times.length));
    this.numbers = new Int32Array(grown(this.numbers, 2 * this.numbers.length));
  }

  /** Clears what refers to other memory. */
  clear(slot: number): void {
    this.ids[slot] = '';
    this.organizationIds[slot] = '';
    this.peers[slot] = undefined;
    this.forwarded[slot] = undefined;
    this.addresses[slot] = null;
    this.earlier.delete(slot);
  }

  /** Takes over a mark of other columns. */
  copy(slot: number, from: Columns, source: number): void {
    const times = from.times.subarray(source * timesEach, (source + 1) * timesEach);
    this.times.set(times, slot * timesEach);
    const numbers = from.numbers.subarray(source * numbersEach, (source + 1) * numbersEach);
    this.numbers.set(numbers, slot * numbersEach);
    this.ids[slot] = from.ids[source] ?? '';
    this.organizationIds[slot] = from.organizationIds[source] ?? '';
    this.peers[slot] = from.peers[source];
    this.forwarded[slot] = from.forwarded[source];
    this.addresses[slot] = from.addresses[source] ?? null;
    const earlier = from.earlier.get(source);
    if (earlier) this.earlier.set(slot, earlier);
  }
}

/** The uses of one credential. A view of its columns, valid until the next `keep`. */
export class Mark implements AddressMark {
  readonly #columns: Columns;
  readonly #slot: number;

  constructor(columns: Columns, slot: number) {
    this.#columns = columns;
    this.#slot = slot;
  }

  get id(): string {
    return this.#columns.ids[this.#slot] ?? '';
  }

  get organizationId(): string {
    return this.#columns.organizationIds[this.#slot] ?? '';
  }

  get table(): CredentialTable {
    return credentialTables[this.#number(number.table)] ?? 'access_tokens';
  }

  /** Time of the last use. All times are in milliseconds, and all but `addressWrittenAt` since the start of `LastUse`. */
  get at(): number {
    return this.#time(time.at);
  }

  set at(value: number) {
    this.#setTime(time.at, value);
  }

  /** Time of the last write. */
  get writtenAt(): number {
    return this.#time(time.writtenAt);
  }

  set writtenAt(value: number) {
    this.#setTime(time.writtenAt, value);
  }

  /** Until when its member counts as seen: until then, no use is written for the member. */
  get seenUntil(): number {
    return this.#time(time.seenUntil);
  }

  set seenUntil(value: number) {
    this.#setTime(time.seenUntil, value);
  }

  get addressWrittenAt(): number {
    return this.#time(time.addressWrittenAt);
  }

  set addressWrittenAt(value: number) {
    this.#setTime(time.addressWrittenAt, value);
  }

  get pending(): boolean {
    return this.#number(number.pending) === 1;
  }

  set pending(value: boolean) {
    this.#setNumber(number.pending, value ? 1 : 0);
  }

  /** Whether no use of this day was written yet, as far as this process knows. */
  get isNewDay(): boolean {
    return this.#number(number.isNewDay) === 1;
  }

  set isNewDay(value: boolean) {
    this.#setNumber(number.isNewDay, value ? 1 : 0);
  }

  /** The day of the last use, in days since the epoch (UTC). */
  get day(): number {
    return this.#number(number.day);
  }

  set day(value: number) {
    this.#setNumber(number.day, value);
  }

  /** Unwritten uses on this day. */
  get count(): number {
    return this.#number(number.count);
  }

  set count(value: number) {
    this.#setNumber(number.count, value);
  }

  /** The scopes of these uses, as bits. */
  get scopes(): number {
    return this.#number(number.scopes);
  }

  set scopes(value: number) {
    this.#setNumber(number.scopes, value);
  }

  get peer(): string | undefined {
    return this.#columns.peers[this.#slot];
  }

  set peer(value: string | undefined) {
    this.#columns.peers[this.#slot] = value;
  }

  get forwarded(): string | string[] | undefined {
    return this.#columns.forwarded[this.#slot];
  }

  set forwarded(value: string | string[] | undefined) {
    this.#columns.forwarded[this.#slot] = value;
  }

  get address(): string | null {
    return this.#columns.addresses[this.#slot] ?? null;
  }

  set address(value: string | null) {
    this.#columns.addresses[this.#slot] = value;
  }

  get earlier(): AddressMark['earlier'] {
    return this.#columns.earlier.get(this.#slot) ?? noAddresses;
  }

  set earlier(value: AddressMark['earlier']) {
    if (value.length > 0) this.#columns.earlier.set(this.#slot, value);
    else this.#columns.earlier.delete(this.#slot);
  }

  #time(index: number): number {
    return this.#columns.times[this.#slot * timesEach + index] ?? 0;
  }

  #setTime(index: number, value: number): void {
    this.#columns.times[this.#slot * timesEach + index] = value;
  }

  #number(index: number): number {
    return this.#columns.numbers[this.#slot * numbersEach + index] ?? 0;
  }

  #setNumber(index: number, value: number): void {
    this.#columns.numbers[this.#slot * numbersEach + index] = value;
  }
}

/**
 * Marks by the ID of their credential. In columns, because as objects they need twice the memory, and there is one for each
 * credential that was used in the last minute.
 */
export class Marks {
  #columns = new Columns(smallest);
  #slots = new Map<string, number>();
  /** Slots of dropped marks. */
  #free: number[] = [];
  /** Slots that were ever used. */
  #used = 0;

  get(id: string): Mark | undefined {
    const slot = this.#slots.get(id);
    return slot === undefined ? undefined : new Mark(this.#columns, slot);
  }

  /** Adds the mark of a credential that has none, as if it was never used. */
  add(table: CredentialTable, organizationId: string, id: string): Mark {
    if (this.#free.length === 0 && this.#used === this.#columns.capacity) this.#columns.grow();
    const slot = this.#free.pop() ?? this.#used++;
    this.#slots.set(id, slot);
    const columns = this.#columns;
    columns.clear(slot);
    columns.ids[slot] = id;
    columns.organizationIds[slot] = organizationId;
    columns.times.set([0, notWritten, notWritten, 0], slot * timesEach);
    columns.numbers.set([credentialTables.indexOf(table), 0, 1, 0, 0, 0], slot * numbersEach);
    return new Mark(columns, slot);
  }

  /** Drops the marks that are not kept, and gives back memory that few marks do not need. */
  keep(isKept: (mark: Mark) => boolean): void {
    for (const [id, slot] of this.#slots) {
      if (isKept(new Mark(this.#columns, slot))) continue;
      this.#slots.delete(id);
      this.#columns.clear(slot);
      this.#free.push(slot);
    }
    const { capacity } = this.#columns;
    if (capacity > smallest && this.#slots.size < capacity / 4) this.#shrink(capacity / 2);
  }

  *[Symbol.iterator](): Generator<Mark> {
    for (const slot of this.#slots.values()) yield new Mark(this.#columns, slot);
  }

  /** Moves all marks to smaller columns, without gaps. */
  #shrink(capacity: number): void {
    const from = this.#columns;
    this.#columns = new Columns(capacity);
    this.#free = [];
    this.#used = 0;
    for (const [id, slot] of this.#slots) {
      this.#columns.copy(this.#used, from, slot);
      this.#slots.set(id, this.#used);
      this.#used += 1;
    }
  }
}
