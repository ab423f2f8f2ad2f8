import { Type } from 'typebox';

export const DeviceResponse = Type.Object(
  {
    device_code: Type.String({ examples: ['spedy_odc_…'] }),
    user_code: Type.String({ examples: ['WDJB-MJHT'] }),
    verification_uri: Type.String(),
    verification_uri_complete: Type.String(),
    expires_in: Type.Integer({ description: 'Seconds.' }),
    interval: Type.Integer({ description: 'Seconds between two polls.' }),
  },
  { title: 'OAuthDevice' },
);
