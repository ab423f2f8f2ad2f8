import { useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import type { paths } from '../schema.ts';

export type DoctorReport =
  paths['/api/v1/organization/doctor']['post']['responses'][200]['content']['application/json'];
export type DoctorStep = DoctorReport['steps'][number];

/** Lets the server connect to itself as the clients do. Takes seconds; changes nothing. */
export function useConnectionDoctor() {
  return useMutation({ mutationFn: () => call(() => api.POST('/api/v1/organization/doctor')) });
}
