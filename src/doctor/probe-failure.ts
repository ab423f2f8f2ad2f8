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

/** No answer in HTTP came. `code` is the system's name for what went wrong. */
export class ProbeFailure extends Error {
  override readonly name = 'ProbeFailure';
  readonly kind: FailureKind;
  readonly code: string;

  constructor(kind: FailureKind, code: string) {
    super(`${kind} (${code})`);
    this.kind = kind;
    this.code = code;
  }

  /** @param aborted whether it was given up for want of an answer */
  static from(error: unknown, aborted: boolean): ProbeFailure {
    const code = codeOf(error);
    const known = kindByCode[code];
    if (known) return new ProbeFailure(known, code);
    if (aborted) return new ProbeFailure('timeout', 'no answer in time');
    return new ProbeFailure(/^ERR_SSL_|^ERR_TLS_/.test(code) ? 'tls' : 'closed', code);
  }
}

/** A name with several addresses fails once for each, in an error without a code of its own. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
}

type Explanation = { readonly why: string; readonly fix: string };

/**
 * Why no answer came from an origin, and what to do, in words.
 * @param here where it was asked from
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
        fix: `Make a DNS record for ${hostname}, or one for every organization at once: a wildcard (*.) below the base domain.`,
      };
    case 'refused':
      return {
        why: `Nothing listens at ${host}.`,
        fix: 'Start the server, or correct the port. A server on another machine listens beyond loopback only where HOST says so.',
      };
    case 'unreachable':
      return {
        why: `No way leads to ${host} from ${here}.`,
        fix: 'Check the address that the name leads to, the firewall, and the network.',
      };
    case 'timeout':
      return {
        why: `${host} took the request and did not answer in time, or a firewall drops it in silence.`,
        fix: 'Check that the proxy reaches the server and that the server reaches its database: GET /readyz answers 200.',
      };
    case 'certificate':
      return {
        why: `${certificateProblem(code, hostname)} Clients refuse to speak to such a host.`,
        fix: `Serve a certificate that covers ${hostname}, from an authority that clients trust, with its whole chain.`,
      };
    case 'tls':
      return {
        why: `${origin} does not speak TLS as it should (${code}).`,
        fix: 'Connect to the http address where the server has no TLS, or let the proxy end TLS on this port.',
      };
    case 'closed':
      return {
        why: `${host} closed the connection without an answer in HTTP (${code}).`,
        fix: 'Check that this port speaks HTTP: an https port asked with http does so.',
      };
  }
}

function certificateProblem(code: string, hostname: string): string {
  if (code === 'CERT_HAS_EXPIRED') return 'The certificate has expired.';
  if (code === 'CERT_NOT_YET_VALID') return 'The certificate is not valid yet.';
  if (code === 'HOSTNAME_MISMATCH' || code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `The certificate does not cover ${hostname}.`;
  if (/SELF_SIGNED/.test(code)) return 'The certificate is signed by nobody that clients trust.';
  return `The certificate cannot be verified (${code}).`;
}
