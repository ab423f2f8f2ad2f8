import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import {
  type Hosting,
  organizationOrigin,
  slugForm,
  subdomainOrigin,
} from '../../contract/organization-address.ts';
import { findOrganizationBySlug } from '../../principals/queries.ts';
import type { Database } from '../../storage/database.ts';
import { andThen, type MaybePromise } from '../../storage/maybe-promise.ts';

/** What a request's Host header names. */
export type HostTarget =
  | {
      readonly kind: 'bare';
      /** Its public origin. */
      readonly origin: string;
      /** The slug of the default organization if it does not exist yet, or null. */
      readonly missingDefault: string | null;
    }
  | {
      readonly kind: 'organization';
      readonly id: string;
      readonly slug: string;
      readonly origin: string;
      /**
       * The origin of the organization's pages. Differs from `origin` at the subdomain of the default
       * organization.
       */
      readonly home: string;
      /** Every origin of the organization. */
      readonly origins: readonly string[];
    };

/**
 * Maximum number of cached hosts. Slugs never change and organizations are never deleted, so entries do not
 * expire.
 */
const capacity = 10_000;

/**
 * The subdomain in a Host header under the base URL: '' for the bare domain, null for an unknown host. The
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

/** Finds the organization of a request. Fastify accepts forwarded hosts only from trusted proxies. */
export class HostDirectory {
  readonly #db: Database;
  readonly #hosting: Hosting;
  /** By unmodified Host header. */
  readonly #known = new LRUCache<string, HostTarget>({ max: capacity });

  constructor(db: Database, { baseUrl, defaultOrganization }: Hosting) {
    this.#db = db;
    this.#hosting = { baseUrl, defaultOrganization };
  }

  /** The target of a request, or null if its host names no organization. */
  find({ host }: FastifyRequest): MaybePromise<HostTarget | null> {
    return (
      this.#known.get(host) ??
      andThen(this.#lookUp(host), (target) => {
        // Do not cache a missing organization: another process may create it at any time.
        if (target && !(target.kind === 'bare' && target.missingDefault !== null))
          this.#known.set(host, target);
        return target;
      })
    );
  }

  #lookUp(host: string): MaybePromise<HostTarget | null> {
    const { baseUrl, defaultOrganization } = this.#hosting;
    const slug = subdomainOf(host, baseUrl);
    if (slug === null) return null;
    if (slug !== '')
      return slugForm.test(slug) ? this.#organization(slug, subdomainOrigin(baseUrl, slug)) : null;
    const bare = { kind: 'bare', origin: baseUrl.origin, missingDefault: defaultOrganization } as const;
    if (defaultOrganization === null) return bare;
    return this.#organization(defaultOrganization, baseUrl.origin).then((target) => target ?? bare);
  }

  async #organization(slug: string, origin: string): Promise<HostTarget | null> {
    const row = await findOrganizationBySlug(this.#db, slug);
    if (!row) return null;
    const home = organizationOrigin(this.#hosting, slug);
    const origins = [...new Set([home, subdomainOrigin(this.#hosting.baseUrl, slug)])];
    return { kind: 'organization', ...row, origin, home, origins };
  }
}
