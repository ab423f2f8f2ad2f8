import { isDeepStrictEqual } from 'node:util';
import type { Principal } from '../principal.ts';

/**
 * A member or an organization that a change can name. To forget all its entries, it only has to be marked. All its
 * entries share its part of their records.
 */
type Subject<Part> = { readonly id: string; part: Part; isValid: boolean; users: number };
type Organization = Subject<Principal['organization']>;
/** A member whose credentials are cached. */
export type Owner = Subject<Principal['user']> & { readonly organization: Organization };

/** The members of cached credentials and their organizations, as long as any is cached. */
export class Subjects {
  readonly #owners = new Map<string, Owner>();
  readonly #organizations = new Map<string, Organization>();

  get size(): number {
    return this.#owners.size + this.#organizations.size;
  }

  /** Returns the owner of one more entry. */
  take({ user, organization }: Principal): Owner {
    const its = this.#organizationOf(organization);
    let owner = this.#owners.get(user.id);
    if (owner?.organization !== its) {
      // Only one owner of an ID can be named by a change. The primary key of members allows the same ID in two organizations.
      if (owner) owner.isValid = false;
      owner = { id: user.id, part: user, isValid: true, users: 0, organization: its };
      this.#owners.set(user.id, owner);
      its.users += 1;
    }
    share(owner, user);
    owner.users += 1;
    return owner;
  }

  /** Keeps an owner for one more entry. */
  retain(owner: Owner): void {
    owner.users += 1;
  }

  /** Releases an owner that one entry has no more. */
  release(owner: Owner): void {
    owner.users -= 1;
    if (owner.users > 0) return;
    if (this.#owners.get(owner.id) === owner) this.#owners.delete(owner.id);
    const { organization } = owner;
    organization.users -= 1;
    if (organization.users === 0 && this.#organizations.get(organization.id) === organization)
      this.#organizations.delete(organization.id);
  }

  /** Marks the subject with this ID, if there is one. */
  forget(id: string): void {
    for (const subjects of [this.#owners, this.#organizations]) {
      const subject = subjects.get(id);
      if (!subject) continue;
      subject.isValid = false;
      subjects.delete(id);
    }
  }

  clear(): void {
    this.#owners.clear();
    this.#organizations.clear();
  }

  #organizationOf(part: Principal['organization']): Organization {
    let organization = this.#organizations.get(part.id);
    if (!organization) {
      organization = { id: part.id, part, isValid: true, users: 0 };
      this.#organizations.set(part.id, organization);
    }
    share(organization, part);
    return organization;
  }
}

/** Whether no change has named the owner or its organization. */
export function isValid({ isValid: itself, organization }: Owner): boolean {
  return itself && organization.isValid;
}

/** Keeps the part of a subject if this one is equal. */
function share<Part>(subject: Subject<Part>, part: Part): void {
  if (!isDeepStrictEqual(subject.part, part)) subject.part = part;
}
