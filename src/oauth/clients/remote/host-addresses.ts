import { Resolver } from 'node:dns/promises';

export type ResolvedAddress = { readonly address: string; readonly family: number };
/** Returns all addresses of a host. */
export type Resolve = (hostname: string, signal: AbortSignal) => Promise<readonly ResolvedAddress[]>;

/** Timeout of a name server, in milliseconds, and attempts. */
const limits = { timeout: 2_000, tries: 2 };

/**
 * Queries the name servers directly. `dns.lookup` would block a thread of the small pool that password hashing also uses:
 * four slow name servers could stop all sign-ins, and many sign-ins could stop name resolution.
 */
export const resolveHost: Resolve = (hostname, signal) => resolveWith(new Resolver(limits), hostname, signal);

/** Resolves a host with the given resolver. */
export async function resolveWith(
  resolver: Resolver,
  hostname: string,
  signal: AbortSignal,
): Promise<readonly ResolvedAddress[]> {
  // RFC 6761 6.3: never ask name servers for localhost.
  if (/(^|\.)localhost\.?$/i.test(hostname)) return loopback;
  const cancel = () => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const [four, six] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    if (four.status === 'rejected' && six.status === 'rejected') throw four.reason;
    return [...addressesOf(four, 4), ...addressesOf(six, 6)];
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

const loopback: readonly ResolvedAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

function addressesOf(result: PromiseSettledResult<string[]>, family: number): ResolvedAddress[] {
  return result.status === 'fulfilled' ? result.value.map((address) => ({ address, family })) : [];
}
