import type { Role } from '../../access/roles.ts';

export const demoOrganization = { slug: 'acme-corp', name: 'Acme Corp', plan: 'pro' } as const;

/** Who writes and is assigned the demo's tickets: a customer does neither. */
export const colleagues = ['ada', 'tim'] as const;
export const people = [...colleagues, 'cora'] as const;
export type Person = (typeof people)[number];
export type DemoMember = {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** Public, because the demo is for the local machine only. */
  readonly password: string;
};

/** One member of each role. */
export const demoTeam: Readonly<Record<Person, DemoMember>> = {
  ada: {
    name: 'Ada Lindqvist',
    email: 'ada@acme.example',
    role: 'ADMIN',
    password: 'demo-ada-lindqvist',
  },
  tim: {
    name: 'Tim Okafor',
    email: 'tim@acme.example',
    role: 'TEAM_MEMBER',
    password: 'demo-tim-okafor',
  },
  cora: {
    name: 'Cora Bianchi',
    email: 'cora@acme.example',
    role: 'CUSTOMER',
    password: 'demo-cora-bianchi',
  },
};
