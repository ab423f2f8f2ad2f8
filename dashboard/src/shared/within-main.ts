import { createContext } from 'react';

/** Whether the page is inside the shell, which renders the `main` element. */
export const WithinMain = createContext(false);
