import { SpedyError } from '../../contract/errors.ts';
import type { Limits } from '../../contract/limits/limits.ts';
import type { SlotLimits, Slots } from '../../contract/limits/slots.ts';

/** One export for each organization, and a few in all. */
const slotLimits: SlotLimits = {
  running: { all: 4, parts: { organization: 1 } },
  waiting: null,
  turns: [],
};
/** Seconds to wait before another attempt. */
const retryAfter = { 'retry-after': '10' };

/** Limits the exports of a server. */
export class ExportSlots {
  readonly #slots: Slots;

  constructor(limits: Limits) {
    this.#slots = limits.slots('exports', slotLimits);
  }

  /**
   * Takes an organization's slot. Returns a function that releases it.
   * @throws SpedyError rate_limited while another export of the organization runs; unavailable while all slots are taken
   */
  async take(organizationId: string): Promise<() => void> {
    const entered = await this.#slots.enter({ organization: organizationId });
    if (!('full' in entered)) return entered.release;
    if (entered.full === 'organization')
      throw new SpedyError('rate_limited', {
        message: 'Another export of this audit log is running. Try again when it has finished.',
        headers: retryAfter,
      });
    throw new SpedyError('unavailable', {
      message: 'The server is busy with other exports. Try again in a few seconds.',
      headers: retryAfter,
    });
  }
}
