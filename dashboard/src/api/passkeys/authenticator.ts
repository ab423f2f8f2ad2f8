import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
} from '@simplewebauthn/browser';
import { PasskeyError } from '../errors.ts';

/** Whether this browser can use passkeys at this address. Browsers cannot without TLS, except on localhost. */
export const canUsePasskeys: boolean = browserSupportsWebAuthn();

/** Whether this browser offers passkeys in a form's suggestions. */
export const canSuggestPasskeys = browserSupportsWebAuthnAutofill;

/** Asks for a new passkey. @throws PasskeyError */
export async function createPasskey(optionsJSON: PublicKeyCredentialCreationOptionsJSON) {
  return startRegistration({ optionsJSON }).catch(explained);
}

/**
 * Asks for a passkey.
 * @param isSuggestion whether to wait until the member chooses one from a form's suggestions
 * @throws PasskeyError
 */
export async function askForPasskey(
  optionsJSON: PublicKeyCredentialRequestOptionsJSON,
  isSuggestion = false,
) {
  return startAuthentication({ optionsJSON, useBrowserAutofill: isSuggestion }).catch(explained);
}

/** Stops waiting for a passkey. */
export function stopAsking(): void {
  WebAuthnAbortService.cancelCeremony();
}

function explained(cause: unknown): never {
  const name = cause instanceof Error ? cause.name : '';
  throw new PasskeyError(messages[name] ?? 'This browser could not use a passkey. Try another way.', {
    cause,
  });
}

const messages: Readonly<Record<string, string>> = {
  NotAllowedError: 'No passkey was used. Try again, or use another way.',
  AbortError: 'No passkey was used. Try again, or use another way.',
  InvalidStateError: 'You have already added this passkey.',
  SecurityError: 'Passkeys do not work at this address. Open the organization at its own https address.',
};
