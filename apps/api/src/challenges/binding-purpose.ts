/** What a code is for that binds a name at an identity provider to the holder of a number. */
export const bindingPurpose = 'identity-binding';
