/** The codes for an impossible identity document, refused by a route before a rule runs (R5). */
export const documentCodes = [
  ...(['id-number-invalid', 'mrz-checksum', 'passport-expired', 'visa-expired'] as const),
  ...(['work-permit-expired', 'document-expired'] as const),
] as const;
