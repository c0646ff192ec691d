/** What YAML found wrong, in plain words. */
import { diagnostic } from './codes.ts';
import type { SyntaxProblem } from './tree.ts';
import type { Diagnostic } from './types.ts';

/** The diagnostics of a text for what YAML found wrong in it. */
export function syntaxDiagnostics(_text: string, problems: readonly SyntaxProblem[]): Diagnostic[] {
  return problems.map((problem) => diagnostic('syntax', problem, problem.message));
}
