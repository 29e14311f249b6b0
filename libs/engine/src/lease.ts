/** No lease of an effect is longer: one that ends later was written while the clock was ahead, and counts as over. */
export const longestLeaseMs = 300_000;

/** SQL of the latest instant at which a lease may end. */
export const longestLeaseEnd = `clock_timestamp() + ${longestLeaseMs} * interval '1 millisecond'`;
