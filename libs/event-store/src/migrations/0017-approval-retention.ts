/**
 * Approvals that an earlier release has ended, and that no process waits for, get the day on which their texts go: it
 * gave them none. The number of days is that of their policy when this was written.
 */
export const approvalRetention = `
WITH kept AS (
  UPDATE es.streams s SET next_due_at = p.expires_at + interval '30 days', finished_at = NULL
  FROM rm.process p
  WHERE p.stream_id = s.stream_id AND p.type = 'approval' AND p.state -> 'matter' ->> 'type' = 'document-export'
    AND s.ended_at IS NOT NULL AND s.next_due_at IS NULL
  RETURNING s.stream_id, s.version)
INSERT INTO es.wakes (stream_id, version, reason) SELECT stream_id, version, 'RetentionAdded' FROM kept
ON CONFLICT DO NOTHING;
`;
