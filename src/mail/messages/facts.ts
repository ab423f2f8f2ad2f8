import { type Content, timeOf } from './content.ts';

export type Facts = NonNullable<Content['facts']>;

/** Returns when and from where something happened. */
export function factsOf({ at, address }: { readonly at: number; readonly address: string | null }): Facts {
  return [['Time', timeOf(at)], ...(address === null ? [] : [['Address', address] as const])];
}
