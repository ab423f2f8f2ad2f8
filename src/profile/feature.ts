import type { Feature } from '../http/feature.ts';
import { profileRoutes } from './routes.ts';
import { verifyRoutes } from './verify-routes.ts';

export const profile: Feature = {
  routes: () => [...profileRoutes(), ...verifyRoutes()],
};
