import { Type } from 'typebox';

export const logoBackgrounds = ['none', 'light', 'dark'] as const;
export type LogoBackground = (typeof logoBackgrounds)[number];

const Background = Type.Enum([...logoBackgrounds], {
  description: 'What pages show behind the logo, for one that is hard to see on some of them.',
});

export const Logo = Type.Object(
  {
    version: Type.String({
      description:
        'Changes with the picture. GET /api/v1/organization/logo?version=… can be cached for a year.',
    }),
    width: Type.Integer(),
    height: Type.Integer(),
    background: Background,
  },
  { title: 'Logo' },
);

export const LogoQuery = Type.Object({
  background: Type.Optional({ ...Background, default: 'none' }),
});

export const LogoVersionQuery = Type.Object({
  version: Type.Optional(Type.String({ maxLength: 100, description: 'The version from the organization.' })),
});
