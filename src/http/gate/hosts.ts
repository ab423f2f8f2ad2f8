import type { FastifyRequest } from 'fastify';
import {
  type Hosting,
  organizationOrigin,
  slugForm,
  subdomainOrigin,
} from '../../contract/organization-address.ts';
import type { CacheRows } from '../../principals/cached-credentials.ts';
import type { FindRow } from '../../principals/cached-rows.ts';
import { findOrganizationBySlug } from '../../principals/queries.ts';
import type { Database } from '../../storage/database.ts';
import { ownWork, runWork } from '../../storage/load/work.ts';
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
 * What a Host header says by itself: the slug of an organization, or null, and the bare domain if it is that one. `origin`
 * is the public one of the header.
 */
type Place = {
  readonly slug: string | null;
  readonly bare: (HostTarget & { readonly kind: 'bare' }) | null;
  readonly origin: string;
};
/** Parsed Host headers to keep. Clients choose them, so beyond this number all are forgotten; those of no place are not kept. */
const placesKept = 1_000;

/** Look-ups of unknown hosts wait behind each other. */
const hostWork = { ...ownWork, tenant: 'hosts' };

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

/**
 * Finds the organization of a request. Fastify accepts forwarded hosts only from trusted proxies. Known hosts are cached
 * until the change feed names their organization: its slug may have changed, or it was deleted.
 */
export class HostDirectory {
  readonly #db: Database;
  readonly #hosting: Hosting;
  /** By unmodified Host header. A missing organization is not cached: another process may create it at any time. */
  readonly #cached: FindRow<HostTarget>;
  /** Parsing a header takes four times as long as finding it. */
  readonly #places = new Map<string, Place>();

  constructor(db: Database, { baseUrl, defaultOrganization }: Hosting, cacheRows: CacheRows) {
    this.#db = db;
    this.#hosting = { baseUrl, defaultOrganization };
    this.#cached = cacheRows<HostTarget>('always');
  }

  /** The target of a request, or null if its host names no organization. */
  find({ host }: FastifyRequest): MaybePromise<HostTarget | null> {
    const place = this.#placeOf(host);
    if (place === null) return null;
    const { slug, origin, bare } = place;
    if (slug === null) return bare;
    return andThen(
      this.#cached(host, () => this.#lookUp(slug, origin)),
      (target) => target ?? bare,
    );
  }

  #placeOf(host: string): Place | null {
    const known = this.#places.get(host);
    if (known !== undefined) return known;
    const place = this.#parse(host);
    if (place === null) return null;
    if (this.#places.size >= placesKept) this.#places.clear();
    this.#places.set(host, place);
    return place;
  }

  #parse(host: string): Place | null {
    const { baseUrl, defaultOrganization } = this.#hosting;
    const subdomain = subdomainOf(host, baseUrl);
    if (subdomain === null) return null;
    const isBare = subdomain === '';
    const { origin } = baseUrl;
    const bare = isBare ? ({ kind: 'bare', origin, missingDefault: defaultOrganization } as const) : null;
    const slug = isBare ? defaultOrganization : subdomain;
    if (slug !== null && !slugForm.test(slug)) return null;
    return { slug, bare, origin: isBare || slug === null ? origin : subdomainOrigin(baseUrl, slug) };
  }

  async #lookUp(slug: string, origin: string) {
    const row = await runWork({ ...hostWork, lane: slug }, () => findOrganizationBySlug(this.#db, slug));
    if (!row) return undefined;
    const home = organizationOrigin(this.#hosting, slug);
    const origins = [...new Set([home, subdomainOrigin(this.#hosting.baseUrl, slug)])];
    const target: HostTarget = { kind: 'organization', ...row, origin, home, origins };
    return { row: target, subjects: [row.id] };
  }
}
