import { parseStoredWord } from '../../access/words.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { SpedyError } from '../../contract/errors.ts';
import { tooMany } from '../../contract/limits/attempt-limit.ts';
import type { Counts, Limits } from '../../contract/limits/limits.ts';
import { hashBytes, hashText } from '../../credentials/hash.ts';
import { tokenKindOf } from '../../credentials/token-format.ts';
import type { CacheRows } from '../../principals/cached-credentials.ts';
import type { FindRow } from '../../principals/cached-rows.ts';
import type { Database } from '../../storage/database.ts';
import { findScimToken, raiseScimTokenUse } from '../tokens/queries.ts';
import { type ScimRole, scimRoles } from '../tokens/schema.ts';

/** The verified token of a SCIM request: which organization it manages, and the role of new members. */
export type ScimCaller = {
  readonly organizationId: string;
  readonly tokenId: string;
  readonly role: ScimRole;
};

type TokenRow = NonNullable<Awaited<ReturnType<typeof findScimToken>>>;

/** Requests of one token per minute: twice the 25 a second that Entra ID asks services to accept. */
const requestsPerMinute = 3_000;
/** Milliseconds between two writes of a token's last use. */
const writeInterval = 55_000;

type Options = {
  readonly db: Database;
  readonly limits: Limits;
  readonly cacheRows: CacheRows;
  readonly now: () => number;
  /** Called if the last use of a token cannot be written. */
  readonly onUseError: (error: unknown) => void;
};

/** Verifies SCIM tokens. A known token needs no query. */
export class ScimTokens {
  readonly #options: Options;
  readonly #counts: Counts;
  readonly #cached: FindRow<TokenRow>;
  /** When the last use of each token was written. Tokens are few: ten for an organization. */
  readonly #written = new Map<string, number>();

  constructor(options: Options) {
    this.#options = options;
    this.#counts = options.limits.requests('SCIM requests');
    this.#cached = options.cacheRows<TokenRow>();
  }

  /**
   * @param value of the Authorization header; null without a Bearer token
   * @throws SpedyError authentication_required; token_invalid for a malformed or unknown value, also one of another kind
   * or of another organization; token_revoked; rate_limited
   */
  async verify(organizationId: string, value: string | null): Promise<ScimCaller> {
    const caller = await this.check(organizationId, value);
    const counted = await this.#counts.count(caller.tokenId, requestsPerMinute);
    if (counted.count > requestsPerMinute) throw tooMany(counted);
    this.#markUse(organizationId, caller.tokenId);
    return caller;
  }

  /** As `verify`, but counts nothing: for a request that was verified before. */
  async check(organizationId: string, value: string | null): Promise<ScimCaller> {
    if (value === null)
      throw new SpedyError('authentication_required', {
        message: 'Authenticate with a SCIM token (Authorization: Bearer spedy_scm_…).',
      });
    const token =
      tokenKindOf(value) === 'scim' ? await this.#find(organizationId, hashText(value)) : undefined;
    if (!token)
      throw new SpedyError('token_invalid', {
        message:
          'This is not a SCIM token of this organization. An administrator creates one under Settings > Organization > Policy.',
      });
    if (token.revokedAt !== null && token.revokedAt <= this.#options.now())
      throw new SpedyError('token_revoked', {
        message: 'The SCIM token has been revoked. Create a new one under Settings > Organization > Policy.',
      });
    return { organizationId, tokenId: token.id, role: parseStoredWord(scimRoles, token.role) };
  }

  #find(organizationId: string, hash: string) {
    return this.#cached(`${organizationId} ${hash}`, async () => {
      const row = await findScimToken(this.#options.db, organizationId, hashBytes(hash));
      return row && { row, subjects: [row.id] };
    });
  }

  #markUse(organizationId: string, id: string): void {
    const now = this.#options.now();
    if (now - (this.#written.get(id) ?? Number.NEGATIVE_INFINITY) < writeInterval) return;
    this.#written.set(id, now);
    raiseScimTokenUse(this.#options.db, organizationId, id, now).catch((error: unknown) => {
      this.#written.delete(id);
      this.#options.onUseError(error);
    });
  }
}

/** Returns the origin of a change that an identity provider makes. */
export function scimOrigin(from: ChangeOrigin, { tokenId }: ScimCaller): ChangeOrigin {
  return { ...from, actor: { kind: 'scim', tokenId } };
}
