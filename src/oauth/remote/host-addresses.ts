import { Resolver } from 'node:dns/promises';

export type ResolvedAddress = { readonly address: string; readonly family: number };
/** Every address of a host. */
export type Resolve = (hostname: string, signal: AbortSignal) => Promise<readonly ResolvedAddress[]>;

/** Milliseconds that a name server has for an answer, and how often it is asked. */
const limits = { timeout: 2_000, tries: 2 };

/**
 * Asks the name servers themselves. The operating system's resolver (`dns.lookup`) would take one of the few threads
 * that password hashes need as well, for as long as a stranger's name server likes: with four slow names nobody could
 * sign in, and with many who sign in no name would be found.
 */
export const resolveHost: Resolve = (hostname, signal) => askServers(new Resolver(limits), hostname, signal);

/** The same with a resolver that was set up otherwise. */
export async function askServers(
  resolver: Resolver,
  hostname: string,
  signal: AbortSignal,
): Promise<readonly ResolvedAddress[]> {
  // RFC 6761 6.3: no name server is asked for it.
  if (/(^|\.)localhost\.?$/i.test(hostname)) return loopback;
  const cancel = () => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const [four, six] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    if (four.status === 'rejected' && six.status === 'rejected') throw four.reason;
    return [...found(four, 4), ...found(six, 6)];
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

const loopback: readonly ResolvedAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

function found(result: PromiseSettledResult<string[]>, family: number): ResolvedAddress[] {
  return result.status === 'fulfilled' ? result.value.map((address) => ({ address, family })) : [];
}
