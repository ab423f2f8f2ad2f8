import { Secret, TOTP } from 'otpauth';
import { minute, second } from './clock.ts';
import { type Member, password, type World } from './world.ts';

const path = '/api/v1/me/two-factor';

/** A member's second factor: its secret, its backup codes, and the session that set it up. */
export type Enrolled = {
  readonly cookie: string;
  readonly secret: string;
  readonly backupCodes: readonly string[];
};

/** Sets up a second factor for a member, and advances the clock so that the current code is unused. */
export async function enroll(world: World, member: Member): Promise<Enrolled> {
  const cookie = await world.signIn(member);
  const post = (to: string, body: unknown) =>
    world.send('POST', to, { at: member.organization, cookie, body });
  const begun = await post(path, { currentPassword: password });
  const secret: string = begun.body.secret;
  const confirmed = await post(`${path}/confirm`, { code: codeAt(secret, world.clock.now()) });
  if (confirmed.status !== 200) throw new Error(`enrolling failed: ${confirmed.text}`);
  world.clock.advance(minute);
  return { cookie, secret, backupCodes: confirmed.body.backupCodes };
}

/** Returns the code at a time in milliseconds since the epoch. */
export function codeAt(secret: string, timestamp: number): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp });
}

/** Returns a code that is wrong for every step near a time. */
export function wrongCodeAt(secret: string, timestamp: number): string {
  const near = [-1, 0, 1].map((step) => codeAt(secret, timestamp + step * 30 * second));
  return ['000000', '111111', '222222', '333333'].find((code) => !near.includes(code)) ?? '';
}
