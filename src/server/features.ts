import { audit } from '../audit/feature.ts';
import { doctor } from '../doctor/feature.ts';
import type { Feature } from '../http/feature.ts';
import { leaks } from '../leaks/feature.ts';
import { mail } from '../mail/feature.ts';
import { mcp } from '../mcp/feature.ts';
import { members } from '../members/feature.ts';
import { notices } from '../notices/feature.ts';
import { oauth } from '../oauth/feature.ts';
import { organizations } from '../organizations/feature.ts';
import { profile } from '../profile/feature.ts';
import { recovery } from '../recovery/feature.ts';
import { scim } from '../scim/feature.ts';
import { sessions } from '../sessions/feature.ts';
import { setup } from '../setup/feature.ts';
import { signIn } from '../sign-in/feature.ts';
import { singleSignOn } from '../single-sign-on/feature.ts';
import { tickets } from '../tickets/feature.ts';
import { tokens } from '../tokens/feature.ts';

/** Every feature of the server, in the order of the API reference. */
export const features: readonly Feature[] = [
  setup,
  profile,
  organizations,
  members,
  scim,
  signIn,
  recovery,
  sessions,
  singleSignOn,
  tokens,
  notices,
  mail,
  audit,
  tickets,
  mcp,
  oauth,
  doctor,
  leaks,
];
