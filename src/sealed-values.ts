import type { SealedValues } from './credentials/keys/sealed-values.ts';
import { sealedSecondFactors } from './sessions/sealed-second-factors.ts';

/** Everything that is kept under the secret key and can be sealed anew. */
export const sealedValues: readonly SealedValues[] = [sealedSecondFactors];
