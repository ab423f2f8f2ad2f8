const kinds = ['unresolved', 'refused', 'unreachable', 'timeout', 'certificate', 'tls', 'closed'] as const;
export type FailureKind = (typeof kinds)[number];

const kindByCode: Readonly<Record<string, FailureKind>> = {
  ENOTFOUND: 'unresolved',
  EAI_AGAIN: 'unresolved',
  EAI_NODATA: 'unresolved',
  EAI_NONAME: 'unresolved',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ETIMEDOUT: 'timeout',
  EPROTO: 'tls',
  CERT_HAS_EXPIRED: 'certificate',
  CERT_NOT_YET_VALID: 'certificate',
  CERT_REVOKED: 'certificate',
  CERT_UNTRUSTED: 'certificate',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate',
  HOSTNAME_MISMATCH: 'certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate',
};

/** There was no HTTP response. `code` is the system's error code. */
export class ProbeFailure extends Error {
  override readonly name = 'ProbeFailure';
  readonly kind: FailureKind;
  readonly code: string;

  constructor(kind: FailureKind, code: string) {
    super(`${kind} (${code})`);
    this.kind = kind;
    this.code = code;
  }

  /** @param aborted whether the request timed out */
  static from(error: unknown, aborted: boolean): ProbeFailure {
    const code = codeOf(error);
    const known = kindByCode[code];
    if (known) return new ProbeFailure(known, code);
    if (aborted) return new ProbeFailure('timeout', 'no response in time');
    return new ProbeFailure(/^ERR_SSL_|^ERR_TLS_/.test(code) ? 'tls' : 'closed', code);
  }
}

/** A host name with several addresses fails once per address, in an AggregateError without a code. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error ? String(error.code) : 'no response';
}

type Explanation = { readonly why: string; readonly fix: string };

/**
 * Explains why an origin did not respond, and what to do.
 * @param here where the request was sent from
 */
export function explainFailure(
  { kind, code }: ProbeFailure,
  { origin, hostname, host }: URL,
  here = 'here',
): Explanation {
  switch (kind) {
    case 'unresolved':
      return {
        why: `The name ${hostname} does not resolve from ${here}.`,
        fix: `Create a DNS record for ${hostname}, or a wildcard record (*.) below the base domain for all organizations.`,
      };
    case 'refused':
      return {
        why: `Nothing listens on ${host}.`,
        fix: 'Start the server, or correct the port. The server listens on loopback only, unless HOST is set.',
      };
    case 'unreachable':
      return {
        why: `There is no route to ${host} from ${here}.`,
        fix: 'Check the address that the name resolves to, the firewall and the network.',
      };
    case 'timeout':
      return {
        why: `${host} did not respond in time, or a firewall drops the request.`,
        fix: 'Check that the proxy reaches the server and that the server reaches its database (GET /readyz returns 200).',
      };
    case 'certificate':
      return {
        why: `${certificateProblem(code, hostname)} Clients do not connect to such a host.`,
        fix: `Use a certificate that covers ${hostname}, from a trusted authority, with its full chain.`,
      };
    case 'tls':
      return {
        why: `${origin} does not speak TLS correctly (${code}).`,
        fix: 'Use the http address if the server has no TLS, or configure the proxy to terminate TLS on this port.',
      };
    case 'closed':
      return {
        why: `${host} closed the connection without an HTTP response (${code}).`,
        fix: 'Check that this port speaks HTTP. An https port does this when it receives http.',
      };
  }
}

function certificateProblem(code: string, hostname: string): string {
  if (code === 'CERT_HAS_EXPIRED') return 'The certificate has expired.';
  if (code === 'CERT_NOT_YET_VALID') return 'The certificate is not valid yet.';
  if (code === 'HOSTNAME_MISMATCH' || code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `The certificate does not cover ${hostname}.`;
  if (/SELF_SIGNED/.test(code)) return 'The certificate is not signed by a trusted authority.';
  return `The certificate cannot be verified (${code}).`;
}
