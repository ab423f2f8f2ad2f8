import type { Page } from 'playwright-core';
import type { DialogCase } from './ticket-dialog-cases.ts';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

const onePixel = {
  name: 'logo.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mM4ISf3HwAEugIE4QkN1wAAAABJRU5ErkJggg==',
    'base64',
  ),
};

/** The dialogs of the general page. */
export const generalDialogs: Readonly<Record<string, DialogCase>> = {
  'Change address': {
    path: 'organization/general',
    open: async (page) => {
      await button(page, 'Change address').click();
      await page.getByLabel('New address').fill('x'.repeat(63));
    },
    buttons: ['Cancel', 'Change address'],
  },
  'Delete organization': {
    path: 'organization/general',
    open: async (page) => {
      await button(page, 'Delete organization').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete organization' }).click();
    },
    buttons: ['Cancel', 'Delete organization'],
  },
  Logo: {
    path: 'organization/general',
    open: async (page) => {
      await page.getByLabel('Logo file').setInputFiles(onePixel);
      await page.getByLabel('A square part').check();
    },
    buttons: ['Cancel', 'Save logo'],
  },
};
