import type { SealedValues } from '../credentials/keys/sealed-values.ts';
import { sealedMailLinks } from '../mail/sealed-links.ts';
import { sealedSecondFactors } from '../sign-in/second-factor/sealed-secrets.ts';
import { sealedClientSecrets } from '../single-sign-on/settings/sealed-client-secrets.ts';

/** All values that are sealed with the secret key and can be re-sealed. */
export const sealedValues: readonly SealedValues[] = [
  sealedSecondFactors,
  sealedMailLinks,
  sealedClientSecrets,
];
