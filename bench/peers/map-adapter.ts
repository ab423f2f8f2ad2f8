import type { Adapter, AdapterPayload } from 'oidc-provider';

type Entry = { readonly payload: AdapterPayload; readonly expiresAt: number };

/** Shared by all models: entries by key, and the keys of each grant. */
const entries = new Map<string, Entry>();
const grants = new Map<string, Set<string>>();

/**
 * Storage for oidc-provider that removes nothing before it expires. The provider's in-memory adapter keeps only the
 * 1000 most recent entries, fewer than a run needs. This one does the same work per call, except that storing a token
 * takes constant time for any number of tokens of a grant. The lookups for browsers and devices are missing, because
 * no request here needs them.
 */
export class MapAdapter implements Adapter {
  readonly #model: string;

  constructor(model: string) {
    this.#model = model;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const key = this.#keyOf(id);
    const expiresAt = expiresIn === undefined ? Number.POSITIVE_INFINITY : Date.now() + expiresIn * 1000;
    entries.set(key, { payload, expiresAt });
    if (payload.grantId === undefined) return;
    const keys = grants.get(payload.grantId);
    if (keys === undefined) grants.set(payload.grantId, new Set([key]));
    else keys.add(key);
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const key = this.#keyOf(id);
    const entry = entries.get(key);
    if (entry === undefined || entry.expiresAt > Date.now()) return entry?.payload;
    forget(key);
    return undefined;
  }

  async findByUid(): Promise<undefined> {}

  async findByUserCode(): Promise<undefined> {}

  async consume(id: string): Promise<void> {
    const payload = await this.find(id);
    if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id: string): Promise<void> {
    forget(this.#keyOf(id));
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const key of grants.get(grantId) ?? []) entries.delete(key);
    grants.delete(grantId);
  }

  #keyOf(id: string): string {
    return `${this.#model}:${id}`;
  }
}

function forget(key: string): void {
  const grantId = entries.get(key)?.payload.grantId;
  entries.delete(key);
  if (grantId !== undefined) grants.get(grantId)?.delete(key);
}
