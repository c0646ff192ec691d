/**
 * The requests and notifications that the server has beyond LSP, shared by client and server: the only module in which
 * the two meet. Names, directions and shapes; no behaviour and no library, so that any client may follow it.
 *
 * Ranges and offsets count UTF-16 code units from the start of the text of the version named.
 */
import type { Imagining, OutcomeLine } from '../core/imagine/answer.ts';
import type { TrialForm } from '../core/trial/registry/new.ts';
import type { Look, Range } from '../core/trial/types.ts';

/** Client → server: what is imagined of a document, for a panel. Answers with `ImaginingAnswer`. */
export const IMAGINING = 'deepimagine/imagining';

export interface ImaginingParams {
  uri: string;
  /** A named scenario; null for the arrows in place. Left out: the one at `offset`, else the arrows in place, else the first that is named. */
  scenario?: string | null;
  /** Left out: what is at `offset`, else the document's focus. */
  look?: Look;
  /** Where the cursor is. */
  offset?: number;
}

/** A look and how to name its two parts to a person. */
export interface NamedLook {
  look: Look;
  /** The outcome, with its time point and row: `KCCQ, 52 weeks`. */
  outcome: string;
  /** What it is measured in. */
  unit?: string;
  /** `semaglutide vs placebo`. */
  contrast: string;
}

export interface ImaginingAnswer {
  /** The version of the document that all of this is about. */
  version: number;
  id?: string;
  title?: string;
  /** What is shown: the resolved scenario (null: in place) and look. */
  scenario: string | null;
  look?: Look;
  /** One of the two. `problem` is a sentence. */
  imagining?: Imagining;
  problem?: string;
  /** What can be looked at, observed or hypothetical: all sides of the shown outcome and row, one look of each other. */
  looks: NamedLook[];
  /** The scenarios there are; null for the arrows in place, where there are any. */
  scenarios: (string | null)[];
  /** Where the document writes each step of the shown scenario, in the order of its steps. */
  steps: Range[];
}

/** Client → server: what a scenario makes of every outcome, in parts. Answers with `OutcomesAnswer`. */
export const OUTCOMES = 'deepimagine/outcomes';

export interface OutcomesParams {
  uri: string;
  /** A named scenario; null for the arrows in place. */
  scenario: string | null;
  /** The look that is shown: every outcome is looked at with its sides, where it has them. Left out: the document's focus. */
  look?: Look;
  /** Where the part begins: `next` of the part before, or left out. */
  from?: number;
}

export interface OutcomesAnswer {
  /** The version of the document that this is about. */
  version: number;
  /** In the document's order. */
  lines: OutcomeLine[];
  /** How many there are in all parts. */
  total: number;
  /** Where the next part begins; left out of the last. */
  next?: number;
}

/** Client → server: a registry record (API v2 JSON text) as a document. */
export const IMPORT = 'deepimagine/import';

export interface ImportParams {
  record: string;
}

export type ImportAnswer = { id: string; text: string } | { problem: string };

/** Client → server: an open document brought up to date with a fresh record. Answers with the whole new text. */
export const UPDATE = 'deepimagine/update';

export interface UpdateParams {
  uri: string;
  record: string;
}

export type UpdateAnswer = { version: number; text: string } | { problem: string };

/** Client → server: a prospective trial from a short form or a synopsis. */
export const NEW = 'deepimagine/new';

export type NewParams = { form: TrialForm } | { synopsis: string };

export interface NewAnswer {
  text: string;
}

/** Client → server, with LSP's `initialize`, as its `initializationOptions`: what the client can do beyond LSP. */
export interface InitializationOptions {
  /** It has the command `OPEN_PANEL`. Without it, lenses are text only. */
  panel?: boolean;
}

/** The client's command behind code lenses and hover links; its one argument is a `PanelTarget`. */
export const OPEN_PANEL = 'deepimagine.openPanel';

/** The client's command that opens the panel and asks the model that is chosen; its one argument is a `PanelTarget`. */
export const IMAGINE = 'deepimagine.imagine';

/** What the panel is opened at. What is left out follows the cursor. */
export interface PanelTarget {
  uri: string;
  scenario?: string | null;
  look?: Look;
  /** The part of the panel to begin at. Left out: its beginning. */
  part?: 'outcomes';
}

/**
 * A hover that speaks of an imagining carries this beside LSP's own members. A client that has a panel makes a link of it
 * below the hover; the hover's text itself holds no commands, so it needs no trust and reads the same in every editor.
 */
export interface HoverExtension {
  panel?: PanelTarget;
}
