import type { SeenAddress } from './token-address-queries.ts';

/** Addresses that are stored for a token. */
export const addressesKept = 5;
/** Milliseconds between two writes of the same address, whose time is exact to this. */
const rewriteInterval = 600_000;

/** From where a token was used, in its mark. Times are milliseconds since the epoch. */
export type AddressMark = {
  readonly organizationId: string;
  readonly id: string;
  /** The connection and the header that the address was computed from. */
  peer: string | undefined;
  forwarded: string | string[] | undefined;
  /** The address of the last use; null before the first one. */
  address: string | null;
  /** When the address was written; 0 if not yet. */
  addressWrittenAt: number;
  /** Addresses before it that are not written yet, oldest first. */
  earlier: readonly { readonly address: string; readonly at: number }[];
};

/** No addresses. One list for all marks, of which there are many. */
export const noAddresses: AddressMark['earlier'] = [];

/** Notes that a token is now used from an address. */
export function noteAddress(mark: AddressMark, address: string, now: number): void {
  if (mark.address === address) return;
  if (mark.address !== null) {
    const others = mark.earlier.filter((one) => one.address !== address && one.address !== mark.address);
    // Before the use that brought the new address.
    mark.earlier = [...others, { address: mark.address, at: now - 1 }].slice(1 - addressesKept);
  }
  mark.address = address;
  mark.addressWrittenAt = 0;
}

/** The unwritten addresses of a token. `hasNew`: whether more than the kept ones may be stored then. */
export type TakenAddresses = { readonly rows: readonly SeenAddress[]; readonly hasNew: boolean };

/** Takes the unwritten addresses of a mark. @param at the last use */
export function takeAddresses(mark: AddressMark, at: number): TakenAddresses {
  const { organizationId, id, address, addressWrittenAt, earlier } = mark;
  const hasNew = addressWrittenAt === 0 || earlier.length > 0;
  const seen =
    at - addressWrittenAt >= rewriteInterval && address !== null ? [...earlier, { address, at }] : earlier;
  if (seen !== earlier) mark.addressWrittenAt = at;
  mark.earlier = noAddresses;
  return { rows: seen.map((one) => ({ organizationId, id, ...one })), hasNew };
}

/** Puts addresses back whose write failed. */
export function putBackAddresses(mark: AddressMark, { rows }: TakenAddresses): void {
  mark.addressWrittenAt = 0;
  const known = new Set([mark.address, ...mark.earlier.map(({ address }) => address)]);
  const missing = rows
    .filter(({ address }) => !known.has(address))
    .map(({ address, at }) => ({ address, at }));
  if (missing.length > 0) mark.earlier = [...missing, ...mark.earlier].slice(1 - addressesKept);
}
