/** What is odd about a document, as the editor shows it. The checks are the core's. */
import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver/node';
import type { Severity, Diagnostic as TrialDiagnostic } from '../../core/trial/types.ts';
import type { Snapshot } from '../documents.ts';
import type { Work } from '../work.ts';

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

/** More than this of them help nobody, and cost every editor. */
const MOST = 1000;

export function diagnosticOf(document: Snapshot, { severity, code, message, range }: TrialDiagnostic): Diagnostic {
  return {
    severity: SEVERITIES[severity],
    code,
    source: 'deepimagine',
    message,
    range: document.rangeAt(range),
    ...(code === 'unknown-key' && { tags: [DiagnosticTag.Unnecessary] }),
  };
}

/** The worst first where there are too many; then those left out are counted in one of their own. */
export function* diagnostics(document: Snapshot): Work<Diagnostic[]> {
  const all = document.parsed.diagnostics;
  const order: readonly Severity[] = ['error', 'warning', 'information'];
  const kept =
    all.length <= MOST
      ? all
      : order.flatMap((severity) => all.filter((one) => one.severity === severity)).slice(0, MOST);
  const found: Diagnostic[] = [];
  for (const one of kept) {
    yield;
    found.push(diagnosticOf(document, one));
  }
  const more = all.length - kept.length;
  if (more > 0)
    found.push({
      severity: DiagnosticSeverity.Information,
      code: 'more',
      source: 'deepimagine',
      message: `${more} more are not shown.`,
      range: document.rangeAt({ start: 0, end: 0 }),
    });
  return found;
}
