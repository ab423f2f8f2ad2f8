import type { Feature } from '../http/feature.ts';
import { noticeRoutes } from './routes.ts';
import { tellByNotices } from './tell-by-notices.ts';

/** Milliseconds between two looks into the outbox. */
const interval = 2_000;

export const notices: Feature = {
  routes: noticeRoutes,
  background: ({ db, now, settings }) =>
    settings.mail === null
      ? [{ name: 'notices', every: interval, round: () => tellByNotices(db, now()) }]
      : [],
};
