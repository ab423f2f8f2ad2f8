import { SpedyError } from '../../contract/errors.ts';

/** Maximum number of exports that a process sends at the same time. */
const most = 4;
/** Seconds to wait before another attempt. */
const retryAfter = { 'retry-after': '10' };

/** Limits the exports of a process: one for each organization, and a few in all. */
export class ExportSlots {
  readonly #organizations = new Set<string>();

  /**
   * Takes an organization's slot. Returns a function that releases it.
   * @throws SpedyError rate_limited while another export of the organization runs; unavailable while all slots are taken
   */
  take(organizationId: string): () => void {
    if (this.#organizations.has(organizationId))
      throw new SpedyError('rate_limited', {
        message: 'Another export of this audit log is running. Try again when it has finished.',
        headers: retryAfter,
      });
    if (this.#organizations.size >= most)
      throw new SpedyError('unavailable', {
        message: 'The server is busy with other exports. Try again in a few seconds.',
        headers: retryAfter,
      });
    this.#organizations.add(organizationId);
    return () => void this.#organizations.delete(organizationId);
  }
}
