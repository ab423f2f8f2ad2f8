import type { Checkpoint } from './verify.ts';

/** Writes a checkpoint as `SEQUENCE:HASH`, the hash in hexadecimal. */
export function formatCheckpoint({ sequence, hash }: Checkpoint): string {
  return `${sequence}:${Buffer.from(hash).toString('hex')}`;
}

/** Reads a checkpoint; null if the text is not one. */
export function parseCheckpoint(text: string): Checkpoint | null {
  const [, sequence, hash = ''] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  return sequence === undefined ? null : { sequence: Number(sequence), hash: Buffer.from(hash, 'hex') };
}
