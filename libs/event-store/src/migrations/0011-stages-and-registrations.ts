/**
 * Rows of earlier releases. Approvals get their stage, because the read model holds folded states.
 * A purge has one more step: effects are the difference that a command makes, so a purge under way would never get it.
 */
export const stagesAndRegistrations = `
UPDATE rm.process SET state = (state - 'slots') || jsonb_build_object('policyVersion', 1, 'round', 1,
  'stages', jsonb_build_array(jsonb_build_object('index', 1, 'rule', 'all', 'distinct', true, 'slots', state -> 'slots')))
WHERE type = 'approval' AND state ? 'slots';

INSERT INTO es.effects (effect_id, stream_id, kind, n)
SELECT stream_id || ':' || version || ':endRegistrations:1', stream_id, 'endRegistrations', 1
FROM rm.process WHERE type = 'deregistration' AND status IN ('purging', 'purge_blocked')
ON CONFLICT DO NOTHING;
INSERT INTO es.wakes (stream_id, version, reason)
SELECT stream_id, version, 'PurgeStepAdded' FROM rm.process WHERE type = 'deregistration' AND status IN ('purging', 'purge_blocked')
ON CONFLICT DO NOTHING;
`;
