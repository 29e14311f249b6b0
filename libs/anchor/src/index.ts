export { AnchorFolder } from './anchor-folder';
export { checkAnchors } from './check';
export { explainCheck } from './explain';
export { readAnchors } from './read-anchors';
export { readStop, resumeAnchor } from './resume';
export { readLagSeconds } from './standing';
export { AnchorStopped } from './stopped';
export { raiseAnchorTask } from './tasks';
export { writeNextLine } from './write';
