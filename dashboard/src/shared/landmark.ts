import { createContext } from 'react';

/** Whether the page stands within the shell, which has the document's one main part. */
export const WithinMain = createContext(false);
