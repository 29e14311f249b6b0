/** What a route refuses an identity document with that nobody can have, before a rule is asked (R5). */
export const documentCodes = ['id-number-invalid', 'mrz-checksum', 'passport-expired', 'visa-expired'] as const;
