import { useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import type { paths } from '../schema.ts';

export type DoctorReport =
  paths['/api/v1/organization/doctor']['post']['responses'][200]['content']['application/json'];
export type DoctorStep = DoctorReport['steps'][number];

/** Runs the connection check on the server. Takes a few seconds and changes nothing. */
export function useConnectionDoctor() {
  return useMutation({ mutationFn: () => call(() => api.POST('/api/v1/organization/doctor')) });
}
