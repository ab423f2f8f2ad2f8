import { Type } from 'typebox';

export const SeeOther = Type.Null({ description: 'Redirects to the URL in the Location header.' });
