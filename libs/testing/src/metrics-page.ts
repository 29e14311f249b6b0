/** A page of Prometheus text, as a scraper reads it. */
export interface MetricsPage {
  bytes: number;
  /** What the page says more than once: a series, or the HELP or TYPE of a metric. */
  doubles: string[];
  series: string[];
}

export function readMetricsPage(text: string): MetricsPage {
  const lines = text.split('\n').filter(Boolean);
  const series = lines.filter((line) => !line.startsWith('#')).map((line) => line.slice(0, line.lastIndexOf(' ')));
  const told = [...series, ...lines.filter((line) => line.startsWith('# ')).map((line) => line.split(' ', 3).join(' '))];
  const seen = new Set<string>();
  const doubles = told.filter((each) => seen.has(each) || !seen.add(each));
  return { bytes: Buffer.byteLength(text), doubles, series };
}
