import type { CDPSession, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

/** Adds Chromium's virtual authenticator to a page, until the test ends. It answers every request at once. */
export async function addAuthenticator(page: Page, transport: 'internal' | 'usb' = 'internal') {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport,
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  onTestFinished(() => cdp.detach().catch(() => undefined));
  return new VirtualAuthenticator(cdp, authenticatorId);
}

/** A virtual authenticator of one page. */
class VirtualAuthenticator {
  readonly #cdp: CDPSession;
  readonly #authenticatorId: string;

  constructor(cdp: CDPSession, authenticatorId: string) {
    this.#cdp = cdp;
    this.#authenticatorId = authenticatorId;
  }

  async credentials() {
    const { credentials } = await this.#cdp.send('WebAuthn.getCredentials', {
      authenticatorId: this.#authenticatorId,
    });
    return credentials;
  }

  /** Stores a credential, for example another one's, as a copy of it would. */
  async add(credential: Awaited<ReturnType<VirtualAuthenticator['credentials']>>[number]): Promise<void> {
    await this.#cdp.send('WebAuthn.addCredential', { authenticatorId: this.#authenticatorId, credential });
  }

  /** Removes all credentials. */
  async clear(): Promise<void> {
    await this.#cdp.send('WebAuthn.clearCredentials', { authenticatorId: this.#authenticatorId });
  }

  /** Sets whether the user is there. While they are not, requests wait. */
  async setPresent(isPresent: boolean): Promise<void> {
    await this.#cdp.send('WebAuthn.setAutomaticPresenceSimulation', {
      authenticatorId: this.#authenticatorId,
      enabled: isPresent,
    });
  }
}
