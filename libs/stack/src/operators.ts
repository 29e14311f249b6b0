/** The two people who run an embedded platform: uuids of nobody's account, so that a newcomer can act as either. */
export const embeddedOperators = ['user:0a000000-0000-4000-8000-000000000001', 'user:0a000000-0000-4000-8000-000000000002'] as const;
