import type { Feature } from '../http/feature.ts';
import { noticeRoutes } from './routes.ts';

export const notices: Feature = {
  routes: noticeRoutes,
};
