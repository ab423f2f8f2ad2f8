/** From where an address can be reached, as far as the address itself says. */
type Place = 'this computer' | 'your network' | 'the internet';
export type Reach = { readonly place: Place; readonly isHttps: boolean; readonly isLocalhost: boolean };

const privateAddress =
  /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)|^\[f[cde]/;
const privateName = /\.(local|internal|lan|intranet|home|corp|test|invalid|home\.arpa)$/;

/** Reads from an origin who can reach it. A public name may still be behind a firewall; only the test shows that. */
export function reachOf(origin: string): Reach {
  const { hostname, protocol } = new URL(origin);
  const isHttps = protocol === 'https:';
  const isLocalhost = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  if (isLocalhost || hostname.endsWith('.localhost')) return { place: 'this computer', isHttps, isLocalhost };
  const hasDomain = hostname.includes('.') || hostname.startsWith('[');
  const isPrivate = !hasDomain || privateAddress.test(hostname) || privateName.test(hostname);
  const place = isPrivate ? 'your network' : 'the internet';
  return { place, isHttps, isLocalhost };
}

/** What a tool needs of the address. */
export type Need =
  /** Its maker's servers connect, over https. */
  | 'internet'
  /** It runs on the member's computer, and accepts http only at localhost itself. */
  | 'https or localhost'
  | 'nothing';

/** Says why a tool cannot connect to an address, or null if nothing in the address prevents it. */
export function obstacle(need: Need, name: string, { place, isHttps, isLocalhost }: Reach): string | null {
  if (need === 'internet' && place !== 'the internet')
    return `${name} connects from its maker's servers, which cannot reach this address: it exists only on ${place}. Use a tool that runs on your computer, or ask the operator for a public https address.`;
  if (need === 'internet' && !isHttps)
    return `${name} connects only over https, and this address is http. Ask the operator for an https address.`;
  if (need === 'https or localhost' && !isHttps && !isLocalhost)
    return `${name} accepts http only at localhost itself. Ask the operator for an https address, or for a default organization at localhost (SPEDY_DEFAULT_ORGANIZATION).`;
  return null;
}
