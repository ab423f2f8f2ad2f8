import type { FastifyRequest } from 'fastify';
import { findOrganizationBySlug } from '../principals/queries.ts';
import type { Database } from '../storage/database.ts';
import { type Soon, soon } from '../storage/soon.ts';

/** What a request's Host names. */
export type HostTarget = (
  | { readonly kind: 'bare' }
  | { readonly kind: 'organization'; readonly id: string; readonly slug: string }
) & {
  /** The public origin that it is reached at. */
  readonly origin: string;
};

const slugForm = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** Known hosts kept in memory. An organization's slug never changes and none is deleted, so an entry never ages. */
const capacity = 10_000;

/** Subdomains that no organization may take: they are, or may become, the product's own. */
export const reservedSlugs: readonly string[] =
  'admin api app assets auth cdn docs help mail mcp status static support www'.split(' ');

/** Whether a text may be an organization's subdomain: one DNS label (RFC 1035 2.3.1, RFC 1123 2.1). */
export function isSlug(text: string): boolean {
  return slugForm.test(text) && !reservedSlugs.includes(text);
}

/** The public origin of an organization: its subdomain under the base URL. */
export function organizationOrigin(baseUrl: URL, slug: string): string {
  return `${baseUrl.protocol}//${slug}.${baseUrl.host}`;
}

/**
 * The subdomain that a Host header names under the base URL: '' for the bare domain, null for a foreign host. The
 * port counts; letter case and a trailing dot do not (RFC 9110 4.2.3, RFC 1034 3.1).
 */
export function subdomainOf(host: string, baseUrl: URL): string | null {
  const match = /^([^:]+?)\.?(?::(\d{1,5}))?$/.exec(host.toLowerCase());
  if (!match) return null;
  const [, name = '', port = ''] = match;
  const defaultPort = baseUrl.protocol === 'https:' ? '443' : '80';
  if ((port || defaultPort) !== (baseUrl.port || defaultPort)) return null;
  if (name === baseUrl.hostname) return '';
  const suffix = `.${baseUrl.hostname}`;
  return (name.endsWith(suffix) && name.slice(0, -suffix.length)) || null;
}

/** Tells which organization a request is for. Forwarded hosts count only from trusted proxies (Fastify's own rule). */
export class HostDirectory {
  readonly #db: Database;
  readonly #baseUrl: URL;
  /** By the Host header as it came. */
  readonly #known = new Map<string, HostTarget>();

  constructor(db: Database, baseUrl: URL) {
    this.#db = db;
    this.#baseUrl = baseUrl;
  }

  /** The target of a request, or null when its host names no organization. */
  find({ host }: FastifyRequest): Soon<HostTarget | null> {
    return (
      this.#known.get(host) ??
      soon(this.#lookUp(host), (target) => {
        if (target) this.#keep(host, target);
        return target;
      })
    );
  }

  #lookUp(host: string): Soon<HostTarget | null> {
    const slug = subdomainOf(host, this.#baseUrl);
    if (slug === null) return null;
    if (slug === '') return { kind: 'bare', origin: this.#baseUrl.origin };
    return slugForm.test(slug) ? this.#organization(slug) : null;
  }

  async #organization(slug: string): Promise<HostTarget | null> {
    const row = await findOrganizationBySlug(this.#db, slug);
    if (!row) return null;
    return { kind: 'organization', ...row, origin: organizationOrigin(this.#baseUrl, slug) };
  }

  #keep(host: string, target: HostTarget): void {
    if (this.#known.size >= capacity) this.#known.clear();
    this.#known.set(host, target);
  }
}
